"""Which forms of participation there were where: areas × forms, so that a gap is seen (osallisuuden muodot).

A consultation counts in the area it is about; one of the whole town in a row of its own, not in every area: it is not
made to look as if somebody had gone to each of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from geo.models import Area, AreaSet
from neighbourhoods.reports.figures import Scope
from neighbourhoods.reports.taking_part import consultations_in
from participation.models import FormOfParticipation


@dataclass(frozen=True)
class FormsRow:
    """An area (None: the whole town) and how many consultations of each form it had."""

    area: Area | None
    counts: dict[str, int]

    @property
    def missing(self) -> list[str]:
        return [form for form, number in self.counts.items() if not number]


@dataclass(frozen=True)
class FormsMatrix:
    """`without_form` are consultations that nobody has given a form: they are in no column, and are told apart."""

    area_set: AreaSet
    town: FormsRow
    rows: tuple[FormsRow, ...]
    consultations: int
    without_form: int

    @property
    def gaps(self) -> int:
        return sum(len(row.missing) for row in self.rows)


def forms_matrix(scope: Scope, kind: str = "") -> FormsMatrix | None:
    """None where the town has no area set."""
    sets = AreaSet.objects.of(scope.town).valid(scope.period.today)
    area_set = sets.filter(kind=kind).first() if kind else coarsest(sets)
    if area_set is None:
        return None
    areas = list(Area.objects.filter(area_set=area_set).without_geometry())
    by_code = {area.code: area.pk for area in areas}
    counted: Counter[tuple[int | None, str]] = Counter()
    number = without_form = 0
    for process in consultations_in(scope).select_related("area__area_set"):
        number += 1
        without_form += not process.forms
        where = _row_of(process.area, area_set, by_code)
        counted.update((one, form) for one in where for form in process.forms)
    rows = tuple(_row(area, counted) for area in areas)
    return FormsMatrix(area_set, _row(None, counted), rows, number, without_form)


def coarsest(sets: QuerySet[AreaSet]) -> AreaSet | None:
    """The set with the fewest areas, but more than one: what a council can look at as a whole."""
    return sets.annotate(members=Count("areas")).filter(members__gt=1).order_by("members", "kind").first()


def _row(area: Area | None, counted: Counter[tuple[int | None, str]]) -> FormsRow:
    key = area.pk if area else None
    return FormsRow(area, {form: counted[key, form] for form in FormOfParticipation.values})


def _row_of(area: Area | None, area_set: AreaSet, by_code: dict[str, int]) -> list[int | None]:
    """The rows a consultation stands in. One about an area of another set stands in every area that
    lies in it, or in the one that it lies in."""
    if area is None:
        return [None]
    if area.area_set.kind == area_set.kind:
        return [by_code[area.code]] if area.code in by_code else []
    inside = Area.objects.filter(area_set=area_set, label_point__within=area.geom)
    return list(inside.values_list("pk", flat=True)) or list(
        Area.objects.filter(area_set=area_set, geom__contains=area.label_point).values_list("pk", flat=True)[:1]
    )
