"""Participatory budgeting on an area's page: proposals about places there, what is being built, and how many voted.

How many voted is what was published with the result, under disclosure control; of a vote that is going on nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from budgeting.models import GroupShare, PublishedProposal, Round
from frontend.budget.after_page import Work, works_near
from geo.models import Area, Municipality

MOST_ROUNDS = 4


@dataclass(frozen=True)
class RoundHere:
    """A round's published proposals about an area, and its voters who live there: `voters` None is not told."""

    round: Round
    proposals: int
    cents: int
    has_result: bool
    voters: int | None


@dataclass(frozen=True)
class AreaBudget:
    """`code` is what lists of proposals can be narrowed by; empty where the area is none of the town's home set."""

    code: str
    rounds: Sequence[RoundHere]
    works: Sequence[Work]


def budget_in(town: Municipality, area: Area) -> AreaBudget:
    """Of the newest rounds; an area of another set than the town's home set is the areas that it holds. In town."""
    rounds = list(Round.objects.of(town).published().select_related("process").order_by("-process__opens_on")[:20])
    if not rounds:
        return AreaBudget("", (), ())
    holds = Area.objects.filter(Q(pk=area.pk) | Q(parent=area), area_set__kind=town.home_set)
    areas = dict(holds.values_list("pk", "code"))
    counted = _counted(town, list(areas))
    code = areas.get(area.pk, "")
    voters = _voters(rounds, code) if code else {}
    here = [
        RoundHere(one, *counted.get(one.pk, (0, 0)), one.pk in voters, voters.get(one.pk))
        for one in rounds
        if one.pk in counted or one.pk in voters
    ]
    return AreaBudget(code, here[:MOST_ROUNDS], works_near(town, list(areas)))


def _counted(town: Municipality, areas: Sequence[int]) -> dict[int, tuple[int, int]]:
    rows = PublishedProposal.objects.filter(municipality=town, area_id__in=areas).order_by()
    found = rows.values_list("round_id").annotate(Count("pk"), Sum("cost_cents", default=0))
    return {of: (count, cents) for of, count, cents in found}


def _voters(rounds: Sequence[Round], code: str) -> dict[int, int | None]:
    """By round whose result is published; None where the number would tell of persons."""
    told = [one.pk for one in rounds if one.results_at is not None]
    shares = GroupShare.objects.filter(
        result__round__in=told, result__is_official=True, dimension=GroupShare.Dimension.AREA, key=code
    )
    return dict(shares.values_list("result__round_id", "voters"))
