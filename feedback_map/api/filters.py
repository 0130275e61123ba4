"""Which pins a list is about: the filters of an address, as a query and as a count."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from feedback_map.in_plans import inside_plan
from feedback_map.models import Kind, PublishedPin, StateType
from feedback_map.querysets import PublishedPinQuerySet, after, columns
from geo import crs, sql
from geo.api.parameters import CURSOR, LIMIT, Bbox, Query, moment
from geo.models import Area, AreaSet, Municipality
from participation.models import Channel
from zoning.models import PublishedPlan

OUTSIDE, NONE = "outside", "none"


def _parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, more.pop("type", OpenApiTypes.STR), description=description, **more)


FILTERS = (
    _parameter("bbox", "west,south,east,north; lines and areas that reach into it are in"),
    _parameter("bbox-crs", "of the box: EPSG:4326 (longitude first; the default), EPSG:3067 or EPSG:3857"),
    _parameter("crs", "another name of `bbox-crs`"),
    _parameter("time", "when it came: an interval as `2026-05-01/2026-05-31`, `../x`, `x/..`, or one day or instant"),
    _parameter("from", "the first day or instant"),
    _parameter("to", "the last day or instant"),
    _parameter("kind", "one or more, repeated or with commas", enum=Kind.values, many=True),
    _parameter("category", "one or more codes", many=True),
    _parameter("channel", "one or more", enum=Channel.values, many=True),
    _parameter("process", "one or more, by their names in addresses", many=True),
    _parameter("state", "one or more of what states mean", enum=StateType.values, many=True),
    _parameter("area", "`set/code`; `set/outside`: in no area of the set; `none`: about the whole town"),
    _parameter("plan", "name of a published plan in addresses: what lies inside its area"),
    _parameter("text", "words as people search the web; the last one may be only its beginning"),
    LIMIT,
    CURSOR,
)
COUNTED = ("category", "process", "state_type")
NOT_IN_CELLS = ("category", "channel", "process", "state_type")


@dataclass(frozen=True)
class Within:
    """In an area, outside a set, or without a place."""

    area_set: AreaSet | None = None
    area: Area | None = None


@dataclass(frozen=True)
class PinFilters:
    """Whose pins, and which of them. `first_day` and `last_day` stand for begin and end where these are whole days."""

    town: Municipality
    bbox: Bbox | None
    begin: datetime.datetime | None
    end: datetime.datetime | None
    end_is_open: bool
    days_only: bool
    values: dict[str, list[str]]
    within: Within | None
    text: str
    plan: PublishedPlan | None = None

    def pins(self, following: list[Any] | None) -> PublishedPinQuerySet:
        """The matching pins, newest first, after the row that a cursor stands for."""
        found = PublishedPin.objects.of(self.town)
        for name, values in self.values.items():
            if values:
                found = found.filter(**{f"{name}__in": values})
        if self.bbox:
            found = found.inside(self.bbox)
        if self.text:
            found = found.with_words(self.text)
        if self.plan:
            found = inside_plan(found, self.town, self.plan)
        if self.begin:
            found = found.filter(received_at__gte=self.begin)
        if self.end:
            found = found.filter(**{"received_at__lt" if self.end_is_open else "received_at__lte": self.end})
        return self._placed(found, following)

    def _placed(self, found: PublishedPinQuerySet, following: list[Any] | None) -> PublishedPinQuerySet:
        """An area's list is read in the order of its own index."""
        prefix = ""
        if self.within and self.within.area:
            found, prefix = found.in_area(self.within.area), "areas__"
        elif self.within and self.within.area_set:
            found, prefix = found.outside(self.within.area_set), "areas__"
        elif self.within:
            found = found.without_place()
        if following:
            found = found.filter(after(datetime.datetime.fromisoformat(following[0]), following[1], prefix=prefix))
        return found.order_by(f"-{prefix}received_at", f"-{prefix}pin_id")

    def matched(self) -> int:
        """How many match, exactly: from the aggregates where they know, else counted."""
        if self.bbox or self.text or self.plan or not self.days_only or any(self.values[name] for name in COUNTED):
            in_all = self._with_place_anywhere()
            return self.pins(None).order_by().count() if in_all is None else in_all
        area_set = self.within.area_set.pk if self.within and self.within.area_set else 0
        area = None if self.within is None else 0 if self.within.area is None else self.within.area.pk
        last = self.end and self.end.date() - datetime.timedelta(days=1)
        asked = {
            "town": self.town.pk,
            "area_set": area_set,
            "area": area,
            "kinds": self.values["kind"] or None,
            "channels": self.values["channel"] or None,
            "first_day": self.begin and self.begin.date(),
            "last_day": last,
        }
        found = sql.row("feedback_map/matching_pins", asked)
        return int(found[0]) if found else 0

    def _with_place_anywhere(self) -> int | None:
        """The count, when nothing but a box and kinds are asked for and no pin lies outside the box: a first view."""
        others = (
            self.text
            or self.plan
            or self.begin
            or self.end
            or self.within
            or any(self.values[name] for name in NOT_IN_CELLS)
        )
        if self.bbox is None or others:
            return None
        west, north, east, south = columns(self.bbox)
        asked = {
            "town": self.town.pk,
            "grid": 1 if self.bbox.crs == crs.STORAGE else 0,
            "kinds": self.values["kind"] or None,
        }
        box = {"west": west, "north": north, "east": east, "south": south}
        found = sql.row("feedback_map/pins_if_all_inside", {**asked, **box})
        return found[0] if found else None


def filters_of(query: Query, town: Municipality) -> PinFilters:
    """The filters of an address; what is wrong is noted in the query."""
    begin_text, end_text = query.interval("time")
    begin, begin_is_day = _moment(query, "from", query.one("from") or begin_text, end=False)
    end, end_is_day = _moment(query, "to", query.one("to") or end_text, end=True)
    if begin and end and begin > end:
        query.refuse("time", "interval_order", _("The time ends before it begins."))
    return PinFilters(
        town=town,
        bbox=query.bbox(),
        begin=begin,
        end=end,
        end_is_open=end_is_day,
        days_only=(begin is None or begin_is_day) and (end is None or end_is_day),
        values={
            "kind": query.many("kind", Kind.values),
            "category": query.many("category"),
            "channel": query.many("channel", Channel.values),
            "process": query.many("process"),
            "state_type": query.many("state", StateType.values),
        },
        within=_within(query, town),
        text=query.one("text"),
        plan=_plan(query, town),
    )


def _plan(query: Query, town: Municipality) -> PublishedPlan | None:
    slug = query.one("plan").replace("\x00", "")
    if not slug:
        return None
    found = PublishedPlan.objects.of(town).filter(slug=slug).only("pk").first()
    if found is None:
        query.refuse("plan", "unknown_plan", _("The town has no such plan."))
    return found


def _moment(query: Query, name: str, text: str, *, end: bool) -> tuple[datetime.datetime | None, bool]:
    if not text:
        return None, True
    found = moment(text, end=end)
    if found is None:
        name = name if query.given.get(name) else "time"
        query.refuse(name, "not_a_time", _("Write a day as 2026-05-31 or an instant as 2026-05-31T12:00:00Z."))
        return None, True
    return found


def _within(query: Query, town: Municipality) -> Within | None:
    text = query.one("area")
    if not text or "\x00" in text:
        return None
    if text == NONE:
        return Within()
    kind, _slash, code = text.partition("/")
    today = datetime.datetime.now(datetime.UTC).date()
    area_set = AreaSet.objects.valid_on(town, kind, today)
    area = Area.objects.filter(area_set=area_set, code=code).only("pk").first() if area_set else None
    if area_set is None or (area is None and code != OUTSIDE):
        query.refuse("area", "unknown_area", _("The town has no such area. Write it as set/code."))
        return None
    return Within(area_set, area)
