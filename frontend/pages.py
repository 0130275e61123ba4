"""What every page knows: its town, its language, and how addresses are made in both.

`/<town>/…` is in the town's first language and `/<language>/<town>/…` always works. Nothing but the address decides
the language, so a page's bytes are the same for everyone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from delivery.services import RateLimited
from geo.models import Municipality
from geo.openness import may_see

P = ParamSpec("P")
PLAIN_FINNISH = "fi-selko"
OWN_NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English", PLAIN_FINNISH: "Selkosuomi"}
PRIVATE = "private, no-store"


@dataclass(frozen=True)
class Alternate:
    """The same page in another language."""

    code: str
    name: str
    url: str
    is_current: bool

    @property
    def html_lang(self) -> str:
        return html_lang(self.code)


@dataclass(frozen=True)
class Page:
    """A page's town (none where a town is chosen) and language; views find it as `request.page`."""

    language: str
    town: Municipality | None = None
    route: str = ""
    route_kwargs: tuple[tuple[str, Any], ...] = ()

    @property
    def html_lang(self) -> str:
        return html_lang(self.language)

    @property
    def first_language(self) -> str:
        return self.town.first_language if self.town else settings.LANGUAGE_CODE

    @property
    def languages(self) -> list[str]:
        known = [code for code, _ in settings.LANGUAGES]
        wanted = [code for code in self.town.languages if code in known] if self.town else known
        return [*wanted, PLAIN_FINNISH] if "fi" in wanted and PLAIN_FINNISH not in wanted else wanted

    def url(self, name: str, language: str = "", **kwargs: Any) -> str:
        """The address of a page of this town, in this or another language."""
        code = language or self.language
        where = {} if self.town is None else {"town": self.town.slug}
        prefix = {} if code == self.first_language else {"language": code}
        return reverse(name, kwargs={**prefix, **where, **kwargs})

    @property
    def alternates(self) -> list[Alternate]:
        if not self.route:
            return []
        rest = dict(self.route_kwargs)
        return [
            Alternate(code, OWN_NAMES[code], self.url(self.route, code, **rest), code == self.language)
            for code in self.languages
        ]


def html_lang(code: str) -> str:
    """Plain Finnish is Finnish to browsers and screen readers."""
    return "fi" if code == PLAIN_FINNISH else code


def page_of(request: HttpRequest) -> Page:
    """The page of a request; of an error page as well, which may have got no further than its address."""
    page = getattr(request, "page", None)
    return page if isinstance(page, Page) else Page(language=translation.get_language() or settings.LANGUAGE_CODE)


def show(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    response = render(request, template, {"page": page_of(request), **(context or {})}, status=status)
    response.headers["Content-Language"] = page_of(request).html_lang
    return response


def show_privately(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for one person's eyes: kept by no cache, on no device."""
    response = show(request, template, context, status)
    response.headers["Cache-Control"] = PRIVATE
    return response


def ask_to_wait(request: HttpRequest, limited: RateLimited) -> HttpResponse:
    """Too many in a short time: how long to wait, and where a person helps."""
    minutes = -(-limited.retry_after_s // 60)
    response = show_privately(request, "frontend/too_many.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(limited.retry_after_s)
    return response


def town_page(
    view: Callable[Concatenate[HttpRequest, Municipality, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """A view of one town: it gets the town itself, in the language of the address or the town's first one."""

    @functools.wraps(view)
    def page_view(request: HttpRequest, town: str, language: str = "", *args: P.args, **rest: P.kwargs) -> HttpResponse:
        found = Municipality.objects.defer("boundary").filter(slug=town).first()
        code = language or (found.first_language if found else settings.LANGUAGE_CODE)
        with translation.override(code):
            if found is None or not may_see(request, found):
                raise Http404("No such town")
            _keep(request, Page(code, found, _route(request), tuple(rest.items())))
            try:
                return view(request, found, *args, **rest)
            except RateLimited as limited:
                return ask_to_wait(request, limited)

    return page_view


def plain_page(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of no town."""

    @functools.wraps(view)
    def page_view(request: HttpRequest, language: str = "", *args: P.args, **rest: P.kwargs) -> HttpResponse:
        code = language or settings.LANGUAGE_CODE
        with translation.override(code):
            _keep(request, Page(code, None, _route(request), tuple(rest.items())))
            return view(request, *args, **rest)

    return page_view


def _route(request: HttpRequest) -> str:
    return (request.resolver_match.view_name if request.resolver_match else "") or ""


def _keep(request: HttpRequest, page: Page) -> None:
    request.page = page  # type: ignore[attr-defined]
