"""The rounds of a town as its list shows them: what goes on now, what comes, and what was."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from budgeting.allowing import kinds_on
from budgeting.models import Round, RoundPhase
from budgeting.words import phase_words


@dataclass(frozen=True)
class ListedRound:
    """A round on a day, with its phases read already."""

    round: Round
    today: datetime.date

    @cached_property
    def phases(self) -> list[RoundPhase]:
        return list(self.round.phases.all())

    @property
    def is_coming(self) -> bool:
        return bool(self.phases) and all(phase.starts_on > self.today for phase in self.phases)

    @property
    def is_over(self) -> bool:
        """Every phase has ended; without phases there is nothing to take part in either."""
        return all(phase.ends_on is not None and phase.ends_on < self.today for phase in self.phases)

    @property
    def now(self) -> list[tuple[str, datetime.date | None]]:
        """What it allows today in words, and until which day."""
        allowed = kinds_on(self.round, self.phases, self.today)
        return [
            (phase_words(phase.kind), phase.ends_on)
            for phase in self.phases
            if phase.kind in allowed and phase.starts_on <= self.today <= (phase.ends_on or self.today)
        ]

    @property
    def next(self) -> RoundPhase | None:
        return next((phase for phase in self.phases if phase.starts_on > self.today), None)

    @property
    def years(self) -> str:
        """The years it ran, such as 2025–2026."""
        days = [phase.starts_on for phase in self.phases] + [phase.ends_on for phase in self.phases if phase.ends_on]
        years = sorted({day.year for day in days})
        return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))


@dataclass(frozen=True)
class RoundsList:
    running: list[ListedRound]
    coming: list[ListedRound]
    earlier: list[ListedRound]


def listed(rounds: Iterable[Round], today: datetime.date) -> RoundsList:
    known = [ListedRound(one, today) for one in rounds]
    return RoundsList(
        running=[one for one in known if not one.is_over and not one.is_coming],
        coming=sorted((one for one in known if one.is_coming), key=lambda one: one.phases[0].starts_on),
        earlier=[one for one in known if one.is_over],
    )
