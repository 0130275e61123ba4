"""What an embed shows: published things only, read in a few statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils import timezone

from feedback_map.counts import pins_with_place, pins_without_place
from feedback_map.models import Kind, PublishedOutcome, PublishedPin
from geo.addresses import page_address
from geo.models import Area, AreaSet, Municipality
from geo.outlines import Drawing, drawing_of
from neighbourhoods.dashboards import AreaSummary, area_summary, newest_pins

MOST_MARKS, MOST_ROWS, LONGEST_TEXT = 200, 10, 140


@dataclass(frozen=True)
class Counter:
    messages: int
    answered: int
    outcomes: int


@dataclass(frozen=True)
class Row:
    """A message in a list."""

    address: str
    kind: str
    kind_name: str
    code: str
    text: str
    language: str
    day: Any


@dataclass(frozen=True)
class Mark:
    """A message on the drawing, in its units."""

    row: Row
    x: float
    y: float


@dataclass(frozen=True)
class MapPiece:
    """The town's areas as a drawing with the newest messages on it, and the newest of them as a list."""

    drawing: Drawing | None
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]
    whole: int

    @property
    def mark_radius(self) -> float:
        return 6 * self.drawing.unit if self.drawing else 0.0


@dataclass(frozen=True)
class AreaPiece:
    area: Area
    summary: AreaSummary
    rows: tuple[Row, ...]


def counter_of(town: Municipality) -> Counter:
    return Counter(
        messages=_whole(town),
        answered=PublishedPin.objects.filter(municipality=town, answered_at__isnull=False).count(),
        outcomes=PublishedOutcome.objects.filter(municipality=town).count(),
    )


def map_of(town: Municipality, language: str) -> MapPiece:
    newest = PublishedPin.objects.filter(municipality=town).order_by("-received_at", "-pin_id")
    pins = list(newest[:MOST_MARKS])
    rows = [_row(town, language, pin) for pin in pins]
    placed = ((row, pin.geom) for row, pin in zip(rows, pins, strict=True) if pin.geom)
    marks = tuple(_mark(row, geom) for row, geom in placed)
    area_set = _home_set(town)
    return MapPiece(drawing_of(area_set) if area_set else None, marks, tuple(rows[:MOST_ROWS]), _whole(town))


def area_of(town: Municipality, language: str, kind: str, code: str) -> AreaPiece | None:
    area_set = AreaSet.objects.valid_on(town, kind, timezone.localdate())
    area = area_set.areas.defer("geom").select_related("area_set").filter(code=code).first() if area_set else None
    if area is None:
        return None
    rows = tuple(_row(town, language, pin) for pin in newest_pins(area, limit=3))
    return AreaPiece(area, area_summary(area), rows)


def _home_set(town: Municipality) -> AreaSet | None:
    today = timezone.localdate()
    chosen = AreaSet.objects.valid_on(town, town.home_set, today) if town.home_set else None
    return chosen or AreaSet.objects.of(town).valid(today).order_by("kind").first()


def _whole(town: Municipality) -> int:
    return pins_with_place(town).pins + pins_without_place(town).pins


def _row(town: Municipality, language: str, pin: PublishedPin) -> Row:
    text = " ".join(pin.text.split())
    return Row(
        address=page_address(town, language, f"pins/{pin.public_id}"),
        kind=pin.kind,
        kind_name=str(dict(Kind.choices).get(pin.kind, pin.kind)),
        code=pin.code,
        text=text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…",
        language=pin.language,
        day=pin.day,
    )


def _mark(row: Row, geom: GEOSGeometry) -> Mark:
    """The drawing's y runs downwards."""
    middle = geom if isinstance(geom, Point) else geom.point_on_surface
    return Mark(row, middle.x, -middle.y)
