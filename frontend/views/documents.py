"""An area's page to take along: on paper, for an agenda, and as a map that needs no network.

What makes the documents takes seconds to import, so it is read when the first one is asked for, not at every start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.text import slugify

from delivery.services import Limit, address_of, demand
from frontend.area_page import AreaPage
from frontend.area_reading import area_among_others
from frontend.coverage_choices import chosen_in
from frontend.documents.sheet import Sheet
from frontend.pages import page_of, town_page
from frontend.views.areas import since_in
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.dashboards import area_summary, newest_pins

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEPT_S = 3600
MOST_MADE = 60  # by one address in ten minutes: a sheet takes a second to set
MESSAGES = 12


@town_page
def area_pdf(request: HttpRequest, town: Municipality, area_set: str, code: str) -> HttpResponse:
    """The page on two A4 sheets."""
    from frontend.documents.pdf import sheet_as_pdf

    sheet = _sheet(request, _told(request, town, area_set, code))
    return _file(_made(request, sheet, "pdf", sheet_as_pdf), PDF, sheet.title, "pdf")


@town_page
def area_docx(request: HttpRequest, town: Municipality, area_set: str, code: str) -> HttpResponse:
    """The same for the agenda, to be edited."""
    from frontend.documents.docx import sheet_as_docx

    sheet = _sheet(request, _told(request, town, area_set, code), with_png=True)
    return _file(_made(request, sheet, "docx", sheet_as_docx), DOCX, sheet.title, "docx")


@town_page
def area_map_file(request: HttpRequest, town: Municipality, area_set: str, code: str) -> HttpResponse:
    """The map in one file, which opens without a network. It is kept, not shown: its scripts stand in it."""
    from frontend.documents.area_map import area_map
    from frontend.documents.offline_map import offline_map

    told = _told(request, town, area_set, code)
    demand(Limit("documents", address_of(request), MOST_MADE))
    return _file(offline_map(area_map(told, page_of(request))).encode(), "text/html; charset=utf-8", told.name, "html")


def _told(request: HttpRequest, town: Municipality, area_set: str, code: str) -> AreaPage:
    among = area_among_others(town, area_set, code)
    since, _wrong = since_in(request)
    chosen = chosen_in(request.GET, area_set)
    return AreaPage(among, town, page_of(request).language, chosen, area_summary(among.area, since=since), since)


def _sheet(request: HttpRequest, told: AreaPage, *, with_png: bool = False) -> Sheet:
    from frontend.documents.area_sheet import area_sheet

    page = page_of(request).url("area", area_set=told.area.area_set.kind, code=told.area.code)
    newest = newest_pins(told.area, limit=MESSAGES)
    with in_town(told.town):
        return area_sheet(told, newest, request.build_absolute_uri(page), with_png=with_png)


def _made(request: HttpRequest, sheet: Sheet, kind: str, make: Callable[[Sheet], bytes]) -> bytes:
    """A sheet with the same contents is set once."""
    key = f"document {kind} {hashlib.sha256(repr(sheet).encode()).hexdigest()}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        demand(Limit("documents", address_of(request), MOST_MADE))
        kept = make(sheet)
        cache.set(key, kept, KEPT_S)
    return kept


def _file(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    shown = "inline" if ending == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="{slugify(name) or "area"}.{ending}"'
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
