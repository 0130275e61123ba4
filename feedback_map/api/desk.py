"""The desk over the wire: the queue, one message, its history, what is done to it, and what is done to many."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts.models import Scope, User
from accounts.permissions import may_answer
from delivery.api import Repeatable, done_once
from feedback_map.api.desk_acts import do_act, do_to_many, version_seen
from feedback_map.api.desk_filters import DESK_FILTERS, desk_filters
from feedback_map.api.desk_shapes import (
    ActSerializer,
    BulkResultSerializer,
    BulkSerializer,
    DeskPinCollectionSerializer,
    DeskPinSerializer,
    DeskUpdateListSerializer,
    batch_record,
    desk_feature,
    update_record,
)
from feedback_map.desk_list import desk_page_of
from feedback_map.models import Pin
from feedback_map.permissions import may_handle, may_read_desk
from feedback_map.services import Change
from geo.api import cursors
from geo.api.answers import GeoJSONRenderer, WireView, json_of, private_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import Query
from geo.models import Municipality
from geo.serializers import problems, shapes
from geo.tenancy import in_town

DESK_DOOR = "desk"
IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="the ETag of the version seen"
)
RENDERERS = (JSONRenderer, GeoJSONRenderer)


class DeskPinsView(WireView):
    scopes: ClassVar = {"GET": Scope.READ}
    renderer_classes = RENDERERS

    @extend_schema(
        operation_id="desk_pins",
        parameters=list(DESK_FILTERS),
        responses={(200, "application/geo+json"): DeskPinCollectionSerializer, **problems(401)},
        tags=["desk"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The town's messages, published or not, by any filters together. Their places are exact."""
        here, user = _at_desk(request, town)
        query = Query(request, DESK_FILTERS)
        filters, limit, cursor = desk_filters(query, here, user), query.limit(), query.one("cursor")
        query.done()
        following = cursors.opened(DESK_DOOR, cursor) if cursor else None
        page = desk_page_of(here, filters, following=following, limit=limit, counts_all=True)
        features = _features(page.pins)
        goes_on = next_address(request, cursors.sealed(DESK_DOOR, page.next)) if page.next else None
        counted = {"numberMatched": page.matched, "numberReturned": len(features), "next": goes_on}
        return private_answer({"type": "FeatureCollection", "features": features, **counted})


class DeskPinView(WireView):
    scopes: ClassVar = {"GET": Scope.READ, "POST": Scope.WRITE}
    renderer_classes = RENDERERS

    @extend_schema(
        operation_id="desk_pin",
        responses={(200, "application/geo+json"): DeskPinSerializer, **problems(401)},
        tags=["desk"],
    )
    def get(self, request: Request, town: str, pin: str) -> HttpResponse:
        """One message with everything staff read of it. Its ETag is its version."""
        Query(request).done()
        here, _user = _at_desk(request, town)
        return _answer(_named(here, pin))

    @extend_schema(
        operation_id="desk_act",
        parameters=[IF_MATCH],
        request={"application/json": ActSerializer},
        responses={(200, "application/geo+json"): DeskPinSerializer, **problems(401, 403, 412, 415, 428)},
        tags=["desk"],
    )
    def post(self, request: Request, town: str, pin: str) -> HttpResponse:
        """Do something to a message. A stale edit is a 412 with both versions in `current` and `yours`."""
        Query(request).done()
        here, user = _at_desk(request, town)
        found = _named(here, pin)
        if not may_handle(user, found, here):
            raise PermissionDenied
        said, change = json_of(request), Change(by=user, version=version_seen(request))

        def do() -> HttpResponse:
            do_act(here, found, said, change)
            return _answer(_named(here, pin))

        return done_once(request, _sent(request, user), do)


class DeskUpdatesView(WireView):
    scopes: ClassVar = {"GET": Scope.READ}

    @extend_schema(
        operation_id="desk_updates", responses={200: DeskUpdateListSerializer, **problems(401)}, tags=["desk"]
    )
    def get(self, request: Request, town: str, pin: str) -> HttpResponse:
        """The history of a message, the oldest entry first, with notes that stay in the house."""
        Query(request).done()
        here, _user = _at_desk(request, town)
        found = _named(here, pin)
        with in_town(here):
            related = ("user", "state", "state_before", "owner", "owner_before")
            updates = list(found.updates.select_related(*related).order_by("at", "pk"))
        told = [update_record(update) for update in updates]
        return private_answer({"updates": told, "numberMatched": len(told), "numberReturned": len(told), "next": None})


class DeskBulkView(WireView):
    scopes: ClassVar = {"POST": Scope.WRITE}

    @extend_schema(
        operation_id="desk_bulk",
        request={"application/json": BulkSerializer},
        responses={200: BulkResultSerializer, **problems(401, 403, 415, 428)},
        tags=["desk"],
    )
    def post(self, request: Request, town: str) -> HttpResponse:
        """One thing for many: with `preview` only looked at, else done as one batch; or a batch taken back."""
        Query(request).done()
        here, user = _at_desk(request, town)
        if not may_answer(user, here):
            raise PermissionDenied
        said = json_of(request)
        return done_once(
            request, _sent(request, user), lambda: private_answer(batch_record(*do_to_many(here, said, user)))
        )


def _sent(request: Request, user: User) -> Repeatable:
    return Repeatable(f"api {request.path}", f"user {user.pk}", request._request.body)


def _at_desk(request: Request, slug: str) -> tuple[Municipality, User]:
    """The town, for those of its staff who read its messages; to others the desk is not there."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    town = town_named(slug)
    if not may_read_desk(request.user, town):
        raise Http404
    return town, request.user


def _named(town: Municipality, public_id: str) -> Pin:
    with in_town(town):
        related = ("category", "state", "owner", "assignee", "about_area")
        found = Pin.objects.filter(municipality=town, public_id=public_id).select_related(*related).first()
    if found is None:
        raise Http404
    if found.owner is not None:
        found.owner.municipality = town
    return found


def _features(pins: list[Pin]) -> list[dict[str, Any]]:
    drawn = shapes([None if pin.geom is None else bytes(pin.geom.wkb) for pin in pins])
    return [desk_feature(pin, shape) for pin, shape in zip(pins, drawn, strict=True)]


def _answer(pin: Pin) -> HttpResponse:
    response = private_answer(_features([pin])[0])
    response.headers["ETag"] = f'"{pin.version}"'
    return response
