"""One thing told several times: joined, told together, parted; and never in a circle."""

from __future__ import annotations

import random

import pytest

from feedback_map.models import Pin, PublishedPin, PublishedUpdate, StateType, Support, Update
from feedback_map.services import (
    Change,
    Words,
    change_state,
    derive_pins,
    kept_pin,
    merge_pins,
    moderate_pin,
    part_pins,
    told_pins,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.feedback_map.handling import again, history, make_pin, make_state, make_support

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(town: Municipality) -> list[Pin]:
    return [make_pin(town, 2 + number / 100) for number in range(3)]


def test_both_stay_and_both_are_told(town: Municipality, three: list[Pin]) -> None:
    kept, *others = three
    merge_pins(town=town, kept=kept, others=others, change=Change(), words=Words("Sama kuoppa.", "fi"))
    assert history(kept) == ["merged", "merged"]
    for other in map(again, others):
        assert history(other) == ["merged"]
        assert (other.merged_into, other.state and other.state.type) == (kept, StateType.DUPLICATE)
        assert other.text == "Kuoppa tiessä"
    assert again(kept).state is None
    shown = PublishedPin.objects.get(public_id=others[0].public_id)
    assert (shown.merged_into, shown.state_type) == (kept.public_id, "duplicate")


def test_merging_twice_changes_nothing(town: Municipality, three: list[Pin]) -> None:
    kept, *others = three
    merge_pins(town=town, kept=kept, others=[*others, others[0], kept], change=Change())
    before = [(again(pin).version, history(pin)) for pin in three]
    assert merge_pins(town=town, kept=kept, others=others, change=Change()) == []
    assert [(again(pin).version, history(pin)) for pin in three] == before


def test_what_is_said_on_the_kept_one_is_told_to_all(town: Municipality, three: list[Pin]) -> None:
    first, second, third = three
    merge_pins(town=town, kept=second, others=[third], change=Change())
    merge_pins(town=town, kept=first, others=[second], change=Change())
    assert told_pins(first) == [first, second, third]
    assert told_pins(third) == [third]
    assert kept_pin(third) == first


def test_joined_supports_count_once_a_person(town: Municipality, three: list[Pin]) -> None:
    kept, other, _third = three
    person = make_support(town, kept).participant
    make_support(town, other, person)
    make_support(town, other)
    merge_pins(town=town, kept=kept, others=[other], change=Change())
    assert PublishedPin.objects.get(public_id=kept.public_id).supports == 2
    part_pins(town=town, pins=[other], change=Change())
    assert PublishedPin.objects.get(public_id=kept.public_id).supports == 1
    with in_town(town):
        assert Support.objects.count() == 3


def test_parting_gives_back_the_state_that_was(town: Municipality, three: list[Pin]) -> None:
    kept, other, _third = three
    planned = make_state(town, "planned", StateType.PLANNED)
    change_state(town=town, pin=other, state=planned, change=Change())
    merge_pins(town=town, kept=kept, others=[other], change=Change())
    assert again(other).closed_at is not None
    part_pins(town=town, pins=[again(other)], change=Change())
    now = again(other)
    assert (now.merged_into, now.state, now.closed_at) == (None, planned, None)
    assert history(other) == ["state", "merged", "parted"]
    assert history(kept) == ["merged", "parted"]
    assert part_pins(town=town, pins=[now], change=Change()) == []


def test_no_circle_can_be_made(town: Municipality, three: list[Pin]) -> None:
    first, second, _third = three
    merge_pins(town=town, kept=first, others=[second], change=Change())
    assert merge_pins(town=town, kept=second, others=[first], change=Change()) == []
    assert again(first).merged_into is None


def test_a_pin_that_is_joined_elsewhere_is_refused(town: Municipality, three: list[Pin]) -> None:
    first, second, third = three
    merge_pins(town=town, kept=first, others=[second], change=Change())
    with pytest.raises(Refused):
        merge_pins(town=town, kept=third, others=[second], change=Change())
    assert history(third) == []


def test_a_public_message_is_not_joined_with_an_unpublished_one(town: Municipality) -> None:
    hidden, public = make_pin(town, visibility="private"), make_pin(town)
    with pytest.raises(Refused):
        merge_pins(town=town, kept=hidden, others=[public], change=Change())


def test_an_unpublished_message_that_is_joined_shows_nowhere(town: Municipality) -> None:
    kept, private = make_pin(town), make_pin(town, visibility="private")
    make_support(town, private)
    before = list(PublishedPin.objects.values_list())
    merge_pins(town=town, kept=kept, others=[private], change=Change(), words=Words("Yhdistetty.", "fi"))
    assert list(PublishedPin.objects.values_list()) == before
    assert not PublishedUpdate.objects.exists()


def test_a_hidden_message_takes_its_entry_on_the_kept_one_with_it(town: Municipality, three: list[Pin]) -> None:
    kept, other, _third = three
    merge_pins(town=town, kept=kept, others=[other], change=Change())
    assert PublishedUpdate.objects.filter(pin_id=kept.pk).count() == 1
    with in_town(town):
        Pin.objects.filter(pk=other.pk).update(moderation="hidden")
        derive_pins(town=town, pins=[other.pk], placed=False)
    assert not PublishedUpdate.objects.exists()
    moderate_pin(town=town, pin=other, moderation="shown")
    assert PublishedUpdate.objects.filter(pin_id=kept.pk).count() == 1


@pytest.mark.parametrize("seed", range(3))
def test_any_joining_can_be_taken_back(town: Municipality, seed: int) -> None:
    rng = random.Random(seed)
    pins = [make_pin(town, 2 + number / 100) for number in range(6)]
    states = [None, make_state(town, "a"), make_state(town, "b", StateType.PLANNED)]
    for pin in pins:
        change_state(town=town, pin=pin, state=rng.choice(states), change=Change())
    before = [(again(pin).state, again(pin).closed_at) for pin in pins]
    for _ in range(12):
        kept, *others = rng.sample(pins, rng.randint(2, 3))
        try:
            merge_pins(town=town, kept=kept, others=others, change=Change())
        except Refused:
            part_pins(town=town, pins=[again(others[0])], change=Change())
        for pin in pins:
            assert again(kept_pin(pin)).merged_into is None  # ends: there is no circle
    part_pins(town=town, pins=[again(pin) for pin in pins], change=Change())
    assert [(again(pin).state, again(pin).closed_at) for pin in pins] == before
    with in_town(town):
        assert Update.objects.filter(kind="merged").count() == Update.objects.filter(kind="parted").count()
