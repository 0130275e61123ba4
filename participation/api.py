"""Consultations and events of a town, as the public sees them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from geo.api import cursors
from geo.api.answers import OpenView, public_answer, town_named
from geo.api.areas import next_address
from geo.api.parameters import CURSOR, LIMIT, Query
from geo.serializers import collection, problems
from participation.models import Event, Process
from participation.querysets import EventQuerySet
from participation.serializers import (
    EventCollectionSerializer,
    EventSerializer,
    ProcessListSerializer,
    ProcessSerializer,
    event_feature,
    process_record,
)

OPEN = OpenApiParameter("open", OpenApiTypes.BOOL, description="only those open today (true) or not open today (false)")
PROCESS = OpenApiParameter("process", OpenApiTypes.STR, description="only those of one consultation")
KIND = OpenApiParameter("kind", OpenApiTypes.STR, enum=Event.Kind.values, description="only events of this kind")
MAX_AGE_S = 60
DOOR = "events"


class ProcessesView(OpenView):
    @extend_schema(
        operation_id="processes",
        parameters=[OPEN],
        responses={200: ProcessListSerializer, **problems()},
        tags=["participation"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The town's consultations: who decides, when, what input can change, and what is fixed."""
        query = Query(request, [OPEN])
        wanted = query.choice("open", ("", "true", "false")) if query.one("open") else ""
        query.done()
        found = _public(Process.objects.filter(municipality=town_named(town)))
        today = timezone.localdate()
        is_open = Q(opens_on__lte=today) & (Q(closes_on__isnull=True) | Q(closes_on__gte=today))
        if wanted:
            found = found.filter(is_open if wanted == "true" else ~is_open)
        records = [process_record(process) for process in found]
        return public_answer(request, {"processes": records, **_counted(records)}, max_age_s=MAX_AGE_S)


class ProcessView(OpenView):
    @extend_schema(operation_id="process", responses={200: ProcessSerializer, **problems()}, tags=["participation"])
    def get(self, request: Request, town: str, process: str) -> HttpResponse:
        """One consultation."""
        Query(request).done()
        found = _public(Process.objects.filter(municipality=town_named(town), slug=process)).first()
        if found is None:
            raise Http404
        return public_answer(request, process_record(found), max_age_s=MAX_AGE_S)


class EventsView(OpenView):
    @extend_schema(
        operation_id="events",
        parameters=[PROCESS, KIND, LIMIT, CURSOR],
        responses={(200, "application/geo+json"): EventCollectionSerializer, **problems()},
        tags=["participation"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """Meetings and workshops, the newest first. How many came is published with a release, not here."""
        query = Query(request, [PROCESS, KIND, LIMIT, CURSOR])
        process, kind = query.one("process"), query.one("kind")
        if kind and kind not in Event.Kind.values:
            query.choice("kind", Event.Kind.values)
        limit, cursor = query.limit(), query.one("cursor")
        query.done()
        asked = {name: value for name, value in (("kind", kind), ("process__slug", process)) if value}
        found = Event.objects.shown(town_named(town)).filter(**asked).order_by("-starts_at", "-pk")
        rows = list(_after(found, cursor).select_related("process", "place")[: limit + 1])
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            following = next_address(request, cursors.sealed(DOOR, [last.starts_at.isoformat(), last.pk]))
        features = [event_feature(event) for event in rows[:limit]]
        return public_answer(request, collection(features, found.count(), following), max_age_s=MAX_AGE_S)


class EventView(OpenView):
    @extend_schema(
        operation_id="event",
        responses={(200, "application/geo+json"): EventSerializer, **problems()},
        tags=["participation"],
    )
    def get(self, request: Request, town: str, code: str) -> HttpResponse:
        """One event."""
        Query(request).done()
        found = Event.objects.shown(town_named(town)).select_related("process", "place").filter(code=code).first()
        if found is None:
            raise Http404
        return public_answer(request, event_feature(found), max_age_s=MAX_AGE_S)


def _after(found: EventQuerySet, cursor: str) -> EventQuerySet:
    if not cursor:
        return found
    moment, last = cursors.opened(DOOR, cursor)
    at = datetime.datetime.fromisoformat(str(moment))
    return found.filter(Q(starts_at__lt=at) | Q(starts_at=at, pk__lt=last))


def _public(processes: QuerySet[Process]) -> QuerySet[Process]:
    found = processes.filter(is_public=True).select_related("area__area_set", "owner")
    return found.defer("area__geom")


def _counted(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"numberMatched": len(rows), "numberReturned": len(rows), "next": None}
