"""What a voter has chosen so far: read from a form, reckoned up, and held against the ballot's limits.

A mark is 1 on ballots that choose, the points on ballots that share out points, and the place on ballots that rank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgeting.models import BallotKind
from frontend.budget.offered import Choosable, Offered, Purse
from frontend.templatetags.money import euros

CHOOSE, MARK = "choose", "mark_"
MOST_DIGITS = 4


@dataclass(frozen=True)
class Chosen:
    marks: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.marks)


@dataclass(frozen=True)
class Spent:
    """How much of a pot is chosen already."""

    purse: Purse
    spent_cents: int

    @property
    def left_cents(self) -> int:
        return self.purse.money_cents - self.spent_cents

    @property
    def is_over(self) -> bool:
        return self.left_cents < 0


def chosen_in(data: QueryDict, offered: Offered) -> Chosen:
    """What a form says. Proposals that are not on the ballot, and marks that are no numbers, are left out."""
    if offered.kind in (BallotKind.APPROVAL, BallotKind.KNAPSACK):
        said = set(data.getlist(CHOOSE))
        return Chosen({one.id: 1 for one in offered.choices if one.id in said})
    marks = ((one.id, _number(data.get(f"{MARK}{one.id}", ""))) for one in offered.choices)
    return Chosen({name: mark for name, mark in marks if mark})


def chosen_before(offered: Offered, choices: Sequence[int], points: Sequence[int]) -> Chosen:
    """A ballot that was cast, as its form would say it."""
    marks = {
        BallotKind.POINTS: list(points),
        BallotKind.RANKING: list(range(1, len(choices) + 1)),
    }.get(BallotKind(offered.kind), [1] * len(choices))
    known = ((offered.by_pk.get(pk), mark) for pk, mark in zip(choices, marks, strict=False))
    return Chosen({one.id: mark for one, mark in known if one is not None})


def in_order(offered: Offered, chosen: Chosen) -> list[tuple[Choosable, int]]:
    """By place on a ranking, else by number, with the marks."""
    rows = [(one, chosen.marks[one.id]) for one in offered.choices if one.id in chosen.marks]
    return sorted(rows, key=lambda row: row[1]) if offered.kind == BallotKind.RANKING else rows


def for_casting(offered: Offered, chosen: Chosen) -> tuple[list[int], list[int]]:
    """Proposals and points as a ballot holds them."""
    rows = in_order(offered, chosen)
    points = [mark for _one, mark in rows] if offered.kind == BallotKind.POINTS else []
    return [one.pk for one, _mark in rows], points


def fields_of(offered: Offered, chosen: Chosen) -> list[tuple[str, str, str]]:
    """The choices as fields of a form: name, value, and the id of the proposal."""
    if offered.kind in (BallotKind.APPROVAL, BallotKind.KNAPSACK):
        return [(CHOOSE, name, name) for name in chosen.marks]
    return [(f"{MARK}{name}", str(mark), name) for name, mark in chosen.marks.items()]


def spending(offered: Offered, chosen: Chosen) -> list[Spent]:
    spent = Counter[str]()
    for one, _mark in in_order(offered, chosen):
        spent[one.pot] += one.cost_cents
    return [Spent(purse, spent[purse.code]) for purse in offered.purses]


def wrong_with(offered: Offered, chosen: Chosen) -> list[str]:
    """Why it cannot be cast yet, in words; nothing when it can."""
    if not chosen:
        return [_("Nothing is chosen yet. Choose at least one proposal.")]
    return [*_too_many(offered, chosen), *_too_dear(offered, chosen), *_wrong_marks(offered, chosen)]


def _too_many(offered: Offered, chosen: Chosen) -> list[str]:
    most, n = offered.round.most_choices, len(chosen.marks)
    if not most or n <= most:
        return []
    told = ngettext("You may choose %(most)s proposal.", "You may choose at most %(most)s proposals.", most)
    return [told % {"most": most} + " " + _("You have chosen %(n)s. Take some away.") % {"n": n}]


def _too_dear(offered: Offered, chosen: Chosen) -> list[str]:
    if not offered.spends:
        return []
    return [
        _("%(pot)s: what you chose costs %(over)s more than there is. Take something away.")
        % {"pot": spent.purse.name, "over": euros(-spent.left_cents)}
        for spent in spending(offered, chosen)
        if spent.is_over
    ]


def _wrong_marks(offered: Offered, chosen: Chosen) -> list[str]:
    given, total = sum(chosen.marks.values()), offered.round.points_total or 0
    if offered.kind == BallotKind.POINTS and given > total:
        return [_("You gave %(given)s points and have %(total)s. Take some away.") % {"given": given, "total": total}]
    if offered.kind != BallotKind.RANKING:
        return []
    twice = sorted(place for place, times in Counter(chosen.marks.values()).items() if times > 1)
    return [_("Two proposals have place %(place)s. Give each its own.") % {"place": place} for place in twice]


def _number(text: str) -> int:
    said = text.strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS else 0
