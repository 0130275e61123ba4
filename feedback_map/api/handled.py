"""How a message is handled, as the public is told: what it says of itself, and its history."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from feedback_map.api.pins import KEY, own_pin_id
from feedback_map.models import PublishedPin, PublishedUpdate, StateType, Update
from feedback_map.serializers import utc
from geo.api.answers import OpenView, private_answer, public_answer, town_named
from geo.api.parameters import Query
from geo.models import Municipality
from geo.serializers import problems
from geo.tenancy import in_town

TOLD_KINDS = (
    "edited",
    "routed",
    "acknowledged",
    "state",
    "answer",
    "merged",
    "parted",
    "disputed",
    "reopened",
    "outcome",
)
TOLD = ("public_id", "kind", "at", "state", "state_type", "owner", "text", "language")


class PinUpdateSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.ChoiceField([(kind, Update.Kind(kind).label) for kind in TOLD_KINDS])
    at = serializers.DateTimeField()
    state = serializers.CharField(allow_null=True, help_text="null: just received")
    state_type = serializers.ChoiceField(StateType.choices)
    owner = serializers.CharField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)


class PinUpdateListSerializer(serializers.Serializer[Any]):
    updates = PinUpdateSerializer(many=True)
    numberMatched = serializers.IntegerField()  # noqa: N815  the standard's spelling
    numberReturned = serializers.IntegerField()  # noqa: N815  the standard's spelling
    next = serializers.CharField(allow_null=True)


class PinUpdatesView(OpenView):
    @extend_schema(
        operation_id="pin_updates",
        parameters=[KEY],
        responses={200: PinUpdateListSerializer, **problems()},
        tags=["pins"],
    )
    def get(self, request: Request, town: str, pin: str) -> HttpResponse:
        """What was done about a message, the oldest first; with the key of the sender's own link also unpublished."""
        query = Query(request, [KEY])
        key = query.one("key")
        query.done()
        here = town_named(town)
        own = own_pin_id(here, pin, key) if key else None
        if own is not None:
            return private_answer(_listed(_own(here, own)))
        return public_answer(request, _listed(_published(here, pin)))


def _published(town: Municipality, public_id: str) -> list[dict[str, Any]]:
    found = PublishedPin.objects.of(town).filter(public_id=public_id).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return list(PublishedUpdate.objects.filter(pin_id=found).order_by("at", "update_id").values(*TOLD))


def _own(town: Municipality, pin_id: int) -> list[dict[str, Any]]:
    """The same of a message that may not be published, for its sender."""
    with in_town(town):
        undone = Update.objects.filter(pin=pin_id, kind=Update.Kind.UNDONE).values_list("detail__undoes", flat=True)
        told = Update.objects.filter(pin=pin_id, kind__in=TOLD_KINDS).exclude(pk__in=[one for one in undone if one])
        by_resident = When(Q(author=Update.Author.RESIDENT), then=Value(""))
        rows = told.order_by("at", "pk").values(
            "public_id",
            "kind",
            "at",
            "language",
            code=Coalesce("state__code", Value("")),
            state_type=Coalesce("state__type", Value(StateType.OPEN.value)),
            body=Coalesce("owner__code", Value("")),
            text=Case(by_resident, default=F("public_text"), output_field=CharField()),
        )
        return [{**row, "state": row["code"], "owner": row["body"]} for row in rows]


def _listed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    updates = [
        {
            "id": row["public_id"],
            "kind": row["kind"],
            "at": utc(row["at"]),
            "state": row["state"] or None,
            "state_type": row["state_type"],
            "owner": row["owner"] or None,
            "text": row["text"],
            "language": row["language"],
        }
        for row in rows
    ]
    return {"updates": updates, "numberMatched": len(updates), "numberReturned": len(updates), "next": None}
