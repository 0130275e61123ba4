"""/<town>/plans/<slug>/statement – an opinion or an objection in two steps, and its receipt."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.services import IdempotencyConflict, Limit, address_of, demand
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import PRIVATE, page_of, show_privately, town_page
from frontend.participant_cookie import keep_token
from frontend.plan_parts import ShownPlan
from frontend.statement_draft import WRITE, StatementDraft, Where
from frontend.views.pin_form import sketch_labels
from frontend.views.plans import shown_plan
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.models import Statement
from zoning.reading import contents_of
from zoning.services.statements import Receipt, is_own_key

MOST_FROM_AN_ADDRESS = 300


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def write(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    with in_town(town):
        shown = shown_plan(request, town, slug)
        draft = StatementDraft(request, Where(town, shown.plan))
    if draft.wants_to_send:
        demand(Limit("statements/new", address_of(request), MOST_FROM_AN_ADDRESS))
        try:
            return _received(request, draft, draft.send(draft.files()))
        except Refused as refused:
            draft.refuse(refused)
        except IdempotencyConflict:
            draft.begin_another()
    with in_town(town):
        return _refused(draft) if _is_script(request) else _show(request, shown, draft)


@require_safe
@town_page
def receipt(request: HttpRequest, town: Municipality, slug: str, statement: str) -> HttpResponse:
    """The sender's own page, by the key that came with the receipt."""
    if not is_own_key(statement, request.GET.get("key", "")):
        raise Http404("No such page")
    with in_town(town):
        statements = Statement.objects.select_related("plan", "hearing").filter(municipality=town, plan__slug=slug)
        found = get_object_or_404(statements, public_id=statement)
        context = {"said": found, "plan": found.plan, "content": contents_of([found])[found.pk]}
        return show_privately(request, "frontend/statements/receipt.html", {**context, "hash": found.chain_hash.hex()})


def _received(request: HttpRequest, draft: StatementDraft, receipt: Receipt) -> HttpResponse:
    """Away from the form at once, so that loading the page again sends nothing."""
    page = page_of(request)
    address = page.url("statement_receipt", slug=draft.plan.slug, statement=receipt.id) + f"?key={receipt.key}"
    if _is_script(request):
        response: HttpResponse = JsonResponse({"state": "sent", "url": address, "code": receipt.code})
    else:
        response = redirect(address)
        response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    if receipt.participant_token:
        keep_token(response, draft.town, receipt.participant_token)
    return response


def _show(request: HttpRequest, shown: ShownPlan, draft: StatementDraft) -> HttpResponse:
    context: dict[str, Any] = {"draft": draft, "form": draft.form, "plan": shown.plan, "hearing": draft.hearing}
    context["is_over"] = draft.hearing is not None and draft.hearing.last_day < town_today()
    if draft.step == WRITE:
        page = page_of(request)
        context["settings"] = {
            "map": map_settings(page),
            "labels": {**stage_labels(), **sketch_labels()},
        }
    return show_privately(request, f"frontend/statements/{draft.step}.html", context)


def _is_script(request: HttpRequest) -> bool:
    """The browser's own outbox asks for an answer that a script reads."""
    return request.headers.get("Accept", "") == "application/json"


def _refused(draft: StatementDraft) -> HttpResponse:
    reasons = [str(error) for errors in draft.form.errors.values() for error in errors] + draft.wrong_files
    if draft.was_sent_already:
        reasons.append(_("It was sent before in other words. Look at the receipt that came."))
    response = JsonResponse({"state": "refused", "reasons": reasons, "codes": []}, status=422)
    response.headers["Cache-Control"] = PRIVATE
    return response
