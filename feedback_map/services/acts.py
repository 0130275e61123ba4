"""What can be done to a message at the desk, and the entry that each makes: the same for one pin and for many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback_map.models import Pin, State, Update
from feedback_map.permissions import may_handle
from feedback_map.services.changing import Change, Entry, Words, enter_locked, follow_up, locked_pin
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

LONGEST_WORDS = 10_000


@dataclass(frozen=True)
class Act:
    """One thing to do, with what it takes: a kind of ACTS, words, and a state, a person or a yes or no."""

    kind: str
    words: Words = field(default_factory=Words)
    state: State | None = None
    person: User | None = None
    is_shortlisted: bool = True
    author: str = Update.Author.STAFF


def act_on(*, town: Municipality, pin: Pin, act: Act, change: Change) -> Update | None:
    """Do it to one pin. None when there is nothing to do; Refused with the reason where it cannot be done."""
    with in_town(town):
        now = locked_pin(town, pin.pk)
        entry = entry_for(town, now, replace(act, author=change.author))
        update = None if entry is None else enter_locked(now, entry, change)
        if update is not None:
            follow_up(town=town, updates=[update])
    for name in ("version", "state", "assignee", "is_shortlisted", "acknowledged_at", "answered_at", "closed_at"):
        setattr(pin, name, getattr(now, name))
    return update


def entry_for(town: Municipality, pin: Pin, act: Act) -> Entry | None:
    """The entry that the act makes of the pin as it is now; None when it cannot mean anything."""
    try:
        made = ACTS[act.kind]
    except KeyError:
        raise Refused([FieldError("act", "unknown_act", _("This cannot be done."))]) from None
    return made(town, pin, replace(act, words=checked(act.words)))


def checked(words: Words) -> Words:
    """The words without blanks around them; Refused where they cannot be stored."""
    errors = []
    for name, text in (("text", words.text), ("note", words.note)):
        if len(text) > LONGEST_WORDS:
            errors.append(FieldError(name, "too_long", _("The text is too long.")))
        if "\x00" in text:
            errors.append(FieldError(name, "not_text", _("The text has a character that cannot be stored.")))
    if errors:
        raise Refused(errors)
    return Words(words.text.strip(), words.language[:10], words.note.strip())


def _acknowledging(town: Municipality, pin: Pin, act: Act) -> Entry:
    return Entry(Update.Kind.ACKNOWLEDGED, act.words)


def _answering(town: Municipality, pin: Pin, act: Act) -> Entry:
    if not act.words.text:
        raise Refused([FieldError("text", "required", _("Write the answer."))])
    sets = {} if act.state is None else {"state": _of_town(town, act.state)}
    return Entry(Update.Kind.ANSWER, act.words, sets)


def _giving_state(town: Municipality, pin: Pin, act: Act) -> Entry:
    return Entry(Update.Kind.STATE, act.words, {"state": _of_town(town, act.state)})


def _assigning(town: Municipality, pin: Pin, act: Act) -> Entry:
    if act.person is not None and not may_handle(act.person, pin, town):
        raise Refused([FieldError("assignee", "not_of_the_unit", _("Choose a person of the unit in charge."))])
    return Entry(Update.Kind.ASSIGNED, act.words, {"assignee": act.person})


def _noting(town: Municipality, pin: Pin, act: Act) -> Entry:
    if not act.words.note:
        raise Refused([FieldError("note", "required", _("Write the note."))])
    return Entry(Update.Kind.NOTE, Words(note=act.words.note))


def _shortlisting(town: Municipality, pin: Pin, act: Act) -> Entry:
    return Entry(Update.Kind.NOTE, sets={"is_shortlisted": act.is_shortlisted})


def _reopening(town: Municipality, pin: Pin, act: Act) -> Entry | None:
    """A sender's words are for the unit alone: no moderator has looked at them."""
    if pin.merged_into_id is not None:
        raise Refused([FieldError("pin", "merged", _("Part it from the message it was joined with first."))])
    if pin.closed_at is None:
        return None
    if act.author == Update.Author.RESIDENT:
        inside = Words(language=act.words.language, note=act.words.text or act.words.note)
        return Entry(Update.Kind.DISPUTED, inside, {"state": None})
    return Entry(Update.Kind.REOPENED, act.words, {"state": None})


def _of_town(town: Municipality, state: State | None) -> State | None:
    if state is not None and state.municipality_id != town.pk:
        raise Refused([FieldError("state", "unknown_state", _("The town has no such state."))])
    return state


ACTS: dict[str, Callable[[Municipality, Pin, Act], Entry | None]] = {
    "acknowledge": _acknowledging,
    "answer": _answering,
    "state": _giving_state,
    "assign": _assigning,
    "note": _noting,
    "shortlist": _shortlisting,
    "reopen": _reopening,
}
