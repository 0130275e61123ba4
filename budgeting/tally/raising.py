"""Completion add1: every voter's share grows by one unit of money at a time.

    share(0) = budget / voters; share(k + 1) = share(k) + 1
    stop at k when the outcome at k + 1 would cost more than the budget, or when nothing more fits at k

"Nothing more fits": every project that did not win (and is not excluded by a winner) costs more than what is left. It
also ends when everything that anybody supports has won or is excluded, for then no share buys more.

The steps are not walked one by one where `EqualShares.same_until` proves that a stretch of them has one outcome; so the
result is that of single steps, and a budget of 120 million with 1,600 voters is no harder than one of 100,000.
"""

from __future__ import annotations

from dataclasses import dataclass

from budgeting.tally.equal_shares import EqualShares, Purchases
from budgeting.tally.question import Question

FARTHEST = 2**62


@dataclass(frozen=True)
class Raised:
    purchases: Purchases
    steps: int


def raised(question: Question, method: EqualShares, plain: Purchases) -> Raised:
    now, steps, stride = plain, 0, 1
    while not _ended(question, now):
        while stride > 1:
            same = method.same_until(now, now.share + stride)
            if same is None:
                stride //= 2
            else:
                now, steps, stride = same, steps + stride, min(stride * 2, FARTHEST)
        following = method.under(now.share + 1)
        if _spent(question, following) > question.budget * question.support.scale:
            break
        stride = 2 if following.order == now.order else 1
        now, steps = following, steps + 1
    return Raised(now, steps)


def _spent(question: Question, purchases: Purchases) -> int:
    return sum(question.support.costs[place] for place in purchases.order)


def _ended(question: Question, now: Purchases) -> bool:
    support = question.support
    out = set(now.order).union(*(support.rivals[place] for place in now.order))
    open_still = [place for place in question.counted if place not in out]
    if not any(support.votes[place] for place in open_still):
        return True
    left = question.budget * support.scale - _spent(question, now)
    return question.rule.ends_when_full and all(support.costs[place] > left for place in open_still)
