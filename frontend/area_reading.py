"""An area with what lies around and in it: one read for the page, its papers and its map."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from geo.models import Area, AreaSet, Municipality


@dataclass(frozen=True)
class AreaAmongOthers:
    """`others`: all of the same set, the area too; `parts`: of finer sets, within the area."""

    area: Area
    others: tuple[Area, ...]
    parts: tuple[Area, ...]

    def of_home_set(self, town: Municipality) -> dict[int, str]:
        """The area, or the areas in it, of the set that people name as home: codes by key."""
        mine = (self.area, *self.parts)
        return {one.pk: one.code for one in mine if one.area_set.kind == town.home_set}

    def names(self) -> dict[str, dict[str, str]]:
        return {one.code: one.names for one in self.others}


def area_among_others(town: Municipality, kind: str, code: str) -> AreaAmongOthers:
    """The area of the set that is valid today."""
    today = timezone.localdate()
    valid = AreaSet.objects.of(town).filter(kind=kind).valid(today).values("pk")
    inside = Q(parent__area_set__in=valid, parent__code=code)
    rows = Area.objects.filter(Q(area_set__in=valid) | inside, municipality=town).defer("geom", "parent__geom")
    found = list(rows.select_related("area_set", "parent__area_set"))
    others = tuple(one for one in found if _is_valid_set(one.area_set, kind, today))
    area = next((one for one in others if one.code == code), None)
    if area is None:
        raise Http404("No such area")
    return AreaAmongOthers(area, others, tuple(one for one in found if one.parent_id == area.pk))


def _is_valid_set(area_set: AreaSet, kind: str, today: datetime.date) -> bool:
    ends = area_set.valid_to
    return area_set.kind == kind and area_set.valid_from <= today and (ends is None or ends > today)
