"""What is said over the wire of an answer: how good it was, whether it was dealt with, and that it is not fixed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from delivery.api import Repeatable, done_once
from delivery.services import Limit, address_of, demand
from feedback_map.api.pins import KEY
from feedback_map.api.sending import SEND_PROBLEMS, TOKEN, participant_token
from feedback_map.api.which import own_pin, shown_pin
from feedback_map.forms import LANGUAGES, Reader
from feedback_map.models import Pin
from feedback_map.permissions import MOST_FROM_AN_ADDRESS
from feedback_map.services import Rating, dispute_pin, say_not_fixed, tell_of_answer
from feedback_map.services.rating import LONGEST_TEXT
from geo.api.answers import OpenView, json_of, private_answer, town_named
from geo.api.parameters import Query
from geo.models import Municipality
from geo.tenancy import in_town

RATING, NOT_FIXED = frozenset({"dealt_with", "score", "text", "language"}), frozenset({"text", "language"})
LANGUAGE_HELP = "of the text: fi, sv or en; fi when left out"


class RatingSerializer(serializers.Serializer[Any]):
    """At least one of `dealt_with` and `score`. The words are read by the town's staff alone."""

    dealt_with = serializers.BooleanField(required=False, allow_null=True, help_text="was it dealt with?")
    score = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=5, help_text="how good the answer was; 5 is the best"
    )
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    language = serializers.CharField(required=False, help_text=LANGUAGE_HELP)


class KeptRatingSerializer(serializers.Serializer[Any]):
    dealt_with = serializers.BooleanField(allow_null=True)
    score = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    reopened = serializers.BooleanField(help_text="“not dealt with” of what was said to be done opened it again")


class NotFixedSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST_TEXT, help_text="what is still wrong; for the unit alone"
    )
    language = serializers.CharField(required=False, help_text=LANGUAGE_HELP)


class ToldNotFixedSerializer(serializers.Serializer[Any]):
    is_open = serializers.BooleanField(
        help_text="whether the message is open now: its sender opens it; of supporters the unit is told"
    )


class PinRatingView(OpenView):
    @extend_schema(
        operation_id="rate_answer",
        parameters=[KEY],
        request=RatingSerializer,
        responses={200: KeptRatingSerializer, **SEND_PROBLEMS},
        tags=["pins"],
    )
    def post(self, request: Request, town: str, pin: str) -> HttpResponse:
        """What the sender says of the answer; said again, the new words stand. The key is that of their own link."""
        here, key = town_named(town), _key(request)
        rating, language = _rating(json_of(request))
        own = own_pin(here, pin, key)
        demand(Limit("ratings", address_of(request._request), MOST_FROM_AN_ADDRESS))

        def rate() -> HttpResponse:
            reopened = tell_of_answer(town=here, pin=own, rating=rating, language=language)
            told = {"dealt_with": rating.dealt_with, "score": rating.score, "text": rating.text.strip()}
            return private_answer({**told, "reopened": reopened})

        return done_once(request, Repeatable(f"api {request.path}", key, request._request.body), rate)


class PinNotFixedView(OpenView):
    @extend_schema(
        operation_id="say_not_fixed",
        parameters=[KEY, TOKEN],
        request=NotFixedSerializer,
        responses={200: ToldNotFixedSerializer, **SEND_PROBLEMS},
        tags=["pins"],
    )
    def post(self, request: Request, town: str, pin: str) -> HttpResponse:
        """Say that what was said to be done is not fixed: by the sender's key, or as one who supports the message.

        The sender's word opens it again and the unit in charge is told. A supporter's is read by the unit.
        """
        here, key, token = town_named(town), _key(request), participant_token(request)
        said = Reader(json_of(request), known=NOT_FIXED)
        text, language = said.text("text", longest=LONGEST_TEXT), said.choice("language", LANGUAGES, "fi")
        said.done()
        told_of = own_pin(here, pin, key) if key else shown_pin(here, pin)
        demand(Limit("ratings", address_of(request._request), MOST_FROM_AN_ADDRESS))

        def tell() -> HttpResponse:
            if key:
                dispute_pin(town=here, pin=told_of, text=text, language=language)
            else:
                say_not_fixed(town=here, pin=told_of, token=token, text=text)
            return private_answer({"is_open": _is_open(here, told_of)})

        return done_once(request, Repeatable(f"api {request.path}", key or token or "", request._request.body), tell)


def _key(request: Request) -> str:
    query = Query(request, [KEY])
    key = query.one("key")
    query.done()
    return key


def _rating(value: Any) -> tuple[Rating, str]:
    said = Reader(value, known=RATING)
    dealt_with = said.boolean("dealt_with") if said.value.get("dealt_with") is not None else None
    score = said.number("score", 0) if said.value.get("score") is not None else None
    rating = Rating(dealt_with, score, said.text("text", longest=LONGEST_TEXT))
    language = said.choice("language", LANGUAGES, "fi")
    said.done()
    return rating, language


def _is_open(town: Municipality, pin: Pin) -> bool:
    with in_town(town):
        return Pin.objects.filter(pk=pin.pk, closed_at=None).exists()
