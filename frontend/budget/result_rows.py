"""What a result's page has rows of: proposals with their words, pots, and rules side by side."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from budgeting.explaining import in_euros
from budgeting.models import Pot, Proposal, RoundResult
from budgeting.poll import CENTS
from budgeting.results import PotCount
from budgeting.tally import By, Loser, Winner
from frontend.charts.money_used import MoneyUsed, Used


@dataclass(frozen=True)
class ToldRow:
    """A proposal with what the count says of it in words; `number` is a winner's place, none for the others."""

    id: str
    proposal: Proposal
    name: str
    cost_cents: int
    words: str
    row: Winner | Loser
    number: int | None = None
    paid: str = ""

    @property
    def is_from_the_rest(self) -> bool:
        return isinstance(self.row, Winner) and self.row.by == By.COMPLETION

    @property
    def support(self) -> str:
        points = self.row.points
        return str(points.numerator) if points.denominator == 1 else f"{float(points):.2f}"

    @property
    def average(self) -> str:
        return in_euros(self.row.average) if isinstance(self.row, Winner) else ""

    @property
    def most(self) -> str:
        return in_euros(self.row.most_paid) if isinstance(self.row, Winner) else ""


@dataclass(frozen=True)
class ToldPot:
    """One pot of money: its winners in the order in which they won, and the others in the order of their numbers."""

    pot: Pot
    name: str
    counted: PotCount
    winners: tuple[ToldRow, ...]
    losers: tuple[ToldRow, ...]

    @property
    def spent_cents(self) -> int:
        return in_cents(self.counted.count.cost)

    @property
    def left_cents(self) -> int:
        return self.pot.money_cents - self.spent_cents

    @property
    def share(self) -> str:
        share = self.counted.count.share
        return "" if share is None else in_euros(share)

    @property
    def votes(self) -> int:
        return self.counted.count.votes

    @property
    def rows(self) -> list[ToldRow]:
        """All that could be chosen, in the order of numbers."""
        return sorted([*self.winners, *self.losers], key=lambda row: row.proposal.number)

    @property
    def picture(self) -> MoneyUsed:
        used = tuple(Used(row.number or 0, row.name, row.cost_cents, row.is_from_the_rest) for row in self.winners)
        return MoneyUsed(f"money-{self.pot.code}", used, self.pot.money_cents, _("How the money is used"))


@dataclass(frozen=True)
class OtherRule:
    """What the same ballots come to under a rule."""

    result: RoundResult
    name: str
    meaning: str
    winners: frozenset[str]
    cost_cents: int

    @property
    def share(self) -> float:
        return self.result.detail["with_win"] / self.result.ballots if self.result.ballots else 0.0


@dataclass(frozen=True)
class RuleRow:
    """A proposal, and whether it wins under each rule, in the order of the rules."""

    name: str
    wins: tuple[bool, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.wins)) > 1


def in_cents(euros: Fraction) -> int:
    return round(euros * CENTS)
