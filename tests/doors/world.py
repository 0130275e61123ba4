"""A small town with one of each thing that is published, and another town beside it."""

from __future__ import annotations

import datetime
import json
from typing import Any
from urllib.parse import urlencode

import shapely
from django.test import Client
from django.utils import timezone

from budgeting.services.publishing import publish_proposals
from feedback_map.models import PublishedPin
from feedback_map.services import PinInput, PlacedPin, place_pin
from geo.models import SRID, Area, AreaSet, Municipality, Place
from neighbourhoods.models import AreaFigure, Release
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town, spot
from tests.frontend.coverage_example import release_example
from tests.zoning.factories import make_hearing, make_plan, make_version

EVERY = (
    "places",
    "plans",
    "hearings",
    "pins",
    "proposals",
    "areas_district",
    "population_district",
    "coverage_district",
)
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def epsg(number: int) -> str:
    return f"http://www.opengis.net/def/crs/EPSG/0/{number}"


def said(town: Municipality, east: float | None, north: float = 0, **fields: Any) -> PlacedPin:
    """A public message so many kilometres from the town's south-west corner; without a place when `east` is None."""
    shape = None if east is None else shapely.set_srid(shapely.Point(WEST + east * 1000, SOUTH + north * 1000), SRID)
    told = {"kind": "feedback", "text": "Katu on pimeä.", "category": "streets", "geometry": shape, **fields}
    return place_pin(town=town, pin=PinInput(**told))


def make_open_town(slug: str = "avoin") -> Municipality:
    town = make_town(slug, names={"fi": "Avoin", "sv": "Öppen", "en": "Open"})
    halves = make_halves(town)
    make_category(town)
    make_category(town, "parks", names={"fi": "Puistot"})
    Place.objects.create(
        municipality=town,
        code="talo",
        names={"fi": "Kylätalo"},
        kind="village_house",
        point=spot(3, 3),
        is_free=True,
        opening={"fi": "arkisin 9–15"},
        price={"fi": "Ilmainen", "en": "Free"},
        access={"fi": "Luiska sisäpihalta"},
        phone="015 123",
    )
    plan = make_plan(town, "satama")
    make_hearing(plan, version=make_version(plan))
    said(town, 2, 2, text="Penkki puuttuu.")
    said(town, 7, 7, kind="idea", category="parks", text="Puisto tänne – 'oikeasti'.")
    said(town, None, text="Koko kaupungista.")
    said(town, 2.1, 2.1, visibility="private", text="Ei kenenkään muun silmille.")
    vote = make_round(town, "kierros")
    make_proposal(vote, "Laituri", cost=12_345)
    publish_proposals(town=town, round=vote)
    release_example(town)
    _release_people(town, halves)
    return town


def _release_people(town: Municipality, halves: AreaSet) -> None:
    release = Release.objects.filter(municipality=town).order_by("-made_at").first()
    assert release is not None
    for area, people, hidden in zip(
        Area.objects.filter(area_set=halves).order_by("code"), (4, 900), ("under_five", ""), strict=True
    ):
        AreaFigure.objects.create(
            release=release, municipality=town, area_set=halves, area=area, people=people, people_year=2024,
            participants_home=None if hidden else 41, hidden=hidden,
        )  # fmt: skip


def many_pins(town: Municipality, count: int) -> list[str]:
    """Published rows as they are, for lists that are long; their public ids."""
    now = timezone.now() - datetime.timedelta(days=400)
    rows = [
        PublishedPin(
            pin_id=1_000_000 + number, public_id=f"many{number:018d}", municipality=town, code=f"Koe {number}",
            kind="feedback", category="streets", text="x", language="fi", channel="web",
            received_at=now + datetime.timedelta(minutes=number // 3), day=now.date(), geom=spot(1 + number % 7, 4),
            supports=number % 5,
        )
        for number in range(count)
    ]  # fmt: skip
    PublishedPin.objects.bulk_create(rows, batch_size=2_000)
    return [row.public_id for row in rows]


def ask(path: str, status: int = 200, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
    """The JSON of an address below /ogc/; names as Python has them: bbox_crs is bbox-crs."""
    response = answer(path, headers=headers, **query)
    assert response.status_code == status, (response.status_code, response.content[:500])
    return json.loads(response.content)


def answer(path: str, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
    named = {
        name.replace("_", "-") if name.endswith(("_crs", "_lang")) else name: value for name, value in query.items()
    }
    address = f"/ogc/{path}" + (f"?{urlencode(named)}" if named else "")
    return Client(raise_request_exception=False).get(address, headers=headers)


def items(collection: str, status: int = 200, **query: Any) -> Any:
    return ask(f"collections/{collection}/items", status, **query)


def texts(found: Any) -> list[str]:
    return sorted(feature["properties"]["text"] for feature in found["features"])


def refused(found: Any) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in found["errors"]}


def walk(address: str, **query: Any) -> list[Any]:
    """Every feature of a list, page by page by its links."""
    found: list[Any] = []
    page = items(address, **query)
    while True:
        found += page["features"]
        following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        if following is None:
            return found
        page = json.loads(Client().get(following).content)
