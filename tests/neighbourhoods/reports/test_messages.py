"""Figures of messages rest on published ones alone, and what still waits is not left out."""

import datetime
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely

from accounts.models import Body
from feedback_map.models import Pin, PublishedPin
from feedback_map.services import PinInput, place_pin
from geo.models import Area, Municipality
from geo.tenancy import in_town
from neighbourhoods.reports.figures import Figure, Period, Scope
from neighbourhoods.reports.messages import message_figures
from tests.factories import SOUTH, WEST, make_category, make_halves, make_town

HELSINKI = ZoneInfo("Europe/Helsinki")
MARCH = Period(datetime.date(2026, 3, 1), datetime.date(2026, 3, 31), datetime.date(2026, 3, 31))


@pytest.fixture
def town(db: None) -> Iterator[Municipality]:
    town = make_town()
    make_halves(town)
    make_category(town)
    yield town


def send(town: Municipality, day: int, answered: int | None = None, *, east: float = 2, **fields: Any) -> None:
    """A published message of a day of March 2026, answered on another day of it."""
    place = shapely.Point(WEST + east * 1000, SOUTH + 2000)
    said: dict[str, Any] = {"kind": "feedback", "visibility": "public", "category": "streets", **fields}
    sent = place_pin(town=town, pin=PinInput(text="Penkki", geometry=place, **said))
    at = datetime.datetime(2026, 3, day, 12, tzinfo=HELSINKI)
    until = datetime.datetime(2026, 3, answered, 12, tzinfo=HELSINKI) if answered else None
    PublishedPin.objects.filter(public_id=sent.id).update(received_at=at, day=at.date(), answered_at=until)


def figures(town: Municipality, **only: object) -> dict[str, Figure]:
    with in_town(town):
        return {one.key: one for one in message_figures(Scope(town, MARCH, **only))}  # type: ignore[arg-type]  # one of two


def test_messages_are_counted_by_kind_and_answers_beside_them(town: Municipality) -> None:
    send(town, 2, 4)
    send(town, 3, kind="thanks")
    told = figures(town)
    assert (told["messages"].value, told["messages_feedback"].value, told["messages_thanks"].value) == (2, 1, 1)
    assert (told["messages_answered"].value, told["answered_share"].value, told["answered_share"].n) == (1, 50.0, 2)


def test_an_unpublished_message_changes_no_figure(town: Municipality) -> None:
    send(town, 2, 4)
    before = figures(town)
    place = shapely.Point(WEST + 2000, SOUTH + 2000)
    said = PinInput(text="Salaa", kind="feedback", visibility="private", category="streets", geometry=place)
    sent = place_pin(town=town, pin=said)
    with in_town(town):
        Pin.objects.filter(public_id=sent.id).update(received_at=datetime.datetime(2026, 3, 2, 12, tzinfo=HELSINKI))
    assert figures(town) == before


def test_messages_of_other_days_are_not_of_the_period(town: Municipality) -> None:
    send(town, 31, 31)
    sent = PublishedPin.objects.get()
    PublishedPin.objects.filter(pk=sent.pk).update(received_at=datetime.datetime(2026, 4, 1, 0, 0, tzinfo=HELSINKI))
    assert figures(town)["messages"].value == 0
    PublishedPin.objects.filter(pk=sent.pk).update(received_at=datetime.datetime(2026, 3, 31, 23, 59, tzinfo=HELSINKI))
    assert figures(town)["messages"].value == 1


def test_half_were_answered_in_so_many_working_days(town: Municipality) -> None:
    """Monday to Wednesday is two, Friday to Monday one; the fourth still waits and counts as longer."""
    send(town, 2, 4)
    send(town, 6, 9)
    send(town, 2, 2)
    send(town, 2)
    told = figures(town)
    assert (told["answer_days_median"].value, told["answer_days_median"].n) == (1, 4)
    assert told["answer_days_p90"].value is None and told["answer_days_p90"].missing == "not_reached"


def test_what_was_closed_without_an_answer_has_no_clock(town: Municipality) -> None:
    send(town, 2, 4)
    send(town, 2)
    PublishedPin.objects.filter(answered_at=None).update(state_type="duplicate")
    assert figures(town)["answer_days_median"].n == 1


def test_nothing_to_count_is_said_and_is_no_zero(town: Municipality) -> None:
    told = figures(town)
    assert told["messages"].value == 0
    assert [told[key].missing for key in ("answered_share", "answer_days_median")] == ["nothing", "nothing"]


def test_a_unit_and_an_area_have_their_own(town: Municipality) -> None:
    unit = Body.objects.create(municipality=town, kind="unit", code="kadut", names={"fi": "Kadut"})
    send(town, 2, 3, east=2)
    send(town, 2, 3, east=7)
    PublishedPin.objects.filter(pk=PublishedPin.objects.order_by("pk")[0].pk).update(owner="kadut")
    east = Area.objects.select_related("area_set").get(municipality=town, code="E")
    assert figures(town, unit=unit)["messages"].value == 1
    assert figures(town, area=east)["messages"].value == 1
    assert "area=district/E" in str(figures(town, area=east)["messages"].source)


def test_every_figure_says_the_statement_it_came_from(town: Municipality) -> None:
    for one in figures(town).values():
        assert one.source.statement.startswith("neighbourhoods/sql/report_")
        assert one.source.asked["first"] == "2026-03-01T00:00:00+02:00"
