"""Which forms of participation there were where: areas × forms, so that a gap is seen (osallisuuden muodot).

A consultation counts in the area it is about; one of the whole town in a row of its own, not in every area: it is not
made to look as if somebody had gone to each of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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
    area_set = sets.filter(kind=kind or scope.town.home_set).first() or (None if kind else sets.first())
    if area_set is None:
        return None
    areas = list(Area.objects.filter(area_set=area_set).without_geometry())
    by_code = {area.code: area.pk for area in areas}
    counted: Counter[tuple[int | None, str]] = Counter()
    number = without_form = 0
    for process in consultations_in(scope).select_related("area__area_set").defer("area__geom"):
        number += 1
        without_form += not process.forms
        where = _row_of(process.area, area_set, by_code)
        counted.update((one, form) for one in where for form in process.forms)
    rows = tuple(_row(area, counted) for area in areas)
    return FormsMatrix(area_set, _row(None, counted), rows, number, without_form)


def _row(area: Area | None, counted: Counter[tuple[int | None, str]]) -> FormsRow:
    key = area.pk if area else None
    return FormsRow(area, {form: counted[key, form] for form in FormOfParticipation.values})


def _row_of(area: Area | None, area_set: AreaSet, by_code: dict[str, int]) -> list[int | None]:
    """The rows a consultation stands in. One of another set's area lies where that area's name stands."""
    if area is None:
        return [None]
    if area.area_set.kind == area_set.kind:
        return [by_code[area.code]] if area.code in by_code else []
    return list(
        Area.objects.filter(area_set=area_set, geom__contains=area.label_point).values_list("pk", flat=True)[:1]
    )
