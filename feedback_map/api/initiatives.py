"""Residents' initiatives, as everybody reads them; and sending one."""

from __future__ import annotations

import datetime
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Q
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from delivery.api import Repeatable, done_once
from delivery.services import Limit, address_of, demand
from feedback_map.api.desk_acts import VersionRequired
from feedback_map.api.initiative_shapes import (
    STATES,
    InitiativeCollectionSerializer,
    InitiativeSerializer,
    NewInitiativeSerializer,
    OwnInitiativeSerializer,
    SentInitiativeSerializer,
    initiative_features,
    own_record,
)
from feedback_map.api.sending import SEND_PROBLEMS, TOKEN, participant_token
from feedback_map.forms import initiative_message
from feedback_map.models import PublishedInitiative
from feedback_map.permissions import MOST_FROM_AN_ADDRESS
from feedback_map.services.initiatives import InitiativeWords, forget_maker, initiative_by_key, make_initiative
from geo.api import cursors
from geo.api.answers import OpenView, is_as_seen, json_of, private_answer, public_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import CURSOR, IF_MATCH, LIMIT, Query
from geo.models import SRID, Municipality
from geo.serializers import collection, problems
from geo.tenancy import in_town

STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=STATES, description="only those in this state")
DOOR = "initiatives"


class InitiativesView(OpenView):
    @extend_schema(
        operation_id="initiatives",
        parameters=[STATE, LIMIT, CURSOR],
        responses={(200, "application/geo+json"): InitiativeCollectionSerializer, **problems()},
        tags=["initiatives"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Residents' initiatives that are shown, the newest first, with their answers."""
        query = Query(request, [STATE, LIMIT, CURSOR])
        state = query.choice("state", ("", *STATES)) if query.one("state") else ""
        limit, cursor = query.limit(), query.one("cursor")
        query.done()
        known = PublishedInitiative.objects.filter(municipality=town_named(town))
        found = known.filter(state=state) if state else known
        rows = list(_after(found, cursor)[: limit + 1])
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            following = next_address(request, cursors.sealed(DOOR, [last.published_at.isoformat(), last.pk]))
        return public_answer(request, collection(initiative_features(rows[:limit]), found.count(), following))

    @extend_schema(
        operation_id="send_initiative",
        parameters=[TOKEN],
        request={"application/json": NewInitiativeSerializer, "application/geo+json": NewInitiativeSerializer},
        responses={201: SentInitiativeSerializer, **SEND_PROBLEMS},
        tags=["initiatives"],
    )
    def post(self, request: Request, town: str) -> HttpResponse:
        """Make an initiative. It is public once somebody in the town has looked at it, and is answered in any case."""
        Query(request).done()
        here, token = town_named(town), participant_token(request)
        words = _words(json_of(request))
        demand(Limit("initiatives", address_of(request._request), MOST_FROM_AN_ADDRESS))
        sent = Repeatable(f"api {town} initiatives", token or "", request._request.body)
        return done_once(request, sent, lambda: _made(request, here, words, token))


class InitiativeView(OpenView):
    @extend_schema(
        operation_id="initiative",
        responses={(200, "application/geo+json"): InitiativeSerializer, **problems()},
        tags=["initiatives"],
    )
    def get(self, request: Request, town: str, initiative: str) -> HttpResponse:
        """One initiative with everything that was done about it."""
        Query(request).done()
        found = PublishedInitiative.objects.filter(municipality=town_named(town), public_id=initiative).first()
        if found is None:
            raise Http404
        return public_answer(request, initiative_features([found])[0])


class OwnInitiativeView(OpenView):
    @extend_schema(
        operation_id="own_initiative",
        responses={200: OwnInitiativeSerializer, **problems()},
        tags=["initiatives"],
    )
    def get(self, request: Request, town: str, key: str) -> HttpResponse:
        """One's own initiative by its key, shown or not: how far it has come."""
        Query(request).done()
        return private_answer(_own(town_named(town), key))

    @extend_schema(
        operation_id="forget_maker",
        parameters=[IF_MATCH],
        responses={204: None, **problems(412, 428)},
        tags=["initiatives"],
    )
    def delete(self, request: Request, town: str, key: str) -> HttpResponse:
        """Have the maker's name and addresses erased at once. The initiative stays, and is answered where it stands."""
        Query(request).done()
        here = town_named(town)
        if not is_as_seen(request, _own(here, key)):
            raise VersionRequired
        forget_maker(town=here, key=key)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _own(town: Municipality, key: str) -> dict[str, Any]:
    with in_town(town):
        found = initiative_by_key(town=town, key=key)
        if found is None:
            raise Http404
        return own_record(found, list(found.steps.all()))


def _after(found: Any, cursor: str) -> Any:
    if not cursor:
        return found
    moment, last = cursors.opened(DOOR, cursor)
    at = datetime.datetime.fromisoformat(str(moment))
    return found.filter(Q(published_at__lt=at) | Q(published_at=at, initiative_id__lt=last))


def _words(value: Any) -> InitiativeWords:
    said = initiative_message(value)
    shape = said.pop("geometry")
    place = None if shape is None else GEOSGeometry(shapely.to_wkb(shape, hex=True), srid=SRID)
    return InitiativeWords(place=place, **said)


def _made(request: Request, town: Municipality, words: InitiativeWords, token: str | None) -> HttpResponse:
    made = make_initiative(town=town, words=words, token=token)
    told = {
        "id": made.initiative.public_id,
        "state": made.initiative.state,
        "received_at": made.initiative.received_at.isoformat(),
        "key": made.key,
        "own_url": request.build_absolute_uri(f"/{town.slug}/initiatives/mine/{made.key}"),
        "participant_token": made.participant_token,
    }
    return private_answer(told, status=201)
