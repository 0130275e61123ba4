"""The queue's filters as its address says them: each can be linked, and what is said wrongly is left out."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Body, User
from accounts.permissions import Visitor, memberships_in
from feedback_map.desk_list import NOBODY, ORDERS, DeskFilters
from feedback_map.models import Category, Kind, Moderation, StateType
from geo import crs
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town
from zoning.models import Plan
from zoning.planned import area_of

OPEN_TYPES = (StateType.OPEN.value, StateType.PLANNED.value)
EVERY_STATE, MINE = "all", "mine"
MOST_CORNERS, LONGEST_TEXT, LONGEST_AFTER = 200, 100, 1_000
_FIELDS = {
    "owner": "owner", "assignee": "assignee", "kind": "kinds", "moderation": "moderation", "in": "outline",
    "plan": "plan_area",
}  # fmt: skip
NAMES = (
    "state", "owner", "assignee", "category", "kind", "area", "moderation", "overdue", "short", "text", "in", "plan",
    "order",
)  # fmt: skip


@dataclass(frozen=True)
class DeskQuery:
    """The address's own words, and the filters that they mean for this user in this town."""

    said: Mapping[str, str] = field(default_factory=dict)
    filters: DeskFilters = field(default_factory=DeskFilters)
    after: str = ""

    @property
    def address(self) -> str:
        """What stands behind the question mark, without a question mark: the filters, and the page of the list."""
        return urlencode({**self.said, **({"after": self.after} if self.after else {})})

    @property
    def left_out(self) -> list[str]:
        """What the address says and nobody understands, as "name=value": the list is not narrowed by it."""
        said, meant = self.said, self.filters
        understood = {
            "state": said.get("state") in (EVERY_STATE, *StateType.values),
            "area": meant.area or meant.outside,
            "order": said.get("order") in ORDERS,
            "category": len(meant.categories) == len(set(said.get("category", "").split(","))),
            "text": len(said.get("text", "")) <= LONGEST_TEXT,
            **{name: getattr(meant, field) for name, field in _FIELDS.items()},
        }
        return [f"{name}={said[name][:60]}" for name in NAMES if name in said and not understood.get(name, True)]

    def with_(self, **changed: str) -> str:
        """The address with other words; an empty one takes a filter away. A list begins anew."""
        said = {name: value for name, value in {**self.said, **changed}.items() if value}
        return "?" + urlencode(said)

    @property
    def is_narrow(self) -> bool:
        return bool(set(self.said) - {"order"})


def desk_query(query: QueryDict, town: Municipality, user: Visitor, *, sees_all: bool) -> DeskQuery:
    said = {name: query.get(name, "").replace("\x00", "")[:4_000] for name in NAMES}
    if query.get("show") == "waiting":  # the address that older links have
        said["moderation"] = Moderation.WAITING
    said = {name: value for name, value in said.items() if value}
    after = query.get("after", "")[:LONGEST_AFTER]
    return DeskQuery(said, _meant(said, town, user, sees_all=sees_all), after)


def _meant(said: Mapping[str, str], town: Municipality, user: Visitor, *, sees_all: bool) -> DeskFilters:
    word = functools.partial(_one_of, said)
    area, outside = _area(town, said.get("area", ""))
    return DeskFilters(
        state_types=_states(said.get("state", "")),
        owner=_owner(town, user, said.get("owner", "")),
        assignee=_assignee(user, said.get("assignee", "")),
        categories=_categories(town, said.get("category", "")),
        kinds=word("kind", Kind.values),
        moderation=word("moderation", Moderation.values),
        area=area,
        outside=outside,
        is_overdue="overdue" in said,
        is_shortlisted="short" in said,
        text=said.get("text", "")[:LONGEST_TEXT].strip(),
        outline=outline_of(said.get("in", "")),
        plan_area=_plan_area(town, said.get("plan", "")),
        order=said["order"] if said.get("order") in ORDERS else "newest",
        is_published=not sees_all,
    )


def _one_of(said: Mapping[str, str], name: str, known: list[str]) -> tuple[str, ...]:
    return (said[name],) if said.get(name) in known else ()


def _states(said: str) -> tuple[str, ...]:
    """What is open, unless the address says otherwise."""
    if said == EVERY_STATE:
        return ()
    return (said,) if said in StateType.values else OPEN_TYPES


def _owner(town: Municipality, user: Visitor, said: str) -> Body | str | None:
    if said == NOBODY:
        return NOBODY
    if said == MINE:
        return next((held.body for held in memberships_in(user, town) if held.body), None)
    return Body.objects.filter(municipality=town, code=said[:60]).first() if said else None


def _assignee(user: Visitor, said: str) -> User | str | None:
    if said == NOBODY:
        return NOBODY
    return user if said == "me" and isinstance(user, User) else None


def _categories(town: Municipality, said: str) -> tuple[int, ...]:
    if not said:
        return ()
    found = Category.objects.filter(Q(municipality=town), code__in=said.split(",")[:50])
    return tuple(found.values_list("pk", flat=True))


def _area(town: Municipality, said: str) -> tuple[Area | None, AreaSet | None]:
    """ "set/code", or "set/-" for what lies outside the set."""
    kind, _, code = said.partition("/")
    if not code:
        return None, None
    area_set = AreaSet.objects.valid_on(town, kind[:60], timezone.localdate())
    if area_set is None or code == "-":
        return None, area_set
    return area_set.areas.filter(code=code[:100]).first(), None


def _plan_area(town: Municipality, said: str) -> GEOSGeometry | None:
    """The area of a plan, published or not; None of one that is not there or has no area yet."""
    if not said:
        return None
    with in_town(town):
        plan = Plan.objects.of(town).filter(slug=said).first()
        return area_of(plan) if plan else None


def outline_of(said: str) -> GEOSGeometry | None:
    """A drawn polygon: corners "longitude,latitude" with semicolons between; None for what is none."""
    try:
        corners = [tuple(float(number) for number in corner.split(",")) for corner in said.split(";") if corner]
        if not 3 <= len(corners) <= MOST_CORNERS or any(len(corner) != 2 for corner in corners):
            return None
        polygon = crs.storage_geometry(shapely.Polygon(corners).buffer(0))
    except (ValueError, shapely.GEOSException):
        return None
    if polygon.is_empty or not shapely.is_valid(polygon) or not all(map(_finite, polygon.bounds)):
        return None
    return GEOSGeometry(memoryview(shapely.to_wkb(polygon)), srid=crs.STORAGE)


def _finite(number: float) -> bool:
    return abs(number) < 1e9
