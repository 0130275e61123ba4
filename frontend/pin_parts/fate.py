"""What became of a message: its state, whose it is, the answer, and everything that was done, oldest first.

The public reads published rows only. The sender, by their key, reads all that was written for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Body
from feedback_map.models import Category, Pin, PublishedPin, PublishedUpdate, State, StateType, Update
from frontend.pages import page_of
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town

RECEIVED = "received"
INSIDE_THE_HOUSE = (Update.Kind.NOTE, Update.Kind.ASSIGNED)


@dataclass(frozen=True)
class PinState:
    """`type` is a StateType, or "received" while nothing has been decided; the name is the town's own."""

    type: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One line of the history, in words."""

    kind: str
    at: datetime.datetime
    words: str
    text: str = ""
    language: str = ""
    state: PinState | None = None


def state_named(code: str, state_type: str, names: Mapping[str, str]) -> PinState:
    """The state in the town's words; "received" while there is none."""
    if not code:
        return PinState(RECEIVED, _("Received"))
    return PinState(state_type, names.get(code) or str(StateType(state_type).label))


@dataclass(frozen=True)
class _Step:
    """An update, published or not, by codes."""

    kind: str
    at: datetime.datetime
    state: str
    state_type: str
    owner: str
    text: str
    language: str


def fate(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    language = page_of(request).language
    steps = _own_steps(town, own) if own else _published_steps(shown)
    if not any(step.kind == RECEIVED for step in steps):
        steps = [_Step(RECEIVED, shown.received_at, "", "", "", "", ""), *steps]
    owner_code = (own.owner.code if own.owner else "") if own else shown.owner if _is_published(shown) else ""
    names = _Names.of(town, language, steps, _codes_of(shown, own), str(owner_code))
    history = [names.entry(step) for step in steps]
    answers = [entry for entry in history if entry.kind == Update.Kind.ANSWER and entry.text]
    return {
        "state": names.state(*_codes_of(shown, own)),
        "owner": names.bodies.get(str(owner_code)),
        "history": [replace(entry, text="") if entry in answers[-1:] else entry for entry in history],
        "answer": answers[-1] if answers else None,
        "is_answered_at_all": _is_answered_at_all(town, shown),
    }


def _is_published(shown: PublishedPin | Pin) -> bool:
    return isinstance(shown, PublishedPin)


def _codes_of(shown: PublishedPin | Pin, own: Pin | None) -> tuple[str, str]:
    """Code and type of the state; both empty when just received."""
    if own:
        return (own.state.code, own.state.type) if own.state else ("", "")
    assert isinstance(shown, PublishedPin)
    return (shown.state, shown.state_type) if shown.state else ("", "")


def _own_steps(town: Municipality, own: Pin) -> list[_Step]:
    with in_town(town):
        updates = Update.objects.filter(pin=own).exclude(kind__in=INSIDE_THE_HOUSE).order_by("at", "pk")
        return [
            _Step(
                kind=update.kind,
                at=update.at,
                state=update.state.code if update.state else "",
                state_type=update.state.type if update.state else "",
                owner=update.owner.code if update.owner else "",
                text=update.public_text,
                language=update.language,
            )
            for update in updates.select_related("state", "owner")
        ]


def _published_steps(shown: PublishedPin | Pin) -> list[_Step]:
    updates = PublishedUpdate.objects.filter(pin_id=shown.pk).order_by("at", "update_id")
    return [_Step(u.kind, u.at, u.state, u.state_type, u.owner, u.text, u.language) for u in updates]


def _is_answered_at_all(town: Municipality, shown: PublishedPin | Pin) -> bool:
    """False where the town says beforehand that messages of the topic get no answer."""
    if isinstance(shown, PublishedPin):
        return not Category.objects.filter(municipality=town, code=shown.category, is_answered=False).exists()
    return shown.category is None or shown.category.is_answered


@dataclass(frozen=True)
class _Names:
    """What states and bodies are called on this page."""

    states: dict[str, str]
    bodies: dict[str, Body]
    language: str

    @classmethod
    def of(cls, town: Municipality, language: str, steps: list[_Step], state: tuple[str, str], owner: str) -> _Names:
        state_codes = {code for code in (state[0], *(step.state for step in steps)) if code}
        body_codes = {code for code in (owner, *(step.owner for step in steps)) if code}
        states = State.objects.filter(municipality=town, code__in=state_codes) if state_codes else []
        bodies = Body.objects.filter(municipality=town, code__in=body_codes) if body_codes else []
        return cls({each.code: each.name(language) for each in states}, {each.code: each for each in bodies}, language)

    def state(self, code: str, state_type: str) -> PinState:
        return state_named(code, state_type, self.states)

    def entry(self, step: _Step) -> Entry:
        state = self.state(step.state, step.state_type) if step.state else None
        return Entry(step.kind, step.at, self._words(step), step.text, step.language, state)

    def _words(self, step: _Step) -> str:
        body = self.bodies.get(step.owner)
        if step.kind == Update.Kind.ROUTED and body:
            return _("Went to: %(unit)s") % {"unit": _body_name(body, self.language)}
        if step.kind == Update.Kind.STATE and step.state:
            return _("New state: %(state)s") % {"state": self.state(step.state, step.state_type).name}
        words = _WORDS.get(step.kind)
        return words() if words else ""


def _body_name(body: Body, language: str) -> str:
    return text_in(body.names, language) or body.code


_WORDS: dict[str, Callable[[], str]] = {
    Update.Kind.RECEIVED: lambda: _("The message arrived"),
    Update.Kind.ROUTED: lambda: _("Went to the unit in charge"),
    Update.Kind.ACKNOWLEDGED: lambda: _("Taken up"),
    Update.Kind.STATE: lambda: _("The state changed"),
    Update.Kind.ANSWER: lambda: _("Answered"),
    Update.Kind.MERGED: lambda: _("Joined with a message about the same thing"),
    Update.Kind.PARTED: lambda: _("Handled by itself again"),
    Update.Kind.MODERATED: lambda: _("Read by a moderator"),
    Update.Kind.EDITED: lambda: _("The text was edited"),
    Update.Kind.DISPUTED: lambda: _("The sender says that it is not fixed"),
    Update.Kind.REOPENED: lambda: _("Opened again"),
    Update.Kind.OUTCOME: lambda: _("Named in what followed"),
    Update.Kind.UNDONE: lambda: _("The last step was taken back"),
}
