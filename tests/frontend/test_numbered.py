"""Lists of events and of consultations, page by page when they are long."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from frontend.views.events import ON_A_PAGE
from frontend.views.processes import ENDED_ON_A_PAGE
from geo.models import Municipality
from participation.models import Event, Process
from tests.factories import make_town

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def town() -> Municipality:
    return make_town("testila")


def make_events(town: Municipality, days: int, many: int) -> None:
    Event.objects.bulk_create(
        Event(
            municipality=town,
            code=f"e{days}-{number}",
            kind="walk" if number % 2 else "meeting",
            names={"en": f"Event {days} {number}."},
            starts_at=timezone.now() + days * DAY + datetime.timedelta(minutes=number),
        )
        for number in range(many)
    )


def page(address: str) -> str:
    answer = Client().get(f"/en/testila/{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def followed(address: str, names: str) -> list[str]:
    """What a reader finds who goes from page to page by the link to the next one, from the first to the last."""
    found: list[str] = []
    list_at = address.partition("?")[0]
    while address:
        html = page(address)
        found += re.findall(names, html)
        after = re.search(r'rel="next" href="([^"#]*)', html)
        address = list_at + after[1].replace("&amp;", "&") if after else ""
    return found


@pytest.mark.parametrize("days", [1, -9])
def test_every_event_is_on_one_page_in_order(town: Municipality, days: int) -> None:
    make_events(town, days, 2 * ON_A_PAGE + 1)
    found = followed("events", rf">Event {days} (\d+)\.<")
    numbers = [str(number) for number in range(2 * ON_A_PAGE + 1)]
    assert found == (numbers if days > 0 else numbers[::-1])


def test_what_was_asked_stays_from_page_to_page(town: Municipality) -> None:
    make_events(town, -9, 2 * (ON_A_PAGE + 1))
    assert len(followed("events?kind=walk", r">Event -9 \d*[13579]\.<")) == ON_A_PAGE + 1


def test_every_ended_consultation_is_on_one_page(town: Municipality) -> None:
    ended = timezone.localdate() - DAY
    for number in range(ENDED_ON_A_PAGE + 1):
        Process.objects.create(
            municipality=town, slug=f"k{number}", title={"en": f"K{number}."}, opens_on=ended - DAY, closes_on=ended
        )
    found = followed("processes", r">K(\d+)\.<")
    assert sorted(map(int, found)) == list(range(ENDED_ON_A_PAGE + 1))


@pytest.mark.parametrize("asked", ["0", "-1", "999", "x", "", "9" * 5000])
def test_a_page_that_is_not_there_is_the_nearest(town: Municipality, asked: str) -> None:
    make_events(town, -9, ON_A_PAGE + 1)
    assert "Event -9" in page(f"events?past={asked}")


def test_a_short_list_has_no_pages(town: Municipality) -> None:
    make_events(town, 1, 2)
    assert "Next page" not in page("events") and "Page 1" not in page("events")
