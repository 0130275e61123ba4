"""Rounds of participatory budgeting as open data: their rules and money, and what came of the vote once it is told."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from budgeting.api.proposals import round_named
from budgeting.models import BallotKind, Completion, GroupShare, Pot, Round, RoundPhase, RoundResult, TallyRule, Utility
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.parameters import Query
from geo.models import Municipality
from geo.serializers import NamesField, problems
from geo.tenancy import in_town

RULE = ("rule", "utility", "completion")


class RoundPhaseSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(RoundPhase.Kind.choices)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True, help_text="the last day; null: until further notice")


class PotSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    names = NamesField()
    kind = serializers.ChoiceField(Pot.Kind.choices)
    money_cents = serializers.IntegerField()


class RoundSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="random")
    slug = serializers.CharField(help_text="its name in addresses")
    summary = NamesField()
    money_cents = serializers.IntegerField(help_text="of all pots together, in cents")
    has_vote = serializers.BooleanField()
    ballot = serializers.ChoiceField(BallotKind.choices)
    rule = serializers.ChoiceField(TallyRule.choices)
    utility = serializers.ChoiceField(Utility.choices)
    completion = serializers.ChoiceField(Completion.choices)
    threshold = serializers.IntegerField(help_text="fewer votes (or points) than this cannot win")
    pots = PotSerializer(many=True)
    phases = RoundPhaseSerializer(many=True)
    results_at = serializers.DateTimeField(allow_null=True, help_text="when the result was published")


class RoundListSerializer(serializers.Serializer[Any]):
    rounds = RoundSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class CountedSerializer(serializers.Serializer[Any]):
    """A proposal as the count left it. Money in euros, exact: whole, or a fraction as “1/3”."""

    proposal = serializers.IntegerField(help_text="number of the proposal")
    cost = serializers.CharField()
    votes = serializers.IntegerField()
    points = serializers.CharField()
    why = serializers.CharField(required=False, help_text="of a loser: what it missed")
    missing_money = serializers.CharField(allow_null=True, required=False)
    missing_support = serializers.CharField(allow_null=True, required=False)
    price = serializers.CharField(allow_null=True, required=False, help_text="of a winner: money for one unit of gain")


class PotCountSerializer(serializers.Serializer[Any]):
    pot = serializers.CharField(help_text="code")
    budget = serializers.CharField()
    votes = serializers.IntegerField(help_text="valid ballots")
    with_win = serializers.IntegerField(help_text="ballots with at least one winner")
    winners = CountedSerializer(many=True, help_text="in the order in which they won")
    losers = CountedSerializer(many=True)


class CountSerializer(serializers.Serializer[Any]):
    is_official = serializers.BooleanField(help_text="by the round's own rule; the others are for comparison")
    rule = serializers.ChoiceField(TallyRule.choices)
    utility = serializers.ChoiceField(Utility.choices)
    completion = serializers.ChoiceField(Completion.choices)
    pots = PotCountSerializer(many=True)


class GroupSerializer(serializers.Serializer[Any]):
    dimension = serializers.ChoiceField(GroupShare.Dimension.choices)
    key = serializers.CharField(allow_blank=True, help_text="code of an area, an age band or a channel")
    voters = serializers.IntegerField(allow_null=True)
    with_win = serializers.IntegerField(allow_null=True)
    suppressed = serializers.BooleanField(help_text="a number is hidden because it could tell of a person")


class RoundResultsSerializer(serializers.Serializer[Any]):
    round = serializers.CharField(help_text="slug")
    results_at = serializers.DateTimeField()
    ballots = serializers.IntegerField()
    ballots_hash = serializers.CharField(help_text="SHA-256 of the published file of ballots")
    ballots_url = serializers.CharField(help_text="that file")
    with_win = serializers.IntegerField(help_text="of all voters, those with at least one winner")
    counts = CountSerializer(many=True)
    groups = GroupSerializer(many=True)


class RoundsView(OpenView):
    @extend_schema(operation_id="budget_rounds", responses={200: RoundListSerializer, **problems()}, tags=["budget"])
    def get(self, request: Request, town: str) -> HttpResponse:
        """The published rounds of participatory budgeting, the newest first."""
        Query(request).done()
        here = town_named(town)
        with in_town(here):
            found = Round.objects.of(here).published().prefetch_related("pots", "phases").order_by("-made_at", "-pk")
            told = [_round(one) for one in found]
        counted = {"numberMatched": len(told), "numberReturned": len(told), "next": None}
        return public_answer(request, {"rounds": told, **counted})


class RoundView(OpenView):
    @extend_schema(operation_id="budget_round", responses={200: RoundSerializer, **problems()}, tags=["budget"])
    def get(self, request: Request, town: str, round: str) -> HttpResponse:
        """One published round: its rule, pots and phases."""
        Query(request).done()
        here = town_named(town)
        with in_town(here):
            return public_answer(request, _round(round_named(here, round)))


class RoundResultsView(OpenView):
    @extend_schema(
        operation_id="budget_results", responses={200: RoundResultsSerializer, **problems()}, tags=["budget"]
    )
    def get(self, request: Request, town: str, round: str) -> HttpResponse:
        """What a vote came to: winners in order, what the others missed, and other rules beside it. 404 until told."""
        Query(request).done()
        here = town_named(town)
        of = round_named(here, round)
        if of.results_at is None:
            raise Http404
        with in_town(here):
            results = list(RoundResult.objects.filter(round=of).prefetch_related("groups"))
        return public_answer(request, _results(request, here, of, results))


def _round(one: Round) -> dict[str, Any]:
    same = ("slug", "summary", "money_cents", "has_vote", "ballot", *RULE, "threshold")
    pots = [{name: getattr(pot, name) for name in ("code", "names", "kind", "money_cents")} for pot in one.pots.all()]
    phases = [
        {"kind": each.kind, "starts_on": str(each.starts_on), "ends_on": str(each.ends_on) if each.ends_on else None}
        for each in one.phases.all()
    ]
    plain = {name: getattr(one, name) for name in same}
    return {"id": one.public_id, **plain, "pots": pots, "phases": phases, "results_at": _moment(one.results_at)}


def _results(request: Request, town: Municipality, of: Round, results: list[RoundResult]) -> dict[str, Any]:
    official = next(result for result in results if result.is_official)
    return {
        "round": of.slug,
        "results_at": _moment(of.results_at),
        "ballots": official.ballots,
        "ballots_hash": official.ballots_hash,
        "ballots_url": request.build_absolute_uri(f"/{town.slug}/budget/{of.slug}/results/ballots.csv"),
        "with_win": official.detail["with_win"],
        "counts": [_count(result) for result in results],
        "groups": [_group(one) for one in official.groups.all()],
    }


def _count(result: RoundResult) -> dict[str, Any]:
    rule = {name: getattr(result, name) for name in RULE}
    return {"is_official": result.is_official, **rule, "pots": [_pot(pot) for pot in result.detail["pots"]]}


def _pot(pot: dict[str, Any]) -> dict[str, Any]:
    plain = {name: pot[name] for name in ("pot", "budget", "votes", "with_win")}
    winners = [_row(row, ("price",)) for row in pot["winners"]]
    return {
        **plain,
        "winners": winners,
        "losers": [_row(row, ("why", "missing_money", "missing_support")) for row in pot["losers"]],
    }


def _row(row: dict[str, Any], more: tuple[str, ...]) -> dict[str, Any]:
    return {"proposal": int(row["id"]), **{name: row[name] for name in ("cost", "votes", "points", *more)}}


def _group(one: GroupShare) -> dict[str, Any]:
    told = {"dimension": one.dimension, "key": one.key, "voters": one.voters, "with_win": one.with_win}
    return told | {"suppressed": one.voters is None or one.with_win is None}


def _moment(at: Any) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
