"""Without a line: the worker that keeps the town's pages, the browser's own outbox, and the door by which it sends.

What the pages hold is the same for everybody: what waits stands in the browser alone, and comes in by `send` with the
key that was made when it was written.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.services import IdempotencyConflict, Limit, RateLimited, address_of, demand
from feedback_map.models import Category, Kind
from feedback_map.services import PlacedPin
from feedback_map.services.photos import MOST_PHOTOS
from frontend.draft import Draft
from frontend.map_settings import home_areas
from frontend.pages import PRIVATE, page_of, show, town_page
from frontend.participant_cookie import keep_token
from frontend.templatetags.frontend import BUILD, built_names
from frontend.views.pin_form import MOST_FROM_AN_ADDRESS
from geo.languages import text_in
from geo.models import Municipality
from geo.refusals import Refused

ENTRIES = ("main", "islands/offline", "islands/offline-form", "islands/outbox-list", "islands/photo-field")
WITH_MAP = ("islands/town-map",)
ICON = "/static/frontend-fixed/mark.svg"


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The built worker with the names of what it keeps in front: another build is another worker."""
    script = BUILD / "worker.js"
    if not script.exists():
        raise Http404("The front end is not built")
    base = f"{settings.STATIC_URL}frontend/"
    files = sorted(base + name for name in built_names(*(f"src/{entry}.ts" for entry in (*ENTRIES, *WITH_MAP))))
    body = script.read_text("utf-8")
    version = hashlib.sha256("\n".join([*files, body]).encode()).hexdigest()[:12]
    shell = json.dumps({"version": version, "files": [*files, ICON]})
    response = HttpResponse(f"self.KUULUVUUS_SHELL={shell};\n{body}", content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@town_page
def manifest(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What a telephone needs to put the town's page among its own."""
    page = page_of(request)
    name = text_in(town.names, page.language)
    described = {
        "name": f"Kuuluvuus – {name}",
        "short_name": name,
        "description": _("where residents are heard"),
        "lang": page.html_lang,
        "id": page.url("map", language=page.first_language),
        "start_url": page.url("map"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f3",
        "theme_color": "#0b5163",
        "icons": [
            {"src": ICON, "sizes": "any", "type": "image/svg+xml"},
            {"src": "/static/frontend-fixed/mark-192.png", "sizes": "192x192", "type": "image/png"},
            {"src": "/static/frontend-fixed/mark-512.png", "sizes": "512x512", "type": "image/png"},
        ],
        "shortcuts": [{"name": _("Leave a message"), "url": page.url("pin_new")}],
    }
    return HttpResponse(
        json.dumps(described, ensure_ascii=False),
        content_type="application/manifest+json",
        headers={"Cache-Control": "public, max-age=3600"},
    )


@require_safe
@town_page
def outbox(request: HttpRequest, town: Municipality) -> HttpResponse:
    words = {
        "states": {
            "unfinished": _("Unfinished"),
            "waiting": _("Waiting: it is sent when there is a connection"),
            "sent": _("Sent"),
            "refused": _("Refused"),
        },
        "edit": _("Change"),
        "finish": _("Finish it"),
        "remove": _("Delete"),
        "clear": _("Take off this list"),
        "again": _("Send again"),
        "see": _("See the message"),
        "photos": _("Pictures: {n}"),
    }
    return show(request, "frontend/offline/outbox.html", {"words": json.dumps(words, ensure_ascii=False)})


@require_safe
@town_page
def write(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The whole form on one page, for when there is no line to go from step to step."""
    context = {
        "kinds": Kind.choices,
        "categories": Category.objects.filter(municipality=town, is_active=True),
        "areas": home_areas(town),
        "draft": {"photos": {"room": MOST_PHOTOS}},
    }
    return show(request, "frontend/offline/write.html", context)


@require_http_methods(["GET", "POST"])
@town_page
def send(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Where outboxes send: the form's own fields and key, the answer in a form that a script reads."""
    if request.method == "GET":
        return _answer({"csrf": get_token(request), "language": page_of(request).html_lang})
    draft = Draft(request, town)
    if not draft.wants_to_send:
        return _refused(_reasons(draft), [])
    try:
        demand(Limit("pins/new", address_of(request), MOST_FROM_AN_ADDRESS))
        return _sent(request, draft, draft.send())
    except Refused as refused:
        return _refused([str(one.detail) for one in refused.errors], [one.code for one in refused.errors])
    except IdempotencyConflict:
        return _refused([_("It was sent before in other words. Look at the message that arrived.")], ["sent_before"])
    except RateLimited as limited:
        return _answer({}, status=429, headers={"Retry-After": str(limited.retry_after_s)})


def _sent(request: HttpRequest, draft: Draft, placed: PlacedPin) -> HttpResponse:
    address = page_of(request).url("pin_thanks", pin=placed.id)
    response = _answer({"state": "sent", "url": f"{address}?key={placed.follow_key}", "code": placed.code})
    if placed.participant_token:
        keep_token(response, draft.town, placed.participant_token)
    return response


def _reasons(draft: Draft) -> list[str]:
    of_forms = [error for form in (draft.where, draft.what) for errors in form.errors.values() for error in errors]
    return [str(error) for error in [*draft.photos.errors, *of_forms]]


def _refused(reasons: list[str], codes: list[str]) -> HttpResponse:
    return _answer({"state": "refused", "reasons": reasons, "codes": codes}, status=422)


def _answer(value: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    return JsonResponse(value, status=status, headers={"Cache-Control": PRIVATE, **(headers or {})})
