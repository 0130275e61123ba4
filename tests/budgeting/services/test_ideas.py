"""Ideas belong to a round that takes them, go to the batch of their day, and none is left without an answer."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from budgeting.models import Idea, IntakeBatch, RoundPhase
from budgeting.services.ideas import (
    From,
    IdeaInput,
    agree_to_joining,
    leave_idea,
    place_idea,
    take_into_round,
)
from feedback_map.models import Contact, Pin
from feedback_map.services import ContactInput, Once, PinInput
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_phase, make_round
from tests.budgeting.ideas import collecting, keeper, make_idea, told
from tests.factories import make_category, make_town
from tests.feedback_map.handling import make_pin

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def test_an_idea_is_a_message_of_the_rounds_process_and_waits_in_the_round(town: Municipality) -> None:
    round = collecting(town)
    idea = make_idea(round, "Keinu puistoon")
    assert (idea.state, idea.title, idea.pin.kind, idea.pin.text) == ("waiting", "Penkki", "idea", "Keinu puistoon")
    assert idea.pin.process_id == round.process_id


@pytest.mark.parametrize("days", [(-9, -1), (1, 9)])
def test_outside_the_days_of_collecting_nothing_is_placed(town: Municipality, days: tuple[int, int]) -> None:
    round = make_round(town)
    make_phase(round, RoundPhase.Kind.COLLECT, TODAY + days[0] * DAY, TODAY + days[1] * DAY)
    with pytest.raises(Refused, match="not_collecting"):
        make_idea(round)
    with in_town(town):
        assert not Pin.objects.exists()


def test_a_round_that_is_not_published_takes_no_ideas(town: Municipality) -> None:
    with pytest.raises(Refused, match="not_collecting"):
        make_idea(collecting(town, published_at=None))


def test_a_repeated_request_makes_one_idea(town: Municipality) -> None:
    idea = IdeaInput(collecting(town), PinInput(kind="idea", text="Keinu"))
    sent = From(once=Once("ideas", "sama-avain", bytes(32)))
    first, second = (place_idea(town=town, idea=idea, sent=sent) for _ in range(2))
    assert (first.id, second.replayed) == (second.id, True)
    with in_town(town):
        assert Idea.objects.count() == Pin.objects.count() == 1


def test_a_round_with_minimal_data_keeps_no_contact(town: Municipality) -> None:
    contact = ContactInput(name="Aino", email="aino@example.fi", phone="050 1")
    make_idea(collecting(town, minimal_data=True), contact=contact)
    with in_town(town):
        assert not Contact.objects.exists()


def closing(idea: Idea) -> datetime.date | None:
    return idea.batch.closes_on if idea.batch else None


def test_an_idea_goes_to_the_first_batch_that_closes_on_its_day_or_later(town: Municipality) -> None:
    round = collecting(town)
    with in_town(town):
        for days in (-5, 0, 30):
            IntakeBatch.objects.create(
                municipality=town, round=round, closes_on=TODAY + days * DAY, meets_on=TODAY + 40 * DAY
            )
    assert closing(make_idea(round)) == TODAY
    with in_town(town):
        IntakeBatch.objects.filter(closes_on=TODAY).update(handled_at=timezone.now())
    assert closing(make_idea(round)) == TODAY + 30 * DAY


def test_an_idea_left_earlier_is_taken_into_one_round_only_and_its_sender_is_told_once(town: Municipality) -> None:
    make_category(town)
    pin, round = make_pin(town, kind="idea"), collecting(town)
    first = take_into_round(town=town, round=round, pin=pin, title="Kuoppa")
    assert take_into_round(town=town, round=round, pin=pin) == first
    assert len(told(pin)) == 1
    with pytest.raises(Refused, match="in_another_round"):
        take_into_round(town=town, round=collecting(town), pin=pin)
    with pytest.raises(Refused, match="not_an_idea"):
        take_into_round(town=town, round=round, pin=make_pin(town))


def test_an_idea_is_not_taken_further_without_a_reason_that_its_sender_reads(town: Municipality) -> None:
    round, by = collecting(town), keeper(town)
    idea = make_idea(round)
    with pytest.raises(Refused, match="reason: required"):
        leave_idea(town=town, idea=idea, reason={"fi": "  "}, by=by)
    for _ in range(2):
        left = leave_idea(town=town, idea=idea, reason={"fi": "Ranta ei ole kaupungin."}, by=by)
    assert (left.state, told(idea.pin)) == ("not_taken", ["Ranta ei ole kaupungin."])


def test_a_sender_may_agree_to_joining_later(town: Municipality) -> None:
    idea = make_idea(collecting(town), may_be_merged=False)
    assert agree_to_joining(town=town, idea=idea, agrees=True).may_be_merged
