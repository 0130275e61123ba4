"""A write over the wire that may be sent again: the same `Idempotency-Key` gets the first answer, and does nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from delivery.services import Answer, answer_once, fingerprint, scope_of
from geo.refusals import FieldError, Refused

KEY_HEADER = "Idempotency-Key"
_KEY_FORM = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Cache-Control")
BAD_HEADER = _("This header is not in the form that is expected.")


@dataclass(frozen=True)
class Repeatable:
    """Who sends what to which door: two requests that agree in all of it are one request sent twice."""

    door: str
    actor: str
    said: bytes


def key_of(request: Request | HttpRequest) -> str:
    """The key that was given, empty when there is none."""
    value = str(request.headers.get(KEY_HEADER, "")).strip()
    if value and not _KEY_FORM.fullmatch(value):
        raise Refused([FieldError(KEY_HEADER, "bad_header", BAD_HEADER)])
    return value


def done_once(request: Request | HttpRequest, sent: Repeatable, do: Callable[[], HttpResponse]) -> HttpResponse:
    """What `do` answers, or what it answered before under the same key. A refusal is kept for nobody.

    Count knocks before: what is done here is undone when it is refused, and a count would be too.
    """
    key = key_of(request)
    if not key:
        return do()
    scope = scope_of(sent.door, sent.actor)
    same = fingerprint(str(request.method), request.path, sent.said)
    kept = answer_once(scope=scope, key=key, fingerprint=same, effect=lambda: _packed(do()))
    return _unpacked(kept)


def _packed(response: HttpResponse) -> Answer:
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Answer(response.status_code, json.dumps(headers).encode() + b"\n" + response.content)


def _unpacked(kept: Answer) -> HttpResponse:
    headers, _line, body = kept.body.partition(b"\n")
    return HttpResponse(body, status=kept.status, headers=json.loads(headers))
