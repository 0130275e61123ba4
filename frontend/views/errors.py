"""Pages for when something is wrong."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from frontend.pages import page_of, show


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    with translation.override(page_of(request).language):
        return show(request, "404.html", status=404)
