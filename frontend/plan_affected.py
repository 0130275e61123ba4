"""Whether a place is affected by a plan: the form that asks for the place in three ways, and the answer in words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import shapely
from django.http import QueryDict
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from frontend.charts.figure import Table
from frontend.charts.plan_ground import ground_in
from frontend.charts.plan_map import Frame, PlanMap, Shape, Spot, frame_around, unit_of
from frontend.gazetteer import PlaceChoice, find_places
from frontend.map_settings import home_set
from frontend.pages import Page
from frontend.place import readable_distance
from geo import crs
from geo.models import Municipality
from geo.outlines import Drawing, drawing_of
from geo.places import lies_in
from zoning.models import PublishedPlan

NEAR_M = 200.0
SURROUNDINGS = 1.5
TAP_WIDTH_PX = 640


@dataclass(frozen=True)
class Answer:
    """How a place stands to the plan's area: inside, near, farther in the town, or outside the town."""

    name: str
    metres: float
    is_in_town: bool

    @property
    def verdict(self) -> str:
        if self.metres <= 0:
            return "inside"
        if not self.is_in_town:
            return "outside"
        return "near" if self.metres <= NEAR_M else "far"

    @property
    def distance(self) -> str:
        return readable_distance(self.metres)


@dataclass(frozen=True)
class Affected:
    """What was asked (by address or name, by a choice among several, or by a tap on the picture), and the answer."""

    town: Municipality
    page: Page
    plan: PublishedPlan
    asked: QueryDict

    @property
    def words(self) -> str:
        return self.asked.get("place", "").replace("\x00", "").strip()[:100]

    @cached_property
    def found(self) -> list[PlaceChoice]:
        return find_places(self.town, self.words) if self.words and not self._said else []

    @cached_property
    def spot(self) -> Spot | None:
        """The place in metres: the tap, else the choice, else the only place of that name."""
        tapped = self._tapped()
        if tapped is not None:
            return tapped
        if self._said is not None:
            return _spot(*self._said)
        return _spot(self.found[0].lon, self.found[0].lat, self.found[0].name) if len(self.found) == 1 else None

    @property
    def answer(self) -> Answer | None:
        if self.spot is None or self.area is None:
            return None
        metres = float(shapely.distance(self.area, shapely.Point(self.spot.east, self.spot.north)))
        return Answer(self.spot.name, metres, lies_in(self.town, self.spot.east, self.spot.north))

    @cached_property
    def area(self) -> BaseGeometry | None:
        return shapely.from_wkb(bytes(self.plan.geom.wkb)) if self.plan.geom else None

    @property
    def is_wide(self) -> bool:
        """Whether the picture shows the whole town, and not the plan's surroundings alone."""
        return self.asked.get("wide") == "1"

    @property
    def tap_map(self) -> PlanMap | None:
        """What is tapped: the plan's area with its surroundings, or on the town. It does not depend on the tap."""
        if self.area is None:
            return None
        ground = self._ground
        frame = None if ground and self.is_wide else frame_around([self.area], room=SURROUNDINGS)
        return self._drawn("tap", ground, (), frame)

    @property
    def answer_map(self) -> PlanMap | None:
        """The plan's area and one's own place."""
        if self.area is None or self.spot is None:
            return None
        return self._drawn("affected", self._ground, (self.spot,), frame_around([self.area], [self.spot], room=0.25))

    @cached_property
    def _ground(self) -> Drawing | None:
        area_set = home_set(self.town)
        return drawing_of(area_set) if area_set else None

    def _drawn(self, key: str, ground: Drawing | None, spots: tuple[Spot, ...], frame: Frame | None) -> PlanMap:
        title, said = _("The plan's area"), _("The area of the plan is hatched; borders of areas are grey.")
        shapes = (Shape(self.area, "area", self.plan.name(self.page.language)),)
        land = ground_in(self.town, frame, unit_of(frame)) if frame else ()
        return PlanMap(key, title, said, shapes, Table((), ()), ground, spots, around=frame, land=land)

    def _tapped(self) -> Spot | None:
        """Where an image button was tapped: pixels from its upper left corner, without any script."""
        x, y = (self.asked.get(f"tap.{axis}", "") for axis in "xy")
        picture = self.tap_map if x.isdecimal() and y.isdecimal() and len(x) < 6 and len(y) < 6 else None
        if picture is None:
            return None
        west, north, width, height = picture.frame
        a_pixel = width / TAP_WIDTH_PX
        across, down = min(int(x) * a_pixel, width), min(int(y) * a_pixel, height)
        return Spot(west + across, -(north + down), _("the place you tapped"))

    @cached_property
    def _said(self) -> tuple[float, float, str] | None:
        """ "longitude,latitude,name" of a place that was chosen; nothing for what is none in Finland."""
        longitude, _comma, rest = self.asked.get("at", "").replace("\x00", "").partition(",")
        latitude, _comma, name = rest.partition(",")
        try:
            lon, lat = float(longitude), float(latitude)
        except ValueError:
            return None
        return (lon, lat, name[:60]) if bool(crs.FINLAND.holds(lon, lat)) else None


def _spot(lon: float, lat: float, name: str) -> Spot:
    east, north = crs.to_storage(lon, lat)
    return Spot(float(east), float(north), name)


def standalone(picture: PlanMap) -> str:
    """The picture as a file of its own, with its size in pixels: what an image button shows."""
    _west, _north, width, height = picture.frame
    size = f'<svg width="{TAP_WIDTH_PX}" height="{round(TAP_WIDTH_PX * height / width)}"'
    return str(picture.svg).replace("<svg", size, 1)
