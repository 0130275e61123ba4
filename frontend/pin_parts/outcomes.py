"""What followed from a message: the outcomes that name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from feedback_map.models import OutcomeInput, Pin, PublishedOutcome, PublishedPin
from feedback_map.outcomes import outcomes_of
from frontend.pages import page_of
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town


@dataclass(frozen=True)
class Followed:
    """One outcome, and what it says of this message."""

    outcome: PublishedOutcome
    title: str
    response: str
    why: str


def outcomes(request: HttpRequest, town: Municipality, shown: PublishedPin | Pin, own: Pin | None) -> dict[str, Any]:
    """The sender of an unpublished message sees what followed from it too, by their key."""
    language = page_of(request).language
    rows = _own(town, own) if own else [(row.outcome, row.response, row.why) for row in outcomes_of(shown.pk)]
    found = [
        Followed(outcome, outcome.name(language), str(OutcomeInput.Response(response).label), text_in(why, language))
        for outcome, response, why in rows
    ]
    return {"outcomes": found}


def _own(town: Municipality, own: Pin) -> list[tuple[PublishedOutcome, str, dict[str, str]]]:
    with in_town(town):
        inputs = {row.outcome_id: row for row in OutcomeInput.objects.filter(municipality=town, pin=own)}
    published = PublishedOutcome.objects.filter(municipality=town, pk__in=inputs)
    return [(one, inputs[one.pk].response, inputs[one.pk].why) for one in published]
