"""Pieces for other web pages: no cookies, no script but the map's own, and only where the town has said."""

from __future__ import annotations

import functools
import http.server
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Frame, sync_playwright
from pytest_django.live_server_helper import LiveServer

from doors.embed.framing import allow_framing
from geo.models import Municipality
from geo.refusals import Refused
from tests.factories import make_category, make_halves, make_town
from tests.frontend.conftest import CHROMIUM, pin_at

PIECES = ("map", "counter", "say", "area/district/W")
TOWN_SITE = "https://www.kokeila.fi"

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def make_said_town() -> Municipality:
    town = make_town("kokeila", names={"fi": "Kokeila", "sv": "Prova", "en": "Tryville"})
    make_halves(town)
    make_category(town)
    pin_at(town, 1, 1, text="Penkki <b>rikki</b>")
    pin_at(town, 8, 8, text="Salaisuus", visibility="private")
    return town


@pytest.fixture
def town(db: None) -> Municipality:
    return make_said_town()


def ask(client: Client, piece: str, language: str = "") -> Any:
    return client.get(f"/embed/kokeila/{piece}" + (f"?language={language}" if language else ""))


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_sets_no_cookie_and_is_the_same_for_everybody(town: Municipality, client: Client, piece: str) -> None:
    client.cookies["kuuluvuus_kokeila"] = "token"
    answer, other = ask(client, piece), ask(Client(), piece)
    assert answer.status_code == 200 and not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert answer.content == other.content


@pytest.mark.parametrize("piece", PIECES)
def test_only_the_map_runs_anything_and_that_is_ours(town: Municipality, client: Client, piece: str) -> None:
    answer = ask(client, piece)
    running = re.findall(r'<script (?!id="map-settings" type="application/json")([^>]*)>', answer.content.decode())
    allowed = "script-src 'self'; connect-src 'self'" in answer.headers["Content-Security-Policy"]
    assert (len(running), allowed) == ((1, True) if piece == "map" else (0, False))
    assert all('src="/static/frontend/assets/embed.' in one for one in running)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_is_small(town: Municipality, client: Client, piece: str) -> None:
    sheet = Path(__file__).parents[2] / "doors" / "static" / "doors" / "embed.css"
    assert len(ask(client, piece).content) + sheet.stat().st_size < (10_000 if piece == "map" else 8_000)


@pytest.mark.parametrize("piece", PIECES)
def test_nobody_frames_a_piece_until_the_town_says_who(town: Municipality, client: Client, piece: str) -> None:
    assert "frame-ancestors 'none'" in ask(client, piece).headers["Content-Security-Policy"]
    allow_framing(town=town, origins=[f"{TOWN_SITE}/etusivu?a=1"])
    headers = ask(client, piece).headers
    assert headers["Content-Security-Policy"].endswith(f"frame-ancestors {TOWN_SITE}")
    assert "X-Frame-Options" not in headers


def test_other_pages_stay_unframed(town: Municipality, client: Client) -> None:
    allow_framing(town=town, origins=[TOWN_SITE])
    headers = client.get("/kokeila/").headers
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] and headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*",
        "https://*.fi",
        "https://fi",
        "http://www.kokeila.fi",
        "javascript:alert(1)",
        "https://a.fi; script-src *",
        "https://a.fi 'self'",
        "data:text/html,x",
        "https://a.fi\r\nX: y",
        "https://a.fi:99999",
    ],
)
def test_what_would_open_too_much_is_no_origin(town: Municipality, origin: str) -> None:
    with pytest.raises(Refused):
        allow_framing(town=town, origins=[origin])
    town.refresh_from_db()
    assert town.embed_origins == []


def test_subdomains_of_one_site_may_be_named(town: Municipality) -> None:
    assert allow_framing(town=town, origins=["https://*.kokeila.fi", ""]) == ["https://*.kokeila.fi"]


@pytest.mark.parametrize(
    ("language", "words"), [("", "Avaa iso kartta"), ("sv", "Öppna den"), ("en", "Open the big map")]
)
def test_a_piece_speaks_three_languages(town: Municipality, client: Client, language: str, words: str) -> None:
    assert words in ask(client, "map", language).content.decode()


def test_the_map_is_a_list_too_and_shows_published_messages_alone(town: Municipality, client: Client) -> None:
    told = ask(client, "map").content.decode()
    assert told.count("<circle") == 1 and told.count("<path") == 2
    assert "Penkki &lt;b&gt;rikki" in told and "Salaisuus" not in told


def test_the_counter_and_the_card_count_published_messages(town: Municipality, client: Client) -> None:
    assert "<dd>1</dd>" in ask(client, "counter").content.decode()
    assert "<dd>1</dd>" in ask(client, "area/district/W").content.decode()
    assert "<dd>0</dd>" in ask(client, "area/district/E").content.decode()


def test_what_is_not_there_is_not_found(town: Municipality, client: Client) -> None:
    assert ask(client, "area/district/X").status_code == 404
    assert client.get("/embed/nowhere/map").status_code == 404
    Municipality.objects.update(is_public=False)
    assert ask(client, "map").status_code == 404


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: script/setup --test installs it")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A page of another origin: its address, and the folder that it is served from."""
    serve = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", tmp_path
        server.shutdown()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_real_browser_frames_it_where_allowed_and_nowhere_else(
    live_server: LiveServer, chromium: Browser, other_site: tuple[str, Path]
) -> None:
    town = make_said_town()
    origin, folder = other_site
    (folder / "page.html").write_text(f'<iframe src="{live_server.url}/embed/kokeila/map" title="map"></iframe>')
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/page.html")
    assert not _shows_map(page.frames[1])
    allow_framing(town=town, origins=[origin])
    page.goto(f"{origin}/page.html")
    assert _shows_map(page.frames[1]) and context.cookies() == []
    context.close()
    _moves(chromium, f"{origin}/page.html")


def _moves(chromium: Browser, address: str) -> None:
    """With scripts the drawing gives way to a map, within the policy, and nothing is kept of who looks at it."""
    context = chromium.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(address)
    frame = page.frames[1]
    frame.locator("[data-embed-map] canvas").first.wait_for()
    frame.get_by_role("button", name="Lähennä").click()
    assert frame.locator("svg.map").is_hidden() and frame.locator("table a").count() == 1
    assert (context.cookies(), wrong) == ([], [])
    context.close()


def _shows_map(frame: Frame) -> bool:
    frame.wait_for_load_state()
    return frame.locator("svg.map").count() == 1 and frame.locator("table a").count() == 1
