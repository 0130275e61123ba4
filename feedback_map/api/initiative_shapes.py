"""The wire shape of residents' initiatives: as everybody reads them, as they are sent, and as their maker is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from feedback_map.models import Initiative, InitiativeResult, InitiativeState, InitiativeStep, PublishedInitiative
from feedback_map.services.initiatives import LONGEST
from geo.serializers import CollectionSerializer, GeometryField, shapes

STATES = [value for value in InitiativeState.values if value != InitiativeState.RECEIVED]
_WORDS = ("title", "text", "language", "place_note", "outside_url")
_PLAIN = (*_WORDS, "maker", "state", "owner", "result", "answer")
_MAKER = ("maker", "email", "phone", "names_maker")
_HANDLED = ("is_shown", "state", "result", "answer", "answer_language")
_STEP = ("kind", "state", "text", "language")


def initiative_features(found: Sequence[PublishedInitiative]) -> list[dict[str, Any]]:
    drawn = shapes([None if one.place is None else bytes(one.place.wkb) for one in found])
    return [
        {"type": "Feature", "id": one.public_id, "geometry": shape, "properties": _properties(one)}
        for one, shape in zip(found, drawn, strict=True)
    ]


def own_record(own: Initiative, steps: Sequence[InitiativeStep]) -> dict[str, Any]:
    """As its maker is told of it, shown or not."""
    return {
        "id": own.public_id,
        **{name: getattr(own, name) for name in (*_WORDS, *_MAKER, *_HANDLED)},
        "received_at": own.received_at.isoformat(),
        "closed_at": own.closed_at.isoformat() if own.closed_at else None,
        "steps": [
            {"id": one.public_id, **{name: getattr(one, name) for name in _STEP}, "at": one.at.isoformat()}
            for one in steps
        ],
    }


def _properties(one: PublishedInitiative) -> dict[str, Any]:
    return {
        "id": one.public_id,
        **{name: getattr(one, name) for name in _PLAIN},
        "answer_language": one.answer_language,
        "supporters": one.supporters,
        "received_at": one.received_at.isoformat(),
        "published_at": one.published_at.isoformat(),
        "closed_at": one.closed_at and one.closed_at.isoformat(),
        "changed_at": one.changed_at.isoformat(),
        "steps": one.steps,
    }


class InitiativeStepSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.ChoiceField(["state", "measure", "answer"])
    state = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class InitiativePropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    place_note = serializers.CharField(allow_blank=True)
    outside_url = serializers.CharField(allow_blank=True, help_text="the same initiative where it can be signed")
    maker = serializers.CharField(allow_blank=True, help_text="only who wants to be named")
    state = serializers.ChoiceField(STATES)
    owner = serializers.CharField(allow_blank=True, help_text="code of the body that handles it")
    result = serializers.ChoiceField([*InitiativeResult.values, ""])
    answer = serializers.CharField(allow_blank=True, help_text="the town's answer: the measures taken")
    answer_language = serializers.CharField(allow_blank=True)
    supporters = serializers.IntegerField(help_text="here; they are no signatures in the sense of the law")
    received_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField()
    steps = InitiativeStepSerializer(many=True)


class InitiativeSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = InitiativePropertiesSerializer()


class InitiativeCollectionSerializer(CollectionSerializer):
    features = InitiativeSerializer(many=True)


class NewInitiativePropertiesSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=LONGEST["title"])
    text = serializers.CharField(max_length=LONGEST["text"], help_text="what the town should do, and why")
    maker = serializers.CharField(max_length=LONGEST["maker"], help_text="the maker's name; not published by itself")
    email = serializers.EmailField(required=False, help_text="this or a phone number, for the town's answer")
    phone = serializers.CharField(required=False, max_length=LONGEST["phone"])
    names_maker = serializers.BooleanField(required=False, help_text="the maker's name may be published")
    language = serializers.CharField(required=False, help_text="fi, sv or en; fi when left out")
    place_note = serializers.CharField(required=False, max_length=LONGEST["place_note"], help_text="the place in words")
    outside_url = serializers.URLField(
        required=False, help_text="the same initiative at kuntalaisaloite.fi, where it can be signed"
    )


class NewInitiativeSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    geometry = GeometryField(allow_null=True, required=False)
    properties = NewInitiativePropertiesSerializer()


class SentInitiativeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="its name in addresses, once somebody has looked at it")
    state = serializers.ChoiceField([InitiativeState.RECEIVED.value])
    received_at = serializers.DateTimeField()
    key = serializers.CharField(help_text="whoever holds it reads the initiative before it is shown, as its maker")
    own_url = serializers.CharField(help_text="the same as a page")
    participant_token = serializers.CharField()


class OwnInitiativeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    place_note = serializers.CharField(allow_blank=True)
    outside_url = serializers.CharField(allow_blank=True)
    maker = serializers.CharField(allow_blank=True, help_text="empty once its maker had it erased")
    email = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    names_maker = serializers.BooleanField()
    is_shown = serializers.BooleanField(help_text="somebody has looked at it, and everybody may read it")
    state = serializers.ChoiceField(InitiativeState.values)
    result = serializers.ChoiceField([*InitiativeResult.values, ""])
    answer = serializers.CharField(allow_blank=True)
    answer_language = serializers.CharField(allow_blank=True)
    received_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    steps = InitiativeStepSerializer(many=True)
