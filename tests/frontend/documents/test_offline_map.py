"""The map file: nothing is fetched, and nothing that a resident wrote runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from frontend.documents.offline_map import MapArea, MapFile, MapMessage, offline_map
from tests.frontend.test_accessible import violations

HOSTILE = (
    "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 1'>"
    " `${window.harmed = 1}` {{ 7 * 7 }} \u2028 <b>hei</b>"
)
WORDS = {"map": "Kartta", "areas": "Alueet", "area": "Alue", "messages": "Viestit", "legend": "Selite"}


def square(east: float) -> dict[str, Any]:
    ring = [[east, 61.6], [east + 0.1, 61.6], [east + 0.1, 61.7], [east, 61.7], [east, 61.6]]
    return {"type": "Polygon", "coordinates": [ring]}


def content(**changed: Any) -> MapFile:
    facts = (("Asukkaita", "1 234"), ("Osallistujia", "alle 5"))
    said: dict[str, Any] = {
        "title": "Anttola",
        "language": "fi",
        "lead": "Alue ja sen viestit",
        "areas": (
            MapArea(HOSTILE, square(27.1), "underserved", facts, is_chosen=True),
            MapArea("Haukivuori", square(27.2), "too_little_data", facts),
        ),
        "messages": (
            MapMessage({"type": "Point", "coordinates": [27.15, 61.65]}, "Palaute", HOSTILE, "1.2.2026", "Kuusi 1"),
        ),
        "legend": ("underserved", "too_little_data"),
        "words": WORDS,
    }
    return MapFile(**{**said, **changed})


def test_the_file_names_no_address_to_fetch_from() -> None:
    made = offline_map(content())
    assert re.findall(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)\s*=""", made) == []
    assert "cdn" not in made


def test_the_same_map_is_the_same_file() -> None:
    assert offline_map(content()) == offline_map(content())


def test_a_file_without_areas_and_messages_is_a_page_without_a_map() -> None:
    made = offline_map(content(areas=(), messages=(), words={**WORDS, "no_messages": "Ei vielä viestejä."}))
    assert "Ei vielä viestejä." in made
    assert "<script>" not in made


@pytest.mark.browser
def test_the_file_draws_its_map_without_a_network_and_runs_nothing_that_residents_wrote(
    desktop: Page, tmp_path: Path, axe: str
) -> None:
    file = tmp_path / "anttola.html"
    file.write_text(offline_map(content()), encoding="utf-8")
    asked: list[str] = []
    desktop.on("request", lambda request: asked.append(request.url))
    desktop.goto(file.as_uri())
    drawn = desktop.locator("path.leaflet-interactive")
    assert drawn.count() == 3
    drawn.last.click()
    desktop.get_by_text("window.harmed").last.wait_for()
    assert desktop.evaluate("window.harmed") is None
    assert asked == [file.as_uri()]
    assert violations(desktop, axe) == []
