"""The desk's page of waits and bursts, as staff and a board's member meet it."""

from __future__ import annotations

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import Body, Role
from accounts.services import Post, create_staff
from feedback_map.models import Category, Pin
from feedback_map.tasks import look_for_bursts
from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from participation.models import Participant
from tests.factories import make_category, make_halves, make_town, spot


@pytest.fixture
def halves(db: None) -> AreaSet:
    """A unit that promises two days, with five answered after one day, four open for long, and a burst in the east."""
    town = make_town("kokeila")
    halves = make_halves(town)
    make_category(town, "streets", names={"fi": "Kadut", "en": "Streets"})
    make_category(town, "parks", names={"fi": "Puistot", "en": "Parks"})
    unit = Body.objects.create(
        municipality=town, kind="unit", code="kadut", names={"fi": "Katuyksikkö", "en": "Street unit"}, promise_days=2
    )
    for number in range(9):
        at = timezone.now() - datetime.timedelta(days=70 + number)
        day = {"answered_at": at, "acknowledged_at": at} if number < 5 else {}
        write(town, at, owner=unit, due_on=at.date() + datetime.timedelta(days=4), geom=spot(1, 1), **day)
    for _ in range(14):
        write(town, timezone.now() - datetime.timedelta(hours=1), category=category(town, "parks"))
    return halves


def category(town: Municipality, code: str) -> Category:
    return Category.objects.get(municipality=town, code=code)


def write(town: Municipality, at: datetime.datetime, **fields: Any) -> Pin:
    values: dict[str, Any] = {"kind": "feedback", "text": "Kuoppa", "visibility": "private", "moderation": "shown"}
    values |= {"category": category(town, "streets"), "geom": spot(9, 1), **fields}
    with in_town(town):
        person = Participant.objects.create(municipality=town)
        code = f"k{Pin.objects.filter(municipality=town).count()}"
        pin = Pin.objects.create(municipality=town, code=code, participant=person, received_at=at, **values)
        sql.row("feedback_map/assign_pins", {"town": town.pk, "pins": [pin.pk]})
    return pin


def signed_in(town: Municipality, role: Role, area: Area | None = None) -> Client:
    user = create_staff(email=f"{role}@kokeila.fi", post=Post(town, role, area=area)).user
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, query: str = "") -> str:
    answer = client.get(f"/en/kokeila/desk/clocks{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def row_of(html: str, name: str) -> list[str]:
    """The cells of the table's row of that name."""
    found = re.search(rf"<tr><th scope=\"row\">(?:<a[^>]*>)?{name}.*?</tr>", html, re.S)
    assert found, name
    return [" ".join(strip_tags(cell).split()) for cell in re.findall(r"<td.*?</td>", found[0], re.S)]


def test_the_table_tells_counts_promises_and_waits_of_each_unit(halves: AreaSet) -> None:
    html = read(signed_in(halves.municipality, Role.CLERK))
    messages, waiting, promised, kept, late, overdue, median, p90 = row_of(html, "Street unit")
    assert (messages, waiting, promised, kept, late, overdue) == ("9", "4", "9", "5", "0", "4")
    assert median.startswith("0")
    assert p90 == "–", "four of nine are open: nine of ten is not reached"
    assert row_of(html, "Nobody&#x27;s yet")[0] == "14"
    assert row_of(html, "All together")[0] == "23"


def test_the_picture_has_its_table_and_says_the_same_in_words(halves: AreaSet) -> None:
    html = read(signed_in(halves.municipality, Role.CLERK), "?unit=kadut")
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in html
    assert "5 of 9 have ended. For half it took at most 0 working days." in html
    assert "The same as a table" in html
    assert ">promise</text>" in html


def test_every_filter_is_a_link_and_narrows(halves: AreaSet) -> None:
    client = signed_in(halves.municipality, Role.CLERK)
    html = read(client)
    assert "?category=parks" not in html
    for word in ("By category", "By area", "until done", "3 months"):
        assert re.search(rf'href="\?[^"]*">{word}<', html), word
    assert row_of(read(client, "?by=category&months=1"), "Parks")[0] == "14"
    assert row_of(read(client, "?by=area&unit=kadut"), "Area W")[0] == "9"
    assert "No messages here in this period" in read(client, "?unit=kadut&months=1")
    assert client.get("/en/kokeila/desk/clocks?unit=no-such").status_code == 404
    assert client.get("/en/kokeila/desk/clocks?unit=%00a&category=%00a&area=%00a").status_code == 404


def test_a_burst_stands_on_top_with_what_is_usual_and_how_sure_it_is(halves: AreaSet) -> None:
    html = read(signed_in(halves.municipality, Role.CLERK))
    burst = html.index("<strong>Parks, Area E</strong>")
    assert "14 people wrote in seven days; usually 0.0 in a week." in html
    assert burst < html.index("waits-heading")
    assert "At most one in twenty" in html
    (messages,) = re.findall(r'href="([^"]+)">Show the messages<', html)
    queue = signed_in(halves.municipality, Role.PLANNER).get(unescape(messages)).content.decode()
    assert "14 messages" in queue


def test_the_queue_tells_of_bursts_to_staff_and_to_the_board_whose_area_it_is(halves: AreaSet) -> None:
    town = halves.municipality
    told = "Much more than usual came in this week about one topic in one area"
    clerk = signed_in(town, Role.CLERK)
    assert told not in clerk.get("/en/kokeila/desk/").content.decode()
    assert look_for_bursts(0) == 1
    assert told in clerk.get("/en/kokeila/desk/").content.decode()
    for code, hears in (("W", False), ("E", True)):
        board = signed_in(town, Role.BOARD, Area.objects.get(area_set=halves, code=code))
        assert (told in board.get("/en/kokeila/desk/").content.decode()) is hears


def test_a_board_member_comes_to_the_own_area_and_sees_no_other(halves: AreaSet) -> None:
    east = Area.objects.get(area_set=halves, code="E")
    client = signed_in(halves.municipality, Role.BOARD, east)
    answer = client.get("/en/kokeila/desk/clocks")
    assert answer.status_code == 302
    html = client.get(answer.headers["Location"]).content.decode()
    assert row_of(html, "Parks")[0] == "14"
    assert "<strong>Parks, Area E</strong>" in html
    assert client.get("/en/kokeila/desk/clocks?area=W").status_code == 403
    west = client.get("/en/kokeila/desk/clocks?area=E&unit=kadut")
    assert "No messages here in this period" in west.content.decode()


def test_the_public_area_page_does_not_move_with_an_unpublished_message(halves: AreaSet) -> None:
    """Waits rest on unpublished messages: between releases they change nothing that the public sees."""
    before = Client().get("/en/kokeila/areas/district/E").content
    write(halves.municipality, timezone.now(), answered_at=timezone.now())
    assert Client().get("/en/kokeila/areas/district/E").content == before


def test_a_town_without_messages_or_areas_is_told_what_to_expect(db: None) -> None:
    town = make_town("kokeila")
    html = read(signed_in(town, Role.ADMIN))
    assert "The town has no areas yet" in html
    assert "No messages here in this period" in html


def test_the_page_asks_the_database_as_often_whatever_is_in_it(
    halves: AreaSet, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(halves.municipality, Role.CLERK)
    with django_assert_max_num_queries(24):
        read(client)
