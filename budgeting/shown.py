"""What everybody may see of a round's proposals: the list by area and theme, and the sums of its areas."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Count, Q, QuerySet, Sum

from budgeting.models import Proposal, PublishedProposal, Round
from geo.models import Area, AreaSet, Municipality
from zoning.clock import town_today

State = Proposal.State
# What was joined or split lives on in another one; it is found by its number and by its state.
PASSED_ON = (State.MERGED, State.SPLIT)
NOWHERE = "none"
HERE_M, MOST_HERE = 100, 10


@dataclass(frozen=True)
class Wanted:
    """What of a round is asked for; empty: all of it. `area` is a code of the home set, or "none" for no area."""

    area: str = ""
    theme: str = ""
    pot: str = ""
    state: str = ""
    words: str = ""


@dataclass(frozen=True)
class AreaSum:
    """How many proposals of a round lie in an area, and what they would cost; `area` is None for those in none."""

    area: Area | None
    proposals: int
    cost_cents: int


def proposals_shown(town: Municipality, of: Round, wanted: Wanted | None = None) -> QuerySet[PublishedProposal]:
    """The published proposals of a round, in the order of their numbers."""
    asked = wanted or Wanted()
    found = PublishedProposal.objects.filter(municipality=town, round_id=of.pk).order_by("number")
    found = found.filter(state=asked.state) if asked.state else found.exclude(state__in=PASSED_ON)
    if asked.area == NOWHERE:
        found = found.filter(area_id=None)
    elif asked.area:
        home = home_areas(town)
        found = found.filter(area_id__in=[area.pk for area in home if area.code == asked.area])
    for name in ("theme", "pot"):
        if value := getattr(asked, name):
            found = found.filter(**{name: value})
    if asked.words.strip():
        words = asked.words.strip()[:100]
        found = found.filter(Q(titles__icontains=words) | Q(texts__icontains=words))
    return found


def proposals_at(town: Municipality, place: GEOSGeometry) -> list[PublishedProposal]:
    """What was proposed at a place (EPSG:3067), or so near that it is about the same: the newest round first."""
    here = PublishedProposal.objects.filter(municipality=town, geom__dwithin=(place, HERE_M))
    return list(here.exclude(state__in=PASSED_ON).order_by("-round_id", "number")[:MOST_HERE])


def home_areas(town: Municipality) -> list[Area]:
    """The areas that people name as home, as they are drawn today. Read once for a request, as long as `town` lives."""
    known: dict[str, list[Area]] = town.__dict__.setdefault("_budget_areas", {})
    if "them" not in known:
        home = AreaSet.objects.valid_on(town, town.home_set, town_today()) if town.home_set else None
        known["them"] = list(home.areas.defer("geom").order_by("code")) if home else []
    return known["them"]


def sums_by_area(town: Municipality, found: QuerySet[PublishedProposal]) -> list[AreaSum]:
    """Each area of the home set with its proposals and their cost, and last those that lie in none."""
    rows = found.order_by().values("area_id").annotate(n=Count("pk"), cents=Sum("cost_cents", default=0))
    sums = {row["area_id"]: (row["n"], row["cents"]) for row in rows}
    known = home_areas(town)
    told = [AreaSum(area, *sums.pop(area.pk, (0, 0))) for area in known]
    rest = AreaSum(None, sum(n for n, _cents in sums.values()), sum(cents for _n, cents in sums.values()))
    return [*told, rest] if rest.proposals else told
