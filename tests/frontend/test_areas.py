"""An area's page: what a board member reads before a meeting."""

from __future__ import annotations

import datetime

import pytest
import shapely
from django.test import Client

from feedback_map.services import PinInput, place_pin
from geo.models import AreaSet, PopulationCount
from neighbourhoods.services import make_release
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town("testtown")
    make_category(town)
    return make_halves(town)


def pin_at(halves: AreaSet, east_km: float, **fields: str) -> None:
    point = shapely.Point(WEST + east_km * 1000, SOUTH + 5000)
    values = {"kind": "feedback", "text": "Lamppu on pimeänä", "category": "streets", **fields}
    place_pin(town=halves.municipality, pin=PinInput(geometry=point, **values))  # type: ignore[arg-type]


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_an_area_page_counts_published_pins_by_kind_and_shows_the_newest(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    pin_at(halves, 2, text="Kiitos uimarannasta", kind="thanks")
    pin_at(halves, 2, text="Salainen asia", visibility="private")
    pin_at(halves, 8, text="Toisaalla")
    html = page(client, "/en/testtown/areas/district/W")
    assert "Kiitos uimarannasta" in html
    assert "Salainen asia" not in html and "Toisaalla" not in html
    assert '<dd class="figure-card__number">2</dd>' in html


def test_people_are_told_with_their_year(client: Client, halves: AreaSet) -> None:
    west = halves.areas.get(code="W")
    PopulationCount.objects.create(municipality=halves.municipality, area=west, year=2024, count=1234.4)
    html = page(client, "/en/testtown/areas/district/W")
    assert "1,234" in html and "(2024)" in html


def test_before_the_first_release_no_participants_are_told(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    assert "not published yet" in page(client, "/en/testtown/areas/district/W")


def test_few_participants_are_told_as_under_five(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    make_release(town=halves.municipality, at=datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1))
    assert "alle 5" in page(client, "/testtown/areas/district/W")


def test_the_reader_sets_since_when_messages_are_new(client: Client, halves: AreaSet) -> None:
    pin_at(halves, 2)
    tomorrow = datetime.date.today() + datetime.timedelta(days=2)
    html = page(client, f"/en/testtown/areas/district/W?since={tomorrow}")
    assert '<dd class="figure-card__number">0</dd>' in html


def test_a_wrong_date_is_told_and_the_page_still_works(client: Client, halves: AreaSet) -> None:
    for wrong in ("kesä", "2026-13-45", "2026-02-30"):
        assert "That is not a date" in page(client, f"/en/testtown/areas/district/W?since={wrong}", 400)


def test_an_unknown_area_or_set_is_not_found(client: Client, halves: AreaSet) -> None:
    page(client, "/testtown/areas/district/X", 404)
    page(client, "/testtown/areas/nothing/W", 404)


def test_the_area_page_asks_the_database_little(client: Client, halves: AreaSet, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        pin_at(halves, 2)
    with django_assert_max_num_queries(12):
        page(client, "/testtown/areas/district/W")
