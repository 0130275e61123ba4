"""Proposed last days against tables made by hand, and the deadline against a plain reading of the local calendar."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.factories import make_plan
from tests.zoning.town_clock import REAL, make_clock
from zoning.deadlines import (
    MINOR_PROPOSAL,
    PREPARATION,
    PROPOSAL,
    SCHEME,
    STREET_PLAN,
    deadline_of,
    is_long_enough,
    length_rule,
    office_deadline_of,
    proposed_last_day,
)
from zoning.models import Hearing

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
HELSINKI = ZoneInfo("Europe/Helsinki")

# Made by hand with the almanacs of 2026 and 2027: first day, days, last day that is proposed
BY_HAND = """
2026-01-07 30 2026-02-06  Friday
2026-03-02 30 2026-04-01  Wednesday
2026-03-04 30 2026-04-07  Good Friday, Saturday, Easter Sunday, Easter Monday
2026-03-20 14 2026-04-07  Good Friday and the days of Easter
2026-03-23 14 2026-04-07  Easter Monday
2026-04-01 30 2026-05-04  May Day is a Friday
2026-04-17 14 2026-05-04  May Day is a Friday
2026-04-14 30 2026-05-15  Ascension Day
2026-05-20 30 2026-06-22  Midsummer Eve
2026-05-21 30 2026-06-22  Midsummer Day
2026-06-05 14 2026-06-22  Midsummer Eve
2026-06-01 30 2026-07-01  Wednesday
2026-10-01 30 2026-11-02  All Saints' Day, Saturday
2026-11-05 30 2026-12-07  Saturday, and Independence Day on Sunday
2026-11-06 30 2026-12-07  Independence Day on Sunday
2026-11-24 30 2026-12-28  Christmas Eve, Christmas Day, the second day on Saturday, Sunday
2026-12-10 14 2026-12-28  Christmas Eve
2026-12-11 14 2026-12-28  Christmas Day
2026-12-01 30 2026-12-31  New Year's Eve is a working day
2026-12-02 30 2027-01-04  New Year's Day is a Friday
2026-12-07 30 2027-01-07  Epiphany is a Wednesday
2027-02-24 30 2027-03-30  Good Friday and the days of Easter
2027-03-15 14 2027-03-30  Easter Monday
2027-04-01 30 2027-05-03  May Day is a Saturday
2027-04-06 30 2027-05-07  Ascension Day
2027-05-26 30 2027-06-28  Midsummer Eve
2027-06-14 14 2027-06-28  Monday
2027-10-07 30 2027-11-08  All Saints' Day
2027-11-06 30 2027-12-07  Independence Day is a Monday
2027-11-08 30 2027-12-08  Wednesday
2027-11-24 30 2027-12-27  Christmas Eve is a Friday
2027-12-10 14 2027-12-27  Christmas Eve is a Friday
"""

# The days off of two years and what windows reach of the third, from the almanac; Saturdays and Sundays besides
DAYS_OFF = """
2026-01-01 2026-01-06 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-06-19 2026-12-24 2026-12-25
2027-01-01 2027-01-06 2027-03-26 2027-03-29 2027-05-06 2027-06-25 2027-12-06 2027-12-24
2028-01-06
"""


@pytest.mark.parametrize("line", BY_HAND.strip().splitlines())
def test_the_proposed_last_day_is_as_in_the_table_made_by_hand(line: str) -> None:
    first, days, last, *_why = line.split()
    rule = {"30": PROPOSAL, "14": STREET_PLAN}[days]
    assert proposed_last_day(datetime.date.fromisoformat(first), rule).last_day.isoformat() == last


@pytest.mark.parametrize("rule", [PROPOSAL, MINOR_PROPOSAL])
def test_every_first_day_of_two_years_leads_to_a_working_day_of_the_almanac(rule: Any) -> None:
    off = {datetime.date.fromisoformat(day) for day in DAYS_OFF.split()}
    first = datetime.date(2026, 1, 1)
    while first.year < 2028:
        last = first + rule.days * DAY
        while last.weekday() >= 5 or last in off:
            last += DAY
        assert proposed_last_day(first, rule).last_day == last, first
        first += DAY


def test_the_shorter_time_is_for_minor_changes_of_local_detailed_plans_alone() -> None:
    assert length_rule("proposal", plan_kind="31", is_minor=True) is MINOR_PROPOSAL
    assert length_rule("changed_proposal", plan_kind="39", is_minor=True) is MINOR_PROPOSAL
    for kind, minor in (("31", False), ("21", True), ("33", True), ("street", True)):
        assert length_rule("proposal", plan_kind=kind, is_minor=minor) is PROPOSAL
    assert length_rule("street_plan", plan_kind="street", is_minor=False) is STREET_PLAN
    assert (PROPOSAL.days, MINOR_PROPOSAL.days, STREET_PLAN.days) == (30, 14, 14)


def test_the_law_s_days_count_the_first_and_the_last_and_practice_binds_nobody() -> None:
    first = datetime.date(2026, 3, 2)
    assert is_long_enough(first, first + 29 * DAY, PROPOSAL)
    assert not is_long_enough(first, first + 28 * DAY, PROPOSAL)
    assert is_long_enough(first, first + DAY, SCHEME) and is_long_enough(first, first, PREPARATION)


def test_the_office_closes_in_local_time_in_winter_and_in_summer() -> None:
    closes = datetime.time(15)
    assert office_deadline_of(datetime.date(2026, 1, 30), closes).hour == 13
    assert office_deadline_of(datetime.date(2026, 7, 30), closes).hour == 12


def nights() -> Iterator[datetime.date]:
    """The days on which the clocks are moved, 2024–2040: last Sundays of March and October."""
    for year in range(2024, 2041):
        for month in (3, 10):
            last = datetime.date(year, month, 31)
            yield last - (last.isoweekday() % 7) * DAY


def instants(number: int) -> Iterator[tuple[datetime.date, datetime.datetime]]:
    """Last days and instants around the nights of moved clocks: the edge itself, just beside it, and anywhere near."""
    chance = random.Random(20_240_331)
    edges = [datetime.timedelta(microseconds=step) for step in (-1, 0, 1)] + [-HOUR, HOUR]
    known = list(nights())
    for place in range(number):
        last_day = known[place % len(known)] + chance.randint(-2, 2) * DAY
        utc_midnight = datetime.datetime.combine(last_day, datetime.time(), datetime.UTC)
        if chance.random() < 0.4:
            hours = chance.choice((21, 22, 23))
            yield last_day, utc_midnight + hours * HOUR + chance.choice(edges)
        else:
            yield last_day, utc_midnight + datetime.timedelta(seconds=chance.uniform(-36, 72) * 3600)


def in_time_plainly(last_day: datetime.date, received: datetime.datetime) -> bool:
    """What a calendar on a wall in Helsinki says: it came on the last day or before."""
    return received.astimezone(HELSINKI).date() <= last_day


def test_the_clocks_are_moved_on_the_nights_of_the_drill() -> None:
    for night in nights():
        noons = (datetime.datetime.combine(day, datetime.time(12), HELSINKI) for day in (night - DAY, night))
        assert len({noon.utcoffset() for noon in noons}) == 2, night


def compare(number: int) -> None:
    drawn = list(instants(number))
    expected = [in_time_plainly(last_day, received) for last_day, received in drawn]
    assert 0.2 < sum(expected) / number < 0.8
    assert [received < deadline_of(last_day) for last_day, received in drawn] == expected
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT received < hearing_deadline(last_day)"
            " FROM unnest(%s::date[], %s::timestamptz[]) WITH ORDINALITY AS drawn (last_day, received, place)"
            " ORDER BY place",
            [[last_day for last_day, _ in drawn], [received for _, received in drawn]],
        )
        assert [row[0] for row in cursor.fetchall()] == expected


@pytest.mark.django_db
def test_instants_around_moved_clocks_are_decided_alike_by_python_the_database_and_the_calendar() -> None:
    compare(3_000)


@pytest.mark.heavy
@pytest.mark.django_db
def test_a_hundred_thousand_instants_are_decided_alike() -> None:
    compare(100_000)


@pytest.fixture
def drilled_clock() -> Iterator[None]:
    """The clock of the test's database tells what a setting says, row by row."""
    make_clock("SELECT current_setting('drill.now')::timestamptz")
    yield
    make_clock(REAL)


def receive_at(number: int) -> None:
    """Statements that come at drilled instants, while the application's clock is up to 36 hours wrong either way."""
    town = make_town()
    plan = make_plan(town)
    drawn = list(instants(number))
    with in_town(town):
        hearings = {
            last_day: Hearing.objects.create(
                municipality=town, plan=plan, kind="proposal", first_day=last_day - 30 * DAY, last_day=last_day
            ).pk
            for last_day in {last_day for last_day, _ in drawn}
        }
        chance = random.Random(36)
        skews = [datetime.timedelta(hours=chance.uniform(-36, 36)) for _ in drawn]
        with connection.cursor() as cursor:
            # Plans made for an empty table would read all of it for each of its rows.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                """
                INSERT INTO zoning_statement (municipality_id, public_id, number, receipt_code, plan_id, hearing_id,
                    kind, sender, channel, language, received_at, arrived_where, in_outage, is_late, from_pin,
                    wants_position, wants_approval_notice, content_hash, sender_hash, previous_hash, chain_hash)
                SELECT %s, lpad(place::text, 22, '0'), 0, '', %s, hearing, 'objection', 'person', 'web', 'fi',
                    set_config('drill.now', received::text, true)::timestamptz + skew, '', false, false, '', false,
                    false, '', '', '', ''
                FROM unnest(%s::bigint[], %s::timestamptz[], %s::interval[])
                    WITH ORDINALITY AS drawn (hearing, received, skew, place)
                """,
                [town.pk, plan.pk, [hearings[day] for day, _ in drawn], [at for _, at in drawn], skews],
            )
            cursor.execute("SELECT received_at, is_late FROM zoning_statement ORDER BY number")
            stored = cursor.fetchall()
        transaction.set_rollback(True)  # bare rows, without their sealed parts, could not be committed
    assert [row[0] for row in stored] == [received for _, received in drawn]
    assert [not row[1] for row in stored] == [in_time_plainly(*one) for one in drawn]


@pytest.mark.django_db
@pytest.mark.usefixtures("drilled_clock")
def test_a_wrong_clock_of_the_application_decides_nothing() -> None:
    receive_at(300)


@pytest.mark.heavy
@pytest.mark.django_db
@pytest.mark.usefixtures("drilled_clock")
def test_a_hundred_thousand_statements_are_in_time_as_the_calendar_says() -> None:
    receive_at(100_000)
