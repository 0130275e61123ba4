"""What followed, as residents read it: the list, its filters and map, one outcome, and the message's own page."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import shapely
from django.test import Client

from feedback_map.models import Outcome, Photo, Pin
from feedback_map.services import (
    Answered,
    OutcomeWords,
    PinInput,
    answer_inputs,
    make_outcome,
    moderate_pin,
    place_pin,
    publish_outcome,
    publish_photos_of,
    withdraw_outcome,
)
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from participation.models import Process
from tests.factories import make_category, make_halves, make_town, spot

URL = "/en/kokeila/outcomes"


@pytest.fixture
def halves(db: None) -> AreaSet:
    town = make_town("kokeila")
    make_category(town, "streets", names={"fi": "Kadut", "en": "Streets"})
    return make_halves(town)


def pin_in(town: Municipality, text: str = "The bench is broken", **fields: Any) -> Pin:
    placed = place_pin(town=town, pin=PinInput(kind="feedback", text=text, category="streets", **fields))
    with in_town(town):
        return Pin.objects.get(public_id=placed.id)


def told(town: Municipality, *pins: Pin, response: str = "done", is_published: bool = True, **fields: Any) -> Outcome:
    said: dict[str, Any] = {
        "titles": {"fi": "Penkki korjattiin", "en": "The bench was mended"},
        "texts": {"fi": "Uudet laudat.", "en": "It got new boards."},
        "decided_on": datetime.date(2026, 10, 1),
    }
    made = make_outcome(town=town, words=OutcomeWords(**said | fields), by=None)
    why = {"en": "Money was found."}
    answer_inputs(town=town, outcome=made, answers=[Answered(pin.pk, response, why) for pin in pins])
    if is_published:
        publish_outcome(town=town, outcome=made, by=None, version=None)
    return made


def read(url: str) -> str:
    answer = Client().get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_before_anything_followed_the_page_says_what_will_be_there(halves: AreaSet) -> None:
    html = read(URL)
    assert "The town has not told of any outcome yet" in html
    assert "/en/kokeila/pins/new" in html


def test_the_list_tells_the_outcome_its_counts_and_its_place_on_the_map(halves: AreaSet) -> None:
    town = halves.municipality
    told(town, pin_in(town), pin_in(town), place=spot(2, 2))
    html = read(URL)
    assert "The bench was mended" in html
    assert "2 published messages" in html
    assert "Will be done, or was" in html
    assert "<title>1. The bench was mended</title>" in html
    assert "1 outcome has a place." in html
    assert "Uudet laudat." in read("/kokeila/outcomes")


def test_year_theme_and_area_are_links_that_narrow(halves: AreaSet) -> None:
    town = halves.municipality
    east = Area.objects.get(area_set=halves, code="E")
    told(town, titles={"fi": "A", "en": "Eastern"}, about_area=east, theme="streets")
    told(town, titles={"fi": "B", "en": "Western"}, place=spot(1, 1), decided_on=datetime.date(2025, 5, 1))
    html = read(URL)
    for link in ("?year=2025", "?theme=streets", "?area=E"):
        assert f'href="{link}"' in html, link
    for query, shown, gone in (
        ("?year=2025", "Western", "Eastern"),
        ("?theme=streets", "Eastern", "Western"),
        ("?area=E", "Eastern", "Western"),
        ("?area=W", "Western", "Eastern"),
    ):
        html = read(URL + query)
        assert shown in html, query
        assert gone not in html, query
    assert "Nothing has followed with this choice yet." in read(URL + "?year=1999")
    assert Client().get(URL + "?area=no-such").status_code == 404


def test_an_outcome_with_a_message_from_an_area_is_found_by_the_area(halves: AreaSet) -> None:
    town = halves.municipality
    told(town, pin_in(town, geometry=shape(9, 1)))
    assert "The bench was mended" in read(URL + "?area=E")
    assert "The bench was mended" not in read(URL + "?area=W")


def shape(east: float, north: float) -> Any:
    return shapely.Point(*spot(east, north).coords)


def test_an_outcome_s_page_names_its_messages_with_response_and_reason(halves: AreaSet) -> None:
    town = halves.municipality
    process = Process.objects.create(
        municipality=town, slug="penkit", title={"en": "Benches"}, opens_on="2026-01-01", closes_on="2026-02-01"
    )
    pin = pin_in(town)
    outcome = told(town, pin, response="partly", process=process)
    html = read(f"{URL}/{outcome.public_id}")
    for words in ("It got new boards.", "Partly", "Money was found.", f"/en/kokeila/pins/{pin.public_id}", "Benches"):
        assert words in html


def test_the_message_s_page_shows_what_followed(halves: AreaSet) -> None:
    town = halves.municipality
    pin = pin_in(town)
    outcome = told(town, pin)
    html = read(f"/en/kokeila/pins/{pin.public_id}")
    assert f"/en/kokeila/outcomes/{outcome.public_id}" in html
    assert "Money was found." in html


def test_the_sender_of_an_unpublished_message_sees_it_by_the_own_link_and_nobody_else(halves: AreaSet) -> None:
    town = halves.municipality
    words = PinInput(kind="feedback", text="A secret bench", category="streets", visibility="private")
    placed = place_pin(town=town, pin=words)
    with in_town(town):
        pin = Pin.objects.get(public_id=placed.id)
    outcome = told(town, pin)
    own = Client().get(f"/en/kokeila/pins/{placed.id}?key={placed.follow_key}").content.decode()
    assert "Money was found." in own
    for page in (URL, f"{URL}/{outcome.public_id}", f"/api/v1/towns/kokeila/outcomes/{outcome.public_id}"):
        html = read(page)
        assert "secret" not in html
        assert placed.id not in html
        assert "1 published message" not in html


def test_an_unpublished_message_among_the_inputs_changes_no_byte(halves: AreaSet) -> None:
    """Of the messages that nobody may see, not even their number is told."""
    town = halves.municipality
    outcome = told(town, pin_in(town))
    pages = [URL, f"{URL}/{outcome.public_id}", "/api/v1/towns/kokeila/outcomes"]
    before = [Client().get(page).content for page in pages]
    private = pin_in(town, "A secret bench", visibility="private")
    answer_inputs(town=town, outcome=outcome, answers=[Answered(private.pk, "not_done")])
    publish_outcome(town=town, outcome=outcome, by=None, version=None)
    assert [Client().get(page).content for page in pages] == before


def test_a_message_that_is_hidden_later_is_no_longer_named(halves: AreaSet) -> None:
    town = halves.municipality
    pin = pin_in(town)
    outcome = told(town, pin)
    moderate_pin(town=town, pin=pin, moderation="hidden")
    assert pin.public_id not in read(f"{URL}/{outcome.public_id}")
    assert "No published message is named here." in read(f"{URL}/{outcome.public_id}")


def test_drafts_and_withdrawn_outcomes_are_not_there(halves: AreaSet) -> None:
    town = halves.municipality
    draft = told(town, is_published=False)
    gone = told(town)
    withdraw_outcome(town=town, outcome=gone, by=None, version=None)
    for outcome in (draft, gone):
        assert Client().get(f"{URL}/{outcome.public_id}").status_code == 404
        assert Client().get(f"/api/v1/towns/kokeila/outcomes/{outcome.public_id}").status_code == 404
    assert "The bench was mended" not in read(URL)


def test_pictures_before_and_after_are_shown_once_somebody_has_looked(halves: AreaSet) -> None:
    town = halves.municipality
    outcome = told(town)
    with in_town(town):
        for stage, shown in (("after", "shown"), ("before", "shown"), ("before", "waiting")):
            Photo.objects.create(
                municipality=town,
                outcome=outcome,
                stage=stage,
                file=f"{stage}{shown}.jpg",
                sha256=b"x",
                width=40,
                height=30,
                alt={"en": f"The bench {stage}"},
                shown=shown,
                added_at="2026-10-01T10:00Z",
            )
        publish_photos_of(town=town, outcomes=[outcome.pk])
    html = read(f"{URL}/{outcome.public_id}")
    assert html.count("<img") == 2
    assert html.index("The bench before") < html.index("The bench after")


def test_the_api_tells_the_same_and_pages_on(halves: AreaSet) -> None:
    town = halves.municipality
    pin = pin_in(town)
    first = told(town, pin, place=spot(2, 2), decided_on=datetime.date(2026, 10, 2))
    told(town, theme="streets")
    client = Client()
    answer = client.get("/api/v1/towns/kokeila/outcomes?limit=1").json()
    (feature,) = answer["features"]
    assert (answer["numberMatched"], feature["id"], feature["geometry"]["type"]) == (2, first.public_id, "Point")
    assert feature["properties"]["inputs"] == [
        {"pin": pin.public_id, "response": "done", "why": {"en": "Money was found."}}
    ]
    (second,) = client.get(answer["next"]).json()["features"]
    assert second["properties"]["theme"] == "streets"
    assert client.get("/api/v1/towns/kokeila/outcomes?theme=streets").json()["numberMatched"] == 1
    assert client.get("/api/v1/towns/kokeila/outcomes?year=soon").status_code == 400


def test_the_list_asks_the_database_as_often_however_long_it_is(
    halves: AreaSet, django_assert_max_num_queries: Any
) -> None:
    town = halves.municipality
    for _ in range(4):
        told(town, pin_in(town), place=spot(1, 1))
    with django_assert_max_num_queries(16):
        read(URL)


def test_the_newest_stands_first_and_only_areas_with_an_outcome_are_offered(halves: AreaSet) -> None:
    town = halves.municipality
    for day, title in ((3, "Third"), (9, "First"), (5, "Second")):
        told(
            town,
            pin_in(town),
            titles={"fi": "x", "en": title},
            decided_on=datetime.date(2026, 5, day),
            place=spot(2, 2),
        )
    html = read(URL)
    assert html.index("First") < html.index("Second") < html.index("Third")
    assert 'href="?area=W"' in html
    assert 'href="?area=E"' not in html


def test_a_theme_in_small_letters_stands_beside_categories_as_they_do(halves: AreaSet) -> None:
    told(halves.municipality, theme="uimapaikat")
    html = read("/kokeila/outcomes")
    assert "Uimapaikat" in html and "theme=uimapaikat" in html
