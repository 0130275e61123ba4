"""axe on the pages of the open interfaces, which ask no address for their language but the reader's program."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.frontend.conftest import pin_at
from tests.frontend.test_accessible import SMALL, TOO_WIDE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]
ONE = "collections/testila_pins"
PAGES = (
    "",
    "api",
    "conformance",
    "collections",
    ONE,
    "collections/testila_areas_district",
    f"{ONE}/schema",
    f"{ONE}/queryables",
    f"{ONE}/sortables",
    f"{ONE}/items",
    f"{ONE}/items?limit=1",
    f"{ONE}/tiles",
    f"{ONE}/tiles/ETRS-TM35FIN",
    "tileMatrixSets",
    "tileMatrixSets/ETRS-TM35FIN",
)


def test_axe_finds_nothing_on_the_pages_of_ogc_api(
    live_server: LiveServer, live_town: Municipality, phone: Page, axe: str
) -> None:
    shown = pin_at(live_town, 1, 1, text="Penkki on rikki.")
    pin_at(live_town, 2, 2)
    found = {}
    for number, path in enumerate([*PAGES, f"{ONE}/items/{shown.id}"]):
        phone.set_extra_http_headers({"Accept-Language": ("fi", "sv", "en")[number % 3]})
        phone.goto(f"{live_server.url}/ogc/{path}{'&' if '?' in path else '?'}f=html")
        assert phone.title(), path
        found[path] = (violations(phone, axe), phone.evaluate(SMALL), phone.evaluate(TOO_WIDE))
    assert {path: what for path, what in found.items() if what != ([], [], False)} == {}


def test_the_catalogue_is_a_record_and_no_page(live_town: Municipality) -> None:
    """There is nothing for axe to read: people find the same under /<town>/data/."""
    assert Client().get("/ogc/catalogue").headers["Content-Type"] == "application/ld+json"
