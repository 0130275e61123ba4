"""Webhooks over the wire, for the town's administrators and programs with the scope `webhooks`."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request

from accounts.models import Scope, User
from accounts.permissions import may_manage_staff, works_for
from delivery.api import Repeatable, done_once
from doors.models import Webhook, WebhookDelivery
from doors.webhooks import shapes
from doors.webhooks.delivering import send_again
from doors.webhooks.subscriptions import (
    WebhookInput,
    change_webhook,
    end_webhook,
    make_webhook,
    try_out,
)
from feedback_map.api.desk_acts import VersionRequired
from feedback_map.forms import Reader
from geo.api import cursors
from geo.api.answers import WireView, json_of, private_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import PAGE, Query
from geo.models import Municipality
from geo.serializers import problems
from geo.tenancy import in_town

IF_MATCH = OpenApiParameter(
    "If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="the ETag of the version seen"
)
FIELDS = frozenset({"label", "address", "events", "is_active"})
DOOR = "webhook deliveries"
STAFF_PROBLEMS = problems(401, 403)
CHANGE_PROBLEMS = problems(401, 403, 412, 415, 428)
_ETAG = re.compile(r'"(\d{1,9})"')


class WebhookView(WireView):
    scopes: ClassVar = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), Scope.WEBHOOKS)


class WebhooksView(WebhookView):
    @extend_schema(
        operation_id="webhooks", responses={200: shapes.WebhookListSerializer, **STAFF_PROBLEMS}, tags=["webhooks"]
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Who is told by webhook."""
        Query(request).done()
        here, _user = administered(request, town)
        with in_town(here):
            told = [shapes.webhook_record(one) for one in Webhook.objects.filter(municipality=here).order_by("pk")]
        counted = {"numberMatched": len(told), "numberReturned": len(told), "next": None}
        return private_answer({"webhooks": told, **counted})

    @extend_schema(
        operation_id="make_webhook",
        request=shapes.NewWebhookSerializer,
        responses={201: shapes.MadeWebhookSerializer, **problems(401, 403, 415)},
        tags=["webhooks"],
    )
    def post(self, request: Request, town: str) -> HttpResponse:
        """Have an address told of events. The answer holds the secret, which is shown this once."""
        Query(request).done()
        here, user = administered(request, town)
        said = _said(json_of(request), WebhookInput("", "", ()))

        def make() -> HttpResponse:
            made = make_webhook(town=here, said=said, by=user)
            return _with_version(made.webhook, {"secret": made.secret}, status=201)

        return done_once(request, _sent(request, user), make)


class OneWebhookView(WebhookView):
    @extend_schema(
        operation_id="webhook", responses={200: shapes.WebhookSerializer, **STAFF_PROBLEMS}, tags=["webhooks"]
    )
    def get(self, request: Request, town: str, webhook: str) -> HttpResponse:
        """One webhook. Its ETag is its version."""
        Query(request).done()
        here, _user = administered(request, town)
        return _with_version(webhook_named(here, webhook))

    @extend_schema(
        operation_id="change_webhook",
        parameters=[IF_MATCH],
        request=shapes.ChangedWebhookSerializer,
        responses={200: shapes.WebhookSerializer, **CHANGE_PROBLEMS},
        tags=["webhooks"],
    )
    def patch(self, request: Request, town: str, webhook: str) -> HttpResponse:
        """Change what is given; the rest stays. A stale edit is a 412."""
        Query(request).done()
        here, _user = administered(request, town)
        found = webhook_named(here, webhook)
        version = version_seen(request)
        now = WebhookInput(found.label, found.address, found.events, found.is_active)
        return _with_version(
            change_webhook(town=here, webhook=found, said=_said(json_of(request), now), version=version)
        )

    @extend_schema(
        operation_id="end_webhook",
        parameters=[IF_MATCH],
        responses={204: None, **problems(401, 403, 412, 428)},
        tags=["webhooks"],
    )
    def delete(self, request: Request, town: str, webhook: str) -> HttpResponse:
        """Tell this address no more, and forget what it was told."""
        Query(request).done()
        here, _user = administered(request, town)
        found = webhook_named(here, webhook)
        end_webhook(town=here, webhook=found, version=version_seen(request))
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


class TryWebhookView(WebhookView):
    @extend_schema(
        operation_id="try_webhook",
        request=None,
        responses={202: shapes.DeliverySerializer, **STAFF_PROBLEMS},
        tags=["webhooks"],
    )
    def post(self, request: Request, town: str, webhook: str) -> HttpResponse:
        """Send an event `webhook.test` the way that all others go."""
        Query(request).done()
        here, user = administered(request, town)
        found = webhook_named(here, webhook)

        def send() -> HttpResponse:
            return private_answer(shapes.delivery_record(try_out(town=here, webhook=found)), status=202)

        return done_once(request, _sent(request, user), send)


class DeliveriesView(WebhookView):
    @extend_schema(
        operation_id="webhook_deliveries",
        parameters=list(PAGE),
        responses={200: shapes.DeliveryListSerializer, **STAFF_PROBLEMS},
        tags=["webhooks"],
    )
    def get(self, request: Request, town: str, webhook: str) -> HttpResponse:
        """What was told in the last month and how far it came, the newest first."""
        query = Query(request, PAGE)
        limit, cursor = query.limit(), query.one("cursor")
        query.done()
        here, _user = administered(request, town)
        with in_town(here):
            found = WebhookDelivery.objects.filter(webhook=webhook_named(here, webhook)).order_by("-pk")
            page = found.filter(pk__lt=cursors.opened(DOOR, cursor)[0]) if cursor else found
            rows, matched = list(page[: limit + 1]), found.count()
        following = next_address(request, cursors.sealed(DOOR, [rows[limit - 1].pk])) if len(rows) > limit else None
        told = [shapes.delivery_record(one) for one in rows[:limit]]
        counted = {"numberMatched": matched, "numberReturned": len(told), "next": following}
        return private_answer({"deliveries": told, **counted})


class SendAgainView(WebhookView):
    @extend_schema(
        operation_id="send_delivery_again",
        request=None,
        responses={202: shapes.DeliverySerializer, **STAFF_PROBLEMS},
        tags=["webhooks"],
    )
    def post(self, request: Request, town: str, webhook: str, delivery: str) -> HttpResponse:
        """Send once more what did not arrive, or arrived and was lost there."""
        Query(request).done()
        here, user = administered(request, town)
        found = delivery_named(here, webhook, delivery)

        def send() -> HttpResponse:
            send_again(town=here, delivery=found)
            return private_answer(shapes.delivery_record(found), status=202)

        return done_once(request, _sent(request, user), send)


def administered(request: Request, slug: str) -> tuple[Municipality, User]:
    """The town, for its administrators; to strangers it has no webhooks, to other staff they are not theirs."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    town = town_named(slug)
    if not works_for(request.user, town):
        raise Http404
    if not may_manage_staff(request.user, town):
        raise PermissionDenied
    return town, request.user


def webhook_named(town: Municipality, public_id: str) -> Webhook:
    with in_town(town):
        found = Webhook.objects.filter(municipality=town, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def delivery_named(town: Municipality, webhook: str, name: str) -> WebhookDelivery:
    with in_town(town):
        of = WebhookDelivery.objects.filter(municipality=town, webhook__public_id=webhook)
        found = of.filter(public_id=name.removeprefix("msg_")).first()
    if found is None:
        raise Http404
    return found


def version_seen(request: Request) -> int:
    """The version in If-Match; one that we never gave is as stale as an old one."""
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        raise VersionRequired
    found = _ETAG.fullmatch(given)
    return int(found[1]) if found else 0


def _said(value: Any, now: WebhookInput) -> WebhookInput:
    reader = Reader(value, known=FIELDS)
    events, is_active = reader.value.get("events", list(now.events)), reader.value.get("is_active", now.is_active)
    if not isinstance(events, list) or not all(isinstance(event, str) for event in events):
        reader.refuse("events", "unknown_event", _("Choose what is told."))
        events = []
    if not isinstance(is_active, bool):
        reader.refuse("is_active", "not_a_boolean", _("Say true or false."))
    label = reader.text("label", now.label, longest=120)
    address = reader.text("address", now.address, longest=500)
    reader.done()
    return WebhookInput(label, address, events, bool(is_active))


def _sent(request: Request, user: User) -> Repeatable:
    return Repeatable(f"api {request.path}", f"user {user.pk}", request._request.body)


def _with_version(webhook: Webhook, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    answer = private_answer({**shapes.webhook_record(webhook), **(more or {})}, status=status)
    answer.headers["ETag"] = f'"{webhook.version}"'
    return answer
