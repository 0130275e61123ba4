"""Feeds and the calendar: well-formed, public things alone, the same bytes until something changes."""

from __future__ import annotations

import datetime
from xml.etree import ElementTree as ET

import icalendar
import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from feedback_map.models import Pin, PublishedOutcome
from feedback_map.services import moderate_pin
from feedback_map.services.changing import Change, Words
from feedback_map.services.handling import answer_pin
from geo.models import Municipality
from geo.tenancy import in_town
from participation.feeds import folded
from participation.following import Wish, follow
from participation.models import Event, Process
from participation.tasks import news
from tests.factories import SOUTH, WEST
from tests.frontend.conftest import pin_at

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)  # noqa: S314  our own feed
    return [str(entry.findtext(f"{ATOM}title")) for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_lists_published_messages_newest_first(town: Municipality, client: Client) -> None:
    first, second = pin_at(town, 2, 2), pin_at(town, 8, 8)
    pin_at(town, 2, 2, visibility="private", text="SALAISUUS")
    found = titles(client, "/testila/feeds/pins.atom")
    assert [second.code in found[0], first.code in found[1], len(found)] == [True, True, 2]


@pytest.mark.parametrize(
    ("query", "count"), [("area=district/W", 1), ("category=streets", 2), ("kind=thanks", 1), ("kind=idea", 0)]
)
def test_a_feed_is_narrowed_by_area_category_and_kind(
    town: Municipality, client: Client, query: str, count: int
) -> None:
    pin_at(town, 2, 2)
    pin_at(town, 8, 8, kind="thanks")
    assert len(titles(client, f"/testila/feeds/pins.atom?{query}")) == count


@pytest.mark.parametrize("query", ["area=district/X", "category=none", "kind=none", "area=%00"])
def test_a_feed_of_nothing_that_exists_is_not_found(town: Municipality, client: Client, query: str) -> None:
    assert client.get(f"/testila/feeds/pins.atom?{query}").status_code == 404


def test_what_became_of_a_message_is_a_feed_while_it_is_shown(town: Municipality, client: Client) -> None:
    placed = pin_at(town, 2, 2)
    with in_town(town):
        pin = Pin.objects.get()
    answer_pin(town=town, pin=pin, words=Words("Lamppu vaihdetaan.", "fi", note="SISÄINEN"), change=Change())
    address = f"/testila/pins/{placed.id}/updates.atom"
    body = client.get(address).content.decode()
    assert "Lamppu vaihdetaan." in body
    assert "SISÄINEN" not in body
    moderate_pin(town=town, pin=pin, moderation="hidden")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/testila/feeds/pins.atom", "/testila/calendar.ics"])
def test_what_has_not_changed_need_not_be_sent(town: Municipality, client: Client, address: str) -> None:
    pin_at(town, 2, 2)
    first = client.get(address)
    pin_at(town, 2, 2, visibility="private")
    again = client.get(address)
    assert (first.content, first["ETag"]) == (again.content, again["ETag"])
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_hostile_text_leaves_a_feed_well_formed(town: Municipality, client: Client) -> None:
    pin_at(town, 2, 2, text="]]></summary><script>alert(1)</script>\x0b & \ufffe")
    assert len(titles(client, "/testila/feeds/pins.atom")) == 1


def test_readers_that_take_a_summary_for_html_find_text_in_it(town: Municipality, client: Client) -> None:
    pin_at(town, 2, 2, text="<script>alert(1)</script>")
    feed = ET.fromstring(client.get("/testila/feeds/pins.atom").content)  # noqa: S314  our own feed
    assert feed.findtext(f"{ATOM}entry/{ATOM}summary") == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_the_calendar_has_events_and_the_days_of_consultations(town: Municipality, client: Client) -> None:
    open_one = Process.objects.create(
        municipality=town,
        slug="metsat",
        title={"fi": "Metsät; puut, polut"},
        opens_on=datetime.date(2026, 11, 2),
        closes_on=datetime.date(2026, 11, 30),
    )
    Process.objects.create(
        municipality=town, slug="salassa", title={"fi": "Salassa"}, opens_on="2026-11-02", is_public=False
    )
    Event.objects.create(
        municipality=town,
        code="ilta",
        names={"fi": "Kyläilta " + "ä" * 80},
        process=open_one,
        starts_at=datetime.datetime(2026, 11, 10, 16, tzinfo=datetime.UTC),
    )
    body = client.get("/testila/calendar.ics").content
    entries = {
        str(entry["UID"]).partition("@")[0]: entry for entry in icalendar.Calendar.from_ical(body).walk("VEVENT")
    }
    assert set(entries) == {"event-ilta-testila", "opens-metsat-testila", "closes-metsat-testila"}
    assert entries["closes-metsat-testila"].decoded("DTSTART") == datetime.date(2026, 11, 30)
    assert str(entries["opens-metsat-testila"]["SUMMARY"]) == "Alkaa: Metsät; puut, polut"
    assert str(entries["event-ilta-testila"]["SUMMARY"]) == "Kyläilta " + "ä" * 80
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_a_folded_line_is_cut_between_letters() -> None:
    line = "SUMMARY:" + "ä€😀" * 60
    pieces = folded(line).split("\r\n ")
    assert "".join(pieces) == line
    assert max(len(piece.encode()) for piece in pieces) <= 75


def test_what_followed_is_a_feed_of_its_own(town: Municipality, client: Client) -> None:
    PublishedOutcome.objects.create(
        outcome_id=1,
        public_id="0" * 22,
        municipality=town,
        titles={"fi": "Valot koulutielle"},
        texts={"fi": "Valot tulevat."},
        decided_on=datetime.date(2026, 11, 2),
        published_at=datetime.datetime(2026, 11, 3, tzinfo=datetime.UTC),
    )
    assert titles(client, "/testila/feeds/outcomes.atom") == ["Valot koulutielle"]


HERE = f"{WEST + 2000:.0f},{SOUTH + 2000:.0f}"
TOPICS = ["area&reference=district/W", "street&reference=Rantakatu", "category&reference=streets"]


@pytest.mark.parametrize("topic", [*TOPICS, f"near&reference={HERE},500,Koti"])
def test_whatever_can_be_followed_has_a_feed_that_is_fresh_and_public(
    town: Municipality, client: Client, topic: str
) -> None:
    shown = pin_at(town, 2, 2, text="Rantakadulla on kuoppa")
    pin_at(town, 2, 2, text="Rantakadun SALAISUUS", visibility="private")
    pin_at(town, 8, 8, text="Muualla", category="parks")
    assert titles(client, f"/testila/feeds/news.atom?topic={topic}") == []  # reading notices nothing itself
    news(timestamp=0)
    [title] = titles(client, f"/testila/feeds/news.atom?topic={topic}")
    assert shown.code in title
    first, again = (client.get(f"/testila/feeds/news.atom?topic={topic}") for _each in range(2))
    assert first.content == again.content and "SALAISUUS" not in first.content.decode()


def test_what_is_hidden_leaves_the_feed_of_its_street(town: Municipality, client: Client) -> None:
    pin_at(town, 2, 2, text="Rantakadulla on kuoppa")
    address = "/testila/feeds/news.atom?topic=street&reference=Rantakatu"
    news(timestamp=0)
    assert len(titles(client, address)) == 1
    with in_town(town):
        moderate_pin(town=town, pin=Pin.objects.get(), moderation="hidden")
    assert titles(client, address) == []


@pytest.mark.parametrize("query", ["", "?topic=moon&reference=x", "?topic=street", "?topic=area&reference=%00"])
def test_a_feed_or_calendar_of_no_topic_is_not_found(town: Municipality, client: Client, query: str) -> None:
    assert client.get(f"/testila/feeds/news.atom{query}").status_code == 404
    if query:
        assert client.get(f"/testila/calendar.ics{query}").status_code == 404


def test_a_calendar_of_a_place_has_what_is_held_near_it(town: Municipality, client: Client) -> None:
    for code, east in (("lahella", 2000), ("kaukana", 8000)):
        point = Point(WEST + east, SOUTH + 2000, srid=3067)
        Event.objects.create(
            municipality=town, code=code, names={"fi": code}, starts_at="2026-12-01T16:00Z", point=point, is_public=True
        )
    for topic in (f"near&reference={HERE},500,Koti", "area&reference=district/W"):
        told = client.get(f"/testila/calendar.ics?topic={topic}").content.decode()
        assert "SUMMARY:lahella" in told and "kaukana" not in told


def test_who_follows_by_a_link_finds_the_feed_and_the_calendar_of_each_thing(
    town: Municipality, client: Client
) -> None:
    made = follow(town=town, wish=Wish("street", "Rantakatu"))
    pin_at(town, 2, 2, text="Rantakadulla on kuoppa")
    news(timestamp=0)
    page = client.get(f"/testila/follow/{made.key}").content.decode()
    assert "/testila/feeds/news.atom?topic=street&amp;reference=Rantakatu" in page
    assert "/testila/calendar.ics?topic=street&amp;reference=Rantakatu" in page
    assert "Rantakadulla on kuoppa" in page, "without waiting for the night's letters"
