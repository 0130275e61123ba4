"""What goes into a count and what comes out of it.

Money, points and prices are exact: `int`, `Decimal` or `Fraction` in, `Fraction` out. A float is refused, because it
has lost what was meant before the count begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

Exact = int | Decimal | Fraction
RuleName = Literal["greedy", "equal-shares"]
Utility = Literal["cost", "cardinality", "points"]
Completion = Literal["none", "add1", "add1u", "add1-comparison"]
Ties = Literal["cheaper", "number"]

RULES: tuple[RuleName, ...] = ("greedy", "equal-shares")
UTILITIES: tuple[Utility, ...] = ("cost", "cardinality", "points")
COMPLETIONS: tuple[Completion, ...] = ("none", "add1", "add1u", "add1-comparison")
TIES: tuple[Ties, ...] = ("cheaper", "number")
FINEST = 30  # digits before or after the point: a Decimal of a short text may have a billion
MOST = 10**15  # a sum of money or of points above this is a slip of the pen, and would break the quick arithmetic


def exact(number: Exact) -> Fraction:
    if isinstance(number, bool) or not isinstance(number, int | Decimal | Fraction):
        raise TypeError(f"{number!r} is not exact: give an int, a Decimal or a Fraction")
    if isinstance(number, Decimal) and not (number.is_finite() and -FINEST <= number.adjusted() <= FINEST):
        raise ValueError(f"{number} is not an amount")
    fraction = Fraction(number)
    if abs(fraction) > MOST:
        raise ValueError(f"{number} is more than {MOST}")
    return fraction


@dataclass(frozen=True)
class Project:
    """A thing that can be voted for. Of the projects that share a group, at most one wins."""

    id: str
    cost: Fraction
    pot: str | None = None
    groups: frozenset[str] = frozenset()

    def __init__(self, id: str, cost: Exact, pot: str | None = None, groups: Iterable[str] = ()) -> None:  # noqa: A002 - the word of the files and of the API
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "cost", exact(cost))
        object.__setattr__(self, "pot", pot)
        object.__setattr__(self, "groups", frozenset(groups))
        if self.cost < 0:
            raise ValueError(f"project {id} costs less than nothing")


@dataclass(frozen=True)
class Rule:
    """How ballots become winners.

    `threshold` is the least support a project needs: votes, or points where the utility is points. `skipping` belongs
    to greedy: with it, a project that does not fit is passed over; without it, the count stops there. `ends_when_full`
    belongs to add1: raising ends as soon as nothing more fits; without it, only when the next step would overspend.
    `ties`: the cheaper project first, then the id as text; or the id alone, ids
    of digits by their number. Greedy has spent what can be spent, so a completion adds nothing to it.
    """

    rule: RuleName = "greedy"
    utility: Utility = "cost"
    completion: Completion = "none"
    skipping: bool = True
    threshold: Exact = 0
    ends_when_full: bool = True
    ties: Ties = "cheaper"

    def __post_init__(self) -> None:
        allowed: tuple[tuple[str, tuple[str, ...]], ...] = (
            (self.rule, RULES),
            (self.utility, UTILITIES),
            (self.completion, COMPLETIONS),
            (self.ties, TIES),
        )
        for value, known in allowed:
            if value not in known:
                raise ValueError(f"“{value}” is none of {', '.join(known)}")
        exact(self.threshold)


class By(StrEnum):
    """What made a project win."""

    GREEDY = "greedy"
    EQUAL_SHARES = "equal-shares"
    COMPLETION = "completion"  # equal shares had money left, and this was next by votes


class Why(StrEnum):
    """Why a project did not win."""

    TOO_LITTLE_SUPPORT = "too_little_support"  # below the rule's threshold
    NOBODY = "nobody"  # equal shares: no voter supports it
    DID_NOT_FIT = "did_not_fit"  # greedy: the money left did not cover it
    STOPPED_BEFORE = "stopped_before"  # greedy without skipping: the count had ended
    SUPPORTERS_MONEY = "supporters_money"  # equal shares: its supporters' shares did not cover it
    EXCLUDED = "excluded"  # an alternative of the same group won


@dataclass(frozen=True)
class Winner:
    """A project that won, and what it took.

    `price` is ρ, the money for one unit of utility: a supporter paid min(what they had left, ρ · utility). Under the
    cost utility ρ · cost, under cardinality ρ itself is what everybody paid who could; `most_paid` says that sum (for
    points: the most that one voter paid). Nobody pays under greedy: there `price` and `average` are what the project
    costs for one unit of support and for one supporter. Without a supporter both are None. A winner of a completion
    was paid from what was left, so its `price` is None.
    """

    id: str
    cost: Fraction
    by: By
    votes: int
    points: Fraction
    payers: int
    price: Fraction | None
    most_paid: Fraction | None
    average: Fraction | None


@dataclass(frozen=True)
class Loser:
    """A project that did not win, and what it missed.

    `missing_money`: what its supporters (or the pot, when its turn came) lacked. `missing_support`: how much more
    support would have been enough; None where no support would have been. `because_of`: the winner that excludes it,
    or the project at which a count without skipping stopped.
    """

    id: str
    cost: Fraction
    votes: int
    points: Fraction
    why: Why
    missing_money: Fraction | None = None
    missing_support: Fraction | None = None
    because_of: str | None = None


@dataclass(frozen=True)
class Comparison:
    """add1-comparison: how many voters prefer which outcome, and which one stands."""

    prefer_equal_shares: int
    prefer_greedy: int

    @property
    def greedy_stands(self) -> bool:
        return self.prefer_greedy > self.prefer_equal_shares


@dataclass(frozen=True)
class Price:
    """What a browser needs of one winner to say what a ballot paid: see `receipts.bought`."""

    id: str
    price: Fraction  # ρ
    unit: Fraction | None  # the utility of one supporter; None: the points given


@dataclass(frozen=True)
class Count:
    rule: Rule
    budget: Fraction
    votes: int
    winners: tuple[Winner, ...]
    losers: tuple[Loser, ...]
    share: Fraction | None = None  # equal shares: what each voter could spend in the end
    steps: int = 0  # by how many units of money add1 raised it
    prices: tuple[Price, ...] = ()
    comparison: Comparison | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(winner.id for winner in self.winners)

    @property
    def cost(self) -> Fraction:
        return sum((winner.cost for winner in self.winners), Fraction())

    @property
    def money_left(self) -> Fraction:
        return self.budget - self.cost

    @property
    def effective_price(self) -> dict[str, Fraction | None]:
        return {winner.id: winner.price for winner in self.winners}
