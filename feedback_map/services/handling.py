"""What staff do with a message: take it up, answer it, change its state, give it to a person, note, open it again.

Each is one entry in the pin's history (`changing.enter`); the same thing again, where it says nothing, changes nothing.
"""

from __future__ import annotations

from accounts.models import User
from feedback_map.models import Pin, State, Update
from feedback_map.services.acts import Act, act_on, checked
from feedback_map.services.changing import Change, Words
from geo.models import Municipality

__all__ = [
    "acknowledge_pin",
    "answer_pin",
    "assign_pin",
    "change_state",
    "checked",
    "note_on_pin",
    "reopen_pin",
    "shortlist_pin",
]


def acknowledge_pin(*, town: Municipality, pin: Pin, change: Change, words: Words | None = None) -> Update | None:
    """Tell the sender that somebody has taken it up. Once is enough: afterwards only words make another entry."""
    return act_on(town=town, pin=pin, act=Act("acknowledge", words or Words()), change=change)


def answer_pin(
    *, town: Municipality, pin: Pin, words: Words, change: Change, state: State | None = None
) -> Update | None:
    """Answer the sender, and everybody when the pin is public. A state, when one is given, changes with the answer."""
    return act_on(town=town, pin=pin, act=Act("answer", words, state), change=change)


def change_state(
    *, town: Municipality, pin: Pin, state: State | None, change: Change, words: Words | None = None
) -> Update | None:
    """Give the pin another state (None: just received), perhaps with words of why."""
    return act_on(town=town, pin=pin, act=Act("state", words or Words(), state), change=change)


def assign_pin(
    *, town: Municipality, pin: Pin, person: User | None, change: Change, words: Words | None = None
) -> Update | None:
    """Give the pin to somebody who may handle it, or to nobody."""
    return act_on(town=town, pin=pin, act=Act("assign", words or Words(), person=person), change=change)


def note_on_pin(*, town: Municipality, pin: Pin, note: str, change: Change) -> Update | None:
    """Write something that only staff read."""
    return act_on(town=town, pin=pin, act=Act("note", Words(note=note)), change=change)


def shortlist_pin(*, town: Municipality, pin: Pin, is_shortlisted: bool, change: Change) -> Update | None:
    """Put the pin on the desk's short list, or take it off."""
    return act_on(town=town, pin=pin, act=Act("shortlist", is_shortlisted=is_shortlisted), change=change)


def reopen_pin(*, town: Municipality, pin: Pin, change: Change, words: Words | None = None) -> Update | None:
    """Open a closed pin again: it waits for its unit as if it had just come. One that is open stays as it is.

    When its sender does it (`change.author`), it is a dispute, and their words are for the unit alone.
    """
    return act_on(town=town, pin=pin, act=Act("reopen", words or Words()), change=change)
