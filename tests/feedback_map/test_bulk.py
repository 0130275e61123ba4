"""One thing done to many: the preview says what the run does, and it can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Body, User
from feedback_map.models import Pin, PublishedUpdate, State, StateType, Update
from feedback_map.services import (
    Act,
    Change,
    Line,
    Words,
    answer_many,
    change_state,
    preview_act,
    run_act,
    undo_act,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.feedback_map.handling import again, history, make_clerk, make_pin, make_state, make_unit

pytestmark = pytest.mark.django_db
SAID = Words("Kuoppa paikataan.", "fi", "Tilaus 12")


@pytest.fixture
def done(town: Municipality) -> State:
    return make_state(town, "done", StateType.DONE)


@pytest.fixture
def unit(town: Municipality) -> Body:
    return make_unit(town)


@pytest.fixture
def clerk(town: Municipality, unit: Body) -> User:
    return make_clerk(town, body=unit)


@pytest.fixture
def pins(town: Municipality, unit: Body, done: State) -> list[Pin]:
    """One of the clerk's unit, one that is done already, one of another unit, one of nobody."""
    found = [
        make_pin(town, 2, owner=unit),
        make_pin(town, 3, owner=unit),
        make_pin(town, 4, owner=make_unit(town, "puistot")),
        make_pin(town, 5),
    ]
    change_state(town=town, pin=found[1], state=done, change=Change())
    return found


def told(lines: list[Line]) -> list[tuple[Any, ...]]:
    return [(line.pin.pk, line.was, line.becomes, line.refused and line.refused.code) for line in lines]


@pytest.mark.parametrize("kind", ["acknowledge", "answer", "state", "assign", "note", "shortlist", "reopen"])
def test_the_preview_is_what_the_run_does(
    town: Municipality, pins: list[Pin], clerk: User, done: State, kind: str
) -> None:
    act = Act(kind, SAID, done if kind in {"answer", "state"} else None, clerk)
    before = [(again(pin).version, history(pin)) for pin in pins]
    expected = preview_act(town=town, pins=pins, act=act, by=clerk)
    assert [(again(pin).version, history(pin)) for pin in pins] == before
    batch = run_act(town=town, pins=pins, act=act, by=clerk)
    was = {line.pin.pk: line.was for line in expected}
    assert [line.refused for line in batch.lines] == [line.refused for line in expected]
    assert [line.becomes for line in batch.lines] == [line.becomes for line in expected]
    assert {line.pin.pk: line.was for line in batch.lines} == was
    for line in expected:
        now = again(line.pin)
        assert all(getattr(now, name) == value for name, value in line.becomes.items())
    assert [u.pin_id for u in batch.updates] == [line.pin.pk for line in expected if line.entry]
    assert len(batch.updates) > 0


def test_a_unit_does_nothing_to_what_is_anothers(town: Municipality, pins: list[Pin], clerk: User, done: State) -> None:
    run_act(town=town, pins=pins, act=Act("state", state=done), by=clerk)
    assert again(pins[2]).state is None
    lines = preview_act(town=town, pins=[pins[2]], act=Act("state", state=done), by=clerk)
    assert [line.refused and line.refused.code for line in lines] == ["not_yours"]


def test_one_answer_reaches_each_as_its_own(town: Municipality, pins: list[Pin], clerk: User) -> None:
    batch = answer_many(town=town, pins=[pins[0], pins[1], pins[3]], words=SAID, by=clerk)
    with in_town(town):
        entries = list(Update.objects.filter(batch=batch.id))
    assert {entry.pin_id for entry in entries} == {pins[0].pk, pins[1].pk, pins[3].pk}
    assert {entry.public_text for entry in entries} == {SAID.text}
    assert PublishedUpdate.objects.filter(text=SAID.text).count() == 3


def test_undone_each_pin_is_as_it_was(town: Municipality, pins: list[Pin], clerk: User, done: State) -> None:
    fields = ("state", "assignee", "acknowledged_at", "answered_at", "closed_at", "is_shortlisted")
    before = [[getattr(again(pin), name) for name in fields] for pin in pins]
    batch = run_act(town=town, pins=pins, act=Act("answer", SAID, done), by=clerk)
    undone = undo_act(town=town, batch=batch.id, by=clerk)
    assert len(undone.updates) == len(batch.updates) == 3
    assert [[getattr(again(pin), name) for name in fields] for pin in pins] == before
    assert history(pins[0]) == ["answer", "undone"]
    assert not PublishedUpdate.objects.filter(text=SAID.text).exists()
    assert undo_act(town=town, batch=batch.id, by=clerk).updates == ()


def test_what_somebody_changed_since_is_listed_and_kept(
    town: Municipality, pins: list[Pin], clerk: User, done: State
) -> None:
    batch = run_act(town=town, pins=pins, act=Act("state", state=done), by=clerk)
    planned = make_state(town, "planned", StateType.PLANNED)
    change_state(town=town, pin=pins[0], state=planned, change=Change())
    undone = undo_act(town=town, batch=batch.id, by=clerk)
    refused = {line.pin.pk: line.refused.code for line in undone.lines if line.refused}
    assert refused == {pins[0].pk: "changed_since"}
    assert again(pins[0]).state == planned
    assert again(pins[3]).state is None


def test_more_than_a_thousand_at_once_are_refused(town: Municipality, clerk: User) -> None:
    with pytest.raises(Refused):
        preview_act(town=town, pins=[Pin(pk=number) for number in range(1001)], act=Act("note"), by=clerk)
