"""Picking the messages that an outcome rests on, with the queue's own filters, keys and map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.permissions import Visitor
from feedback_map.desk_list import DeskPage
from feedback_map.models import Outcome, OutcomeInput
from frontend.desk.filters import EVERY_STATE, DeskQuery, desk_query
from frontend.desk.queue import choices, queue_settings, rows_of
from frontend.pages import Page
from geo.models import Municipality

ASKED = ("category", "kind", "area", "state", "owner")


def picking_query(query: QueryDict, town: Municipality, user: Visitor, outcome: Outcome) -> DeskQuery:
    """Closed messages as well as open ones; those of the outcome's consultation, unless all are asked for."""
    said = query.copy()
    said.setdefault("state", EVERY_STATE)
    found = desk_query(said, town, user, sees_all=True)
    if outcome.process_id is None or query.get("from") == "all":
        return found
    return replace(found, filters=replace(found.filters, process=outcome.process_id))


def picking_context(page: Page, outcome: Outcome, query: DeskQuery, found: DeskPage, known: set[int]) -> dict[str, Any]:
    rows = [row for row in rows_of(found, page, query) if row.pin.pk not in known]
    return {
        "outcome": outcome,
        "query": query,
        "rows": rows,
        "matched": found.matched,
        "counted_to": found.counted_to,
        "settings": queue_settings(page, rows),
        "choices": [choice for choice in choices(outcome.municipality, page, query) if choice.name in ASKED],
        "responses": OutcomeInput.Response,
        "taken": len(known),
        "only_process": query.filters.process is not None,
        "label": _("Map of the messages in the list. The list beside it tells the same."),
    }
