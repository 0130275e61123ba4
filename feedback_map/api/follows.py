"""Following over the wire: asked for by anybody, confirmed by letter, read and ended by the key of one's own link."""

from __future__ import annotations

from typing import Any

import shapely
from django.http import Http404, HttpResponse
from django.utils import translation
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from delivery.api import Repeatable, done_once
from delivery.services import Limit, address_of, demand
from feedback_map.api.desk_acts import VersionRequired
from feedback_map.api.sending import SEND_PROBLEMS, TOKEN, participant_token
from feedback_map.following import NEAR, RADII_M
from feedback_map.forms import LANGUAGES, Reader
from feedback_map.permissions import MOST_FROM_AN_ADDRESS
from geo import wire
from geo.addresses import page_address
from geo.api.answers import OpenView, is_as_seen, json_of, private_answer, town_named
from geo.api.parameters import IF_MATCH, Query
from geo.models import Municipality
from geo.serializers import problems
from geo.tenancy import in_town
from participation import following
from participation.digests import latest_of
from participation.models import Follow, Follower, Rhythm
from participation.services import known_participant
from participation.topics import Entry, follow_topic, follow_topics

FIELDS = frozenset({"topic", "reference", "near", "email", "language", "rhythm", "key"})
NEAR_FIELDS = frozenset({"lon", "lat", "radius_m", "name"})
LONGEST = 300
TAGS = ["following"]


class NearSerializer(serializers.Serializer[Any]):
    lon = serializers.FloatField()
    lat = serializers.FloatField()
    radius_m = serializers.ChoiceField(RADII_M)
    name = serializers.CharField(required=False, max_length=100, help_text="what the place is called in letters")


class NewFollowSerializer(serializers.Serializer[Any]):
    topic = serializers.CharField(help_text="`pin`, `area`, `near`, `category`, `street`, `plan` …")
    reference = serializers.CharField(
        required=False,
        help_text="what of it: a message's id, `set/code` of an area, a topic's code, a street's name, a plan's slug",
    )
    near = NearSerializer(required=False, help_text="the place, with the topic `near`; kept to the nearest 100 metres")
    email = serializers.EmailField(required=False, help_text="its holder is asked by letter; left out: a key alone")
    language = serializers.CharField(required=False, help_text="of the letters: fi, sv or en; fi when left out")
    rhythm = serializers.ChoiceField(Rhythm.choices, required=False, help_text="of letters; weekly when left out")
    key = serializers.CharField(required=False, help_text="an earlier answer's: one more thing for the same reader")


class AskedFollowSerializer(serializers.Serializer[Any]):
    """Whoever only typed an address is told nothing of it: a letter asks its holder, and `key` is null."""

    confirmed = serializers.BooleanField(help_text="false: followed once the link in the letter is opened")
    key = serializers.CharField(allow_null=True, help_text="whoever holds it reads what is followed, and ends it")
    own_url = serializers.CharField(allow_null=True, help_text="the same as a page")


class NewsSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    url = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True, help_text="of the text")


class FollowSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    topic = serializers.CharField()
    reference = serializers.CharField()
    name = serializers.CharField(help_text="what it is called, in the reader's language")
    news = NewsSerializer(many=True, help_text="published in the last 30 days, the newest first, five at most")


class OwnFollowsSerializer(serializers.Serializer[Any]):
    by_email = serializers.BooleanField(help_text="whether letters go out")
    rhythm = serializers.ChoiceField(Rhythm.choices)
    language = serializers.CharField()
    follows = FollowSerializer(many=True)


class FollowsView(OpenView):
    @extend_schema(
        operation_id="follow",
        parameters=[TOKEN],
        request=NewFollowSerializer,
        responses={201: AskedFollowSerializer, 202: AskedFollowSerializer, **SEND_PROBLEMS},
        tags=TAGS,
    )
    def post(self, request: Request, town: str) -> HttpResponse:
        """Follow an area, a place, a street, a topic, a plan or a message. An address is asked by letter first."""
        Query(request).done()
        here, token = town_named(town), participant_token(request)
        said = _said(json_of(request))
        key = said.pop("key")
        demand(Limit("follow", address_of(request._request), MOST_FROM_AN_ADDRESS))
        if key:
            _follower(here, key)  # a key that is nobody's is refused, and begins nothing new
        wish = following.Wish(**said, participant=known_participant(town=here, token=token))
        sent = Repeatable(f"api {town} follows", token or key, request._request.body)
        return done_once(request, sent, lambda: _begun(here, wish, key))


class OwnFollowsView(OpenView):
    @extend_schema(operation_id="own_follows", responses={200: OwnFollowsSerializer, **problems()}, tags=TAGS)
    def get(self, request: Request, town: str, key: str) -> HttpResponse:
        """What the holder of the key follows, and what is new in it."""
        Query(request).done()
        here = town_named(town)
        return private_answer(_own(here, _follower(here, key)))

    @extend_schema(
        operation_id="forget_follower",
        parameters=[IF_MATCH],
        responses={204: None, **problems(412, 428)},
        tags=TAGS,
    )
    def delete(self, request: Request, town: str, key: str) -> HttpResponse:
        """Follow nothing more: the address and the list are erased at once."""
        Query(request).done()
        here = town_named(town)
        if not is_as_seen(request, _own(here, _follower(here, key))):
            raise VersionRequired
        following.forget_follower(town=here, key=key)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


class OwnFollowView(OpenView):
    @extend_schema(operation_id="own_follow", responses={200: FollowSerializer, **problems()}, tags=TAGS)
    def get(self, request: Request, town: str, key: str, follow: str) -> HttpResponse:
        """One thing that the holder of the key follows."""
        Query(request).done()
        return private_answer(_one(town_named(town), key, follow))

    @extend_schema(
        operation_id="end_follow", parameters=[IF_MATCH], responses={204: None, **problems(412, 428)}, tags=TAGS
    )
    def delete(self, request: Request, town: str, key: str, follow: str) -> HttpResponse:
        """End one thing that is followed."""
        Query(request).done()
        here = town_named(town)
        if not is_as_seen(request, _one(here, key, follow)):
            raise VersionRequired
        following.end_follow(town=here, key=key, follow_id=follow)
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})


def _said(value: Any) -> dict[str, Any]:
    reader = Reader(value, known=FIELDS)
    said: dict[str, Any] = {
        "topic": reader.choice("topic", frozenset(topic.kind for topic in follow_topics())),
        "reference": reader.text("reference"),
        "email": reader.text("email", longest=LONGEST),
        "language": reader.choice("language", LANGUAGES, "fi"),
        "rhythm": reader.choice("rhythm", frozenset(Rhythm.values), Rhythm.WEEKLY.value),
        "key": reader.text("key"),
    }
    if reader.value.get("near") is not None:
        near = Reader(reader.value["near"], known=NEAR_FIELDS)
        said["reference"] = _near(near)
        reader.errors += near.errors
    reader.done()
    return said


def _near(near: Reader) -> str:
    """The place as it is kept: metres east and north, the reach, and its name."""
    radius, name = near.number("radius_m", RADII_M[0]), near.text("name", longest=100)
    place = {"type": "Point", "coordinates": [near.value.get("lon"), near.value.get("lat")]}
    try:
        point = wire.parse_geometry(place, field=NEAR)
    except wire.WireRefused as refused:
        near.refuse(refused.field, refused.code, refused.detail)
        return ""
    east, north = shapely.get_coordinates(point)[0]
    return f"{east:.0f},{north:.0f},{radius},{name}"


def _begun(town: Municipality, wish: following.Wish, key: str) -> HttpResponse:
    made = following.follow(town=town, wish=wish, key=key)
    own_url = page_address(town, wish.language, f"follow/{made.key}") if made.key else None
    told = {"confirmed": made.key is not None, "key": made.key, "own_url": own_url}
    return private_answer(told, status=201 if made.key else 202)


def _follower(town: Municipality, key: str) -> Follower:
    with in_town(town):
        found = following.follower_of(town=town, key=key)
    if found is None:
        raise Http404
    return found


def _own(town: Municipality, follower: Follower) -> dict[str, Any]:
    with in_town(town):
        running = list(Follow.objects.running(town).filter(follower=follower).order_by("pk"))
    return {
        "by_email": bool(follower.email),
        "rhythm": follower.rhythm,
        "language": follower.language,
        "follows": [_record(town, one, follower.language) for one in running],
    }


def _one(town: Municipality, key: str, follow: str) -> dict[str, Any]:
    follower = _follower(town, key)
    with in_town(town):
        found = Follow.objects.running(town).filter(follower=follower, public_id=follow).first()
    if found is None:
        raise Http404
    return _record(town, found, follower.language)


def _record(town: Municipality, one: Follow, language: str) -> dict[str, Any]:
    """In the reader's language, whatever the program's."""
    topic = follow_topic(one.topic)
    with translation.override(language), in_town(town):
        name = topic.name(town, one.reference, language) if topic else one.reference
        news = [_news(town, language, entry) for entry in latest_of(town, one, language)]
    return {"id": one.public_id, "topic": one.topic, "reference": one.reference, "name": name, "news": news}


def _news(town: Municipality, language: str, entry: Entry) -> dict[str, str]:
    where = page_address(town, language, entry.path)
    return {"title": entry.title, "url": where, "text": entry.text, "language": entry.language}
