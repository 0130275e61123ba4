"""The page of a consultation tells who decides, when, what can change and what is fixed."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from geo.models import Municipality
from participation.models import Event, Process
from tests.factories import make_halves, make_town
from tests.frontend.coverage_example import release_example


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("testtown")


def process(town: Municipality, slug: str, opens: int, closes: int, **fields: object) -> Process:
    today = timezone.localdate()
    return Process.objects.create(
        municipality=town,
        slug=slug,
        title={"en": f"Title {slug}"},
        opens_on=today + datetime.timedelta(days=opens),
        closes_on=today + datetime.timedelta(days=closes),
        **fields,
    )


def test_a_process_says_who_decides_when_and_what_is_fixed(client: Client, town: Municipality) -> None:
    made = process(
        town,
        "beach",
        -1,
        1,
        who_decides={"en": "The technical board"},
        when_decided={"en": "In March"},
        can_change={"en": "The place of the pier"},
        is_fixed={"en": "The money"},
        forms=["planning"],
    )
    Event.objects.create(
        municipality=town, code="evening", names={"en": "Evening"}, process=made, starts_at=timezone.now()
    )
    html = client.get("/en/testtown/processes/beach").content.decode()
    for words in ("The technical board", "In March", "The place of the pier", "The money", "Take part", "Evening"):
        assert words in html


def test_processes_are_listed_by_whether_they_are_open(client: Client, town: Municipality) -> None:
    for slug, opens, closes in (("now", -1, 1), ("later", 5, 9), ("past", -9, -5)):
        process(town, slug, opens, closes)
    html = client.get("/en/testtown/processes").content.decode()
    places = [html.index(words) for words in ("Open now", "Title now", "Coming", "Title later", "Ended", "Title past")]
    assert places == sorted(places)
    assert "Take part" not in client.get("/en/testtown/processes/past").content.decode()


def test_a_process_that_is_not_public_is_not_there(client: Client, town: Municipality) -> None:
    process(town, "secret", -1, 1, is_public=False)
    assert client.get("/en/testtown/processes/secret").status_code == 404
    assert "secret" not in client.get("/en/testtown/processes").content.decode()


def test_without_processes_the_page_says_what_to_do(client: Client, town: Municipality) -> None:
    assert "No consultation is open" in client.get("/en/testtown/processes").content.decode()


def test_the_release_of_a_consultation_is_read_from_its_page(client: Client, town: Municipality) -> None:
    make_halves(town)
    beach, park = process(town, "beach", -9, -1), process(town, "park", -9, -1)
    release_example(town, process=beach)
    assert "/en/testtown/coverage?process=beach" in client.get("/en/testtown/processes/beach").content.decode()
    assert "coverage?process" not in client.get(f"/en/testtown/processes/{park.slug}").content.decode()
    told = client.get("/en/testtown/coverage?process=beach").content.decode()
    assert "Title beach" in told
    assert "412" in told
    assert "412" not in client.get("/en/testtown/coverage").content.decode()
    assert client.get("/en/testtown/coverage?process=nothing").status_code == 404
