"""The wire shapes of pins: what the public sees, what the sender is told, and what may be sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from feedback_map.models import Category, Kind, Moderation, ShownPlace, StateType, Visibility
from feedback_map.models.pins import TEXT_LENGTH
from geo.serializers import (
    AreaNameSerializer,
    CollectionSerializer,
    GeometryField,
    NamesField,
    Shape,
)
from participation.models import AgeBand, Channel, ResidentType

STATES = ("published", "waiting", "private", "hidden")


@dataclass(frozen=True)
class PinRecord:
    """A pin with its public columns, as a list reads it."""

    id: str
    code: str
    kind: str
    category: str
    text: str
    language: str
    channel: str
    process: str
    received_at: datetime.datetime
    place_note: str
    about_set: str | None
    about_area: str | None
    areas: dict[str, str | None] = field(default_factory=dict)
    state: str = "published"


def state_of(visibility: str, moderation: str) -> str:
    """published; waiting for a moderator; private (the sender's wish); hidden (the moderator's decision)."""
    if moderation in {Moderation.HIDDEN, Moderation.REJECTED}:
        return "hidden"
    if visibility == Visibility.PRIVATE:
        return "private"
    return "published" if moderation == Moderation.SHOWN else "waiting"


def pin_feature(pin: PinRecord, shape: Shape) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": pin.id,
        "geometry": shape,
        "properties": {
            "id": pin.id,
            "code": pin.code,
            "state": pin.state,
            "kind": pin.kind,
            "category": pin.category or None,
            "text": pin.text,
            "language": pin.language,
            "channel": pin.channel,
            "process": pin.process or None,
            "received_at": utc(pin.received_at),
            "about": {"set": pin.about_set, "area": pin.about_area} if pin.about_area else None,
            "place_note": pin.place_note,
            "areas": pin.areas,
        },
    }


def handling_record(row: Mapping[str, Any]) -> dict[str, Any]:
    """How a message is handled; `state` null is just received."""
    return {
        "state": row["state"] or None,
        "state_type": row["state_type"],
        "owner": row["owner"] or None,
        "answered_at": utc(row["answered_at"]) if row["answered_at"] else None,
        "supports": row["supports"],
        "photos": row["photos"],
        "merged_into": row["merged_into"] or None,
    }


def utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


def category_record(category: Category) -> dict[str, Any]:
    return {
        "code": category.code,
        "names": category.names,
        "group": category.group,
        "kinds": category.kinds,
        "icon": category.icon,
        "needs_place": category.needs_place,
        "stop_text": category.stop_text,
        "questions": category.questions,
        "shown_when": category.shown_when,
    }


# ── For the OpenAPI description ───────────────────────────────────────────────────────────────────────────────────


class AreasField(serializers.DictField):
    """The code of the pin's one area in each set; null is outside the set. A pin about the whole town has none."""

    child = serializers.CharField(allow_null=True)


class OwnerSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    names = NamesField()
    is_external = serializers.BooleanField(help_text="not part of the town's own organisation")
    phone = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True, help_text="where residents reach it")


class PromiseSerializer(serializers.Serializer[Any]):
    is_answered = serializers.BooleanField(help_text="false: messages of the category get no answer")
    due_on = serializers.DateField(allow_null=True, help_text="the last day of the owner's promise to answer")
    working_days = serializers.IntegerField(allow_null=True, required=False, help_text="of the owner; told when sent")


class HandlingSerializer(serializers.Serializer[Any]):
    state = serializers.CharField(allow_null=True, help_text="the town's own code; null: just received")
    state_type = serializers.ChoiceField(StateType.choices, help_text="what it means, the same in every town")
    owner = serializers.CharField(allow_null=True, help_text="code of the body that must answer")
    answered_at = serializers.DateTimeField(allow_null=True)
    supports = serializers.IntegerField(help_text="people who said that it is theirs too")
    photos = serializers.IntegerField(help_text="pictures that are shown")
    merged_into = serializers.CharField(allow_null=True, help_text="id of the message that it was joined with")


class ShownPhotoSerializer(serializers.Serializer[Any]):
    url = serializers.URLField()
    small_url = serializers.URLField()
    width = serializers.IntegerField(help_text="of `url`, in pixels")
    height = serializers.IntegerField()
    alt = NamesField(help_text="what is seen on it, by language")


class PinPropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="random")
    code = serializers.CharField(help_text="can be said on the phone: “Kuusi 4821”")
    state = serializers.ChoiceField(STATES)
    kind = serializers.ChoiceField(Kind.choices)
    category = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    language = serializers.CharField()
    channel = serializers.ChoiceField(Channel.choices)
    process = serializers.CharField(allow_null=True)
    received_at = serializers.DateTimeField()
    about = AreaNameSerializer(allow_null=True, help_text="the named area that it is about")
    place_note = serializers.CharField(allow_blank=True, help_text="the place in the sender's words")
    areas = AreasField()
    handling = HandlingSerializer(required=False, help_text="how it is handled; not in the answer to sending")
    photos = ShownPhotoSerializer(many=True, required=False, help_text="only those that a person has approved")
    owner = OwnerSerializer(allow_null=True, required=False, help_text="who must answer; where one pin is asked for")
    promise = PromiseSerializer(allow_null=True, required=False, help_text="for the sender alone")


class PinSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = PinPropertiesSerializer()


class SimilarPropertiesSerializer(PinPropertiesSerializer):
    distance_m = serializers.IntegerField(allow_null=True, help_text="from the place that was asked for")
    likeness = serializers.FloatField(help_text="from 0 to 1: how much of the words is the same")
    supports = serializers.IntegerField(help_text="how many others it concerns")


class SimilarPinSerializer(PinSerializer):
    properties = SimilarPropertiesSerializer()


class SimilarCollectionSerializer(CollectionSerializer):
    features = SimilarPinSerializer(many=True)


class PinCollectionSerializer(CollectionSerializer):
    features = PinSerializer(many=True)


class SentPropertiesSerializer(PinPropertiesSerializer):
    visibility = serializers.ChoiceField(Visibility.choices)
    follow_url = serializers.CharField(help_text="the sender's own link; whoever has it sees the pin")


class SentPinSerializer(serializers.Serializer[Any]):
    """What the sender is told. `participant_token` is theirs alone: send it back as `X-Participant-Token`."""

    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = SentPropertiesSerializer()
    participant_token = serializers.CharField(allow_null=True)


class UploadedPhotoSerializer(serializers.Serializer[Any]):
    photo = serializers.CharField(help_text="the token by which a pin's `photos` names it; valid for two days")
    width = serializers.IntegerField(help_text="of the picture as it was made anew, in pixels")
    height = serializers.IntegerField()


class HomePlaceSerializer(serializers.Serializer[Any]):
    set = serializers.CharField(required=False, help_text="with `area`")
    area = serializers.CharField(required=False, help_text="with `set`: the code of the area")
    lon = serializers.FloatField(
        required=False, help_text="with `lat`: read as its square kilometre; the point is not kept"
    )
    lat = serializers.FloatField(required=False)


class HomeSerializer(serializers.Serializer[Any]):
    home = HomePlaceSerializer(allow_null=True, required=False)
    age_band = serializers.ChoiceField(AgeBand.choices, allow_null=True, required=False)
    resident = serializers.ChoiceField(ResidentType.choices, allow_null=True, required=False)


class ToldHomeSerializer(serializers.Serializer[Any]):
    areas = AreasField(help_text="the area of the home in each set; null is unknown at that level")
    age_band = serializers.CharField(allow_null=True)
    resident = serializers.CharField(allow_null=True)


class NewPinPropertiesSerializer(HomeSerializer):
    kind = serializers.ChoiceField(Kind.choices)
    text = serializers.CharField(max_length=TEXT_LENGTH)
    category = serializers.CharField(allow_null=True, required=False)
    visibility = serializers.ChoiceField(Visibility.choices, required=False, default="public")
    language = serializers.CharField(required=False, default="fi")
    channel = serializers.ChoiceField(
        Channel.choices,
        required=False,
        default="web",
        help_text="`web` for everyone; `phone`, `desk`, `paper`, `event` for the town's staff; others come by a link",
    )
    process = serializers.CharField(allow_null=True, required=False)
    event = serializers.CharField(allow_null=True, required=False)
    about = AreaNameSerializer(allow_null=True, required=False, help_text="a named area instead of a geometry")
    place_note = serializers.CharField(allow_null=True, required=False, max_length=200)
    photos = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        max_length=5,
        help_text="tokens of pictures sent ahead; or objects of token and description: {photo, alt}",
    )
    link = serializers.CharField(
        allow_null=True, required=False, help_text="a collection link's token: it presets channel, event, area, process"
    )
    shown_place = serializers.ChoiceField(
        ShownPlace.choices, required=False, default="exact", help_text="how exactly the public sees the place"
    )
    attributes = serializers.DictField(
        allow_null=True, required=False, help_text="answers to the category's questions, by their codes"
    )


class NewPinSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    geometry = GeometryField(
        allow_null=True, required=False, help_text="Point, LineString or Polygon; null: whole town"
    )
    properties = NewPinPropertiesSerializer()


class CategorySerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    names = NamesField()
    group = NamesField()
    kinds = serializers.ListField(child=serializers.ChoiceField(Kind.choices))
    icon = serializers.CharField(allow_blank=True)
    needs_place = serializers.BooleanField()
    shown_when = serializers.ChoiceField(Category.ShownWhen.choices)


class CategoryListSerializer(serializers.Serializer[Any]):
    categories = CategorySerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)
