"""Reading what stands behind the question mark. Every wrong or unknown parameter is named in one answer."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from geo import crs
from geo.refusals import FieldError, Refused

LONGEST = 1_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
DEFAULT_LIMIT, MAX_LIMIT = 100, 1_000

LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    description="how many at most",
)
CURSOR = OpenApiParameter("cursor", OpenApiTypes.STR, description="from the link `next` of the page before")
ON = OpenApiParameter("on", OpenApiTypes.DATE, description="the version valid on this day; today when left out")
GEOMETRY = OpenApiParameter(
    "geometry",
    OpenApiTypes.STR,
    enum=["full", "simplified", "none"],
    default="full",
    description="`simplified` moves borders by up to 25 metres, the same on both sides; `none` leaves them out",
)
PAGE = (LIMIT, CURSOR)
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="the ETag of what was seen"
)
MERCATOR_LATITUDE = 85.051128
BOX_CRS = (crs.WIRE, crs.STORAGE, crs.MERCATOR)


@dataclass(frozen=True)
class Bbox:
    """A box with its own reference system: 4326, 3067 or 3857."""

    west: float
    south: float
    east: float
    north: float
    crs: int = crs.WIRE


class Query:
    """The parameters of one request; `done` raises Refused when any of them is wrong."""

    def __init__(self, request: Request | HttpRequest, known: Sequence[OpenApiParameter] = ()) -> None:
        self.given = request.GET
        self.errors: list[FieldError] = []
        names = {parameter.name for parameter in known}
        for name, values in self.given.lists():
            if name not in names:
                self.refuse(name[:80], "unknown_parameter", _("This address does not know this parameter."))
            elif any("\x00" in value or len(value) > LONGEST for value in values):
                self.refuse(name, "bad_text", _("This value is too long, or holds a character that is not allowed."))

    def refuse(self, name: str, code: str, detail: str | Promise) -> None:
        self.errors.append(FieldError(name, code, detail))

    def done(self) -> None:
        if self.errors:
            raise Refused(self.errors)

    def one(self, name: str) -> str:
        """The value, empty when it is left out."""
        values = self._texts(name)
        if len(values) > 1:
            self.refuse(name, "given_twice", _("Give this parameter once."))
        return values[0].strip() if values else ""

    def many(self, name: str, allowed: Collection[str] | None = None) -> list[str]:
        """Values given again and again, or with commas between them."""
        values = [part.strip() for value in self._texts(name) for part in value.split(",") if part.strip()]
        wrong = [value for value in values if allowed is not None and value not in allowed]
        if wrong and allowed is not None:
            options = ", ".join(sorted(allowed))
            self.refuse(name, "unknown_value", format_lazy(_("Choose from: {options}."), options=options))
        return values

    def _texts(self, name: str) -> list[str]:
        """The values as they were given, but for those that cannot even be looked up: `done` refuses them."""
        return [value for value in self.given.getlist(name) if "\x00" not in value]

    def choice(self, name: str, options: Sequence[str]) -> str:
        value = self.one(name) or options[0]
        if value not in options:
            self.refuse(name, "unknown_value", format_lazy(_("Choose from: {options}."), options=", ".join(options)))
        return value

    def limit(self) -> int:
        text = self.one("limit")
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0
        if text and not 1 <= number <= MAX_LIMIT:
            self.refuse("limit", "out_of_range", format_lazy(_("Ask for 1 to {most}."), most=MAX_LIMIT))
        return number or DEFAULT_LIMIT

    def day(self, name: str) -> datetime.date | None:
        text = self.one(name)
        if not text:
            return None
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            self.refuse(name, "not_a_date", _("Write the date as 2026-05-31."))
            return None

    def bbox(self) -> Bbox | None:
        """`bbox` in the system that `bbox-crs` (or `crs`) names."""
        text, system = self.one("bbox"), self._box_crs()
        if not text:
            return None
        try:
            numbers = [float(part) for part in text.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) == 6:  # with heights
            numbers = [*numbers[:2], *numbers[3:5]]
        if len(numbers) != 4 or not all(abs(number) < 1e9 for number in numbers):
            self.refuse("bbox", "not_a_box", _("Write the box as west,south,east,north."))
            return None
        box = Bbox(numbers[0], numbers[1], numbers[2], numbers[3], system)
        if box.west > box.east or box.south > box.north:
            self.refuse("bbox", "box_order", _("The box is the wrong way round: west,south,east,north."))
        elif system == crs.WIRE and not (box.west >= -180 and box.east <= 180 and box.south >= -90 and box.north <= 90):
            self.refuse("bbox", "not_a_box", _("Longitudes end at 180 and latitudes at 90."))
        return box

    def _box_crs(self) -> int:
        name = "bbox-crs" if "bbox-crs" in self.given else "crs"
        text = self.one(name)
        if not text:
            return crs.WIRE
        known = [text.replace("http://www.opengis.net/def/crs/", "").replace("/0/", ":").replace("/1.3/", ":1.3:")]
        try:
            code = crs.known_code(known[0])
        except crs.UnknownCrs:
            code = 0
        if code not in BOX_CRS:
            options = ", ".join(f"EPSG:{option}" for option in BOX_CRS)
            self.refuse(name, "unknown_crs", format_lazy(_("Choose from: {options}."), options=options))
        return code

    def interval(self, name: str) -> tuple[str, str]:
        """An interval as OGC API writes it: `a/b`, `../b`, `a/..`, or one instant or day for both ends."""
        text = self.one(name)
        if not text:
            return "", ""
        ends = text.split("/")
        if len(ends) > 2:
            self.refuse(name, "not_an_interval", _("Write the time as 2026-05-01/2026-05-31."))
            return "", ""
        begin, end = ("" if end == ".." else end for end in (ends[0], ends[-1]))
        return begin, end


def moment(text: str, *, end: bool) -> tuple[datetime.datetime, bool] | None:
    """A day or an instant as an instant; a day is whole, so as an end it is the next midnight. And: was it a day?"""
    zone = ZoneInfo(settings.TIME_ZONE)
    is_day = len(text) == 10
    try:
        instant = datetime.datetime.fromisoformat(text.replace(" ", "+"))
        if is_day and end:
            instant += datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=zone)), is_day
