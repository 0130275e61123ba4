"""/<town>/pins/new – a message in three steps, the same with and without a map, with and without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from delivery.services import IdempotencyConflict, Limit, RateLimited, address_of, demand
from feedback_map.services import PlacedPin
from frontend.draft import STEPS, WHERE, Draft
from frontend.forms import WhereForm
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import PRIVATE, page_of, show, town_page
from frontend.participant_cookie import keep_token
from frontend.similar import similar_to
from geo.models import Municipality
from geo.refusals import Refused

# A class of pupils or a library behind one address must get through; a flood must not.
MOST_FROM_AN_ADDRESS = 600
MOST_LOOKS_FROM_AN_ADDRESS = 3_000


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def new_pin(request: HttpRequest, town: Municipality) -> HttpResponse:
    draft = Draft(request, town)
    if draft.wants_to_send:
        try:
            demand(Limit("pins/new", address_of(request), MOST_FROM_AN_ADDRESS))
            return _thank(request, draft, draft.send())
        except Refused as refused:
            draft.refuse(refused)
        except IdempotencyConflict:
            draft.begin_another()
        except RateLimited as limited:
            return _ask_to_wait(request, limited)
    return _show_step(request, draft)


@require_POST
@town_page
def similar(request: HttpRequest, town: Municipality) -> HttpResponse:
    """A piece of the form: what was published before, near the place and in words like these. Kept nowhere."""
    demand(Limit("similar", address_of(request), MOST_LOOKS_FROM_AN_ADDRESS))
    found = similar_to(request, town, WhereForm(request.POST, town=town), request.POST.get("text", ""))
    response = show(request, "frontend/pins/similar_list.html", {"similar": found})
    response.headers["Cache-Control"] = PRIVATE
    return response


def _thank(request: HttpRequest, draft: Draft, placed: PlacedPin) -> HttpResponse:
    """Away from the form at once, so that loading the page again sends nothing."""
    link = f"&c={draft.link.token}" if draft.link else ""
    address = page_of(request).url("pin_thanks", pin=placed.id)
    simple = "&simple=1" if draft.is_simple else ""
    response = redirect(f"{address}?key={placed.follow_key}{link}{simple}")
    response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    is_shared = draft.link is not None and draft.link.shared_device
    if placed.participant_token and not is_shared:
        keep_token(response, draft.town, placed.participant_token)
    return response


def _ask_to_wait(request: HttpRequest, limited: RateLimited) -> HttpResponse:
    response = show(request, "frontend/too_many.html", {"minutes": -(-limited.retry_after_s // 60)}, status=429)
    response.headers["Retry-After"] = str(limited.retry_after_s)
    return response


def _show_step(request: HttpRequest, draft: Draft) -> HttpResponse:
    context: dict[str, Any] = {"draft": draft, "steps": _steps(draft.step)}
    if draft.step == WHERE:
        context["settings"] = _settings(request)
    response = show(request, f"frontend/pins/{draft.step}.html", context)
    # On a device that others use next, going back must not show what the last person wrote.
    is_shared = draft.link is not None and draft.link.shared_device
    response.headers["Cache-Control"] = PRIVATE if is_shared else "private, no-cache"
    return response


def _steps(current: str) -> list[tuple[str, str, str]]:
    names = (_("Where"), _("What"), _("Check and send"))
    now = STEPS.index(current)
    return [(name, "done" if i < now else "now" if i == now else "later", str(i + 1)) for i, name in enumerate(names)]


def _settings(request: HttpRequest) -> dict[str, Any]:
    page = page_of(request)
    return {"map": map_settings(page), "labels": {**stage_labels(), **sketch_labels()}}


def sketch_labels() -> dict[str, str]:
    """What the tools for marking a place say."""
    return {
        "none": _("No place is marked yet."),
        "more": _("Add more corners: {n} so far."),
        "point": _("The place is marked: {lat}, {lon}."),
        "line": _("The line has {n} corners and is about {m} metres long."),
        "area": _("The area has {n} corners."),
        "chosen": _("Corner {i} of {n} is chosen. Tap its new place, or move it with the arrows."),
        "moved": _("Corner {i} of {n} moved {m} metres {direction}."),
        "removed": _("Corner {i} is gone."),
        "north": _("to the north"),
        "east": _("to the east"),
        "south": _("to the south"),
        "west": _("to the west"),
    }
