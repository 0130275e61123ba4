"""An area and its messages as a map file that opens without a network."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback_map.models import Kind, PublishedPin
from frontend import coverage_words
from frontend.area_page import AreaPage
from frontend.charts import numbers
from frontend.charts.looks import LOOKS, look_of
from frontend.documents.offline_map import MOST_MESSAGES, MapArea, MapFile, MapMessage
from frontend.pages import Page, html_lang
from geo.languages import text_in
from geo.models import Area
from geo.serializers import SIMPLIFIED_M, shapes
from neighbourhoods.results import CoverageClass


def area_map(told: AreaPage, page: Page) -> MapFile:
    """All areas of the set with what was released of them, and the newest published messages of the chosen one."""
    released = told.coverage
    lead = told.sentence or _("Participants have not been published yet: the town publishes them monthly.")
    return MapFile(
        title=f"{told.name}, {told.town.name(told.language)}",
        language=html_lang(told.language),
        lead=lead,
        areas=tuple(_areas(told)),
        messages=tuple(_messages(told, page)),
        legend=tuple(LOOKS) if released else (),
        words={
            "map": _("Map"),
            "areas": _("Areas"),
            "area": _("Area"),
            "messages": _("Newest published messages"),
            "no_messages": _("No published messages from here yet."),
            "legend": _("Legend"),
        },
        footer=tuple(_footer(told)),
    )


def _areas(told: AreaPage) -> Iterator[MapArea]:
    areas = Area.objects.filter(area_set=told.area.area_set)
    stored = dict(areas.annotate(wkb=AsWKB("geom")).values_list("pk", "wkb"))
    outlines = dict(zip(stored, shapes(list(stored.values()), tolerance_m=SIMPLIFIED_M), strict=True))
    for area in areas.without_geometry():
        outline = outlines.get(area.pk)
        if outline is not None:
            class_, facts = _facts(told, area)
            yield MapArea(text_in(area.names, told.language) or area.code, outline, class_, facts, area == told.area)


def _facts(told: AreaPage, area: Area) -> tuple[CoverageClass | None, tuple[tuple[str, str], ...]]:
    row = told.coverage.area(area.code) if told.coverage else None
    if row is None:
        return None, ()
    share = None if row.share_percent is None else row.share_percent / 100
    return row.class_ or "too_little_data", (
        (_("Residents"), numbers.count(row.people)),
        (_("Participants"), numbers.participants(row.participants, row.suppressed)),
        (_("Share of residents"), numbers.percent(share)),
        (_("Class"), str(look_of(row.class_).name)),
    )


def _messages(told: AreaPage, page: Page) -> Iterator[MapMessage]:
    newest = PublishedPin.objects.filter(areas__area=told.area, geom__isnull=False)
    newest = newest.order_by("-areas__received_at", "-areas__pin")
    found = newest.annotate(wkb=AsWKB("geom")).values_list("wkb", "kind", "text", "received_at", "public_id")
    pins = list(found[:MOST_MESSAGES])
    middles = shapely.point_on_surface(shapely.from_wkb([bytes(wkb) for wkb, *_rest in pins]))
    for (_wkb, kind, text, received_at, public_id), place in zip(
        pins, shapes(list(shapely.to_wkb(middles))), strict=True
    ):
        if place is not None:
            day = str(date_format(timezone.localtime(received_at), "SHORT_DATE_FORMAT"))
            yield MapMessage(place, str(Kind(kind).label), text, day, page.url("pin", pin=public_id))


def _footer(told: AreaPage) -> Iterator[str]:
    if told.coverage is not None:
        yield " · ".join(f"{word}: {value}" for word, value in coverage_words.footer(told.coverage))
    yield str(coverage_words.ALWAYS)
    yield coverage_words.LICENCE
