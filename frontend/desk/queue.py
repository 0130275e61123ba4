"""The queue as its page shows it: rows, the filters beside them, and the places on the map."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Body
from feedback_map.desk_list import NOBODY, DeskPage
from feedback_map.models import Category, Kind, Moderation, Pin, StateType
from frontend.desk.filters import EVERY_STATE, MINE, DeskQuery
from frontend.map_settings import home_areas, home_set, map_settings, stage_labels
from frontend.pages import Page
from frontend.place import as_geojson
from geo.languages import text_in
from geo.models import Municipality
from zoning.looks import LOOKS, Look
from zoning.models import PublishedPlan

UNDER_WAY = [state for state, look in LOOKS.items() if look in (Look.PREPARING, Look.PROPOSAL, Look.APPROVED)]
DOOR = "desk"


@dataclass(frozen=True)
class Row:
    """A message as a line of the queue."""

    pin: Pin
    url: str
    is_chosen: bool
    is_overdue: bool
    days_left: int | None


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Choice:
    """A list of values to filter by: its name in the address, its label, and what is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


def rows_of(found: DeskPage, page: Page, query: DeskQuery, chosen: str = "") -> list[Row]:
    today = timezone.localdate()
    return [_row(pin, page, query, chosen, today) for pin in found.pins]


def _row(pin: Pin, page: Page, query: DeskQuery, chosen: str, today: datetime.date) -> Row:
    waits = pin.due_on is not None and pin.answered_at is None and pin.closed_at is None
    left = (pin.due_on - today).days if waits and pin.due_on else None
    url = page.url("desk_pin", pin=pin.public_id) + (f"?{query.address}" if query.address else "")
    return Row(pin, url, pin.public_id == chosen, left is not None and left < 0, left)


def chips(query: DeskQuery) -> list[Chip]:
    """The views that a clerk goes between all day."""
    said = query.said
    state, waiting = said.get("state", ""), Moderation.WAITING.value
    return [
        Chip(_("Open messages"), query.with_(state="", moderation="", overdue=""), not state and not _narrowed(said)),
        _toggled(query, _("Mine"), "assignee", "me"),
        _toggled(query, _("Overdue"), "overdue", "1"),
        _toggled(query, _("Short list"), "short", "1"),
        Chip(
            _("Waiting for a moderator"),
            query.with_(moderation="" if said.get("moderation") == waiting else waiting, state=EVERY_STATE),
            said.get("moderation") == waiting,
        ),
        _toggled(query, _("Without a unit"), "owner", NOBODY),
        Chip(_("All messages"), query.with_(state=EVERY_STATE, moderation="", overdue=""), state == EVERY_STATE),
    ]


def _toggled(query: DeskQuery, label: str, name: str, value: str) -> Chip:
    is_chosen = query.said.get(name) == value
    return Chip(label, query.with_(**{name: "" if is_chosen else value}), is_chosen)


def _narrowed(said: Any) -> bool:
    return bool({"overdue", "short", "moderation", "owner", "assignee"} & set(said))


def choices(town: Municipality, page: Page, query: DeskQuery) -> list[Choice]:
    area_set = home_set(town)
    areas = [(f"{area_set.kind}/{area.code}", area.name(page.language)) for area in home_areas(town) if area_set]
    categories = [(one.code, one.name(page.language)) for one in Category.objects.filter(municipality=town)]
    area_label = text_in(area_set.names, page.language) if area_set else _("Area")
    offered: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("state", _("State"), [("", _("Open or planned")), (EVERY_STATE, _("Any")), *_named(StateType)]),
        ("owner", _("Unit"), _any([(MINE, _("My unit")), (NOBODY, _("None")), *_units(town, page)])),
        ("category", _("Topic"), _any(categories)),
        ("kind", _("Kind"), _any(_named(Kind))),
        ("area", area_label, _any(areas)),
        ("plan", _("Plan"), _any(_plans(town, page, query.said.get("plan", "")))),
        ("moderation", _("Moderation"), _any(_named(Moderation))),
        ("order", _("Order"), [("", _("Newest first")), ("oldest", _("Oldest first")), ("due", _("By promise"))]),
    ]
    found = [Choice(name, label, options, query.said.get(name, "")) for name, label, options in offered]
    return [choice for choice in found if len(choice.options) > 1]


def _named(choices_: type[TextChoices]) -> list[tuple[str, str]]:
    return [(one.value, str(one.label)) for one in choices_]


def units(town: Municipality) -> list[Body]:
    return list(Body.objects.filter(municipality=town, kind=Body.Kind.UNIT).order_by("code"))


def _units(town: Municipality, page: Page) -> list[tuple[str, str]]:
    return [(body.code, text_in(body.names, page.language) or body.code) for body in units(town)]


def _plans(town: Municipality, page: Page, chosen: str) -> list[tuple[str, str]]:
    """Read where one is chosen already: the desk's page of each plan, published or not, leads to its messages."""
    if not chosen:
        return []
    plans = PublishedPlan.objects.of(town).filter(state__in=UNDER_WAY).only("slug", "names").order_by("slug")
    return [(plan.slug, plan.name(page.language)) for plan in plans]


def _any(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("Any")), *options]


def queue_settings(page: Page, rows: list[Row], query: DeskQuery | None = None) -> dict[str, Any]:
    """For the map: the places of what is in the list, each with the address of its page."""
    return {
        "map": map_settings(page),
        "labels": {
            **stage_labels(),
            "draw": _("Tap the corners of the area. With keys: Enter marks the middle of the map, Delete takes back."),
            "drawn": _("The area is drawn. Show what is inside it."),
        },
        "outline": _outline(query),
        "pins": {"type": "FeatureCollection", "features": [_feature(row) for row in rows if row.pin.geom is not None]},
    }


def _outline(query: DeskQuery | None) -> dict[str, Any] | None:
    """The drawn area as its corners say it, so that one sees what the list is of."""
    if query is None or query.filters.outline is None:
        return None
    ring = [[float(number) for number in corner.split(",")] for corner in query.said["in"].split(";") if corner]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _feature(row: Row) -> dict[str, Any]:
    assert row.pin.geom is not None
    properties = {"id": row.pin.public_id, "kind": row.pin.kind, "url": row.url, "code": row.pin.code}
    return {"type": "Feature", "id": row.pin.public_id, "geometry": as_geojson(row.pin.geom), "properties": properties}
