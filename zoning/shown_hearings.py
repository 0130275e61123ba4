"""Hearings of one plan as its page shows them: what is open, what comes, what was, and what of it was changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zoning.models import Hearing, HearingChange, Plan
from zoning.notices import last_moment, takes_objections


class Standing(StrEnum):
    """Where a hearing stands on a day."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    ENDED = "ended"
    CANCELLED = "cancelled"

    @property
    def word(self) -> str | Promise:
        return _WORDS[self]


_WORDS = {
    Standing.DRAFT: _("Draft: only the desk sees it."),
    Standing.COMING: _("Coming"),
    Standing.OPEN: _("On display now"),
    Standing.ENDED: _("Ended"),
    Standing.CANCELLED: _("Cancelled"),
}


@dataclass(frozen=True)
class ShownHearing:
    """One hearing on a day, with the changes that were made after it was published."""

    hearing: Hearing
    standing: Standing
    changes: tuple[HearingChange, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN

    @property
    def takes_objections(self) -> bool:
        return takes_objections(self.hearing.kind)

    @property
    def last_moment(self) -> str:
        return last_moment(self.hearing)


def standing_on(hearing: Hearing, day: datetime.date) -> Standing:
    if hearing.published_at is None:
        return Standing.DRAFT
    if hearing.cancelled_at is not None:
        return Standing.CANCELLED
    if day < hearing.first_day:
        return Standing.COMING
    return Standing.OPEN if day <= hearing.last_day else Standing.ENDED


def hearings_of(plan: Plan, day: datetime.date, *, drafts: bool = False) -> list[ShownHearing]:
    """Newest first. Runs inside `in_town`."""
    rows = Hearing.objects.filter(plan=plan) if drafts else Hearing.objects.published().filter(plan=plan)
    found = list(rows.prefetch_related("changes").order_by("-first_day", "-pk"))
    for hearing in found:
        hearing.plan = plan
    return [_shown(hearing, day) for hearing in found]


def open_of(shown: Iterable[ShownHearing]) -> ShownHearing | None:
    return next((one for one in shown if one.is_open), None)


def _shown(hearing: Hearing, day: datetime.date) -> ShownHearing:
    return ShownHearing(hearing, standing_on(hearing, day), tuple(hearing.changes.all()))
