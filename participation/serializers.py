"""The wire shapes of consultations and events."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from geo import crs
from geo.serializers import DECIMALS, AreaNameSerializer, CollectionSerializer, GeometryField, NamesField
from participation.models import Event, FormOfParticipation, Process


def process_record(process: Process) -> dict[str, Any]:
    area = process.area
    return {
        "slug": process.slug,
        "title": process.title,
        "question": process.question,
        "area": area and {"set": area.area_set.kind, "area": area.code},
        "opens_on": process.opens_on.isoformat(),
        "closes_on": process.closes_on and process.closes_on.isoformat(),
        "owner": process.owner and process.owner.names,
        "themes": process.themes,
        "forms": process.forms,
        "who_decides": process.who_decides,
        "when_decided": process.when_decided,
        "can_change": process.can_change,
        "is_fixed": process.is_fixed,
    }


def event_feature(event: Event) -> dict[str, Any]:
    point = event.where
    return {
        "type": "Feature",
        "id": event.code,
        "geometry": None if point is None else {"type": "Point", "coordinates": _position(point.x, point.y)},
        "properties": {
            "code": event.code,
            "kind": event.kind,
            "names": event.names,
            "texts": event.texts,
            "process": event.process.slug if event.process else None,
            "place": event.place.names if event.place else None,
            "starts_at": event.starts_at.isoformat(),
            "ends_at": event.ends_at and event.ends_at.isoformat(),
            "organiser": event.organiser,
            "place_code": event.place.code if event.place and event.place.is_shown else None,
            "website": event.website,
            "takes_sign_ups": event.takes_sign_ups,
            "most_people": event.most_people,
            "called_off_at": event.called_off_at and event.called_off_at.isoformat(),
            "changed_at": event.changed_at.isoformat(),
        },
    }


def _position(x: float, y: float) -> list[float]:
    longitude, latitude = crs.to_wire(x, y)
    return [round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)]


class ProcessSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = NamesField()
    question = NamesField()
    area = AreaNameSerializer(allow_null=True)
    opens_on = serializers.DateField()
    closes_on = serializers.DateField(allow_null=True, help_text="the last day")
    owner = NamesField(allow_null=True)
    themes = serializers.ListField(child=serializers.CharField())
    forms = serializers.ListField(child=serializers.ChoiceField(FormOfParticipation.choices))
    who_decides = NamesField()
    when_decided = NamesField()
    can_change = NamesField(help_text="what input can change")
    is_fixed = NamesField(help_text="what is fixed already")


class ProcessListSerializer(serializers.Serializer[Any]):
    processes = ProcessSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class EventPropertiesSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    kind = serializers.ChoiceField(Event.Kind.choices)
    names = NamesField()
    texts = NamesField(help_text="what is done, what to bring")
    process = serializers.CharField(allow_null=True)
    place = NamesField(allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    organiser = serializers.CharField(allow_blank=True)
    place_code = serializers.CharField(allow_null=True, help_text="of the meeting place")
    website = serializers.CharField(allow_blank=True)
    takes_sign_ups = serializers.BooleanField(help_text="a working party of a budget takes them in any case")
    most_people = serializers.IntegerField(allow_null=True, help_text="how many may sign up")
    called_off_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField()


class EventSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = EventPropertiesSerializer()


class EventCollectionSerializer(CollectionSerializer):
    features = EventSerializer(many=True)
