"""How many others the message concerns, and what its sender says of the answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from feedback_map.models import AnswerRating, Pin, PublishedPin
from feedback_map.permissions import may_dispute, may_rate
from geo.models import Municipality
from geo.tenancy import in_town


def voices(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    if own is None:
        return {"supports": shown.supports if isinstance(shown, PublishedPin) else 0}
    count = PublishedPin.objects.filter(pk=own.pk).values_list("supports", flat=True).first()
    return {"supports": count or 0, **_rating(request, town, own)}


def _rating(request: HttpRequest, town: Municipality, own: Pin) -> dict[str, Any]:
    said = request.GET.get("rating", "")
    if not may_rate(own) and said != "opened":
        return {}
    with in_town(town):
        kept = AnswerRating.objects.filter(pin=own).first()
    answers: dict[bool | None, str] = {True: "yes", False: "no"}
    asked = request.GET.get("dealt_with", "")
    dealt_with = asked if asked in answers.values() else answers.get(kept.dealt_with, "") if kept else ""
    return {
        "asks_rating": may_rate(own),
        "may_dispute": may_dispute(own),
        "rating": kept,
        "dealt_with": dealt_with,
        "scores": range(1, 6),
        "rating_said": said,
    }
