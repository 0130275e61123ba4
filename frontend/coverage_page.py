"""What the page of a result shows, as its template asks for it: the same for the public and for staff."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from frontend import coverage_charts, coverage_words
from frontend.charts import numbers
from frontend.charts.class_map import ClassMap
from frontend.charts.figure import Chart, Table
from frontend.charts.looks import LOOKS, look_of, swatch
from frontend.charts.reach import Reach
from frontend.coverage_choices import Choice, Chosen, groups_choice
from geo.languages import text_in
from geo.models import Area, AreaSet
from geo.outlines import drawing_of
from neighbourhoods.results import OUTSIDE, AreaRow, Coverage, CoverageClass, Pocket


@dataclass(frozen=True)
class Legend:
    """One class: its sample, its name, and what it means."""

    sample: SafeString
    name: str
    meaning: str


@dataclass(frozen=True)
class Row:
    """An area in the table, in words. `places` are published messages about places there."""

    row: AreaRow
    name: str
    sentence: str
    places: int
    area_set: AreaSet
    groups: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def is_outside(self) -> bool:
        return self.row.code == OUTSIDE

    @property
    def participants(self) -> str:
        return numbers.participants(self.row.participants, self.row.suppressed)

    @property
    def share(self) -> str:
        return numbers.percent(None if self.row.share_percent is None else self.row.share_percent / 100)

    @property
    def expected(self) -> str:
        """Of a hidden area only to the nearest five, of which none says nothing."""
        if not self.row.suppressed:
            return numbers.count(self.row.expected)
        return (
            _("about %(count)s") % {"count": numbers.count(self.row.expected)}
            if self.row.expected
            else numbers.NOT_KNOWN
        )

    @property
    def people(self) -> str:
        return numbers.count(self.row.people)

    @property
    def class_(self) -> CoverageClass | None:
        return self.row.class_

    @property
    def class_name(self) -> str:
        return "" if self.is_outside else str(look_of(self.row.class_).name)

    @property
    def sample(self) -> SafeString:
        return swatch(self.row.class_, f"row-{self.row.code}")

    @property
    def next_step(self) -> str:
        return coverage_words.do_next(self.row, self.area_set)

    @property
    def details(self) -> list[str]:
        return coverage_words.details(self.row)


@dataclass(frozen=True)
class CoveragePage:
    """A result as a page tells it. `places` counts published messages by area id, None for outside."""

    coverage: Coverage
    area_set: AreaSet
    town_name: str
    language: str
    chosen: Chosen
    places: dict[int | None, int]

    @cached_property
    def areas(self) -> dict[str, Area]:
        return {one.code: one for one in Area.objects.filter(area_set=self.area_set).without_geometry()}

    @cached_property
    def rows(self) -> list[Row]:
        """The likeliest gaps first; areas whose number is hidden come after them by code: their order would tell."""
        return [self._row(row) for row in sorted(self.coverage.areas, key=coverage_words.order_in_table)]

    def _row(self, row: AreaRow) -> Row:
        name = _("Outside these areas") if row.code == OUTSIDE else text_in(row.names, self.language) or row.code
        area = self.areas.get(row.code)
        places = self.places.get(area.pk if area else None, 0) if area or row.code == OUTSIDE else 0
        told = coverage_words.sentence(row, self.coverage, self.language)
        return Row(row, name, told, places, self.area_set, tuple(self._of_groups(row)))

    def _of_groups(self, row: AreaRow) -> Iterable[str]:
        for key, groups in ((self.chosen.age, row.ages), (self.chosen.channel, row.channels)):
            if key:
                found = next((group for group in groups if group.key == key), None)
                yield numbers.participants(found.participants, found.suppressed) if found else numbers.NOT_KNOWN

    @property
    def group_columns(self) -> list[str]:
        words = [(self.chosen.age, coverage_charts.age_word), (self.chosen.channel, coverage_charts.channel_word)]
        return [word(key) for key, word in words if key]

    @property
    def group_choices(self) -> list[Choice]:
        ages = [(one.key, coverage_charts.age_word(one.key)) for one in self.coverage.ages]
        channels = [(one.key, coverage_charts.channel_word(one.key)) for one in self.coverage.channels]
        return [
            groups_choice(self.chosen, "age", ages, _("Age")),
            groups_choice(self.chosen, "channel", channels, _("Channel")),
        ]

    @property
    def share_word(self) -> str:
        return _("% of holiday residents") if self.coverage.denominator == "seasonal" else _("% of residents")

    @property
    def people_word(self) -> str:
        return _("Holiday residents (estimate)") if self.coverage.denominator == "seasonal" else _("Residents")

    @property
    def legend(self) -> list[Legend]:
        used = {row.class_ for row in self.coverage.areas if row.code != OUTSIDE}
        return [
            Legend(swatch(class_, f"legend-{class_}"), str(look.name), str(look.meaning))
            for class_, look in LOOKS.items()
            if class_ in used or class_ == "too_little_data"
        ]

    @cached_property
    def class_map(self) -> ClassMap | None:
        codes = {area.pk: area.code for area in self.areas.values()}
        drawing = drawing_of(self.area_set, codes.keys())
        if drawing is None:
            return None
        return coverage_charts.class_map(self.coverage, drawing, codes, self.language)

    @cached_property
    def gaps(self) -> list[Row]:
        return [row for row in self.rows if row.class_ == "underserved"]

    @property
    def others(self) -> list[Row]:
        return [row for row in self.rows if row.class_ != "underserved" and not row.is_outside]

    @cached_property
    def charts(self) -> list[Chart]:
        """Those that there is something to draw for."""
        funnel, reach = coverage_charts.funnel(self.coverage, self.language), self._reach
        by_group = coverage_charts.reach_by_group(self.coverage)
        found: list[Chart] = [funnel] if funnel.points else []
        found += [reach] if reach.lines else []
        found += [by_group] if by_group else []
        found += [coverage_charts.lorenz(self.coverage)] if self.coverage.equity.lorenz.x else []
        groups = (coverage_charts.ages(self.coverage.ages), coverage_charts.channels(self.coverage.channels))
        found += [one for one in groups if one.has_numbers]
        return found

    @property
    def _reach(self) -> Reach:
        return coverage_charts.reach(self.coverage, self.chosen.age or "all")

    @property
    def needed(self) -> Table | None:
        """What it would take to know: by area, participants of the whole town, and of the area alone."""
        rows = [row for row in self.rows if row.class_ == "too_little_data" and row.row.needed_in_town]
        if not rows:
            return None
        columns = (_("Area"), _("Participants needed in the whole town"), _("Or more from this area alone"))
        return Table(columns, tuple((row.name, self._in_town(row), _here(row.row)) for row in rows))

    def _in_town(self, row: Row) -> str:
        needed, now = row.row.needed_in_town or 0, self.coverage.town.participants or 0
        return (
            numbers.NOT_KNOWN
            if needed <= now
            else _("about %(count)s") % {"count": numbers.count(coverage_words.rounded_up(needed))}
        )

    @property
    def pockets(self) -> list[str]:
        return [pocket_words(one) for one in self.coverage.pockets]

    @property
    def headline(self) -> str:
        return coverage_words.headline(self.coverage)

    @property
    def warnings(self) -> list[str]:
        return coverage_words.warnings(self.coverage)

    @property
    def quote(self) -> str:
        return coverage_words.quote(self.coverage, self.town_name, self.language)

    @property
    def footer(self) -> list[tuple[str, str]]:
        return coverage_words.footer(self.coverage)

    @property
    def total(self) -> str:
        return numbers.count(self.coverage.town.participants)

    @property
    def total_share(self) -> str:
        share = self.coverage.town.share_percent
        return numbers.percent(None if share is None else share / 100)

    @property
    def period(self) -> str:
        return coverage_words.period(self.coverage.method.window)


def pocket_words(pocket: Pocket) -> str:
    if not pocket.radius_m:
        return _("In %(place)s: fewer than one would expect (p = %(p)s).") % {
            "place": pocket.place or "?",
            "p": numbers.decimal(pocket.p, 3),
        }
    return _("Around %(place)s, within about %(distance)s: fewer than one would expect (p = %(p)s).") % {
        "place": pocket.place or "?",
        "distance": numbers.distance(math.ceil(pocket.radius_m / 100) * 100),
        "p": numbers.decimal(pocket.p, 3),
    }


def _here(row: AreaRow) -> str:
    if row.nothing_here_would_do:
        return _("would not change the class")
    return numbers.NOT_KNOWN if row.needed_here is None else numbers.count(row.needed_here)
