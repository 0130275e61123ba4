"""Hearings are published once, and what is published changes only with a reason, a trace and a notice."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_plan, make_version
from tests.zoning.town_clock import town_clock_at
from zoning.deadlines import HELSINKI
from zoning.models import Hearing, HearingChange, HearingVersion, Plan, PublishedHearing
from zoning.services.hearings import (
    HearingFacts,
    cancel_hearing,
    change_hearing,
    edit_hearing,
    open_hearing,
    proposed,
    publish_hearing,
    set_length,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIRST, LAST = datetime.date(2027, 3, 1), datetime.date(2027, 3, 31)
FACTS = HearingFacts(
    "proposal",
    FIRST,
    LAST,
    office={"fi": "Maankäyttö, Maaherrankatu 9, arkisin 9–15", "en": "Land use, weekdays 9–15"},
    office_closes=datetime.time(15),
    postal_address="PL 33, 50101 Mikkeli",
    email="kirjaamo@town.example",
)
WHY = {"fi": "Selostus puuttui kahdelta päivältä.", "en": "The report was missing for two days."}


def at(day: datetime.date, hour: int = 12, minute: int = 0, second: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour, minute, second), HELSINKI)


@pytest.fixture
def town() -> Municipality:
    return make_town()


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, state="04")


def published(plan: Plan, facts: HearingFacts = FACTS) -> Hearing:
    hearing = open_hearing(town=plan.municipality, plan=plan, facts=facts)
    with town_clock_at(at(facts.first_day - DAY)):
        return publish_hearing(town=plan.municipality, hearing=hearing)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {error.code for error in refused.value.errors}


def test_a_draft_is_seen_by_nobody_until_it_is_published(town: Municipality, plan: Plan) -> None:
    hearing = open_hearing(town=town, plan=plan, facts=FACTS)
    assert not PublishedHearing.objects.exists()
    with town_clock_at(at(FIRST)):
        publish_hearing(town=town, hearing=hearing)
    assert PublishedHearing.objects.get().last_day == LAST


def test_without_a_last_day_the_rule_proposes_it(town: Municipality, plan: Plan) -> None:
    hearing = open_hearing(town=town, plan=plan, facts=replace(FACTS, last_day=None))
    assert hearing.last_day == LAST


def test_the_town_s_practice_is_proposed_where_the_law_is_silent(town: Municipality, plan: Plan) -> None:
    set_length(town=town, kind="oas", days=21)
    assert proposed(town, plan, "oas", FIRST).last_day == datetime.date(2027, 3, 22)
    with pytest.raises(Refused) as refused:
        set_length(town=town, kind="proposal", days=29)
    assert codes(refused) == {"shorter_than_law"}


def test_a_practice_longer_than_the_law_leaves_minor_changes_their_fourteen_days(town: Municipality) -> None:
    set_length(town=town, kind="proposal", days=35)
    assert proposed(town, make_plan(town), "proposal", FIRST).days == 35
    assert proposed(town, make_plan(town, is_minor=True), "proposal", FIRST).days == 14


def test_a_window_shorter_than_the_law_is_refused_with_the_law_named(town: Municipality, plan: Plan) -> None:
    with pytest.raises(Refused) as refused:
        open_hearing(town=town, plan=plan, facts=replace(FACTS, last_day=FIRST + 28 * DAY))
    assert "27 §" in str(refused.value.errors[0].detail)
    minor = make_plan(town, is_minor=True)
    assert open_hearing(town=town, plan=minor, facts=replace(FACTS, last_day=FIRST + 13 * DAY))


def test_a_first_day_that_has_passed_is_not_published(town: Municipality, plan: Plan) -> None:
    hearing = open_hearing(town=town, plan=plan, facts=FACTS)
    with town_clock_at(at(FIRST + DAY, 0)), pytest.raises(Refused) as refused:
        publish_hearing(town=town, hearing=hearing)
    assert codes(refused) == {"has_passed"}


def test_what_the_state_of_the_plan_does_not_take_is_refused_with_the_rule_named(town: Municipality) -> None:
    hearing = open_hearing(town=town, plan=make_plan(town, state="03"), facts=FACTS)
    with town_clock_at(at(FIRST)), pytest.raises(Refused) as refused:
        publish_hearing(town=town, hearing=hearing)
    assert codes(refused) == {"kind_not_allowed"}
    recorded = publish_hearing(town=town, hearing=hearing, on=at(FIRST - DAY))
    assert recorded.published_at == at(FIRST - DAY)


def test_an_unpublished_version_is_not_put_on_display(town: Municipality, plan: Plan) -> None:
    shown = make_version(plan, published_at=None)
    hearing = open_hearing(town=town, plan=plan, facts=replace(FACTS, versions=[shown]))
    with town_clock_at(at(FIRST)), pytest.raises(Refused) as refused:
        publish_hearing(town=town, hearing=hearing)
    assert codes(refused) == {"not_published"}


def test_the_notice_states_the_end_of_the_day_and_the_closing_of_the_office(plan: Plan) -> None:
    notice = published(plan).notice
    assert set(notice) == {"fi", "sv", "en"}
    assert "by 31 Mar 2027, before the day ends at midnight" in notice["en"]
    assert "when the office closes" in notice["en"]
    assert "31.3.2027" in notice["fi"] and "kirjaamo@town.example" in notice["fi"] and "15.00" in notice["fi"]
    assert "arkisin 9–15" in notice["fi"]


def test_a_running_hearing_grows_with_a_trace_and_a_notice(town: Municipality, plan: Plan) -> None:
    hearing = published(plan)
    with town_clock_at(at(FIRST + DAY)):
        change_hearing(town=town, hearing=hearing, facts=replace(FACTS, last_day=LAST + 7 * DAY), reason=WHY)
    with in_town(town):
        change = HearingChange.objects.get(hearing=hearing)
    assert (change.before["last_day"], change.after["last_day"]) == ("2027-03-31", "2027-04-07")
    assert "7.4.2027" in change.notice["fi"] and WHY["fi"] in change.notice["fi"]
    assert PublishedHearing.objects.get().last_day == LAST + 7 * DAY
    assert "7.4.2027" in PublishedHearing.objects.get().notice["fi"]
    assert OutboxMessage.objects.get(topic="hearing.told").payload["change"] == change.pk


def test_a_change_without_a_reason_is_refused(town: Municipality, plan: Plan) -> None:
    hearing = published(plan)
    with town_clock_at(at(FIRST)), pytest.raises(Refused) as refused:
        change_hearing(town=town, hearing=hearing, facts=replace(FACTS, email="a@b.example"), reason={"fi": " "})
    assert codes(refused) == {"required"}


def test_a_running_hearing_does_not_shrink_and_keeps_its_kind_and_first_day(town: Municipality, plan: Plan) -> None:
    hearing = published(plan, replace(FACTS, last_day=LAST + 9 * DAY))
    with town_clock_at(at(FIRST)):
        for facts in (FACTS, replace(FACTS, kind="changed_proposal", last_day=LAST + 9 * DAY)):
            with pytest.raises(Refused) as refused:
                change_hearing(town=town, hearing=hearing, facts=facts, reason=WHY)
            assert codes(refused) <= {"shortened", "has_begun"}


def test_before_it_opens_its_days_may_move(town: Municipality, plan: Plan) -> None:
    hearing = published(plan)
    later = replace(FACTS, first_day=FIRST + 7 * DAY, last_day=LAST + 7 * DAY)
    with town_clock_at(at(FIRST - DAY)):
        assert change_hearing(town=town, hearing=hearing, facts=later, reason=WHY).first_day == FIRST + 7 * DAY


def test_one_that_has_ended_stays_as_it_was(town: Municipality, plan: Plan) -> None:
    hearing = published(plan)
    longer = replace(FACTS, last_day=LAST + 7 * DAY)
    with town_clock_at(at(LAST + DAY, 0)):
        with pytest.raises(Refused) as refused:
            change_hearing(town=town, hearing=hearing, facts=longer, reason=WHY)
        assert codes(refused) == {"has_ended"}
        with pytest.raises(Refused):
            cancel_hearing(town=town, hearing=hearing, reason=WHY)
    with town_clock_at(at(LAST, 23, 59, 59)):
        assert change_hearing(town=town, hearing=hearing, facts=longer, reason=WHY).last_day == LAST + 7 * DAY


def test_a_cancelled_one_stays_to_be_seen_with_its_reason(town: Municipality, plan: Plan) -> None:
    hearing = published(plan)
    with town_clock_at(at(FIRST)):
        cancel_hearing(town=town, hearing=hearing, reason=WHY)
    assert PublishedHearing.objects.get().cancelled_at is not None
    with in_town(town):
        assert WHY["en"] in HearingChange.objects.get(hearing=hearing).notice["en"]


def test_a_published_hearing_is_no_draft_to_edit(town: Municipality, plan: Plan) -> None:
    with pytest.raises(Refused):
        edit_hearing(town=town, hearing=published(plan), facts=FACTS)


@pytest.mark.parametrize(
    "change",
    [
        {"last_day": LAST + DAY},
        {"first_day": FIRST + DAY},
        {"kind": "other"},
        {"office_closes": datetime.time(12)},
        {"notice": {"fi": "muu"}},
        {"cancelled_at": at(FIRST)},
        {"published_at": None},
    ],
)
def test_the_database_refuses_a_silent_change(plan: Plan, change: dict[str, object]) -> None:
    hearing = published(plan)
    with pytest.raises(IntegrityError), in_town(plan.municipality):
        Hearing.objects.filter(pk=hearing.pk).update(**change)


def test_the_database_refuses_a_change_that_tells_another_day(plan: Plan) -> None:
    hearing, town = published(plan), plan.municipality
    with in_town(town):
        HearingChange.objects.create(
            municipality=town,
            hearing=hearing,
            before={"last_day": LAST.isoformat()},
            after={"last_day": (LAST + DAY).isoformat()},
            reason=WHY,
            notice=WHY,
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Hearing.objects.filter(pk=hearing.pk).update(last_day=LAST + 2 * DAY)


def test_the_database_refuses_another_version_on_display(plan: Plan) -> None:
    hearing, town, other = published(plan), plan.municipality, make_version(plan)
    with pytest.raises(IntegrityError), in_town(town):
        HearingVersion.objects.create(municipality=town, hearing=hearing, version=other)


def test_a_published_hearing_is_not_deleted_and_its_changes_neither(town: Municipality, plan: Plan) -> None:
    hearing = published(plan)
    with pytest.raises(IntegrityError), in_town(town):
        Hearing.objects.filter(pk=hearing.pk).delete()
