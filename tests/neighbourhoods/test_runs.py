"""A run counts persons where they live, keeps totals, and can be repeated from what it stored."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.db import connection
from django.utils import timezone

from feedback_map.models import Pin
from geo.models import AreaSet, GridCell, Municipality, PopulationCount
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun
from neighbourhoods.results import Coverage, Window
from neighbourhoods.results_json import to_json
from neighbourhoods.runs.asking import Asked, earlier, months_before
from neighbourhoods.runs.computing import Facts, compute
from neighbourhoods.runs.freezing import freeze
from neighbourhoods.runs.running import Ran, make_run, repeat_run, results_of
from neighbourhoods.runs.storing import from_bytes, inputs_hash, to_bytes
from participation.models import Attendance, Event, Participant, ParticipantHome, Process
from participation.services import Home, assign_all_homes, tell_home
from tests.factories import box, make_halves, make_town, spot
from tests.neighbourhoods.people import act, count_people, people_take_part, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def halves(db: None) -> AreaSet:
    halves = make_halves(make_town())
    count_people(halves, {"E": 3000, "W": 5000})
    return halves


def run(town: Municipality, **asked: object) -> Ran:
    """A run over the last twelve months."""
    values: dict[str, object] = {"window": months_before(timezone.now(), 12), "replicates": 19, **asked}
    return make_run(asked=Asked(town, **values))  # type: ignore[arg-type]


def residents(ran: Ran, kind: str = "district") -> Coverage:
    found = ran.of(kind, "residents")
    assert found is not None
    return found


def by_home(found: Coverage) -> dict[str, int | None]:
    return {row.code: row.participants for row in found.areas}


def test_persons_are_counted_where_they_live(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 7, halves.areas.get(code="W"), acts=3)
    people_take_part(halves.municipality, 2, halves.areas.get(code="E"))
    found = residents(run(halves.municipality))
    assert by_home(found) == {"E": 2, "W": 7}
    assert (found.town.participants, found.town.pins) == (9, 23)


def test_totals_are_kept_in_every_set(halves: AreaSet) -> None:
    town = halves.municipality
    make_halves(town, "village")
    assign_all_homes(town)
    people_take_part(town, 40, halves.areas.get(code="W"))
    people_take_part(town, 5, None)
    for found in run(town).coverages:
        parts = sum(row.participants or 0 for row in found.areas)
        assert parts + (found.town.unknown_home or 0) == found.town.participants
    found = residents(run(town))
    assert sum(row.expected or 0 for row in found.areas) == pytest.approx(40, rel=1e-12)
    assert (found.town.unknown_home, found.town.placed) == (5, 40)


def test_rejected_and_test_input_and_what_staff_tried_out_count_for_nobody(halves: AreaSet) -> None:
    town, west = halves.municipality, halves.areas.get(code="W")
    act(person(town, west), moderation="rejected")
    act(person(town, west), is_test=True)
    tester = person(town, west)
    with in_town(town):
        Participant.objects.filter(pk=tester.pk).update(is_test=True)
    act(tester)
    act(person(town, west), moderation="hidden")
    assert residents(run(town)).town.participants == 1


def test_merged_participants_are_one_person_with_the_homes_of_both(halves: AreaSet) -> None:
    town = halves.municipality
    one, other = person(town, None), person(town, halves.areas.get(code="W"))
    act(one)
    act(other)
    with in_town(town):
        Participant.objects.filter(pk=other.pk).update(merged_into=one)
    found = residents(run(town))
    assert (found.town.participants, by_home(found)["W"]) == (1, 1)


def test_who_moved_counts_where_they_lived_at_their_first_act_in_the_window(halves: AreaSet) -> None:
    town, now = halves.municipality, timezone.now()
    first, moved = now - datetime.timedelta(days=200), now - datetime.timedelta(days=100)
    mover = person(town, halves.areas.get(code="W"), at=first)
    tell_home(
        town=town,
        participant_id=mover.pk,
        home=Home(area=halves.areas.get(code="E"), resident_type="permanent"),
        at=moved,
    )
    act(mover, at=first + datetime.timedelta(days=1))
    act(mover, at=moved + datetime.timedelta(days=1))
    assert by_home(residents(run(town))) == {"E": 0, "W": 1}
    later = Window(moved, now)
    assert by_home(residents(run(town, window=later))) == {"E": 1, "W": 0}


def test_a_home_told_by_cell_lies_in_the_area_of_its_centre(halves: AreaSet) -> None:
    town = halves.municipality
    cell = make_cell(town, 2, 2, people=10)
    people_take_part(town, 3, cell)
    ran = run(town)
    assert by_home(residents(ran))["W"] == 3
    assert ran.frozen.homes.persons.sum() == 3


def test_people_and_persons_outside_all_areas_are_a_row_of_their_own(halves: AreaSet) -> None:
    town = halves.municipality
    make_cell(town, 2, 2, people=100)
    people_take_part(town, 4, make_cell(town, 12, 12, people=30))
    found = residents(run(town))
    outside = found.area("outside")
    assert outside is not None and (outside.people, outside.participants, outside.class_) == (30, 4, None)
    assert found.town.participants == 4


def make_cell(town: Municipality, east: int, north: int, people: float) -> GridCell:
    square = box(east, north, east + 1, north + 1)
    cell = GridCell.objects.create(
        municipality=town, size_m=1000, code=f"{east} {north}", geom=square, centre=square.centroid
    )
    PopulationCount.objects.create(municipality=town, cell=cell, year=2024, count=people)
    return cell


def test_two_processes_have_runs_of_their_own_and_one_person_is_one_in_both(halves: AreaSet) -> None:
    town, today = halves.municipality, timezone.localdate()
    processes = [
        Process.objects.create(municipality=town, slug=slug, opens_on=today - datetime.timedelta(days=9))
        for slug in ("metsat", "pihat")
    ]
    people = people_take_part(town, 3, halves.areas.get(code="W"), acts=0)
    for process in processes:
        for one in people[: 2 + (process.slug == "pihat")]:
            act(one, process=process)
    assert [residents(run(town, process=one)).town.participants for one in processes] == [2, 3]
    assert residents(run(town)).town.participants == 3


def test_who_came_to_an_event_counts_and_bare_heads_are_shown_beside(halves: AreaSet) -> None:
    town, west = halves.municipality, halves.areas.get(code="W")
    event = Event.objects.create(
        municipality=town, code="ilta", starts_at=timezone.now() - datetime.timedelta(days=3), point=spot(1, 1)
    )
    with in_town(town):
        guest = person(town, west)
        Attendance.objects.create(municipality=town, event=event, participant=guest, basis="signed")
        Attendance.objects.create(municipality=town, event=event, headcount=25, area=west, basis="counted")
        Attendance.objects.create(municipality=town, event=event, headcount=5, basis="counted")
    found = residents(run(town))
    row = found.area("W")
    assert row is not None and (row.participants, row.headcount) == (1, 25)
    assert found.town.headcount == 30
    assert [(group.key, group.participants) for group in found.channels] == [("event", 1)]


def test_holiday_residents_are_compared_with_two_people_for_each_home(halves: AreaSet) -> None:
    count_people(halves, {"E": 100, "W": 300}, what="holiday_homes")
    people_take_part(halves.municipality, 4, halves.areas.get(code="E"), tie="seasonal")
    people_take_part(halves.municipality, 3, halves.areas.get(code="E"))
    people_take_part(halves.municipality, 2, halves.areas.get(code="E"), tie="work")
    ran = run(halves.municipality)
    seasonal = ran.of("district", "seasonal")
    assert seasonal is not None and seasonal.town.residents == 800
    assert (seasonal.town.participants, seasonal.town.other_ties) == (4, 5)
    assert (residents(ran).town.participants, residents(ran).town.other_ties) == (3, 6)


def test_too_few_and_too_unknown_say_so(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, 20, halves.areas.get(code="W"))
    assert {"few_persons", "young"} <= set(residents(run(town)).town.reasons)
    people_take_part(town, 20, halves.areas.get(code="E"))
    people_take_part(town, 30, None)
    found = residents(run(town)).town
    assert found.provisional and found.has_classes and "home_unknown" in found.reasons
    people_take_part(town, 60, None)
    found = residents(run(town)).town
    assert not found.has_classes and "home_unknown_to_most" in found.reasons


def test_the_first_act_is_found_behind_messages_that_do_not_count(halves: AreaSet) -> None:
    town, now = halves.municipality, timezone.now()
    asked = Asked(town, months_before(now, 12))
    assert freeze(asked).first_act is None
    somebody = person(town, None)
    act(somebody, at=now - datetime.timedelta(days=90), moderation="rejected")
    assert freeze(asked).first_act is None
    first = act(somebody, at=now - datetime.timedelta(days=30)).received_at
    with in_town(town):
        Pin.objects.bulk_create(
            Pin(
                municipality=town,
                participant=somebody,
                code=f"Hylätty {number}",
                channel="web",
                kind="feedback",
                moderation="rejected",
                received_at=now - datetime.timedelta(days=60),
            )
            for number in range(1000)
        )
    assert freeze(asked).first_act == first


def test_the_same_inputs_give_the_same_results_to_the_last_digit(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, 31, halves.areas.get(code="W"))
    people_take_part(town, 9, halves.areas.get(code="E"))
    asked = Asked(town, months_before(timezone.now(), 12), replicates=99)
    one, other = freeze(asked), freeze(asked)
    facts = Facts("r", timezone.now(), 7, inputs_hash(one), asked.parameters)
    assert inputs_hash(one) == inputs_hash(other) and to_bytes(one) == to_bytes(other)
    assert compute(one, facts) == compute(from_bytes(to_bytes(one)), facts)


def test_a_run_is_repeated_after_everybody_was_erased_and_borders_moved(halves: AreaSet) -> None:
    town = halves.municipality
    people_take_part(town, 31, halves.areas.get(code="W"))
    people_take_part(town, 9, halves.areas.get(code="E"))
    ran = run(town)
    with in_town(town):
        Pin.objects.all().delete()
        ParticipantHome.objects.all().delete()
        with connection.cursor() as cursor:  # past the model, which asks tables that only their owner may change
            cursor.execute("DELETE FROM participation_participant")
    halves.areas.filter(code="E").update(geom=MultiPolygon(box(9, 0, 10, 10), srid=3067))
    AreaSet.objects.filter(pk=halves.pk).update(valid_to=timezone.localdate())
    with in_town(town):
        again = repeat_run(CoverageRun.objects.get(pk=ran.run.pk))
    assert again.same
    assert [to_json(one) for one in again.coverages] == [to_json(one) for one in ran.coverages]
    assert residents(ran).borders.valid_from == halves.valid_from


def test_a_run_stores_counts_and_never_a_person(halves: AreaSet) -> None:
    town = halves.municipality
    people = people_take_part(town, 31, halves.areas.get(code="W"))
    stored = b"".join(part for part in _unpacked(run(town)))
    for one in people:
        assert one.public_id.encode() not in stored


def _unpacked(ran: Ran) -> list[bytes]:
    arrays = [ran.frozen.sets[0].persons, ran.frozen.sets[0].before, ran.frozen.cells.persons, ran.frozen.homes.persons]
    assert all(len(array) < 31 for array in arrays)
    return [to_bytes(ran.frozen), str(ran.frozen).encode()]


def test_what_was_stored_is_what_was_found(halves: AreaSet) -> None:
    people_take_part(halves.municipality, 31, halves.areas.get(code="W"))
    ran = run(halves.municipality)
    assert results_of(ran.run) == ran.coverages


def test_a_failure_is_told_in_the_runs_row(halves: AreaSet) -> None:
    class Broken(Exception):
        pass

    def spread(*_: object) -> list[object]:
        raise Broken("no room")

    with pytest.raises(Broken):
        make_run(asked=Asked(halves.municipality, months_before(timezone.now(), 12)), spread=spread)
    with in_town(halves.municipality):
        failed = CoverageRun.objects.get()
    assert (failed.state, failed.failure) == ("failed", "Broken: no room")


def test_another_town_sees_no_run(halves: AreaSet) -> None:
    ran = run(halves.municipality)
    with in_town(make_town()):
        assert not CoverageRun.objects.filter(pk=ran.run.pk).exists()


def test_reach_counts_people_near_the_places_of_different_persons(halves: AreaSet) -> None:
    town = halves.municipality
    make_cell(town, 2, 2, people=100)
    make_cell(town, 8, 8, people=300)
    one = person(town, None)
    for _ in range(5):
        act(one, geom=spot(2.5, 2.6))
    found = residents(run(town))
    points = {(point.distance_m, point.persons): point.share for point in found.reach[0].points}
    assert points == {(1000, 1): 0.25, (2000, 1): 0.25, (1000, 3): 0, (2000, 3): 0, (1000, 5): 0, (2000, 5): 0}


def test_the_earlier_window_is_as_long_as_the_window(halves: AreaSet) -> None:
    now = timezone.make_aware(datetime.datetime(2026, 3, 31, 12))
    window = months_before(now, 12)
    assert earlier(window).until == window.start
    assert window.start.date() == datetime.date(2025, 3, 31)
    assert earlier(window).start.date() == datetime.date(2024, 3, 31)
    days = dataclasses.replace(window, months=None)
    assert earlier(days).until - earlier(days).start == days.until - days.start
