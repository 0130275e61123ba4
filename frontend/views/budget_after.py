"""After a vote, for everybody: decisions with their documents, pictures of building, meetings of councils, what earlier
rounds built."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from budgeting.models import BuildingStep, DecisionItem, IntakeBatch, PublishedProposal
from delivery.files import small_of
from frontend.budget.after_map import works_map
from frontend.budget.after_page import decisions_of, ideas_of, works_by_year
from frontend.budget.parts import shown_round
from frontend.pages import page_of, show, town_page
from frontend.views.plan_documents import HELD_FOR, SHOWN_INLINE, stored_file
from geo.models import Municipality
from geo.tenancy import in_town


@town_page
def decision(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    """What was decided, of which proposals, and why."""
    with in_town(town):
        shown = shown_round(request, town, slug)
        found = get_object_or_404(decisions_of(shown.round), public_id=decision)
        items = DecisionItem.objects.filter(decision=found).select_related("proposal").defer("proposal__geom")
        context = {"round": shown.round, "decision": found, "items": list(items.order_by("proposal__number"))}
        return show(request, "frontend/budget/decision.html", context)


@town_page
def document(request: HttpRequest, town: Municipality, slug: str, decision: str) -> HttpResponse:
    with in_town(town):
        found = decisions_of(shown_round(request, town, slug).round).filter(public_id=decision).first()
        if found is None or not found.document:
            raise Http404("No such document")
        response = stored_file(found.document, found.document_type, HELD_FOR)
        inline = found.document_type in SHOWN_INLINE
        response["Content-Disposition"] = content_disposition_header(not inline, found.document_name) or "attachment"
        return response


@town_page
def step_photo(request: HttpRequest, town: Municipality, slug: str, step: str, size: str = "") -> HttpResponse:
    """A picture of building, as long as its proposal is published."""
    with in_town(town):
        known = BuildingStep.objects.filter(proposal__round__slug=slug, public_id=step).exclude(photo="")
        found = known.first()
        shown = found and PublishedProposal.objects.filter(municipality=town, proposal_id=found.proposal_id)
        if found is None or not shown or not shown.exists():
            raise Http404("No such picture")
        return stored_file(small_of(found.photo) if size else found.photo, "image/jpeg", HELD_FOR)


@town_page
def batch(request: HttpRequest, town: Municipality, slug: str, batch: str) -> HttpResponse:
    """One meeting of a council: its ideas, what it said of each, and what was decided."""
    with in_town(town):
        shown = shown_round(request, town, slug)
        found = get_object_or_404(IntakeBatch, round=shown.round, public_id=batch)
        context = {
            "round": shown.round,
            "batch": found,
            "is_open": found.closes_on >= shown.today,
            "ideas": ideas_of(found),
            "decisions": list(decisions_of(shown.round).filter(batch=found)),
        }
        return show(request, "frontend/budget/batch.html", context)


@town_page
def earlier(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What has been built and is being built, year by year, on the map and in tables."""
    with in_town(town):
        years = works_by_year(town)
        context = {"years": years, "settings": works_map(page_of(request), years)}
        return show(request, "frontend/budget/earlier.html", context)
