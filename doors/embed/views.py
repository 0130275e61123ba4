"""/embed/<town>/… – for an iframe on another page. Nothing about a reader is looked at, so nothing is set or kept."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from doors.embed.framing import policy
from doors.embed.living import living_map
from doors.embed.pieces import area_of, counter_of, map_of
from geo.addresses import page_address
from geo.models import Municipality

P = ParamSpec("P")
Told = dict[str, Any]
# A browser asks each time, so that what the town says of who may frame it holds at once; a proxy answers a crowd
CACHE_CONTROL = "public, max-age=0, s-maxage=60, must-revalidate"


def embed(template: str) -> Callable[[Callable[Concatenate[Municipality, str, P], Told]], Callable[..., HttpResponse]]:
    """A piece of a town, in the language that `?language=` names, else in its first one."""

    def wrapped(piece: Callable[Concatenate[Municipality, str, P], Told]) -> Callable[..., HttpResponse]:
        @require_safe
        @xframe_options_exempt  # the policy says who may frame it
        @functools.wraps(piece)
        def view(request: HttpRequest, town: str, *args: P.args, **rest: P.kwargs) -> HttpResponse:
            found = Municipality.objects.defer("boundary").filter(slug=town, is_public=True).first()
            if found is None:
                raise Http404("No such town")
            asked = request.GET.get("language", "")
            known = [code for code, _name in settings.LANGUAGES if code.partition("-")[0] in found.languages]
            language = asked if asked in known else found.first_language
            with translation.override(language):
                told = {"town": found, "language": language, "html_lang": language.partition("-")[0]}
                told |= piece(found, language, *args, **rest)
                body = render_to_string(f"doors/embed/{template}.html", told)
            return _answer(found, body, language, runs=bool(told.get("living")))

        return view

    return wrapped


@embed("map")
def map_piece(town: Municipality, language: str) -> Told:
    piece, living = map_of(town, language), living_map(town, language)
    return {"piece": piece, "address": page_address(town, language), "living": living if piece.drawing else None}


@embed("counter")
def counter(town: Municipality, language: str) -> Told:
    return {"counter": counter_of(town), "address": page_address(town, language)}


@embed("area")
def area(town: Municipality, language: str, kind: str, code: str) -> Told:
    piece = area_of(town, language, kind, code)
    if piece is None:
        raise Http404("No such area")
    address = page_address(town, language, f"areas/{kind}/{code}")
    return {"piece": piece, "name": piece.area.name(language), "address": address}


@embed("say")
def say(town: Municipality, language: str) -> Told:
    return {"address": page_address(town, language, "pins/new")}


def _answer(town: Municipality, body: str, language: str, *, runs: bool) -> HttpResponse:
    headers = {
        "Content-Security-Policy": policy(town, runs=runs),
        "Content-Language": language.partition("-")[0],
        "Cache-Control": CACHE_CONTROL,
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }
    return HttpResponse(body, headers=headers)
