"""The filters of the desk's list in an address. Every one is a link: pages and programs use the same words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from accounts.models import Body, User
from feedback_map.desk_list import NOBODY, ORDERS, DeskFilters
from feedback_map.models import Category, Kind, Moderation, StateType
from geo import crs, wire
from geo.api.parameters import CURSOR, LIMIT, Bbox, Query
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from zoning.models import Plan
from zoning.planned import area_of

MOST_CORNERS = 200
ME = "me"


def _parameter(name: str, description: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, more.pop("type", OpenApiTypes.STR), description=description, **more)


DESK_FILTERS = (
    _parameter("state", "one or more of what states mean", enum=StateType.values, many=True),
    _parameter("owner", "code of a unit; `none`: nobody's"),
    _parameter("assignee", "address of a person, `me` or `none`"),
    _parameter("category", "one or more codes", many=True),
    _parameter("kind", "one or more", enum=Kind.values, many=True),
    _parameter("moderation", "one or more", enum=Moderation.values, many=True),
    _parameter("area", "`set/code`; `set/outside`: in no area of the set"),
    _parameter("overdue", "`1`: promised an answer that has not come", enum=["1"]),
    _parameter("shortlisted", "`1`: on the short list", enum=["1"]),
    _parameter("text", "words, in any of their forms; or a code as it is said on the phone"),
    _parameter("bbox", "west,south,east,north"),
    _parameter("bbox-crs", "of the box: EPSG:4326 (the default), EPSG:3067 or EPSG:3857"),
    _parameter("polygon", "a drawn outline: longitude,latitude;longitude,latitude;…"),
    _parameter("plan", "name of a plan in addresses, published or not: what lies inside its area"),
    _parameter("order", "newest first without it", enum=list(ORDERS)),
    LIMIT,
    CURSOR,
)


def desk_filters(query: Query, town: Municipality, user: User) -> DeskFilters:
    """The filters of an address; what is wrong is noted in the query."""
    area, outside = _area(query, town)
    return DeskFilters(
        state_types=tuple(query.many("state", StateType.values)),
        owner=_owner(query, town),
        assignee=_assignee(query, town, user),
        categories=_categories(query, town),
        kinds=tuple(query.many("kind", Kind.values)),
        moderation=tuple(query.many("moderation", Moderation.values)),
        area=area,
        outside=outside,
        is_overdue=query.choice("overdue", ("", "1")) == "1",
        is_shortlisted=query.choice("shortlisted", ("", "1")) == "1",
        text=query.one("text"),
        outline=_outline(query),
        plan_area=_plan_area(query, town),
        order=query.choice("order", tuple(ORDERS)),
    )


def _owner(query: Query, town: Municipality) -> Body | str | None:
    code = query.one("owner")
    if not code or code == NOBODY:
        return code or None
    found = Body.objects.filter(municipality=town, code=code).first()
    if found is None:
        query.refuse("owner", "unknown_body", _("The town has no such unit."))
    return found


def _assignee(query: Query, town: Municipality, user: User) -> User | str | None:
    text = query.one("assignee").lower()
    if not text or text == NOBODY:
        return text or None
    if text == ME:
        return user
    found = User.objects.filter(email=text, memberships__municipality=town).first()
    if found is None:
        query.refuse("assignee", "unknown_person", _("Nobody of this address works for the town."))
    return found


def _categories(query: Query, town: Municipality) -> tuple[int, ...]:
    codes = query.many("category")
    found = dict(Category.objects.filter(municipality=town, code__in=codes).values_list("code", "pk")) if codes else {}
    if set(codes) - set(found):
        query.refuse("category", "unknown_category", _("The town has no such category."))
    return tuple(found.values())


def _area(query: Query, town: Municipality) -> tuple[Area | None, AreaSet | None]:
    text = query.one("area")
    if not text:
        return None, None
    kind, _slash, code = text.partition("/")
    area_set = AreaSet.objects.valid_on(town, kind, datetime.now(UTC).date())
    if area_set is not None and code == "outside":
        return None, area_set
    area = Area.objects.filter(area_set=area_set, code=code).only("pk").first() if area_set else None
    if area is None:
        query.refuse("area", "unknown_area", _("The town has no such area. Write it as set/code."))
    return area, None


def _plan_area(query: Query, town: Municipality) -> GEOSGeometry | None:
    slug = query.one("plan")
    if not slug:
        return None
    with in_town(town):
        plan = Plan.objects.of(town).filter(slug=slug).first()
        found = area_of(plan) if plan else None
    if found is None:
        query.refuse("plan", "unknown_plan", _("The town has no such plan, or it has no area yet."))
    return found


def _outline(query: Query) -> GEOSGeometry | None:
    """A drawn outline, or a box, as it lies in Finland."""
    box, drawn = query.bbox(), query.one("polygon")
    if drawn:
        return _drawn(query, drawn)
    return None if box is None or query.errors else boxed(box)


def boxed(box: Bbox) -> GEOSGeometry:
    return _stored(shapely.box(box.west, box.south, box.east, box.north), box.crs)


def _drawn(query: Query, text: str) -> GEOSGeometry | None:
    try:
        corners = [[float(number) for number in corner.split(",")] for corner in text.split(";")]
        if len(corners) > MOST_CORNERS:
            raise ValueError
        ring = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
        outline = wire.parse_geometry(ring, field="polygon")
    except (ValueError, IndexError):
        query.refuse("polygon", "not_a_polygon", _("Write the outline as longitude,latitude;longitude,latitude;…"))
        return None
    return _geos(outline)


def _stored(shape: shapely.Polygon, from_crs: int) -> GEOSGeometry:
    """Edges bend where the map does."""
    west, south, east, north = shape.bounds
    return _geos(crs.storage_geometry(shape.segmentize(max(east - west, north - south, 1e-6) / 16), from_crs))


def _geos(shape: Any) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=crs.STORAGE)
