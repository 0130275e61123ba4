"""Saying over the wire that a message should not stand where everybody reads it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from delivery.api import Repeatable, done_once
from delivery.services import Limit, address_of, demand
from feedback_map.api.which import shown_pin
from feedback_map.forms import Reader
from feedback_map.models import AbuseReport
from feedback_map.permissions import MOST_REPORTS
from feedback_map.services import report_pin
from geo.api.answers import OpenView, json_of, private_answer, town_named
from geo.api.parameters import Query
from geo.serializers import problems

FIELDS, REASONS = frozenset({"reason", "text"}), frozenset(AbuseReport.Reason.values)
LONGEST_TEXT = 1_000


class NewAbuseReportSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(AbuseReport.Reason.choices, help_text="what is wrong with the message")
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)


class AbuseReportSerializer(NewAbuseReportSerializer):
    text = serializers.CharField(allow_blank=True)


class PinReportsView(OpenView):
    @extend_schema(
        operation_id="report_pin",
        request=NewAbuseReportSerializer,
        responses={201: AbuseReportSerializer, **problems(413, 415, 422, 429)},
        tags=["pins"],
    )
    def post(self, request: Request, town: str, pin: str) -> HttpResponse:
        """Say that a published message should not stand there. A moderator looks at it; who said so is not kept."""
        Query(request).done()
        here = town_named(town)
        said = Reader(json_of(request), known=FIELDS)
        reason, text = said.choice("reason", REASONS), said.text("text", longest=LONGEST_TEXT)
        said.done()
        reported = shown_pin(here, pin)
        demand(Limit("reports", address_of(request._request), MOST_REPORTS))

        def report() -> HttpResponse:
            kept = report_pin(town=here, pin=reported, reason=reason, text=text)
            return private_answer({"reason": kept.reason, "text": kept.text}, status=201)

        return done_once(request, Repeatable(f"api {request.path}", "", request._request.body), report)
