"""What a form of the desk asks to be done to one message, done by the services."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from feedback_map.models import Pin, State, Update
from feedback_map.services.acts import ACTS, Act, act_on
from feedback_map.services.changing import Attempt, Change, Entry, StaleEdit, Words, standing
from feedback_map.services.merging import merge_pins, part_pins
from feedback_map.services.routing import reroute_pin
from geo.languages import text_in
from geo.models import Municipality
from geo.refusals import FieldError, Refused

LONGEST_CODE, LONGEST_NUMBER = 40, 9
Done = list[Update]


def do(town: Municipality, pin: Pin, by: User, said: QueryDict) -> Done:
    """Do what the form says, as seen in the version that it names. Refused or StaleEdit when it cannot be done."""
    change = Change(by=by, version=number_in(said.get("version", ""), -1))
    kind = said.get("act", "")
    if kind in _OTHERS:
        return _OTHERS[kind](town, pin, said, change)
    if kind not in ACTS:
        raise Refused([FieldError("act", "unknown_act", _("This cannot be done."))])
    update = act_on(town=town, pin=pin, act=act_of(town, said, kind), change=change)
    return [] if update is None else [update]


def act_of(town: Municipality, said: QueryDict, kind: str) -> Act:
    """One act with its words, state and person, as a form or a batch names them."""
    state = _state(town, said.get("state", ""))
    if kind == "state" and state is None:
        raise Refused([FieldError("state", "required", _("Choose a state."))])
    return Act(
        kind=kind,
        words=words_of(said),
        state=state,
        person=_person(town, said.get("person", "")),
        is_shortlisted=said.get("short") != "no",
    )


def chosen_in(town: Municipality, said: QueryDict, language: str) -> list[tuple[str, str]]:
    """What a form chose beside its words, as it is read: the state, the person, the unit, the message to join with."""
    state, person = _state(town, said.get("state", "")), _person(town, said.get("person", ""))
    body = Body.objects.filter(municipality=town, code=plain(said.get("owner", ""))).first()
    told = [
        (_("State"), text_in(state.names, language) if state else ""),
        (_("Person"), (person.name or person.email) if person else _("Nobody") if said.get("act") == "assign" else ""),
        (_("Unit"), text_in(body.names, language) if body else ""),
        (_("Join with the message whose code is"), said.get("code", "")[:LONGEST_CODE]),
    ]
    return [(str(label), str(value)) for label, value in told if value]


def number_in(text: str, otherwise: int) -> int:
    """The number that a form sends; `otherwise` where it sends none that we ever gave."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else otherwise


def plain(code: str) -> str:
    """A code as it can be looked up: a NUL cannot even be asked for."""
    return code.replace("\x00", "")[:60]


def words_of(said: QueryDict) -> Words:
    return Words(said.get("text", ""), said.get("language", ""), said.get("note", ""))


def _state(town: Municipality, code: str) -> State | None:
    if not code:
        return None
    state = State.objects.filter(municipality=town, code=plain(code), is_active=True).first()
    if state is None:
        raise Refused([FieldError("state", "unknown_state", _("The town has no such state."))])
    return state


def _person(town: Municipality, number: str) -> User | None:
    if not number:
        return None
    here = User.objects.filter(memberships__municipality=town, is_active=True)
    person = here.filter(pk=number_in(number, -1)).first()
    if person is None:
        raise Refused([FieldError("person", "unknown_person", _("Choose a person of the unit in charge."))])
    return person


def _reroute(town: Municipality, pin: Pin, said: QueryDict, change: Change) -> Done:
    body = Body.objects.filter(municipality=town, code=plain(said.get("owner", ""))).first()
    if body is None:
        raise Refused([FieldError("owner", "unknown_body", _("The town has no such unit."))])
    update = reroute_pin(town=town, pin=pin, body=body, change=change, words=words_of(said))
    return [] if update is None else [update]


def _merge(town: Municipality, pin: Pin, said: QueryDict, change: Change) -> Done:
    """This message is joined with the one whose code is said."""
    kept = pin_by_code(town, said.get("code", ""))
    if kept is None or kept.pk == pin.pk:
        raise Refused([FieldError("code", "unknown_code", _("No other message has this code."))])
    if pin.version != change.version:  # unlocked: to join overwrites no word, and can be undone
        raise StaleEdit(standing(pin), Attempt(change.version or 0, Entry(Update.Kind.MERGED)))
    return merge_pins(town=town, kept=kept, others=[pin], change=Change(change.by), words=words_of(said))


def _part(town: Municipality, pin: Pin, said: QueryDict, change: Change) -> Done:
    return part_pins(town=town, pins=[pin], change=change, words=words_of(said))


def pin_by_code(town: Municipality, said: str) -> Pin | None:
    """The message whose code somebody says: "kuusi 4821". Runs inside `in_town`."""
    code = " ".join(said.replace("\x00", "").replace("-", " ", 1).split())[:LONGEST_CODE]
    return Pin.objects.filter(municipality=town, code__iexact=code).first() if code else None


_OTHERS: dict[str, Callable[[Municipality, Pin, QueryDict, Change], Done]] = {
    "reroute": _reroute,
    "merge": _merge,
    "part": _part,
}
