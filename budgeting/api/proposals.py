"""Proposals of a round as open data: what is published of them, with their places and costs."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models.functions import AsWKB
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from budgeting.models import Proposal, PublishedProposal, Round
from budgeting.shown import Wanted, home_areas, proposals_shown
from geo.api import cursors
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import CURSOR, LIMIT, Query
from geo.models import Municipality
from geo.serializers import CollectionSerializer, GeometryField, NamesField, collection, problems, shapes
from geo.tenancy import in_town

AREA = OpenApiParameter("area", OpenApiTypes.STR, description="code of an area of the home set; “none”: in no area")
THEME = OpenApiParameter("theme", OpenApiTypes.STR, description="code of a theme of the round")
POT = OpenApiParameter("pot", OpenApiTypes.STR, description="code of a pot of the round")
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=Proposal.State.values)
FILTERS = (AREA, THEME, POT, STATE, LIMIT, CURSOR)
DOOR = "budget-proposals"


class ProposalPropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="random")
    number = serializers.IntegerField(help_text="in its round")
    state = serializers.CharField(help_text="how far it has come, as in the parameter `state`")
    titles = NamesField()
    texts = NamesField()
    pot = serializers.CharField(allow_blank=True)
    theme = serializers.CharField(allow_blank=True)
    area = serializers.CharField(allow_null=True, help_text="code of the area of the home set")
    cost_cents = serializers.IntegerField(allow_null=True, help_text="investment, in cents")
    yearly_cents = serializers.IntegerField(allow_null=True, help_text="what keeping it costs in a year, in cents")
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ProposalSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = ProposalPropertiesSerializer()


class ProposalCollectionSerializer(CollectionSerializer):
    features = ProposalSerializer(many=True)


class ProposalsView(OpenView):
    @extend_schema(
        operation_id="budget_proposals",
        parameters=list(FILTERS),
        responses={(200, "application/geo+json"): ProposalCollectionSerializer, **problems()},
        tags=["budget"],
    )
    def get(self, request: Request, town: str, round: str) -> HttpResponse:
        """The published proposals of a round, by number. Those joined or split are given when their state is asked."""
        here, query = town_named(town), Query(request, FILTERS)
        wanted = Wanted(query.one("area"), query.one("theme"), query.one("pot"), _state(query))
        limit, cursor = query.limit(), query.one("cursor")
        query.done()
        found = proposals_shown(here, round_named(here, round), wanted)
        page = found.filter(number__gt=cursors.opened(DOOR, cursor)[0]) if cursor else found
        rows = list(page.annotate(wkb=AsWKB("geom")).defer("geom")[: limit + 1])
        following = None
        if len(rows) > limit:
            following = next_address(request, cursors.sealed(DOOR, [rows[limit - 1].number]))
        return public_answer(request, collection(_features(here, rows[:limit]), found.count(), following))


class ProposalView(OpenView):
    @extend_schema(
        operation_id="budget_proposal",
        responses={(200, "application/geo+json"): ProposalSerializer, **problems()},
        tags=["budget"],
    )
    def get(self, request: Request, town: str, round: str, number: int) -> HttpResponse:
        """One published proposal, in whatever state it is."""
        Query(request).done()
        here = town_named(town)
        rows = PublishedProposal.objects.filter(round_id=round_named(here, round).pk, number=number)
        found = rows.annotate(wkb=AsWKB("geom")).defer("geom").first()
        if found is None:
            raise Http404
        return public_answer(request, _features(here, [found])[0])


def round_named(town: Municipality, slug: str) -> Round:
    """A published round of the town, for those who read what is published of it."""
    with in_town(town):
        found: Round | None = Round.objects.of(town).published().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _state(query: Query) -> str:
    return next(iter(query.many("state", Proposal.State.values)), "")


def _features(town: Municipality, rows: list[Any]) -> list[dict[str, Any]]:
    areas = {area.pk: area.code for area in home_areas(town)}
    drawn = shapes([row.wkb for row in rows])
    return [
        {"type": "Feature", "id": row.public_id, "geometry": shape, "properties": _properties(row, areas)}
        for row, shape in zip(rows, drawn, strict=True)
    ]


def _properties(row: PublishedProposal, areas: dict[int, str]) -> dict[str, Any]:
    same = ("number", "state", "titles", "texts", "pot", "theme", "cost_cents", "yearly_cents")
    days = {name: getattr(row, name).isoformat().replace("+00:00", "Z") for name in ("published_at", "updated_at")}
    area = areas.get(row.area_id or 0)
    return {"id": row.public_id, **{name: getattr(row, name) for name in same}, "area": area, **days}
