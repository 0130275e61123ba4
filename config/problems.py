"""What went wrong, as `application/problem+json` (RFC 9457) in the reader's language, from every address of the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import UnreadablePostError
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions

from accounts.authentication import ScopeMissing
from delivery.files import StoreFull
from delivery.pictures.cleaning import PicturesBusy
from delivery.services import IdempotencyConflict, RateLimited
from doors.webhooks.shapes import webhook_record
from doors.webhooks.subscriptions import StaleWebhook
from feedback_map.api.desk_shapes import stale_record
from feedback_map.services import StaleEdit
from geo.api.answers import StaleRecord
from geo.refusals import FieldError, Refused
from geo.wire import WireRefused

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
Text = str | Promise

TITLES: dict[int, Text] = {
    400: _("The request cannot be taken as it is."),
    401: _("Sign in first."),
    403: _("This is not allowed."),
    404: _("Nothing is found here."),
    405: _("This address does not do that."),
    406: _("This address does not answer in that form."),
    409: _("This does not fit what is there already."),
    412: _("Somebody changed this while you wrote. Both versions are here: nothing was lost."),
    413: _("The message is too large."),
    415: _("Send JSON."),
    422: _("This key was used for another message."),
    428: _("Say with If-Match which version you looked at."),
    429: _("Too many messages in a short time. Wait a little and send it again."),
    500: _("Something went wrong here, and it was noted."),
    503: _("The service is away for a moment. Try again soon."),
    507: _("There is no room for more pictures just now. Send the message without them, or try again later."),
}
CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    412: "stale_edit",
    413: "too_large",
    415: "unsupported_media_type",
    422: "idempotency_key_reused",
    428: "version_required",
    429: "too_many_requests",
    500: "server_error",
    503: "unavailable",
    507: "no_room",
}


def problem(
    status: int,
    errors: Sequence[FieldError] = (),
    *,
    headers: dict[str, str] | None = None,
    detail: Text | None = None,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """An answer that says what is wrong: for people in `title` and `detail`, for programs in `errors` and `more`."""
    title = TITLES.get(status, TITLES[400])
    told = errors or (FieldError("", CODES.get(status, CODES[400]), detail or title),)
    body = {
        "type": "about:blank",
        "title": str(title),
        "status": status,
        "detail": " ".join(str(error.detail) for error in told),
        "errors": [{"field": error.field, "code": error.code, "detail": str(error.detail)} for error in told],
        **(more or {}),
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Django REST framework's way in: what a view of the API raised."""
    for kinds, answer in _ANSWERS:
        if isinstance(error, kinds):
            return answer(error)
    return None


def _refused(error: Any) -> HttpResponse:
    return problem(413 if any(one.code == "too_large" for one in error.errors) else 400, error.errors)


def _wire_refused(error: Any) -> HttpResponse:
    return problem(413 if error.code == "too_large" else 400, [FieldError(error.field, error.code, error.detail)])


def _rate_limited(error: Any) -> HttpResponse:
    return problem(429, headers={"Retry-After": str(error.retry_after_s)})


def _away(error: Any) -> HttpResponse:
    return problem(503, headers={"Retry-After": str(RETRY_AFTER_S)})


def _stale(error: Any) -> HttpResponse:
    headers = {"ETag": f'"{error.current.pin.version}"'}
    return problem(412, headers=headers, more=stale_record(error))


def _scope_missing(error: Any) -> HttpResponse:
    """As RFC 6750 has it, so that a program's maker sees which token to ask for."""
    told = 'Bearer error="insufficient_scope"' + (f', scope="{error.scope}"' if error.scope else "")
    detail = _("The token is good, but not for this. It would need the scope {scope}.")
    refused = FieldError("Authorization", "insufficient_scope", format_lazy(detail, scope=error.scope or "–"))
    return problem(403, [refused], headers={"WWW-Authenticate": told})


def _stale_webhook(error: Any) -> HttpResponse:
    return problem(412, headers={"ETag": f'"{error.current.version}"'}, more={"current": webhook_record(error.current)})


def _stale_record(error: Any) -> HttpResponse:
    return problem(412, headers={"ETag": error.etag}, more={"current": error.current})


def _by_status(status: int) -> Callable[[Any], HttpResponse]:
    return lambda error: problem(status)


def _of_framework(error: Any) -> HttpResponse:
    headers = {}
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    return problem(error.status_code, headers=headers)


def _invalid(error: Any) -> HttpResponse:
    found = error.detail if isinstance(error.detail, dict) else {"": error.detail}
    return problem(400, [FieldError(str(field), one.code, one) for field, many in found.items() for one in many])


_ANSWERS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], HttpResponse]], ...] = (
    (Refused, _refused),
    (WireRefused, _wire_refused),
    (PicturesBusy, _away),
    (StoreFull, _by_status(507)),
    (RateLimited, _rate_limited),
    (StaleEdit, _stale),
    (StaleWebhook, _stale_webhook),
    (StaleRecord, _stale_record),
    (IdempotencyConflict, _by_status(422)),
    (Http404, _by_status(404)),
    (ScopeMissing, _scope_missing),
    (PermissionDenied, _by_status(403)),
    (RequestDataTooBig, _by_status(413)),
    (UnreadablePostError, _by_status(400)),
    ((OperationalError, InterfaceError), _away),
    (exceptions.ValidationError, _invalid),
    (exceptions.APIException, _of_framework),
)


class ApiProblems:
    """What never reached a view of the API, or broke in it, is told in the same form as all else there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code >= 400 and is_page and request.path.startswith(("/api/", "/ogc/")):
            kept = ("Allow", "Retry-After", "Vary")
            headers = {name: response.headers[name] for name in kept if name in response.headers}
            return problem(response.status_code, headers=headers)
        return response
