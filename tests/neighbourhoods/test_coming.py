"""What is coming up in an area: public, not over, and there."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from geo.models import Area, AreaSet, Place
from neighbourhoods.coming import coming_up_in
from participation.models import Event, Process
from tests.factories import box, make_area, make_halves, make_town, spot

pytestmark = pytest.mark.django_db
TODAY, DAY = timezone.localdate, datetime.timedelta(days=1)


@pytest.fixture
def west() -> Area:
    return make_halves(make_town("kokeila")).areas.get(code="W")


def consultation(of: Area, slug: str, **fields: object) -> None:
    values: dict[str, object] = {"title": {"fi": slug}, "opens_on": TODAY(), **fields}
    Process.objects.create(municipality=of.municipality, slug=slug, **values)


def meeting(area: Area, code: str, days: int = 1, **fields: object) -> None:
    values: dict[str, object] = {"names": {"fi": code}, "starts_at": timezone.now() + days * DAY, **fields}
    Event.objects.create(municipality=area.municipality, code=code, **values)


def test_consultations_are_of_the_area_of_its_parts_and_of_the_town_by_their_first_day(west: Area) -> None:
    villages = AreaSet.objects.create(municipality=west.municipality, kind="village", valid_from=TODAY())
    part = make_area(villages, "N", box(0, 5, 5, 10), parent=west)
    consultation(west, "later", area=west, opens_on=TODAY() + 3 * DAY)
    consultation(west, "of-town")
    consultation(west, "of-part", area=part, opens_on=TODAY() - DAY, closes_on=TODAY())
    consultation(west, "elsewhere", area=west.area_set.areas.get(code="E"))
    consultation(west, "over", opens_on=TODAY() - 3 * DAY, closes_on=TODAY() - DAY)
    consultation(west, "secret", is_public=False)
    told = coming_up_in(west).consultations
    assert [(one.slug, one.is_town) for one in told] == [("of-part", False), ("of-town", True), ("later", False)]


def test_meetings_are_at_a_point_or_a_place_of_the_area_the_next_first(west: Area) -> None:
    hall = Place.objects.create(
        municipality=west.municipality, code="h", kind="hall", point=spot(1, 5), names={"fi": "H"}
    )
    consultation(west, "secret", is_public=False)
    meeting(west, "at-hall", 2, place=hall)
    meeting(west, "at-shore", 1, point=spot(2, 2))
    meeting(west, "in-east", point=spot(8, 2))
    meeting(west, "over", -1, place=hall)
    meeting(west, "off", place=hall, called_off_at=timezone.now())
    meeting(west, "draft", place=hall, is_public=False)
    meeting(west, "of-secret", place=hall, process=Process.objects.get(slug="secret"))
    told = coming_up_in(west).meetings
    assert [(one.names["fi"], one.place) for one in told] == [("at-shore", None), ("at-hall", {"fi": "H"})]
