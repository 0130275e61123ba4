"""What a reader asked of a report, and the report in words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Body
from frontend.coverage_choices import Choice, Link
from frontend.pages import Page
from frontend.report_words import ToldFigure, ToldSection, told_sections
from geo.languages import text_in
from geo.models import Area, AreaSet, Municipality
from neighbourhoods.reports.asking import Asked, NoSuchReport, scope_asked, year_until
from neighbourhoods.reports.figures import Scope
from neighbourhoods.reports.forms import FormsMatrix
from neighbourhoods.reports.report import Report, make_report
from zoning.clock import town_today

YEARS_SHOWN = 5


@dataclass(frozen=True)
class Choosable:
    """One value of a list to choose from."""

    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True)
class Chooser:
    """The form that leads to a report."""

    years: tuple[int, ...]
    year: int
    units: tuple[Choosable, ...]
    areas: tuple[tuple[str, tuple[Choosable, ...]], ...]


@dataclass(frozen=True)
class ReportPage:
    """A report in the language of its page."""

    report: Report
    page: Page

    @property
    def scope(self) -> Scope:
        return self.report.scope

    @property
    def year(self) -> int:
        return self.scope.period.last.year

    @cached_property
    def sections(self) -> list[ToldSection]:
        return told_sections(self.report.sections, self.page)

    @property
    def methods(self) -> list[tuple[str, str]]:
        """How figures come about, and which: those that come about alike are told of once."""
        return self._alike(lambda one: one.method)

    @property
    def sources(self) -> list[tuple[str, str]]:
        return self._alike(lambda one: one.source)

    def _alike(self, what: Callable[[ToldFigure], str]) -> list[tuple[str, str]]:
        found: dict[str, list[str]] = {}
        for section in self.sections:
            for one in section.figures:
                found.setdefault(what(one), []).append(one.name)
        return [(", ".join(names), said) for said, names in found.items()]

    @property
    def about(self) -> str:
        """Of whom it is: the town, a unit or an area."""
        scope, language = self.scope, self.page.language
        if scope.unit:
            return text_in(scope.unit.names, language) or scope.unit.code
        return scope.area.name(language) if scope.area else scope.town.name(language)

    @property
    def title(self) -> str:
        whole_year = (self.scope.period.first.month, self.scope.period.first.day) == (1, 1)
        if whole_year and self.scope.period.last == min(datetime.date(self.year, 12, 31), self.scope.period.today):
            return _("Report of participation %(year)s") % {"year": self.year}
        return _("Report of participation %(first)s–%(last)s") % {
            "first": date_format(self.scope.period.first, "SHORT_DATE_FORMAT"),
            "last": date_format(self.scope.period.last, "SHORT_DATE_FORMAT"),
        }

    @property
    def query(self) -> str:
        period, usual = self.scope.period, year_until(self.scope.period.last.year, self.scope.period.today)
        said = {
            "unit": self.scope.unit.code if self.scope.unit else "",
            "area": f"{self.scope.area.area_set.kind}/{self.scope.area.code}" if self.scope.area else "",
            "from": "" if period.first == usual.first else str(period.first),
            "to": "" if period.last == usual.last else str(period.last),
        }
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def address(self) -> str:
        return self.page.url("report", year=self.year) + self.query

    @property
    def pdf_url(self) -> str:
        return self.page.url("report_pdf", year=self.year) + self.query

    @property
    def xlsx_url(self) -> str:
        return self.page.url("report_xlsx", year=self.year) + self.query

    @property
    def is_unfinished(self) -> bool:
        return self.scope.period.last >= self.scope.period.today

    @property
    def file_name(self) -> str:
        parts = [self.scope.town.slug, "raportti", str(self.year)]
        parts += [self.scope.unit.code] if self.scope.unit else []
        parts += [self.scope.area.area_set.kind, self.scope.area.code] if self.scope.area else []
        return "-".join("".join(sign if sign.isalnum() else "-" for sign in part) for part in parts)


def report_page(scope: Scope, page: Page) -> ReportPage:
    return ReportPage(make_report(scope), page)


def asked_report(query: Mapping[str, str], town: Municipality, year: int) -> Scope:
    """The whole year so far, unless days of it are said; a unit or an area that is not there is not found."""
    first, last = _day(query.get("from", "")), _day(query.get("to", ""))
    try:
        return scope_asked(town, Asked(year, first, last, query.get("unit", ""), query.get("area", "")))
    except NoSuchReport as missing:
        raise Http404(str(missing)) from missing


def asked_forms(query: Mapping[str, str], town: Municipality) -> tuple[Scope, str]:
    said, today = query.get("year", ""), town_today()
    year = int(said) if said.isdecimal() and len(said) == 4 else today.year
    return asked_report({}, town, year), query.get("set", "")[:40]


def chooser(query: Mapping[str, str], town: Municipality, page: Page, year: int = 0) -> Chooser:
    today = town_today()
    unit, area = query.get("unit", ""), query.get("area", "")
    units = Body.objects.filter(municipality=town, kind=Body.Kind.UNIT, is_external=False).order_by("code")
    sets = AreaSet.objects.of(town).valid(today)
    areas = Area.objects.filter(area_set__in=sets).select_related("area_set").defer("geom", "label_point")
    groups: dict[str, list[Choosable]] = {}
    for one in areas.order_by("area_set__kind", "code"):
        key = f"{one.area_set.kind}/{one.code}"
        name = text_in(one.area_set.names, page.language) or one.area_set.kind
        groups.setdefault(name, []).append(Choosable(key, one.name(page.language), key == area))
    return Chooser(
        tuple(range(today.year, today.year - YEARS_SHOWN, -1)),
        year or today.year,
        tuple(Choosable(one.code, text_in(one.names, page.language) or one.code, one.code == unit) for one in units),
        tuple((name, tuple(members)) for name, members in groups.items()),
    )


def sets_choice(sets: Iterable[AreaSet], matrix: FormsMatrix | None, page: Page, year: int) -> Choice:
    """Which division the table of forms has in its rows."""
    links = (
        Link(
            text_in(one.names, page.language) or one.kind,
            f"?{urlencode({'set': one.kind, 'year': year})}",
            matrix is not None and matrix.area_set.pk == one.pk,
        )
        for one in sets
    )
    return Choice(_("Areas"), tuple(links))


def _day(said: str) -> datetime.date | None:
    try:
        found = parse_date(said)
    except ValueError as error:
        raise Http404("No such day") from error
    if said and found is None:
        raise Http404("No such day")
    return found
