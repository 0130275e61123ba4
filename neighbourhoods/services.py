"""Making a release: counting participants by home, hiding what must be hidden, and freezing the result."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.population import People, people_by_area
from geo.tenancy import in_town
from neighbourhoods.masking import SMALLEST_SHOWN, masked
from neighbourhoods.models import AreaFigure, Release

WINDOW = datetime.timedelta(days=365)
FEWEST_PEOPLE = 30


@dataclass(frozen=True)
class Counted:
    """An area, its people, and how many persons who live there have taken part."""

    area: Area
    people: People
    participants: int

    @property
    def key(self) -> str:
        return str(self.area.pk)


def make_release(*, town: Municipality, at: datetime.datetime | None = None) -> Release:
    """Freeze the figures of every set valid on the day, for the twelve months before `at` (default: now)."""
    at = at or datetime.datetime.now(datetime.UTC)
    with in_town(town):
        release = Release.objects.create(municipality=town, made_at=at, window_from=at - WINDOW, window_to=at)
        participants = _participants(town, release)
        sets = AreaSet.objects.of(town).valid(at.date())
        counted = {area_set: _counted(area_set, participants) for area_set in sets}
        hidden = _hidden(counted)
        AreaFigure.objects.bulk_create(
            _figure(release, one, hidden.get(one.key, "")) for rows in counted.values() for one in rows
        )
    return release


def _participants(town: Municipality, release: Release) -> dict[tuple[int, int | None], int]:
    window = {"town": town.pk, "window_from": release.window_from, "window_to": release.window_to}
    return {
        (area_set, area): count for area_set, area, count in sql.rows("neighbourhoods/participants_by_home", window)
    }


def _counted(area_set: AreaSet, participants: dict[tuple[int, int | None], int]) -> list[Counted]:
    people = people_by_area(area_set)
    areas = Area.objects.filter(area_set=area_set).without_geometry()
    return [Counted(area, people.get(area.pk, People()), participants.get((area_set.pk, area.pk), 0)) for area in areas]


def _hidden(counted: dict[AreaSet, list[Counted]]) -> dict[str, str]:
    """Why each hidden area is hidden. Finest sets first: a group that cannot be made safe hides its parent too."""
    hidden: dict[str, str] = {}
    forced: set[str] = set()
    for area_set in _children_first(counted):
        rows = counted[area_set]
        forced |= {one.key for one in rows if one.people.people is not None and one.people.people < FEWEST_PEOPLE}
        for parent, group in _by_parent(rows).items():
            result = masked({one.key: one.participants for one in group}, also=frozenset(forced))
            few = {one.key for one in group if one.people.people is not None and one.people.people < FEWEST_PEOPLE}
            hidden |= dict.fromkeys(result.protecting, AreaFigure.Hidden.PROTECTS.value)
            hidden |= dict.fromkeys(result.small, AreaFigure.Hidden.UNDER_FIVE.value)
            hidden |= dict.fromkeys(few, AreaFigure.Hidden.FEW_PEOPLE.value)
            if not result.safe and parent is not None:
                forced.add(str(parent))
    return hidden | _below_hidden(counted, hidden)


def _below_hidden(counted: dict[AreaSet, list[Counted]], hidden: dict[str, str]) -> dict[str, str]:
    """What lies below a hidden area is hidden too: its parts, all shown, would add up to it."""
    found: dict[str, str] = {}
    for area_set in reversed(_children_first(counted)):
        for one in counted[area_set]:
            above = str(one.area.parent_id)
            if one.key not in hidden and (above in hidden or above in found):
                found[one.key] = AreaFigure.Hidden.PROTECTS.value
    return found


def _children_first(counted: dict[AreaSet, list[Counted]]) -> list[AreaSet]:
    """Sets whose areas are parents of none come first; nesting is at most a few levels deep."""

    def height(area_set: AreaSet, seen: frozenset[int] = frozenset()) -> int:
        below = [
            other
            for other, rows in counted.items()
            if other.pk not in seen and any(one.area.parent_id in _ids(counted[area_set]) for one in rows)
        ]
        return 1 + max((height(other, seen | {area_set.pk}) for other in below if other != area_set), default=0)

    return sorted(counted, key=lambda area_set: (height(area_set), area_set.kind))


def _ids(rows: Iterable[Counted]) -> set[int]:
    return {one.area.pk for one in rows}


def _by_parent(rows: list[Counted]) -> dict[int | None, list[Counted]]:
    groups: dict[int | None, list[Counted]] = {}
    for one in rows:
        groups.setdefault(one.area.parent_id, []).append(one)
    return groups


def _figure(release: Release, one: Counted, hidden: str) -> AreaFigure:
    return AreaFigure(
        release=release,
        municipality_id=release.municipality_id,
        area_set_id=one.area.area_set_id,
        area=one.area,
        people=one.people.people,
        people_year=one.people.year,
        people_basis=one.people.basis,
        holiday_homes=one.people.holiday_homes,
        participants_home=None if hidden or one.participants < SMALLEST_SHOWN else one.participants,
        hidden=hidden,
    )
