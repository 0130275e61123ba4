"""The wire shape of webhooks and of their tellings."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from doors.models import Event, Webhook, WebhookDelivery


class NewWebhookSerializer(serializers.Serializer[Any]):
    label = serializers.CharField(max_length=120, help_text="who is told")  # type: ignore[assignment]  # also an argument of every field
    address = serializers.URLField(max_length=500, help_text="https, and no address of a private network")
    events = serializers.ListField(child=serializers.ChoiceField(Event.choices), min_length=1)
    is_active = serializers.BooleanField(required=False)


class ChangedWebhookSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    label = serializers.CharField(max_length=120, required=False)  # type: ignore[assignment]  # also an argument of every field
    address = serializers.URLField(max_length=500, required=False)
    events = serializers.ListField(child=serializers.ChoiceField(Event.choices), min_length=1, required=False)
    is_active = serializers.BooleanField(required=False)


class WebhookSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # also an argument of every field
    address = serializers.CharField()
    events = serializers.ListField(child=serializers.ChoiceField(Event.choices))
    is_active = serializers.BooleanField()
    version = serializers.IntegerField(help_text="its ETag: send it back in If-Match")
    made_at = serializers.DateTimeField()


class MadeWebhookSerializer(WebhookSerializer):
    secret = serializers.CharField(help_text="whsec_…, shown this once: check each `webhook-signature` with it")


class WebhookListSerializer(serializers.Serializer[Any]):
    webhooks = WebhookSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class DeliverySerializer(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="the `webhook-id` that it carries, at every try")
    event = serializers.CharField()
    subject = serializers.CharField(help_text="id of what it is about")
    state = serializers.ChoiceField(WebhookDelivery.State.choices)
    made_at = serializers.DateTimeField()
    tried_at = serializers.DateTimeField(allow_null=True)
    tries = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True, help_text="of the last answer; null: there was none")
    why = serializers.CharField(allow_blank=True)


class DeliveryListSerializer(serializers.Serializer[Any]):
    deliveries = DeliverySerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


def webhook_record(webhook: Webhook) -> dict[str, Any]:
    same = ("label", "address", "events", "is_active", "version")
    plain = {name: getattr(webhook, name) for name in same}
    return {"id": webhook.public_id, **plain, "made_at": _moment(webhook.made_at)}


def delivery_record(delivery: WebhookDelivery) -> dict[str, Any]:
    same = ("event", "subject", "state", "tries", "status", "why")
    plain = {name: getattr(delivery, name) for name in same}
    moments = {name: _moment(getattr(delivery, name)) for name in ("made_at", "tried_at")}
    return {"id": f"msg_{delivery.public_id}", **plain, **moments}


def _moment(at: Any) -> str | None:
    return None if at is None else str(at.isoformat()).replace("+00:00", "Z")
