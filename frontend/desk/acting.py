"""What a form of the desk asks to be done to one message, done by the services."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from feedback_map.models import Pin, State, Update
from feedback_map.services.acts import ACTS, Act, act_on
from feedback_map.services.changing import Change, Words
from feedback_map.services.merging import merge_pins, part_pins
from feedback_map.services.routing import reroute_pin
from geo.models import Municipality
from geo.refusals import FieldError, Refused

LONGEST_CODE = 40
Done = list[Update]


def do(town: Municipality, pin: Pin, by: User, said: QueryDict) -> Done:
    """Do what the form says, as seen in the version that it names. Refused or StaleEdit when it cannot be done."""
    version = said.get("version", "")
    change = Change(by=by, version=int(version) if version.isascii() and version.isdigit() else -1)
    kind = said.get("act", "")
    if kind in _OTHERS:
        return _OTHERS[kind](town, pin, said, change)
    if kind not in ACTS:
        raise Refused([FieldError("act", "unknown_act", _("This cannot be done."))])
    update = act_on(town=town, pin=pin, act=act_of(town, said, kind), change=change)
    return [] if update is None else [update]


def act_of(town: Municipality, said: QueryDict, kind: str) -> Act:
    """One act with its words, state and person, as a form or a batch names them."""
    return Act(
        kind=kind,
        words=words_of(said),
        state=_state(town, said.get("state", "")),
        person=_person(town, said.get("person", "")),
        is_shortlisted=said.get("short") != "no",
    )


def words_of(said: QueryDict) -> Words:
    return Words(said.get("text", ""), said.get("language", ""), said.get("note", ""))


def _state(town: Municipality, code: str) -> State | None:
    if not code:
        return None
    state = State.objects.filter(municipality=town, code=code[:60], is_active=True).first()
    if state is None:
        raise Refused([FieldError("state", "unknown_state", _("The town has no such state."))])
    return state


def _person(town: Municipality, number: str) -> User | None:
    if not number:
        return None
    here = User.objects.filter(memberships__municipality=town, is_active=True)
    person = here.filter(pk=int(number)).first() if number.isascii() and number.isdigit() else None
    if person is None:
        raise Refused([FieldError("person", "unknown_person", _("Choose a person of the unit in charge."))])
    return person


def _reroute(town: Municipality, pin: Pin, said: QueryDict, change: Change) -> Done:
    body = Body.objects.filter(municipality=town, code=said.get("owner", "")[:60]).first()
    if body is None:
        raise Refused([FieldError("owner", "unknown_body", _("The town has no such unit."))])
    update = reroute_pin(town=town, pin=pin, body=body, change=change, words=words_of(said))
    return [] if update is None else [update]


def _merge(town: Municipality, pin: Pin, said: QueryDict, change: Change) -> Done:
    """This message is joined with the one whose code is said."""
    kept = pin_by_code(town, said.get("code", ""))
    if kept is None or kept.pk == pin.pk:
        raise Refused([FieldError("code", "unknown_code", _("No other message has this code."))])
    unseen = Change(change.by)
    return merge_pins(town=town, kept=kept, others=[pin], change=unseen, words=words_of(said))


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
