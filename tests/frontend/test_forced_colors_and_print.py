"""Other people's colours, and paper: what must be seen there is seen there."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.frontend.conftest import pin_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

# Luminance of two computed colours, as contrast (WCAG 2.2).
CONTRAST = """([front, back]) => {
  const bright = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(n => n / 255)
      .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [low, high] = [bright(front), bright(back)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
PICTURES = """() => [...document.querySelectorAll("svg.icon, svg.brand__mark")].filter(e => e.checkVisibility())
  .map(e => [e.getAttribute("class"), getComputedStyle(e).color])"""
FOCUS = """() => { const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor] }"""


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_forced_colours_show_pictures_choices_and_where_the_focus_is(
    live_server: LiveServer, live_town: Municipality, chromium: Browser, scheme: str
) -> None:
    pin_at(live_town, 5, 5)
    context = chromium.new_context(forced_colors="active", color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    for path in ("/testila/", "/testila/pins/new?where=town"):
        page.goto(f"{live_server.url}{path}")
        page.wait_for_timeout(500)
        canvas = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        faint = [one for one in page.evaluate(PICTURES) if page.evaluate(CONTRAST, [one[1], canvas]) < 4.5]
        assert faint == []
        for _ in range(4):
            page.keyboard.press("Tab")
            style, width, colour = page.evaluate(FOCUS)
            assert (style, width) == ("solid", 3)
            assert page.evaluate(CONTRAST, [colour, canvas]) >= 3
    chosen = page.locator(".choice:has(:checked)")
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    context.close()


def test_the_map_prints_with_its_list_and_legend_inside_the_sheet(
    live_server: LiveServer, live_town: Municipality, desktop: Page, tmp_path: Path
) -> None:
    pin_at(live_town, 5, 5, text="Sillan kaide on rikki.")
    desktop.goto(f"{live_server.url}/testila/")
    desktop.locator("[data-part=canvas] canvas").first.wait_for()
    sheet = PdfReader(io.BytesIO(desktop.pdf(format="A4")))
    words = " ".join(page.extract_text() for page in sheet.pages)
    assert "Sillan kaide on rikki." in words and "Kehitysehdotus" in words and "renkaan värit" in words
    assert "Lisää rajauksia" not in words and "Jätä viesti" not in words
    assert not desktop.locator("details[data-prints]").evaluate_all("all => all.some(e => e.open)")
    desktop.emulate_media(media="print")
    desktop.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    stage, canvas = (desktop.locator(one).first.bounding_box() for one in (".stage", "[data-part=canvas] canvas"))
    heading = desktop.locator("h1").bounding_box()
    assert stage and canvas and heading
    assert canvas["height"] <= stage["height"] and stage["y"] + stage["height"] <= heading["y"]
    assert stage["width"] == pytest.approx(640, abs=2) and canvas["width"] <= 640
    desktop.evaluate("() => dispatchEvent(new Event('afterprint'))")
    desktop.emulate_media(media="screen")
    desktop.wait_for_timeout(300)
    after = desktop.locator("[data-part=canvas] canvas").first.bounding_box()
    assert after and after["width"] > 700
