"""Participatory budgeting on an area's page: proposals about places there, what is being built, and how many voted.

How many voted is what was published with the result, under disclosure control; of a vote that is going on nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from budgeting.models import GroupShare, PublishedProposal, Round
from frontend.area_reading import AreaAmongOthers
from frontend.budget.after_page import AFTER_DECIDING, Work, works_near
from geo.models import Municipality

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


def budget_in(town: Municipality, among: AreaAmongOthers) -> AreaBudget:
    """Of the newest rounds; an area of another set than the town's home set is the areas that it holds. In town."""
    areas = among.of_home_set(town)
    code = areas.get(among.area.pk, "")
    rounds = list(_rounds(town, list(areas), code))
    if not rounds:
        return AreaBudget("", (), ())
    here = [
        RoundHere(one, one.proposals_here, one.cents_here, one.has_share_here, one.voters_here)
        for one in rounds
        if one.proposals_here or one.has_share_here
    ]
    is_built = any(one.is_built_here for one in rounds)
    return AreaBudget(code, here[:MOST_ROUNDS], works_near(town, list(areas)) if is_built else ())


def _rounds(town: Municipality, areas: Sequence[int], code: str) -> QuerySet[Any, Any]:
    """With what each has here: published proposals, and how many voted where its result tells that of the area."""
    in_areas = PublishedProposal.objects.filter(municipality=town, area_id__in=areas)
    of_round = in_areas.filter(round_id=OuterRef("pk")).order_by().values("round_id")
    published = GroupShare.objects.filter(result__is_official=True, result__round__results_at__isnull=False)
    of_area = published.filter(result__round=OuterRef("pk"), dimension=GroupShare.Dimension.AREA, key=code)
    shares = of_area if code else GroupShare.objects.none()
    found: QuerySet[Any, Any] = (
        Round.objects.of(town)
        .published()
        .select_related("process")
        .annotate(
            proposals_here=Coalesce(Subquery(of_round.annotate(n=Count("pk")).values("n")), 0),
            cents_here=Coalesce(Subquery(of_round.annotate(cents=Sum("cost_cents")).values("cents")), Value(0)),
            is_built_here=Exists(in_areas.filter(state__in=AFTER_DECIDING)),
            has_share_here=Exists(shares),
            voters_here=Subquery(shares.values("voters")[:1]),
        )
        .order_by("-process__opens_on")[:20]
    )
    return found
