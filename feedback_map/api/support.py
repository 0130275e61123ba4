"""Saying over the wire that a message is mine too, or that I support an initiative; and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from delivery.api import Repeatable, done_once
from delivery.services import Limit, address_of, demand
from feedback_map.api.sending import SEND_PROBLEMS, TOKEN, participant_token
from feedback_map.forms import Reader
from feedback_map.models import (
    Initiative,
    InitiativeSupport,
    Pin,
    PublishedInitiative,
    PublishedPin,
    Support,
)
from feedback_map.permissions import MOST_FROM_AN_ADDRESS
from feedback_map.services import support_pin, withdraw_support
from feedback_map.services.initiatives import support_initiative, withdraw_initiative_support
from geo.api.answers import OpenView, json_of, private_answer, town_named
from geo.api.parameters import Query
from geo.models import Municipality
from geo.serializers import problems
from geo.tenancy import in_town
from participation.services import token_hash


@dataclass(frozen=True)
class Supportable:
    """A published thing: how many support it, whether the holder of a token does, saying so and taking it back."""

    count: Callable[[], int]
    is_supported: Callable[[bytes], bool]
    say: Callable[[str | None], str]
    take_back: Callable[[str | None], bool]


class SupportSerializer(serializers.Serializer[Any]):
    supports = serializers.BooleanField(help_text="whether whoever shows the token does")
    supporters = serializers.IntegerField(help_text="how many do; who they are is told to nobody")


class SaidSupportSerializer(SupportSerializer):
    participant_token = serializers.CharField(
        allow_null=True, help_text="the supporter's own, to take it back with; null where nobody was named"
    )


class SaySupportSerializer(serializers.Serializer[Any]):
    supports = serializers.BooleanField(required=False, default=True, help_text="false takes it back")


class PinSupportView(OpenView):
    @extend_schema(
        operation_id="pin_support", parameters=[TOKEN], responses={200: SupportSerializer, **problems()}, tags=["pins"]
    )
    def get(self, request: Request, town: str, pin: str) -> HttpResponse:
        """How many more people a message concerns, and whether it does whoever shows their token."""
        return _told(request, lambda: _pin(town_named(town), pin))

    @extend_schema(
        operation_id="support_pin",
        parameters=[TOKEN],
        request=SaySupportSerializer,
        responses={200: SaidSupportSerializer, **SEND_PROBLEMS},
        tags=["pins"],
    )
    def post(self, request: Request, town: str, pin: str) -> HttpResponse:
        """Say that a published message is mine too, or take that back. A person counts once, its own sender never."""
        return _said(request, lambda: _pin(town_named(town), pin))


class InitiativeSupportView(OpenView):
    @extend_schema(
        operation_id="initiative_support",
        parameters=[TOKEN],
        responses={200: SupportSerializer, **problems()},
        tags=["initiatives"],
    )
    def get(self, request: Request, town: str, initiative: str) -> HttpResponse:
        """How many support an initiative here, and whether whoever shows their token does."""
        return _told(request, lambda: _initiative(town_named(town), initiative))

    @extend_schema(
        operation_id="support_initiative",
        parameters=[TOKEN],
        request=SaySupportSerializer,
        responses={200: SaidSupportSerializer, **SEND_PROBLEMS},
        tags=["initiatives"],
    )
    def post(self, request: Request, town: str, initiative: str) -> HttpResponse:
        """Support an initiative that is not answered yet, or take that back. It is no signature in the law's sense."""
        return _said(request, lambda: _initiative(town_named(town), initiative))


def _told(request: Request, named: Callable[[], Supportable]) -> HttpResponse:
    Query(request).done()
    return private_answer(_record(named(), participant_token(request)))


def _said(request: Request, named: Callable[[], Supportable]) -> HttpResponse:
    Query(request).done()
    token = participant_token(request)
    said = Reader(json_of(request), known=frozenset({"supports"}))
    supports = said.boolean("supports", default=True)
    said.done()
    thing = named()
    demand(Limit("supports", address_of(request._request), MOST_FROM_AN_ADDRESS))

    def say() -> HttpResponse:
        kept = thing.say(token) if supports else token
        if not supports:
            thing.take_back(token)
        return private_answer({**_record(thing, kept), "participant_token": kept})

    return done_once(request, Repeatable(f"api {request.path}", token or "", request._request.body), say)


def _record(thing: Supportable, token: str | None) -> dict[str, Any]:
    return {"supports": bool(token) and thing.is_supported(token_hash(token or "")), "supporters": thing.count()}


def _pin(town: Municipality, public_id: str) -> Supportable:
    shown = PublishedPin.objects.of(town).filter(public_id=public_id)
    with in_town(town):
        pin = Pin.objects.filter(pk__in=shown.values("pin_id")).first()
    if pin is None:
        raise Http404

    def is_supported(person: bytes) -> bool:
        with in_town(town):
            return Support.objects.filter(pin=pin, participant__token_hash=person).exists()

    return Supportable(
        lambda: shown.values_list("supports", flat=True).first() or 0,
        is_supported,
        lambda token: support_pin(town=town, pin=pin, token=token).participant_token,
        lambda token: withdraw_support(town=town, pin=pin, token=token),
    )


def _initiative(town: Municipality, public_id: str) -> Supportable:
    shown = PublishedInitiative.objects.filter(municipality=town, public_id=public_id)
    with in_town(town):
        whole = Initiative.objects.filter(pk__in=shown.values("initiative_id")).defer("place").first()
    if whole is None:
        raise Http404

    def is_supported(person: bytes) -> bool:
        with in_town(town):
            return InitiativeSupport.objects.filter(initiative=whole, participant__token_hash=person).exists()

    return Supportable(
        lambda: shown.values_list("supporters", flat=True).first() or 0,
        is_supported,
        lambda token: support_initiative(town=town, initiative=whole, token=token).participant_token,
        lambda token: withdraw_initiative_support(town=town, initiative=whole, token=token),
    )
