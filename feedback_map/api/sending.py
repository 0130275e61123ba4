"""Sending a pin, and telling afterwards where one lives."""

from __future__ import annotations

import datetime
import re
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from accounts.authentication import BearerAuthentication
from accounts.models import Scope
from accounts.permissions import Visitor
from delivery.api import BAD_HEADER, Repeatable, done_once, key_of
from delivery.services import address_of, demand, fingerprint, scope_of
from feedback_map.api import named
from feedback_map.api.pins import PinsList
from feedback_map.forms import PinMessage, home_message, pin_message
from feedback_map.models import CollectionLink, Pin
from feedback_map.permissions import limits_on_pins
from feedback_map.serializers import (
    HomeSerializer,
    NewPinSerializer,
    PinRecord,
    SentPinSerializer,
    ToldHomeSerializer,
    pin_feature,
    state_of,
)
from feedback_map.services import Once, PinInput, PlacedPin, Sender, UnknownTown, place_pin, place_pin_from_home
from geo.api.answers import OpenView, json_of, private_answer, town_named, town_of_request
from geo.api.parameters import Query
from geo.models import Municipality
from geo.openness import is_public
from geo.refusals import FieldError, Refused
from geo.serializers import problems, wire_shape
from geo.tenancy import in_town
from participation.models import HomeAssignment
from participation.services import Home, tell_home, token_hash

TOKEN = OpenApiParameter(
    "X-Participant-Token",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="the `participant_token` of an earlier answer: the same person sends again",
)
KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="one key for one message: sent again, it gets the first answer; with another message it is a 422",
)
_TOKEN_FORM = re.compile(r"[A-Za-z0-9_-]{20,200}")
METHODS = "GET, POST, HEAD, OPTIONS"
SEND_PROBLEMS = problems(401, 413, 415, 422, 429)


class PinsView(PinsList):
    scopes: ClassVar = {"POST": Scope.ENTER}

    def get_authenticators(self) -> list[Any]:
        """Reading looks at nobody; whoever enters what came by phone shows a token of the staff."""
        return [BearerAuthentication()] if self.request and self.request.method == "POST" else []

    @extend_schema(
        operation_id="send_pin",
        parameters=[TOKEN, KEY],
        request={"application/json": NewPinSerializer, "application/geo+json": NewPinSerializer},
        responses={(201, "application/geo+json"): SentPinSerializer, **SEND_PROBLEMS},
        tags=["pins"],
    )
    def post(self, request: Request, town: str) -> HttpResponse:
        """Send a pin. It is stored, assigned to its areas and, if it may be, published before the answer comes."""
        refused = getattr(request._request, "pin_refused", None)
        if refused is not None:  # on the short way (feedback_map/api/first.py), where nothing is told
            town_of_request(town)
            raise refused
        return take_pin(request._request, town, request.user)


def take_pin(request: HttpRequest, town: str, user: Visitor) -> HttpResponse:
    """The one way in over the wire: parse → permit → place → tell."""
    Query(request).done()
    token, key = participant_token(request), key_of(request)
    scope = scope_of(f"api {town} pins", token or "")
    once = Once(scope, key, fingerprint("POST", request.path, request.body)) if key else None
    message = pin_message(json_of(request))
    if not message.names_something:  # then nothing but the slug need be known of the town
        if not is_public(town):
            raise Http404
        demand(*limits_on_pins(token=token, address=address_of(request)))
        said = named.plain_input(message)
        try:
            placed = place_pin(town=town, pin=said, sender=Sender(token), once=once)
        except UnknownTown:
            raise Http404 from None
        return private_answer(_told(request, town, said, placed), status=201)
    here = town_of_request(town)
    link = named.open_link(here, message.link)
    demand(*limits_on_pins(token=token, address=address_of(request), link=link))
    said = named.pin_input(here, message, link, user)
    home = named.home_of(here, message.home) if message.home else None
    sender = Sender(token=token, shared_device=_is_shared(message, link))
    placed = place_pin_from_home(town=here, pin=said, home=home, sender=sender, once=once)
    return private_answer(_told(request, town, said, placed), status=201)


class PinHomeView(OpenView):
    @extend_schema(
        operation_id="tell_home",
        parameters=[TOKEN],
        request={"application/json": HomeSerializer},
        responses={200: ToldHomeSerializer, **SEND_PROBLEMS},
        tags=["pins"],
    )
    def post(self, request: Request, town: str, pin: str) -> HttpResponse:
        """Tell where the sender of this pin lives: an area, or a place that is kept as its square kilometre only."""
        Query(request).done()
        here = town_named(town)
        token = participant_token(request)
        message = home_message(json_of(request))
        demand(*limits_on_pins(token=token, address=address_of(request._request)))
        own = _own_pin(here, pin, token)
        home = named.home_of(here, message)
        sent = Repeatable(f"api {town} home", token or "", request._request.body)
        return done_once(request, sent, lambda: _home_told(here, own, home))


def _home_told(town: Municipality, own: tuple[int, datetime.datetime], home: Home) -> HttpResponse:
    kept = tell_home(town=town, participant_id=own[0], home=home, at=own[1])
    today = datetime.datetime.now(datetime.UTC).date()
    with in_town(town):
        valid = HomeAssignment.objects.filter(home=kept, area_set__valid_from__lte=today)
        rows = valid.exclude(area_set__valid_to__lte=today).order_by("area_set__kind")
        areas = dict(rows.values_list("area_set__kind", "area__code"))
    told = {"areas": areas, "age_band": kept.age_band or None, "resident": kept.resident_type or None}
    return private_answer(told)


def _own_pin(town: Municipality, public_id: str, token: str | None) -> tuple[int, datetime.datetime]:
    """The participant and the moment of a pin, for whoever sent it; 404 for everybody else."""
    with in_town(town):
        own = Pin.objects.filter(municipality=town, public_id=public_id, participant__isnull=False)
        found = token and own.filter(participant__token_hash=token_hash(token)).first()
    if not found or found.participant_id is None:
        raise Http404
    return found.participant_id, found.received_at


def participant_token(request: Request | HttpRequest) -> str | None:
    return _header(request, "X-Participant-Token", _TOKEN_FORM) or None


def _header(request: Request | HttpRequest, name: str, form: re.Pattern[str]) -> str:
    value = str(request.headers.get(name, "")).strip()
    if value and not form.fullmatch(value):
        raise Refused([FieldError(name, "bad_header", BAD_HEADER)])
    return value


def _is_shared(message: PinMessage, link: CollectionLink | None) -> bool:
    """A shared device, or staff entering for somebody: each entry is a new person."""
    return (link is not None and link.shared_device) or message.channel in named.BY_STAFF


def _told(request: HttpRequest, town: str, said: PinInput, placed: PlacedPin) -> dict[str, Any]:
    """The same request makes the same bytes again: nothing here changes after the pin was placed."""
    about = said.about_area
    record = PinRecord(
        id=placed.id,
        code=placed.code,
        kind=said.kind,
        category=said.category,
        text=said.text.strip(),
        language=said.language,
        channel=said.channel,
        process=said.process.slug if said.process else "",
        received_at=datetime.datetime.fromisoformat(placed.received_at),
        place_note=said.place_note[:200],
        about_set=about.area_set.kind if about else None,
        about_area=about.code if about else None,
        areas=placed.areas,
        state=state_of(placed.visibility, placed.moderation),
    )
    feature = pin_feature(record, wire_shape(said.geometry))
    follow_url = request.build_absolute_uri(f"/{town}/pins/{placed.id}?key={placed.follow_key}")
    feature["properties"] |= {"visibility": placed.visibility, "follow_url": follow_url}
    feature["properties"] |= {"owner": placed.unit, "promise": placed.promise or None}
    return {**feature, "participant_token": placed.participant_token}
