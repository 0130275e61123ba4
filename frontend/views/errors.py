"""Pages for when something is wrong. Those of a broken service ask nothing of anybody: no database, no session."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from frontend.pages import Page, page_of, show
from geo.sql import is_away

RETRY_AFTER_S = 5


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    with translation.override(page_of(request).language):
        return show(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django asks for this page while it holds what was raised: a database that is away is no fault of ours."""
    away = is_away(sys.exception())
    language = page_of(request).language
    with translation.override(language):
        context = {"request": request, "page": Page(language)}  # of no town: what a town is called may have to be asked
        text = render_to_string("503.html" if away else "500.html", context)
    response = HttpResponse(text, status=503 if away else 500)
    response.headers["Cache-Control"] = "no-store"
    if away:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
