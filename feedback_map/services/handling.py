"""What staff do with a message: take it up, answer it, change its state, give it to a person, note, open it again.

Each is one entry in the pin's history (`changing.enter`); the same thing again, where it says nothing, changes nothing.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from feedback_map.models import Pin, State, Update
from feedback_map.permissions import may_handle
from feedback_map.services.changing import Change, Entry, Words, enter
from geo.models import Municipality
from geo.refusals import FieldError, Refused

LONGEST_WORDS = 10_000


def acknowledge_pin(*, town: Municipality, pin: Pin, change: Change, words: Words | None = None) -> Update | None:
    """Tell the sender that somebody has taken it up. Once is enough: afterwards only words make another entry."""
    return enter(town=town, pin=pin, entry=Entry(Update.Kind.ACKNOWLEDGED, checked(words or Words())), change=change)


def answer_pin(
    *, town: Municipality, pin: Pin, words: Words, change: Change, state: State | None = None
) -> Update | None:
    """Answer the sender, and everybody when the pin is public. A state, when one is given, changes with the answer."""
    if not words.text.strip():
        raise Refused([FieldError("text", "required", _("Write the answer."))])
    sets = {} if state is None else {"state": _of_town(town, state)}
    return enter(town=town, pin=pin, entry=Entry(Update.Kind.ANSWER, checked(words), sets), change=change)


def change_state(
    *, town: Municipality, pin: Pin, state: State | None, change: Change, words: Words | None = None
) -> Update | None:
    """Give the pin another state (None: just received), perhaps with words of why."""
    sets = {"state": _of_town(town, state)}
    return enter(town=town, pin=pin, entry=Entry(Update.Kind.STATE, checked(words or Words()), sets), change=change)


def assign_pin(
    *, town: Municipality, pin: Pin, person: User | None, change: Change, words: Words | None = None
) -> Update | None:
    """Give the pin to somebody who may handle it, or to nobody."""
    if person is not None and not may_handle(person, pin, town):
        raise Refused([FieldError("assignee", "not_of_the_unit", _("Choose a person of the unit in charge."))])
    entry = Entry(Update.Kind.ASSIGNED, checked(words or Words()), {"assignee": person})
    return enter(town=town, pin=pin, entry=entry, change=change)


def note_on_pin(*, town: Municipality, pin: Pin, note: str, change: Change) -> Update | None:
    """Write something that only staff read."""
    if not note.strip():
        raise Refused([FieldError("note", "required", _("Write the note."))])
    return enter(town=town, pin=pin, entry=Entry(Update.Kind.NOTE, checked(Words(note=note))), change=change)


def shortlist_pin(*, town: Municipality, pin: Pin, is_shortlisted: bool, change: Change) -> Update | None:
    """Put the pin on the desk's short list, or take it off."""
    entry = Entry(Update.Kind.NOTE, sets={"is_shortlisted": is_shortlisted})
    return enter(town=town, pin=pin, entry=entry, change=change)


def reopen_pin(*, town: Municipality, pin: Pin, change: Change, words: Words | None = None) -> Update | None:
    """Open a closed pin again: it waits for its unit as if it had just come. One that is open stays as it is.

    When its sender does it, it is a dispute, and their words are for the unit alone until a moderator has looked.
    """
    if pin.merged_into_id is not None:
        raise Refused([FieldError("pin", "merged", _("Part it from the message it was joined with first."))])
    if pin.closed_at is None:
        return None
    said, kind = checked(words or Words()), Update.Kind.REOPENED
    if change.author == Update.Author.RESIDENT:
        kind, said = Update.Kind.DISPUTED, Words(language=said.language, note=said.text or said.note)
    return enter(town=town, pin=pin, entry=Entry(kind, said, {"state": None}), change=change)


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


def _of_town(town: Municipality, state: State | None) -> State | None:
    if state is not None and state.municipality_id != town.pk:
        raise Refused([FieldError("state", "unknown_state", _("The town has no such state."))])
    return state
