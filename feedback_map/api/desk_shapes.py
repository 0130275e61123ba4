"""The wire shapes of the desk: a message with everything that staff read of it, its history, and a stale edit."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone
from rest_framework import serializers

from accounts.models import Body, User
from feedback_map.models import Kind, Moderation, Pin, State, StateType, Update, Visibility
from feedback_map.serializers import utc
from feedback_map.services import Batch, Line, StaleEdit
from geo.serializers import CollectionSerializer, GeometryField, Shape
from participation.models import Channel


def desk_feature(pin: Pin, shape: Shape) -> dict[str, Any]:
    return {"type": "Feature", "id": pin.public_id, "geometry": shape, "properties": desk_record(pin)}


def desk_record(pin: Pin) -> dict[str, Any]:
    about = pin.about_area
    return {
        "id": pin.public_id,
        "code": pin.code,
        "version": pin.version,
        "kind": pin.kind,
        "category": pin.category.code if pin.category else None,
        "text": pin.text,
        "language": pin.language,
        "channel": pin.channel,
        "visibility": pin.visibility,
        "moderation": pin.moderation,
        "received_at": utc(pin.received_at),
        "place_note": pin.place_note,
        "about": about.code if about else None,
        **handling_record(pin),
    }


def handling_record(pin: Pin) -> dict[str, Any]:
    """What an edit at the desk can change, and what follows from it."""
    return {
        "state": pin.state.code if pin.state else None,
        "state_type": pin.state.type if pin.state else StateType.OPEN.value,
        "owner": pin.owner.code if pin.owner else None,
        "assignee": pin.assignee.email if pin.assignee else None,
        "is_shortlisted": pin.is_shortlisted,
        "due_on": pin.due_on.isoformat() if pin.due_on else None,
        "is_overdue": bool(
            pin.due_on and pin.due_on < timezone.localdate() and not pin.answered_at and not pin.closed_at
        ),
        **{name: utc(at) if (at := getattr(pin, name)) else None for name in _CLOCKS},
    }


_CLOCKS = ("acknowledged_at", "answered_at", "closed_at")


def update_record(update: Update) -> dict[str, Any]:
    return {
        "id": update.public_id,
        "kind": update.kind,
        "author": update.author,
        "by": update.user.name or update.user.email if update.user else None,
        "at": utc(update.at),
        "state_before": update.state_before.code if update.state_before else None,
        "state": update.state.code if update.state else None,
        "owner_before": update.owner_before.code if update.owner_before else None,
        "owner": update.owner.code if update.owner else None,
        "text": update.public_text,
        "language": update.language,
        "note": update.internal_note,
        "version": update.detail.get("version"),
        "batch": update.batch or None,
    }


def stale_record(stale: StaleEdit) -> dict[str, Any]:
    """Both versions: how the message is now with what was entered last, and what was tried."""
    pin, entry = stale.current.pin, stale.yours.entry
    return {
        "current": {
            "version": pin.version,
            **handling_record(pin),
            "updates": [update_record(update) for update in stale.current.updates],
        },
        "yours": {
            "version": stale.yours.version,
            "kind": entry.kind,
            "text": entry.words.text,
            "language": entry.words.language,
            "note": entry.words.note,
            "sets": {name: spoken_value(value) for name, value in entry.sets.items()},
        },
    }


def line_record(line: Line) -> dict[str, Any]:
    refused = line.refused and {"code": line.refused.code, "detail": str(line.refused.detail)}
    return {
        "id": line.pin.public_id,
        "code": line.pin.code,
        "changes": line.entry is not None,
        "was": {name: spoken_value(value) for name, value in line.was.items()},
        "becomes": {name: spoken_value(value) for name, value in line.becomes.items()},
        "refused": refused,
    }


def batch_record(lines: list[Line], batch: Batch | None = None) -> dict[str, Any]:
    return {
        "batch": batch.id if batch and batch.updates else None,
        "changed": sum(line.entry is not None for line in lines),
        "refused": sum(line.refused is not None for line in lines),
        "unchanged": sum(line.entry is None and line.refused is None for line in lines),
        "lines": [line_record(line) for line in lines],
    }


def spoken_value(value: Any) -> Any:
    """A field's value as it is written in addresses and JSON."""
    if isinstance(value, State | Body):
        return value.code
    if isinstance(value, User):
        return value.email
    if isinstance(value, Pin):
        return value.public_id
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value


# ── For the OpenAPI description ───────────────────────────────────────────────────────────────────────────────────


class DeskPinPropertiesSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    code = serializers.CharField()
    version = serializers.IntegerField(help_text="its ETag: send it back in If-Match")
    kind = serializers.ChoiceField(Kind.choices)
    category = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    language = serializers.CharField()
    channel = serializers.ChoiceField(Channel.choices)
    visibility = serializers.ChoiceField(Visibility.choices)
    moderation = serializers.ChoiceField(Moderation.choices)
    received_at = serializers.DateTimeField()
    place_note = serializers.CharField(allow_blank=True)
    about = serializers.CharField(allow_null=True, help_text="code of the named area that it is about")
    state = serializers.CharField(allow_null=True, help_text="null: just received")
    state_type = serializers.ChoiceField(StateType.choices)
    owner = serializers.CharField(allow_null=True, help_text="code of the body that must answer")
    assignee = serializers.EmailField(allow_null=True)
    is_shortlisted = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)
    is_overdue = serializers.BooleanField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class DeskPinSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(help_text="Feature")
    id = serializers.CharField()
    geometry = GeometryField(allow_null=True)
    properties = DeskPinPropertiesSerializer()


class DeskPinCollectionSerializer(CollectionSerializer):
    numberMatched = serializers.IntegerField(  # noqa: N815  the standard's spelling
        allow_null=True, help_text="exact; null only where counting them took more than three seconds"
    )
    features = DeskPinSerializer(many=True)


class DeskUpdateSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.ChoiceField(Update.Kind.choices)
    author = serializers.ChoiceField(Update.Author.choices)
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    state_before = serializers.CharField(allow_null=True)
    state = serializers.CharField(allow_null=True)
    owner_before = serializers.CharField(allow_null=True)
    owner = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_blank=True, help_text="what everybody may read")
    language = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True, help_text="what stays in the house")
    version = serializers.IntegerField(allow_null=True)
    batch = serializers.CharField(allow_null=True)


class DeskUpdateListSerializer(serializers.Serializer[Any]):
    updates = DeskUpdateSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class ActSerializer(serializers.Serializer[Any]):
    act = serializers.ChoiceField(
        ["acknowledge", "answer", "state", "assign", "note", "shortlist", "reopen", "reroute", "merge", "part"]
    )
    text = serializers.CharField(required=False, help_text="what everybody may read")
    language = serializers.CharField(required=False, help_text="of the text; that of the message without it")
    note = serializers.CharField(required=False, help_text="what stays in the house")
    state = serializers.CharField(required=False, allow_null=True, help_text="code; null: just received")
    assignee = serializers.EmailField(required=False, allow_null=True)
    is_shortlisted = serializers.BooleanField(required=False)
    owner = serializers.CharField(required=False, help_text="of `reroute`: code of a body")
    others = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="of `merge`: ids that are joined with this one"
    )


class SeenPinSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    version = serializers.IntegerField(required=False, help_text="refused when it is another one now")


class BulkSerializer(serializers.Serializer[Any]):
    """What to do to many, or the batch to take back. With `preview` nothing is written."""

    pins = SeenPinSerializer(many=True, required=False)
    do = ActSerializer(required=False)
    preview = serializers.BooleanField(required=False)
    undo = serializers.CharField(required=False, help_text="a batch")


class BulkLineSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    code = serializers.CharField()
    changes = serializers.BooleanField()
    was = serializers.DictField()
    becomes = serializers.DictField()
    refused = serializers.DictField(allow_null=True)


class BulkResultSerializer(serializers.Serializer[Any]):
    batch = serializers.CharField(allow_null=True, help_text="send it as `undo` to take it back")
    changed = serializers.IntegerField()
    refused = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    lines = BulkLineSerializer(many=True)
