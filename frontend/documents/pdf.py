"""A sheet as an accessible PDF: tagged (PDF/UA-1), in a language, with a title, on at most two A4 pages."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from frontend.documents.offline_map import VENDOR
from frontend.documents.sheet import Section, Sheet
from frontend.qr import qr_path

PAGES = 2


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Fonts of our own and pictures that stand in the page. Whatever else a page names is not fetched."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        own = parts.scheme == "file" and unquote(parts.path).startswith(f"{VENDOR}/") and ".." not in parts.path
        if parts.scheme != "data" and not own:
            raise ValueError(f"A document fetches nothing from elsewhere: {parts.scheme}")
        return super().fetch(url, headers)


def sheet_as_pdf(sheet: Sheet) -> bytes:
    """The PDF. What `shortens` gives way, line by line from the longest, then what `gives_way`, until two pages do."""
    too_few, enough = -1, _lines(sheet) + sum(section.gives_way for section in sheet.sections)
    document = _document(sheet)
    if len(document.pages) > PAGES:
        while enough - too_few > 1:
            tried = (too_few + enough) // 2
            fits = len(_document(_shorter(sheet, tried)).pages) <= PAGES
            too_few, enough = (too_few, tried) if fits else (tried, enough)
        document = _document(_shorter(sheet, enough))
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def _lines(sheet: Sheet) -> int:
    return sum(len(section.lines) for section in sheet.sections if section.shortens)


def _document(sheet: Sheet) -> Any:
    page = render_to_string(
        "frontend/documents/sheet.html",
        {"sheet": sheet, "pictures": [_inline(section) for section in sheet.sections], "qr": qr_path(sheet.address)},
    )
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    return source.render(font_config=fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)


@cache
def fonts() -> FontConfiguration:
    return FontConfiguration()


def _inline(section: Section) -> str:
    """A picture as an address of its own, so that the PDF has it as a figure with words."""
    if section.picture is None:
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(section.picture.svg.encode()).decode()


def _shorter(sheet: Sheet, steps: int) -> Sheet:
    """The sheet after so many steps: a line less at the end of what is longest then, or the last that gives way."""
    lines = min(steps, _lines(sheet))
    kept = {place: len(section.lines) for place, section in enumerate(sheet.sections) if section.shortens}
    for _ in range(lines):
        kept[max(kept, key=lambda place: (kept[place], place))] -= 1
    giving = [place for place, section in enumerate(sheet.sections) if section.gives_way]
    gone = set(giving[len(giving) - (steps - lines) :]) if steps > lines else set()
    sections = [
        replace(section, lines=section.lines[: kept.get(place, len(section.lines))])
        for place, section in enumerate(sheet.sections)
        if place not in gone
    ]
    return replace(sheet, sections=tuple(_not_empty(sections)))


def _not_empty(sections: list[Section]) -> Iterator[Section]:
    """A heading with nothing under it is left out."""
    for section in sections:
        if section.paragraphs or section.figures or section.table or section.picture or section.lines:
            yield section
