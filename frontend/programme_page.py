"""A programme's page in words: what the reader chose, its choices as links, live numbers and what shows a measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frontend.coverage_choices import Choice, Link
from frontend.pages import Page
from frontend.report_words import ToldFigure, target_of, told_figure
from geo.languages import text_in
from neighbourhoods.models import Evidence, Measure
from neighbourhoods.programme.indicators import live
from neighbourhoods.programme.reading import ONLY, ToldProgramme, Wanted
from zoning.clock import town_today


@dataclass(frozen=True)
class ToldLive:
    """A measure's live number, its target, and whether it is reached."""

    told: ToldFigure
    target: str
    is_reached: bool | None


@dataclass(frozen=True)
class ToldEvidence:
    """What shows a measure, and the way to it."""

    evidence: Evidence
    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class StatusBar:
    """One piece of the row of how measures stand: where it starts and how wide it is, of 1,000."""

    status: str
    name: str
    number: int
    starts: int
    per_mille: int


@dataclass(frozen=True)
class ProgrammePage:
    """What a page of one programme tells beside its goals."""

    told: ToldProgramme
    page: Page

    @cached_property
    def live(self) -> Mapping[int, ToldLive]:
        shown = [one.measure for goal in self.told.shown for one in goal.measures]
        return told_live(shown, self.page)

    @property
    def bars(self) -> list[StatusBar]:
        counts, all_ = self.told.by_status, len(self.told.measures) or 1
        bars, before = [], 0
        for status in (Measure.Status.DONE, Measure.Status.UNDER_WAY, Measure.Status.PLANNED, Measure.Status.DROPPED):
            starts, ends = 1000 * before // all_, 1000 * (before + counts[status]) // all_
            bars.append(StatusBar(status, str(status.label), counts[status], starts, ends - starts))
            before += counts[status]
        return bars

    @property
    def has_parts(self) -> bool:
        """Whether goals stand under headings: theirs are one level lower then."""
        return any(goal.goal.headings for goal in self.told.goals)

    @property
    def sentence(self) -> str:
        """How far the programme has come, for those who see no bar."""
        done = self.told.by_status[Measure.Status.DONE]
        all_ = len(self.told.measures)
        words = ngettext(
            "%(done)s of %(all)s measure has been carried out.",
            "%(done)s of %(all)s measures have been carried out.",
            all_,
        )
        return words % {"done": done, "all": all_}

    @property
    def choices(self) -> list[Choice]:
        """What can be had alone; a list that holds nothing is told of as well, with its zero."""
        told = self.told
        numbers = {"": len(told.measures), "overdue": len(told.overdue), "no-evidence": len(told.without_evidence)}
        names = {"": _("All measures"), "overdue": _("Late ones"), "no-evidence": _("Nothing shows it yet")}
        only = [
            Link(f"{names[key]} ({number})", self._query(only=key), told.wanted.only == key)
            for key, number in numbers.items()
        ]
        return [Choice(_("Which measures"), tuple(only)), *self._owners()]

    def _owners(self) -> Iterable[Choice]:
        units = {one.measure.owner.code: one.measure.owner for one in self.told.measures if one.measure.owner}
        if len(units) < 2:
            return
        links = [Link(_("Everybody"), self._query(unit=""), not self.told.wanted.unit)]
        links += [
            Link(
                text_in(body.names, self.page.language) or code,
                self._query(unit=code),
                self.told.wanted.unit == code,
            )
            for code, body in sorted(units.items())
        ]
        yield Choice(_("Who is responsible"), tuple(links))

    def _query(self, **changed: str) -> str:
        said = {**vars(self.told.wanted), **changed}
        kept = {name: value for name, value in said.items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def asked_measures(query: QueryDict) -> Wanted:
    """A value that cannot be is none."""
    only, status = query.get("only", ""), query.get("status", "")
    return Wanted(
        only if only in ONLY else "",
        query.get("unit", "")[:60],
        status if status in Measure.Status.values else "",
    )


def told_live(measures: list[Measure], page: Page) -> dict[int, ToldLive]:
    assert page.town is not None
    found = live(measures, page.town, town_today())
    return {
        measure: ToldLive(told_figure(one.figure, page), target_of(one), one.is_reached)
        for measure, one in found.items()
    }


def told_evidence(evidence: Evidence, page: Page) -> ToldEvidence:
    words = text_in(evidence.words, page.language)
    if evidence.outcome is not None:
        url = page.url("outcome", outcome=evidence.outcome.public_id)
        return ToldEvidence(evidence, _("Outcome"), words or text_in(evidence.outcome.titles, page.language), url)
    if evidence.event is not None:
        url = page.url("calendar_page") + f"?year={evidence.event.starts_at.year}"
        return ToldEvidence(evidence, _("Event"), words or evidence.event.name(page.language), url)
    if evidence.process is not None:
        url = page.url("process", slug=evidence.process.slug)
        return ToldEvidence(evidence, _("Consultation"), words or evidence.process.name(page.language), url)
    return ToldEvidence(evidence, _("Web page"), words or evidence.url, evidence.url)
