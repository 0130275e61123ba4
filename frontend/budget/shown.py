"""A round as somebody reads it, or as one of the staff works on it, on a day in Finland."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest

from accounts.models import User
from budgeting.allowing import kinds_on
from budgeting.models import Pot, Round, RoundPhase, RoundTheme
from frontend.pages import Page
from geo.models import Municipality


@dataclass(frozen=True)
class ShownRound:
    """A published round on its public page. What several parts ask of it is read once."""

    request: HttpRequest
    page: Page
    town: Municipality
    round: Round
    today: datetime.date

    @cached_property
    def phases(self) -> list[RoundPhase]:
        return list(self.round.phases.all())

    @cached_property
    def pots(self) -> list[Pot]:
        return list(self.round.pots.select_related("area"))

    @cached_property
    def themes(self) -> list[RoundTheme]:
        return list(self.round.themes.all())

    @cached_property
    def allowed(self) -> frozenset[str]:
        """What may be done in the round today: kinds of RoundPhase."""
        return kinds_on(self.round, self.phases, self.today)


@dataclass(frozen=True)
class DeskRound(ShownRound):
    """A round at the desk, also one that is not published; `may_keep` is false for those who only enter or cost."""

    user: User
    may_keep: bool
