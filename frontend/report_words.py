"""Figures of reports and indicators in words: value, what it rests on, how it came about, and the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.charts import numbers
from frontend.charts.looks import look_of
from frontend.pages import Page
from frontend.templatetags.money import euros
from neighbourhoods.programme.indicators import Live
from neighbourhoods.reports.figures import Figure, Section
from neighbourhoods.reports.methods import METHODS, MISSING, SECTIONS
from neighbourhoods.results import CoverageClass

# How many decimals are true of a number that was divided
PLACES = {"days": 0, "per_1000": 2, "m2_per_1000": 0}
RESTS_ON_PERSONS = ("participants_share",)


@dataclass(frozen=True)
class ToldFigure:
    """One line of a report."""

    figure: Figure
    name: str
    value: str
    rests_on: str
    method: str
    source: str
    url: str

    @property
    def is_known(self) -> bool:
        return not self.figure.missing


@dataclass(frozen=True)
class ToldSection:
    key: str
    name: str
    figures: tuple[ToldFigure, ...]


def told_sections(sections: tuple[Section, ...], page: Page) -> list[ToldSection]:
    return [
        ToldSection(one.key, str(SECTIONS[one.key]), tuple(told_figure(figure, page) for figure in one.figures))
        for one in sections
    ]


def told_figure(figure: Figure, page: Page) -> ToldFigure:
    method = METHODS[figure.key]
    return ToldFigure(
        figure,
        str(method.name),
        value_of(figure),
        rests_on(figure),
        str(method.how),
        str(figure.source),
        url_of(figure, page),
    )


def value_of(figure: Figure) -> str:
    """The number as it is read, or why there is none."""
    if figure.unit == "word" and figure.word:
        return str(look_of(cast(CoverageClass, figure.word)).name)
    if figure.value is None:
        return str(MISSING[figure.missing or "unknown"])
    return amount(figure.unit, figure.value)


def amount(unit: str, value: float) -> str:
    if unit == "percent":
        return numbers.percent(value / 100)
    if unit == "euros":
        return euros(round(100 * value))
    if unit == "days":
        days = round(value)
        return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
    if unit == "m2_per_1000":
        return f"{numbers.count(value)}{numbers.THIN}m²"
    return numbers.decimal(value, PLACES[unit]) if unit in PLACES else numbers.count(value)


def rests_on(figure: Figure) -> str:
    """How many it was counted from, and its limits where it is an estimate."""
    parts = []
    if figure.n is not None:
        parts.append(_("n = %(n)s") % {"n": numbers.count(figure.n)})
    if figure.unit == "days" and figure.low is not None:
        high = numbers.count(figure.high) if figure.high is not None else "?"
        parts.append(_("95 %% between %(low)s and %(high)s") % {"low": numbers.count(figure.low), "high": high})
    return ", ".join(parts)


def url_of(figure: Figure, page: Page) -> str:
    """The page where it can be looked at; nothing where there is no such page."""
    if figure.where is None:
        return ""
    try:
        return page.url(figure.where.route, **figure.where.parts) + figure.where.asked
    except NoReverseMatch:
        return ""


def target_of(live: Live) -> str:
    """At least or at most how much was aimed at; nothing where the measure names no number."""
    if live.target is None:
        return ""
    value = amount(live.figure.unit, live.target)
    sentence = _("target: at least %(value)s") if live.aim == "at_least" else _("target: at most %(value)s")
    return sentence % {"value": value}
