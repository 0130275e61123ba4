"""Pages for when something is wrong. Those of a broken service ask nothing of anybody: no database, no session."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from delivery.files import has_no_room
from frontend.pages import Page, page_of, show
from geo.sql import is_away

RETRY_AFTER_S = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    with translation.override(page_of(request).language):
        return show(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django asks for this page while it holds what was raised: who may come again later is told so."""
    return page_for(request, _status(sys.exception()))


def page_for(request: HttpRequest, status: int) -> HttpResponse:
    language = page_of(request).language
    with translation.override(language):
        context = {"request": request, "page": Page(language)}  # of no town: what a town is called may have to be asked
        text = render_to_string(f"{status}.html", context)
    response = HttpResponse(text, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _status(error: BaseException | None) -> int:
    if has_no_room(error):
        return 507
    return 503 if is_away(error) else 500
