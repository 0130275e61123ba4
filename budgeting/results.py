"""A count as a RoundResult keeps it: everything exact, as text in JSON, and read back as what tally gave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from budgeting.models import RoundResult
from budgeting.tally import By, Comparison, Count, Loser, Price, Rule, Why, Winner


@dataclass(frozen=True)
class PotCount:
    """The count of one pot of money, and how many of its voters have at least one winner among what they chose."""

    pot: str
    count: Count
    with_win: int


def rule_that_made(result: RoundResult, threshold: int) -> Rule:
    """The rule of a stored count; a round's threshold holds for all that is counted of it."""
    return Rule(
        result.rule,  # type: ignore[arg-type]  # the columns' choices are the rule's words
        result.utility,  # type: ignore[arg-type]  # as above
        result.completion,  # type: ignore[arg-type]  # as above
        result.skips,
        threshold,
    )


def kept(pots: Iterable[PotCount], with_win: int) -> dict[str, Any]:
    """`with_win`: of all voters of the round, those with at least one winner in any pot."""
    return {"with_win": with_win, "pots": [_kept_pot(one) for one in pots]}


def read(detail: Mapping[str, Any], rule: Rule) -> tuple[PotCount, ...]:
    return tuple(_read_pot(one, rule) for one in detail["pots"])


def _kept_pot(one: PotCount) -> dict[str, Any]:
    count, versus = one.count, one.count.comparison
    return {
        "pot": one.pot,
        "with_win": one.with_win,
        "budget": str(count.budget),
        "votes": count.votes,
        "share": _text(count.share),
        "steps": count.steps,
        "winners": [_kept_row(winner) for winner in count.winners],
        "losers": [_kept_row(loser) for loser in count.losers],
        "prices": [_kept_row(price) for price in count.prices],
        "comparison": [versus.prefer_equal_shares, versus.prefer_greedy] if versus else None,
    }


def _kept_row(row: Winner | Loser | Price) -> dict[str, Any]:
    return {name: _text(value) if isinstance(value, Fraction) else value for name, value in vars(row).items()}


def _read_pot(said: Mapping[str, Any], rule: Rule) -> PotCount:
    count = Count(
        rule=rule,
        budget=Fraction(said["budget"]),
        votes=said["votes"],
        winners=tuple(_winner(row) for row in said["winners"]),
        losers=tuple(_loser(row) for row in said["losers"]),
        share=_number(said["share"]),
        steps=said["steps"],
        prices=tuple(_price(row) for row in said["prices"]),
        comparison=Comparison(*said["comparison"]) if said["comparison"] else None,
    )
    return PotCount(said["pot"], count, said["with_win"])


def _winner(row: Mapping[str, Any]) -> Winner:
    return Winner(**{**_numbers(row, ("cost", "points", "price", "most_paid", "average")), "by": By(row["by"])})


def _loser(row: Mapping[str, Any]) -> Loser:
    return Loser(**{**_numbers(row, ("cost", "points", "missing_money", "missing_support")), "why": Why(row["why"])})


def _price(row: Mapping[str, Any]) -> Price:
    return Price(**_numbers(row, ("price", "unit")))


def _numbers(row: Mapping[str, Any], exact: Sequence[str]) -> dict[str, Any]:
    return {name: _number(value) if name in exact else value for name, value in row.items()}


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _number(value: str | None) -> Fraction | None:
    return None if value is None else Fraction(value)
