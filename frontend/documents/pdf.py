"""A sheet as an accessible PDF: tagged (PDF/UA-1), in a language, with a title, on at most two A4 pages."""

from __future__ import annotations

import base64
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
    """The PDF. What `shortens` gives way, line by line from the longest, until the rest stands on two pages."""
    lines = sum(len(section.lines) for section in sheet.sections if section.shortens)
    too_few, enough = -1, lines
    document = _document(sheet)
    if len(document.pages) > PAGES:
        while enough - too_few > 1:
            tried = (too_few + enough) // 2
            fits = len(_document(_shorter(sheet, tried)).pages) <= PAGES
            too_few, enough = (too_few, tried) if fits else (tried, enough)
        document = _document(_shorter(sheet, enough))
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)
    return pdf


def _document(sheet: Sheet) -> Any:
    page = render_to_string(
        "frontend/documents/sheet.html",
        {"sheet": sheet, "pictures": [_inline(section) for section in sheet.sections], "qr": qr_path(sheet.address)},
    )
    source = HTML(string=page, base_url=VENDOR.as_uri() + "/", url_fetcher=OwnFilesOnly())
    return source.render(font_config=_fonts(), pdf_variant="pdf/ua-1", pdf_tags=True)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


def _inline(section: Section) -> str:
    """A picture as an address of its own, so that the PDF has it as a figure with words."""
    if section.picture is None:
        return ""
    return "data:image/svg+xml;base64," + base64.b64encode(section.picture.svg.encode()).decode()


def _shorter(sheet: Sheet, lines: int) -> Sheet:
    """The sheet without so many lines, each taken from the end of the section that is longest then."""
    kept = {place: len(section.lines) for place, section in enumerate(sheet.sections) if section.shortens}
    for _ in range(lines):
        kept[max(kept, key=lambda place: (kept[place], place))] -= 1
    sections = [
        replace(section, lines=section.lines[: kept.get(place, len(section.lines))])
        for place, section in enumerate(sheet.sections)
    ]
    return replace(sheet, sections=tuple(sections))
