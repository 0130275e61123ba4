"""/<town>/budget/<round>/ideas – an idea for a round, its receipt, and whether it may be joined with others."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgeting.models import Idea, RoundPhase
from budgeting.services.ideas import agree_to_joining
from delivery.services import IdempotencyConflict, Limit, address_of, demand
from feedback_map.services import PlacedPin, follow_hash
from frontend.budget.idea_form import IdeaDraft
from frontend.budget.parts import shown_round
from frontend.budget.shown import ShownRound
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import PRIVATE, page_of, show_privately, town_page
from frontend.participant_cookie import keep_token
from frontend.views.pin_form import sketch_labels
from geo.models import Municipality
from geo.tenancy import in_town

# A class of pupils behind one address must get through; a flood must not
MOST_FROM_AN_ADDRESS = 600


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def new_idea(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_round(request, town, slug)
        if RoundPhase.Kind.COLLECT not in shown.allowed and request.method != "POST":
            return show_privately(request, "frontend/budget/no_ideas.html", {"round": shown.round})
        draft = IdeaDraft(request, town, shown.round)
    if draft.wants_to_send and (placed := _sent(request, draft)) is not None:
        return _thank(request, draft, placed)
    with in_town(town):
        return _form(request, shown, draft)


@require_safe
@town_page
def idea_sent(request: HttpRequest, town: Municipality, slug: str, pin: str) -> HttpResponse:
    """The receipt: code, own link, and what happens next."""
    with in_town(town):
        shown = shown_round(request, town, slug)
        idea = _own(request, shown, pin)
        page = page_of(request)
        address = request.build_absolute_uri(page.url("pin", pin=pin)) + f"?key={request.GET.get('key', '')}"
        context = {"round": shown.round, "idea": idea, "follow_url": address}
        return show_privately(request, "frontend/budget/idea_sent.html", context)


@require_POST
@town_page
def joining(request: HttpRequest, town: Municipality, slug: str, pin: str) -> HttpResponse:
    with in_town(town):
        idea = _own(request, shown_round(request, town, slug), pin)
        agree_to_joining(town=town, idea=idea, agrees=request.POST.get("agrees") == "yes")
    return redirect(page_of(request).url("pin", pin=pin) + f"?key={request.GET.get('key', '')}#budget")


def _sent(request: HttpRequest, draft: IdeaDraft) -> PlacedPin | None:
    demand(Limit("budget/ideas", address_of(request), MOST_FROM_AN_ADDRESS))
    try:
        return draft.send()
    except IdempotencyConflict:
        draft.begin_another()
        return None


def _thank(request: HttpRequest, draft: IdeaDraft, placed: PlacedPin) -> HttpResponse:
    """Away from the form at once, so that loading the page again sends nothing."""
    address = page_of(request).url("budget_idea_sent", slug=draft.round.slug, pin=placed.id)
    response = redirect(f"{address}?key={placed.follow_key}")
    response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    if placed.participant_token:
        keep_token(response, draft.town, placed.participant_token)
    return response


def _form(request: HttpRequest, shown: ShownRound, draft: IdeaDraft) -> HttpResponse:
    labels = {**stage_labels(), **sketch_labels()}
    settings: dict[str, Any] = {"map": map_settings(shown.page), "labels": labels}
    context = {"round": shown.round, "draft": draft, "form": draft.form, "settings": settings}
    return show_privately(request, "frontend/budget/idea.html", context, 422 if draft.wants_to_send else 200)


def _own(request: HttpRequest, shown: ShownRound, pin: str) -> Idea:
    rows = Idea.objects.select_related("pin", "batch", "round__process").filter(round=shown.round, pin__public_id=pin)
    found = rows.filter(pin__follow_hash=follow_hash(request.GET.get("key", "")[:100])).first()
    if found is None:
        raise Http404("No such idea")
    return found
