"""How /ogc/ answers: the form that is asked for (`f`, else Accept), the same for everybody, errors as RFC 9457."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.refusals import FieldError, Refused

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA, OPENAPI = "application/schema+json", "application/vnd.oai.openapi+json;version=3.0"
RETRY_AFTER_S = 5
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Form:
    """A form that an address answers in: its short name for `f`, and its media type."""

    name: str
    media_type: str

    def is_wanted(self, accepted: str) -> bool:
        kind, _slash, _rest = accepted.partition("/")
        own = self.media_type.split(";")[0]
        return accepted in {"*/*", own} or (accepted == f"{kind}/*" and own.startswith(f"{kind}/"))


JSON_FORM, HTML_FORM = Form("json", JSON), Form("html", HTML)


@dataclass(frozen=True)
class Told:
    """What an address tells: as JSON, and the template that shows the same to people."""

    value: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)


def door(view: View) -> View:
    """Around every view here: reading only, open to all origins, and every refusal in one shape."""

    @require_safe
    @functools.wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            response = view(request, **named)
        except Refused as error:
            response = problem(400, error.errors)
        except Http404:
            response = problem(404)
        except NotAcceptable:
            response = problem(406)
        except DataError:
            response = problem(400)
        except (OperationalError, InterfaceError):
            response = problem(503)
            response.headers["Retry-After"] = str(RETRY_AFTER_S)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers.setdefault("Cache-Control", "public, no-cache")
        response.headers["Vary"] = "Accept, Accept-Language"
        return response

    return guarded


class NotAcceptable(Exception):
    """The reader takes none of the forms that an address has."""


def form_wanted(request: HttpRequest, forms: Sequence[Form]) -> Form:
    """The form that `f` names; else the one that is accepted most, the first one among equals."""
    name = request.GET.get("f", "").strip()
    if "f" in request.GET:
        found = next((form for form in forms if form.name == name), None)
        if found is None:
            options = ", ".join(form.name for form in forms)
            detail = _("Choose from: {options}.").format(options=options)
            raise Refused([FieldError("f", "unknown_value", detail)])
        return found
    accepted = _accepted(request.headers.get("Accept", ""))
    for media_type in accepted or ["*/*"]:
        for form in forms:
            if form.is_wanted(media_type):
                return form
    raise NotAcceptable


def _accepted(header: str) -> list[str]:
    """The media types of an Accept header, what is wanted most first."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(",")[:50]:
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        if media_type and quality > 0:
            weighed.append((-quality, media_type))
    return [media_type for _weight, media_type in sorted(weighed, key=lambda one: one[0])]


def told(request: HttpRequest, what: Told, *, media_type: str = JSON) -> HttpResponse:
    """The answer in the form that the reader wants."""
    form = form_wanted(request, (Form("json", media_type), HTML_FORM))
    if form is HTML_FORM:
        return page(what.template, {"told": what.value, **what.context})
    return as_json(what.value, media_type)


def as_json(value: Any, media_type: str = JSON) -> HttpResponse:
    return HttpResponse(json.dumps(value, ensure_ascii=False, separators=(",", ":")), content_type=media_type)


def page(template: str, context: dict[str, Any]) -> HttpResponse:
    """A page that is the same for everybody: nothing of the request, so nobody's session, reaches it."""
    language = (get_language() or "fi").split("-")[0]
    text = render_to_string(template, {**context, "html_lang": language})
    return HttpResponse(text, content_type=f"{HTML}; charset=utf-8")


def problem(status: int, errors: Sequence[FieldError] = ()) -> HttpResponse:
    titles = {
        400: _("The request cannot be taken as it is."),
        404: _("Nothing is found here."),
        406: _("This address does not answer in that form."),
        503: _("The service is away for a moment. Try again soon."),
    }
    body = {
        "type": "about:blank",
        "title": titles[status],
        "status": status,
        "detail": " ".join(str(error.detail) for error in errors) or titles[status],
        "errors": [{"field": one.field, "code": one.code, "detail": str(one.detail)} for one in errors],
    }
    response = as_json(body, "application/problem+json")
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
