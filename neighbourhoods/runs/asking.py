"""What a run is asked to do."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from django.utils import timezone

from geo.models import Municipality
from neighbourhoods.results import Window
from participation.models import Process

SEED = 20_260_101
WINDOWS = (12, 24, 36)  # months


@dataclass(frozen=True)
class Asked:
    """A town, a window, perhaps one process; and what is free to choose in the method."""

    town: Municipality
    window: Window
    process: Process | None = None
    delta: float = 0.8
    replicates: int = 999
    seed: int = SEED

    @property
    def parameters(self) -> dict[str, float | int | str | bool]:
        return {"delta": self.delta, "replicates": self.replicates}

    @property
    def day(self) -> datetime.date:
        """The day whose borders are used: the last one of the window."""
        return timezone.localtime(self.window.until - datetime.timedelta(microseconds=1)).date()

    def reading(self, window: Window | None = None) -> dict[str, object]:
        """The parameters of statements that read acts."""
        window = window or self.window
        return {
            "town": self.town.pk,
            "window_from": window.start,
            "window_to": window.until,
            "process": self.process and self.process.pk,
        }


def months_before(until: datetime.datetime, months: int) -> Window:
    """The window of so many months that ends at a moment, on the same day of the month where there is one."""
    local = timezone.localtime(until)
    place = local.year * 12 + local.month - 1 - months
    year, month = divmod(place, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    start = local.replace(year=year, month=month + 1, day=day, fold=0)
    return Window(timezone.make_aware(start.replace(tzinfo=None)), until, months)


def days_between(first: datetime.date, last: datetime.date) -> Window:
    """From the first moment of a day to the last moment of another."""
    midnight = datetime.time()
    after = last + datetime.timedelta(days=1)
    return Window(
        timezone.make_aware(datetime.datetime.combine(first, midnight)),
        timezone.make_aware(datetime.datetime.combine(after, midnight)),
    )


def window_of(process: Process, now: datetime.datetime) -> Window:
    """A process's own days; up to now while it is open."""
    today = timezone.localtime(now).date()
    return days_between(process.opens_on, min(process.closes_on or today, today))


def earlier(window: Window) -> Window:
    """The window of the same length just before."""
    if window.months:
        return months_before(window.start, window.months)
    return Window(window.start - (window.until - window.start), window.start)
