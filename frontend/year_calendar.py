"""The annual clock (vuosikello): what of taking part happens in a year, month by month, from what is published."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.pages import Page
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Measure, Programme
from participation.models import Event, Process
from zoning.models import PublishedHearing


@dataclass(frozen=True)
class Dated:
    """One entry: its days (or its moment), what it is, and the way to it."""

    begins: datetime.date
    ends: datetime.date
    title: str
    what: str
    url: str = ""
    place: str = ""
    at: datetime.datetime | None = None
    is_cancelled: bool = False

    def is_on(self, day: datetime.date) -> bool:
        return self.begins <= day <= self.ends and not self.is_cancelled


@dataclass(frozen=True)
class Month:
    """A month of the clock: what begins in it, and what goes on from before."""

    first: datetime.date
    begins: tuple[Dated, ...]
    goes_on: tuple[Dated, ...]


@dataclass(frozen=True)
class Year:
    number: int
    today: datetime.date
    months: tuple[Month, ...]
    now: tuple[Dated, ...]

    @property
    def is_empty(self) -> bool:
        return not any(month.begins or month.goes_on for month in self.months)


def year_of(page: Page, town: Municipality, year: int, today: datetime.date) -> Year:
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    known = [*_hearings(page, town), *_processes(page, town), *_events(page, town), *_measures(page, town, last)]
    known = sorted((one for one in known if one.begins <= last and one.ends >= first), key=_order)
    starts = [datetime.date(year, month, 1) for month in range(1, 13)]
    ends = [*(start - datetime.timedelta(days=1) for start in starts[1:]), last]
    months = tuple(_month(known, start, end) for start, end in zip(starts, ends, strict=True))
    return Year(year, today, months, tuple(one for one in known if one.is_on(today)))


def _month(known: list[Dated], start: datetime.date, end: datetime.date) -> Month:
    begins = tuple(one for one in known if start <= one.begins <= end)
    goes_on = tuple(one for one in known if one.begins < start <= one.ends and not one.is_cancelled)
    return Month(start, begins, goes_on)


def _order(one: Dated) -> tuple[datetime.date, str]:
    return one.begins, one.title


def _hearings(page: Page, town: Municipality) -> Iterator[Dated]:
    for hearing in PublishedHearing.objects.of(town).select_related("plan").defer("plan__geom"):
        yield Dated(
            hearing.first_day,
            hearing.last_day,
            hearing.plan.name(page.language),
            hearing.get_kind_display(),
            page.url("hearing", slug=hearing.plan.slug, hearing=hearing.public_id),
            is_cancelled=hearing.cancelled_at is not None,
        )


def _processes(page: Page, town: Municipality) -> Iterator[Dated]:
    for process in Process.objects.filter(municipality=town, is_public=True):
        url = page.url("process", slug=process.slug)
        ends = process.closes_on or process.opens_on
        yield Dated(process.opens_on, ends, process.name(page.language), _("Consultation"), url)


def _events(page: Page, town: Municipality) -> Iterator[Dated]:
    for event in Event.objects.shown(town).select_related("place", "process"):
        day, url = timezone.localtime(event.starts_at).date(), page.url("event", code=event.code)
        place = text_in(event.place.names, page.language) if event.place else ""
        yield Dated(day, day, event.name(page.language), event.get_kind_display(), url, place, event.starts_at)


def _measures(page: Page, town: Municipality, last: datetime.date) -> Iterator[Dated]:
    """What the town has promised to have done by a day, in programmes that everybody can read and that are not over."""
    with in_town(town):
        due = Measure.objects.filter(municipality=town, due_on__lte=last, goal__programme__is_public=True)
        due = due.exclude(goal__programme__stage=Programme.Stage.ENDED).exclude(status=Measure.Status.DROPPED)
        found = list(due.select_related("goal__programme"))
    for measure in found:
        url = page.url("programme_measure", slug=measure.goal.programme.slug, measure=measure.public_id)
        assert measure.due_on is not None
        yield Dated(measure.due_on, measure.due_on, measure.name(page.language), _("Last day of a measure"), url)
