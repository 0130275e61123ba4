"""Homes: told by area or cell, and derived for every set by the rule of the design."""

from __future__ import annotations

import datetime

import pytest

from geo.models import AreaSet, GridCell, Municipality, PopulationCount
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import HomeAssignment, Participant, ParticipantHome
from participation.services import Home, merge_participants, participant_by_token, tell_home
from tests.factories import box, make_area, make_halves, make_town, spot

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def cell(town: Municipality, east: float, north: float, people: int | None = None) -> GridCell:
    made = GridCell.objects.create(
        municipality=town,
        size_m=1000,
        code=f"{east}-{north}",
        geom=box(east - 0.5, north - 0.5, east + 0.5, north + 0.5),
        centre=spot(east, north),
    )
    if people is not None:
        PopulationCount.objects.create(municipality=town, cell=made, year=2024, count=people)
    return made


def homes_of(town: Municipality, home: Home) -> dict[str, str | None]:
    with in_town(town):
        person = participant_by_token(town=town, token=None)
        tell_home(town=town, participant_id=person.id, home=home, at=NOW)
        return dict(HomeAssignment.objects.values_list("area_set__kind", "area__code"))


def test_a_home_cell_lies_in_the_area_of_its_centre(town: Municipality) -> None:
    make_halves(town)
    assert homes_of(town, Home(cell=cell(town, 2.5, 2.5))) == {"district": "W"}


def test_a_home_area_belongs_to_its_parents(town: Municipality) -> None:
    halves = make_halves(town)
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    village = make_area(villages, "V", box(4, 4, 6, 6), parent=halves.areas.get(code="E"))
    assert homes_of(town, Home(area=village)) == {"district": "E", "village": "V"}


@pytest.mark.parametrize(("west_people", "expected"), [(95, "W"), (60, None)])
def test_a_home_area_goes_where_nine_tenths_of_its_people_live(
    town: Municipality, west_people: int, expected: str | None
) -> None:
    make_halves(town)
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    village = make_area(villages, "V", box(3, 3, 7, 7))
    cell(town, 4, 4, west_people)
    cell(town, 6, 6, 100 - west_people)
    assert homes_of(town, Home(area=village))["district"] == expected


def test_without_cells_the_surface_decides(town: Municipality) -> None:
    make_halves(town)
    villages = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    assert homes_of(town, Home(area=make_area(villages, "V", box(0, 0, 5.1, 1))))["district"] == "W"


def test_an_unknown_home_is_unknown_in_every_set(town: Municipality) -> None:
    make_halves(town)
    assert homes_of(town, Home(resident_type="permanent")) == {"district": None}


def test_the_same_home_again_changes_nothing_and_another_is_a_new_row(town: Municipality) -> None:
    halves = make_halves(town)
    with in_town(town):
        person = participant_by_token(town=town, token=None)
        for code, day in (("W", 1), ("W", 2), ("E", 3)):
            home = Home(area=halves.areas.get(code=code))
            tell_home(town=town, participant_id=person.id, home=home, at=NOW + datetime.timedelta(days=day))
        assert list(ParticipantHome.objects.order_by("valid_from").values_list("area__code", flat=True)) == ["W", "E"]


def test_two_participants_are_merged_only_by_who_holds_both_tokens(town: Municipality) -> None:
    with in_town(town):
        one, other = (participant_by_token(town=town, token=None) for _ in range(2))
        for _ in range(2):
            merged = merge_participants(town=town, kept_token=one.token or "", other_token=other.token or "")
            assert merged == one.id
        assert Participant.objects.get(pk=other.id).merged_into_id == one.id
        assert merge_participants(town=town, kept_token=other.token or "", other_token=one.token or "") == one.id
    with pytest.raises(Refused):
        merge_participants(town=town, kept_token=one.token or "", other_token="a guess")
