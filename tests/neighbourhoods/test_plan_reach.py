"""Who took part in a plan, by how far away they live; and statements and meetings as engagement."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.utils import timezone

from geo.models import GridCell, Municipality
from geo.tenancy import in_town
from neighbourhoods.plan_reach import PlanReach, plan_reach
from participation.attendance import Came, record_attendance
from participation.models import Event, Process
from participation.services import Home, participant_by_token, tell_home
from tests.factories import box, make_category, make_halves, make_town, spot
from tests.neighbourhoods.people import act, person
from tests.zoning.factories import make_hearing, make_plan
from tests.zoning.said import state
from zoning.models import HearingMeeting, Plan
from zoning.planned import area_of
from zoning.services.statement_checks import SenderInput

NEAR = [0.0, 1000.0]


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town()
    make_halves(town)
    make_category(town)
    return town


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "pajakatu", state="04")


def cell(town: Municipality, east: float, north: float) -> GridCell:
    shape = box(east, north, east + 1, north + 1)
    return GridCell.objects.create(
        municipality=town, size_m=1000, code=f"{east}/{north}", geom=shape, centre=shape.centroid
    )


def states(plan: Plan, home: GridCell | None = None, **fields: Any) -> None:
    """A statement of somebody who said where they live."""
    town = plan.municipality
    receipt = state(plan, **fields)
    if home is not None:
        with in_town(town):
            who = participant_by_token(town=town, token=receipt.participant_token)
            tell_home(
                town=town, participant_id=who.id, home=Home(cell=home, resident_type="permanent"), at=timezone.now()
            )


def reach(plan: Plan) -> PlanReach:
    with in_town(plan.municipality):
        outline = area_of(plan)
        assert isinstance(outline, GEOSGeometry)
        return plan_reach(plan.municipality, plan, outline, NEAR)


def acts(town: Municipality, process: Process | None = None) -> list[tuple[str, str]]:
    """Source and channel of everything that counts as engagement."""
    found = (
        "SELECT source, channel FROM neighbourhoods_engagement WHERE %s::bigint IS NULL OR process_id = %s ORDER BY 1"
    )
    with in_town(town), connection.cursor() as cursor:
        key = process.pk if process else None
        cursor.execute(found, [key, key])
        return sorted(tuple(row) for row in cursor.fetchall())


def test_people_are_counted_once_by_the_part_of_their_home_within_each_distance(town: Municipality, plan: Plan) -> None:
    inside, beside, far = cell(town, 2, 2), cell(town, 3, 2), cell(town, 8, 8)
    for home in (inside, inside, beside, far, None):
        who = person(town, home)
        act(who, geom=spot(2.5, 2.5))
        act(who, geom=spot(2.6, 2.5))
    act(person(town, inside), geom=spot(8, 8))  # a message about somewhere else
    found = reach(plan)
    assert (found.persons, found.unknown_home) == (5, 1)
    at_home, within_1_km = found.within
    assert (at_home.persons, within_1_km.persons) == pytest.approx((2, 3))


def test_statements_are_told_apart_from_other_ways_of_taking_part(town: Municipality, plan: Plan) -> None:
    make_hearing(plan)
    states(plan, cell(town, 2, 2))
    act(person(town, None), geom=spot(2.5, 2.5))
    other = make_plan(town, "muu", state="04")
    states(other)
    found = reach(plan)
    assert (found.persons, found.answered) == (2, 1)
    assert found.within[0].answered == pytest.approx(1)


def test_who_came_to_a_meeting_of_the_plan_took_part_in_it(town: Municipality, plan: Plan) -> None:
    meeting(town, plan)
    assert reach(plan).persons == 1


def test_a_plan_that_nobody_took_part_in_has_reached_nobody(plan: Plan) -> None:
    found = reach(plan)
    assert (found.persons, found.answered, found.unknown_home, found.letters) == (0, 0, 0, 0)
    assert [one.persons for one in found.within] == [0, 0]


def test_a_plan_without_an_area_has_no_distances(town: Municipality, plan: Plan) -> None:
    with in_town(town):
        assert plan_reach(town, plan, None).within == ()


def meeting(town: Municipality, plan: Plan) -> None:
    with in_town(town):
        event = Event.objects.create(municipality=town, code="ilta", starts_at=timezone.now())
        HearingMeeting.objects.create(municipality=town, plan=plan, event=event)
    record_attendance(town=town, event=event, came=Came(one_by_one=True))


def test_statements_are_engagement_and_official_ones_are_not(town: Municipality, plan: Plan) -> None:
    make_hearing(plan)
    states(plan)
    states(plan, kind="official", sender="authority", who=SenderInput(name="Virkamies", organisation="ELY-keskus"))
    assert acts(town) == [("statement", "web")]


def test_statements_and_meetings_of_a_plan_belong_to_its_process(town: Municipality, plan: Plan) -> None:
    with in_town(town):
        today = datetime.date(2026, 1, 1)
        process = Process.objects.create(municipality=town, slug="pajakatu", opens_on=today)
        Plan.objects.filter(pk=plan.pk).update(process=process)
    make_hearing(plan)
    states(plan)
    meeting(town, plan)
    act(person(town, None))
    assert acts(town, process) == [("attendance", "event"), ("statement", "web")]
    assert len(acts(town)) == 3
