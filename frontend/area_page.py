"""What an area's page shows, as its template asks for it. Useful also where no class can be given."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend import coverage_charts, coverage_words
from frontend.area_reading import AreaAmongOthers
from frontend.budget.area_budget import AreaBudget, budget_in
from frontend.charts import numbers
from frontend.charts.figure import Chart
from frontend.charts.history import History
from frontend.charts.interval import IntervalBar
from frontend.charts.looks import look_of, swatch
from frontend.coverage_choices import Chosen
from frontend.coverage_reading import Available, available_in_all, through_releases
from geo import sql
from geo.languages import text_in
from geo.models import Area, Municipality, Place
from neighbourhoods.coming import ComingUp, coming_up_in
from neighbourhoods.dashboards import AreaSummary
from neighbourhoods.open_space import meeting_places_in
from neighbourhoods.results import AreaRow, Coverage

MOST_PLACES = 12


@dataclass(frozen=True)
class MeetingPlaces:
    """Meeting places of an area, and what a thousand residents have of them."""

    places: tuple[Place, ...]
    people: float | None

    @property
    def count(self) -> int:
        return len(self.places)

    @property
    def free(self) -> int:
        return sum(place.is_free is True for place in self.places)

    @property
    def measured(self) -> list[float]:
        return [place.floor_area_m2 for place in self.places if place.floor_area_m2 is not None]

    @property
    def per_thousand(self) -> str:
        return numbers.decimal(self._per_thousand(self.count), 1)

    @property
    def square_metres(self) -> str:
        """Unknown is no zero."""
        return f"{numbers.count(sum(self.measured))}{numbers.THIN}m²" if self.measured else numbers.NOT_KNOWN

    @property
    def square_metres_per_thousand(self) -> str:
        known = self._per_thousand(sum(self.measured)) if self.measured else None
        return numbers.NOT_KNOWN if known is None else f"{numbers.count(known)}{numbers.THIN}m²"

    @property
    def not_measured(self) -> str:
        """How many have no floor area in the register; nothing where all have."""
        missing = self.count - len(self.measured)
        if not missing:
            return ""
        return ngettext(
            "The floor area of %(count)s place is not known.",
            "The floor area of %(count)s places is not known.",
            missing,
        ) % {"count": missing}

    @property
    def first(self) -> tuple[Place, ...]:
        return self.places[:MOST_PLACES]

    def _per_thousand(self, number: float) -> float | None:
        return 1000 * number / self.people if self.people else None


@dataclass(frozen=True)
class Part:
    """An area of a finer division that lies in this one."""

    row: AreaRow
    name: str
    kind: str

    @property
    def participants(self) -> str:
        return numbers.participants(self.row.participants, self.row.suppressed)

    @property
    def share(self) -> str:
        return numbers.percent(None if self.row.share_percent is None else self.row.share_percent / 100)

    @property
    def class_name(self) -> str:
        return str(look_of(self.row.class_).name)

    @property
    def sample(self) -> SafeString:
        return swatch(self.row.class_, f"part-{self.row.code}")


@dataclass(frozen=True)
class AreaPage:
    """`chosen` is the period; classes and shares are of permanent residents, holiday residents stand beside them."""

    among: AreaAmongOthers
    town: Municipality
    language: str
    chosen: Chosen
    summary: AreaSummary
    since: datetime.date

    @property
    def area(self) -> Area:
        return self.among.area

    @property
    def name(self) -> str:
        return self.area.name(self.language)

    @cached_property
    def released(self) -> dict[str, Available]:
        """What the newest release tells of every set, by kind."""
        return available_in_all(self.town)

    @property
    def known(self) -> Available:
        return self.released.get(self.area.area_set.kind, Available())

    @cached_property
    def coverage(self) -> Coverage | None:
        return self.known.read(self.chosen.months, "residents")

    @cached_property
    def row(self) -> AreaRow | None:
        return self.coverage.area(self.area.code) if self.coverage else None

    @cached_property
    def seasonal(self) -> AreaRow | None:
        coverage = self.known.read(self.chosen.months, "seasonal")
        return coverage.area(self.area.code) if coverage else None

    @property
    def class_name(self) -> str:
        return str(look_of(self.row.class_ if self.row else None).name)

    @property
    def sample(self) -> SafeString:
        return swatch(self.row.class_ if self.row else None, "verdict")

    @property
    def sentence(self) -> str:
        return coverage_words.sentence(self.row, self.coverage, self.language) if self.row and self.coverage else ""

    @property
    def next_step(self) -> str:
        return coverage_words.do_next(self.row, self.area.area_set) if self.row else ""

    @property
    def details(self) -> list[str]:
        return coverage_words.details(self.row) if self.row else []

    @property
    def warnings(self) -> list[str]:
        return coverage_words.warnings(self.coverage) if self.coverage else []

    @property
    def footer(self) -> list[tuple[str, str]]:
        return coverage_words.footer(self.coverage) if self.coverage else []

    @property
    def interval(self) -> IntervalBar | None:
        if self.row is None or self.coverage is None or not self.coverage.town.has_classes:
            return None
        return coverage_charts.interval_bar(self.row, self.coverage, self.language)

    @cached_property
    def participants(self) -> str:
        return numbers.participants(self.row.participants, self.row.suppressed) if self.row else ""

    @property
    def share(self) -> str:
        known = self.row.share_percent if self.row else None
        return numbers.percent(None if known is None else known / 100)

    @property
    def seasonal_people(self) -> str:
        return numbers.count(self.seasonal.people) if self.seasonal else ""

    @property
    def seasonal_participants(self) -> str:
        return numbers.participants(self.seasonal.participants, self.seasonal.suppressed) if self.seasonal else ""

    @property
    def voices(self) -> list[Chart]:
        """Ages and channels of those who live here and took part."""
        row = self.row
        if row is None:
            return []
        groups = (coverage_charts.ages(row.ages), coverage_charts.channels(row.channels))
        return [one for one in groups if one.has_numbers]

    @cached_property
    def parts(self) -> list[Part]:
        """Areas of a finer set within this one, the likeliest gap first; hidden ones last, by code."""
        children = self.among.parts
        found = []
        for kind in sorted({child.area_set.kind for child in children}):
            coverage = self.released.get(kind, Available()).read(self.chosen.months, "residents")
            for child in (one for one in children if coverage and one.area_set.kind == kind):
                row = coverage.area(child.code) if coverage else None
                found += [Part(row, child.name(self.language), kind)] if row else []
        return sorted(found, key=lambda part: coverage_words.order_in_table(part.row))

    @property
    def silent_parts(self) -> list[str]:
        return [part.name for part in self.parts if part.row.class_ == "underserved"]

    @cached_property
    def history(self) -> History | None:
        newest = next((one.release for one in self.released.values()), "")
        told = through_releases(newest, self.area, self.chosen.months, "residents")
        return coverage_charts.history(self.name, [(one.on, one.row) for one in told])

    @cached_property
    def places(self) -> MeetingPlaces:
        return MeetingPlaces(meeting_places_in(self.area), self.summary.figures.people.people)

    @cached_property
    def budget(self) -> AreaBudget:
        """Inside `in_town`."""
        return budget_in(self.town, self.among)

    @cached_property
    def coming(self) -> ComingUp:
        return coming_up_in(self.area)

    @property
    def neighbours(self) -> list[tuple[str, str]]:
        area_set, names = self.area.area_set, self.among.names()
        near = _neighbours(self.area.pk, area_set.pk, area_set.content_hash)
        return [(code, text_in(names[code], self.language) or code) for code in near if code in names]

    @property
    def outside(self) -> str:
        """Said of those who live in the town but in no area of the set; nothing where there is nobody."""
        row = self.coverage.area("outside") if self.coverage else None
        if row is None or not row.people:
            return ""
        return _("Outside these areas live %(people)s people, of whom have taken part: %(participants)s.") % {
            "people": numbers.count(row.people),
            "participants": numbers.participants(row.participants, row.suppressed),
        }


@functools.lru_cache(maxsize=256)
def _neighbours(area: int, area_set: int, _content_hash: str) -> tuple[str, ...]:
    """`_content_hash` tells versions of a set apart."""
    return tuple(code for (code,) in sql.rows("geo/neighbours_of_area", {"area": area, "area_set": area_set}))
