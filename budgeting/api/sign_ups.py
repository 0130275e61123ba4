"""Signing up over the wire for an event of the town, or for a working party of a budget, and taking it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from budgeting.models import PublishedProposal, WorkingParty
from budgeting.services.parties import join_party
from delivery.api import Repeatable, done_once
from delivery.services import Limit, address_of, demand
from feedback_map.api.desk_acts import VersionRequired
from feedback_map.api.sending import SEND_PROBLEMS, TOKEN, participant_token
from feedback_map.forms import LANGUAGES, Reader
from geo.api.answers import OpenView, is_as_seen, json_of, private_answer, town_named
from geo.api.parameters import IF_MATCH, Query
from geo.models import Municipality
from geo.serializers import problems
from geo.tenancy import in_town
from participation.events import join_event
from participation.models import Event, EventSignUp
from participation.services import known_participant
from participation.sign_ups import MOST_TOGETHER, Coming, cancel_sign_up, key_of_sign_up, sign_up_by_key

FIELDS = frozenset({"people", "name", "email", "phone", "language"})
MOST_FROM_AN_ADDRESS = 60
LONGEST = 300


class NewSignUpSerializer(serializers.Serializer[Any]):
    people = serializers.IntegerField(
        required=False, default=1, min_value=1, max_value=MOST_TOGETHER, help_text="how many come together"
    )
    name = serializers.CharField(required=False, max_length=80)
    email = serializers.EmailField(required=False, help_text="for a letter when the day or the place changes")
    phone = serializers.CharField(required=False, max_length=40)
    language = serializers.CharField(required=False, help_text="of the letters: fi, sv or en; fi when left out")


class SignUpSerializer(serializers.Serializer[Any]):
    event = serializers.CharField(help_text="code of the event")
    people = serializers.IntegerField()
    name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    signed_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)


class MadeSignUpSerializer(SignUpSerializer):
    key = serializers.CharField(help_text="whoever holds it may read the sign-up and take it back")
    own_url = serializers.CharField(help_text="the same as a page")


class SignUpsView(OpenView):
    @extend_schema(
        operation_id="sign_up",
        parameters=[TOKEN],
        request=NewSignUpSerializer,
        responses={201: MadeSignUpSerializer, **SEND_PROBLEMS},
        tags=["participation"],
    )
    def post(self, request: Request, town: str, code: str) -> HttpResponse:
        """Sign up for an event, as long as there is room. Nothing but how many come has to be told."""
        Query(request).done()
        here, token = town_named(town), participant_token(request)
        said = _said(json_of(request))
        event = _event(here, code)
        demand(Limit("sign-up", address_of(request._request), MOST_FROM_AN_ADDRESS))
        sent = Repeatable(f"api {town} sign-ups {code}", token or "", request._request.body)
        return done_once(request, sent, lambda: _made(request, here, event, _coming(here, said, token)))


class SignUpView(OpenView):
    @extend_schema(operation_id="own_sign_up", responses={200: SignUpSerializer, **problems()}, tags=["participation"])
    def get(self, request: Request, town: str, key: str) -> HttpResponse:
        """What the holder of the key told."""
        Query(request).done()
        return private_answer(_record(_own(town_named(town), key)))

    @extend_schema(
        operation_id="cancel_sign_up",
        parameters=[IF_MATCH],
        responses={204: None, **problems(412, 428)},
        tags=["participation"],
    )
    def delete(self, request: Request, town: str, key: str) -> HttpResponse:
        """Not come after all: the place is free again; name and addresses are erased at once."""
        Query(request).done()
        here = town_named(town)
        if not is_as_seen(request, _record(_own(here, key))):
            raise VersionRequired
        cancel_sign_up(town=here, key=key)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _said(value: Any) -> dict[str, Any]:
    reader = Reader(value, known=FIELDS)
    texts = {name: reader.text(name, longest=LONGEST) for name in ("name", "email", "phone")}
    said = {**texts, "people": reader.number("people", 1), "language": reader.choice("language", LANGUAGES, "fi")}
    reader.done()
    return said


def _coming(town: Municipality, said: dict[str, Any], token: str | None) -> Coming:
    """Whoever has taken part before counts once when they come; nobody is made a participant by meaning to come."""
    return Coming(**said, participant=known_participant(town=town, token=token))


def _event(town: Municipality, code: str) -> Event:
    found = Event.objects.shown(town).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _made(request: Request, town: Municipality, event: Event, coming: Coming) -> HttpResponse:
    with in_town(town):
        party = _party(town, event)
        if party is None:
            made = join_event(town=town, event=event, coming=coming)
        else:
            made = join_party(town=town, party=party, coming=coming)
    key = key_of_sign_up(made)
    own_url = request.build_absolute_uri(f"/{town.slug}/coming/{key}")
    return private_answer({**_record(made), "key": key, "own_url": own_url}, status=201)


def _party(town: Municipality, event: Event) -> WorkingParty | None:
    """A working party of a budget has room and days of its own; of a proposal that is not published there is none."""
    party = WorkingParty.objects.filter(event=event).defer("proposal__geom").first()
    if party is None:
        return None
    if not PublishedProposal.objects.filter(municipality=town, proposal_id=party.proposal_id).exists():
        raise Http404
    return party


def _own(town: Municipality, key: str) -> EventSignUp:
    with in_town(town):
        found = sign_up_by_key(town=town, key=key)
    if found is None:
        raise Http404
    return found


def _record(made: EventSignUp) -> dict[str, Any]:
    plain = {name: getattr(made, name) for name in ("people", "name", "email", "phone")}
    gone = made.cancelled_at and made.cancelled_at.isoformat()
    return {"event": made.event.code, **plain, "signed_at": made.signed_at.isoformat(), "cancelled_at": gone}
