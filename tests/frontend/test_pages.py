"""Which page is at which address, in which language, and what it tells to whom."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback_map.models import Pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.frontend.conftest import pin_at

PUBLIC = ["/testila/", "/testila/find", "/testila/?kind=thanks&text=katu", "/sv/testila/", "/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_cookie_changes_a_public_page(town: Municipality, path: str) -> None:
    plain, visited = Client(), Client()
    visited.cookies["kuuluvuus_testila"] = "somebody"
    visited.cookies["django_language"] = "sv"
    first, second = plain.get(path), visited.get(path)
    assert first.content == second.content
    assert "Cookie" not in first.headers.get("Vary", "") and not first.cookies


@pytest.mark.parametrize(
    ("path", "lang", "word"),
    [
        ("/testila/", "fi", "Jätä viesti"),
        ("/fi/testila/", "fi", "Jätä viesti"),
        ("/sv/testila/", "sv", "Lämna ett meddelande"),
        ("/en/testila/", "en", "Leave a message"),
        ("/fi-selko/testila/pins/new", "fi", "Missä asia on?"),
    ],
)
def test_the_address_decides_the_language(client: Client, town: Municipality, path: str, lang: str, word: str) -> None:
    html = client.get(path).content.decode()
    assert f'<html lang="{lang}">' in html and word in html


def test_a_town_without_a_language_speaks_its_first(client: Client, town: Municipality) -> None:
    town.languages = ["sv", "fi"]
    town.save()
    html = client.get("/testila/").content.decode()
    assert '<html lang="sv">' in html and 'hreflang="fi" href="/fi/testila/"' in html


def test_pages_name_their_other_languages(client: Client, town: Municipality) -> None:
    html = client.get("/testila/find").content.decode()
    assert '<link rel="alternate" hreflang="sv" href="/sv/testila/find">' in html
    assert '<link rel="alternate" hreflang="fi" href="/testila/find">' in html


@pytest.mark.parametrize("path", ["/testila/", "/testila/pins/new", "/testila/find", "/testila/coverage"])
def test_every_page_names_the_phone_and_the_desk(client: Client, town: Municipality, path: str) -> None:
    html = client.get(path).content.decode()
    assert "tel:0150000000" in html and "Palvelupiste, Testikatu 1" in html


def test_the_front_page_lets_choose_a_town(client: Client, town: Municipality) -> None:
    assert 'href="/testila/"' in client.get("/").content.decode()
    assert 'href="/sv/testila/"' in client.get("/sv/").content.decode()


def test_an_unknown_town_is_a_page_that_helps(client: Client, town: Municipality) -> None:
    answer = client.get("/sv/ingenstans/")
    assert answer.status_code == 404 and "Sidan finns inte" in answer.content.decode()


def test_the_list_has_what_is_published_and_nothing_else(client: Client, town: Municipality) -> None:
    pin_at(town, 1, 1, text="Kaikille.")
    pin_at(town, 1, 2, text="Vain teille.", visibility="private")
    pin_at(town, 1, 3, text="Ensin moderaattorille.", category="parks")
    html = client.get("/testila/").content.decode()
    assert "Kaikille." in html and "Vain teille." not in html and "Ensin moderaattorille." not in html
    assert "1 viesti kartalla" in html


def test_filters_are_links_that_keep_one_another(client: Client, town: Municipality) -> None:
    html = client.get("/testila/?kind=thanks&category=streets").content.decode()
    assert "?kind=feedback&amp;kind=thanks&amp;category=streets" in html
    assert 'href="?category=streets" data-keeps-view' in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=thanks", {"Hieno puisto."}),
        ("category=streets&text=pimeä", {"Katu on pimeä."}),
        ("area=district/W", {"Katu on pimeä."}),
        ("area=district/nowhere", set()),
        ("from=2999-01-01", set()),
        ("from=nonsense", {"Katu on pimeä.", "Hieno puisto."}),
    ],
)
def test_the_list_follows_the_filters(client: Client, town: Municipality, query: str, found: set[str]) -> None:
    pin_at(town, 1, 1)
    pin_at(town, 9, 9, kind="thanks", text="Hieno puisto.")
    html = client.get(f"/testila/?{query}").content.decode()
    assert {text for text in ("Katu on pimeä.", "Hieno puisto.") if text in html} == found


def test_the_filter_form_speaks_the_words_of_the_filters(client: Client, town: Municipality) -> None:
    html = client.get("/testila/?text=pime%C3%A4&from=2020-05-31").content.decode()
    assert 'name="text" value="pimeä"' in html and 'name="from" value="2020-05-31"' in html


def test_older_messages_are_one_link_away(client: Client, town: Municipality) -> None:
    for number in range(27):
        pin_at(town, 1, 1, text=f"Viesti numero {number}.")
    first = client.get("/testila/")
    following = first.context["list"].next_url
    html = client.get(f"/testila/{following}").content.decode()
    assert "Viesti numero 0." in html and "Viesti numero 26." not in html


def test_what_people_write_stays_text(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1, text="<script>alert(1)</script>")
    for path in ("/testila/", f"/testila/pins/{pin.id}"):
        assert "<script>alert" not in client.get(path).content.decode()


def test_a_private_message_is_seen_by_its_own_link_only(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1, text="Vain teille.", visibility="private")
    path = f"/testila/pins/{pin.id}"
    assert client.get(path).status_code == 404 == client.get(f"{path}?key=wrong").status_code
    own = client.get(f"{path}?key={pin.follow_key}")
    assert "Vain teille." in own.content.decode() and own.headers["Cache-Control"] == "private, no-store"


def test_a_key_opens_one_message_and_no_other(client: Client, town: Municipality) -> None:
    mine = pin_at(town, 1, 1, visibility="private")
    other = pin_at(town, 1, 2, visibility="private")
    assert client.get(f"/testila/pins/{other.id}?key={mine.follow_key}").status_code == 404


def test_a_published_message_is_found_by_its_code(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1)
    answer = client.get("/testila/find", {"code": f" {pin.code.lower().replace(' ', '  ')} "})
    assert answer.headers["Location"] == f"/testila/pins/{pin.id}"


def test_an_unpublished_code_answers_like_one_that_nobody_has(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1, visibility="private")
    hidden = client.get("/testila/find", {"code": pin.code})
    unknown = client.get("/testila/find", {"code": "Kanto 0000"})
    assert hidden.status_code == unknown.status_code == 200
    assert hidden.content.decode().replace(pin.code, "#") == unknown.content.decode().replace("Kanto 0000", "#")


def test_the_sender_tells_a_home_in_two_taps(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1)
    address = f"/testila/pins/{pin.id}/home?key={pin.follow_key}"
    tie = client.post(address, {"resident_type": "seasonal"})
    assert tie.headers["Location"].endswith("home=seasonal#home")
    client.post(address, {"resident_type": "seasonal", "area": "W", "age_band": "30-44", "last": "1"})
    with in_town(town):
        homes = Pin.objects.get(public_id=pin.id).participant.homes.all()  # type: ignore[union-attr]
        assert [*homes.values_list("area__code", "resident_type", "age_band")] == [("W", "seasonal", "30-44")]


def test_nobody_tells_a_home_without_the_key(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1)
    assert client.post(f"/testila/pins/{pin.id}/home?key=x", {"resident_type": "other"}).status_code == 404


def test_a_home_outside_the_list_is_refused_with_a_reason(client: Client, town: Municipality) -> None:
    pin = pin_at(town, 1, 1)
    answer = client.post(
        f"/testila/pins/{pin.id}/home?key={pin.follow_key}", {"resident_type": "other", "area": "X", "last": "1"}
    )
    assert answer.status_code == 422 and "Valitse alue luettelosta." in answer.content.decode()
