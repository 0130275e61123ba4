"""`/healthz` and `/metrics`: for load balancers and for those who keep the service running.

Everybody may know whether it is up. What is wrong, and the figures, are told on this machine itself or to whoever has
the key of `KUULUVUUS_METRICS_TOKEN`; to others these addresses are not there.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare

from config.condition import condition, database_answers


class Health:
    """Answers before sessions, hosts and languages are looked at: a load balancer knows none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = ANSWERS.get(request.path)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if request.path in FOR_OPERATORS and not is_operator(request):
            return HttpResponse(status=404)
        response = answer()
        response.headers["Cache-Control"] = "no-store"
        return response


def is_operator(request: HttpRequest) -> bool:
    """Somebody on this machine who did not come through the proxy, or whoever has the key."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and scheme == "Bearer" and constant_time_compare(key, settings.METRICS_TOKEN):
        return True
    proxied = "X-Forwarded-For" in request.headers or "X-Forwarded-Proto" in request.headers
    return not proxied and _is_this_machine(request.META.get("REMOTE_ADDR", ""))


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def state() -> HttpResponse:
    answers = database_answers()
    body = {"status": "ok" if answers else "down", "database": "ok" if answers else "down"}
    return JsonResponse(body, status=200 if answers else 503)


def alive() -> HttpResponse:
    """The process answers; nothing else is asked. A database that is away is no reason to kill it."""
    return JsonResponse({"status": "ok"})


def ready() -> HttpResponse:
    """Whether everything works that somebody waits for, the worker too. What exactly does not is not for everybody."""
    is_ready = condition().is_ready
    return JsonResponse({"status": "ok" if is_ready else "down"}, status=200 if is_ready else 503)


def details() -> HttpResponse:
    found = condition()
    parts = {part.name: {"ok": part.ok, "told": part.told, **part.figures} for part in found.parts}
    body = {"status": "ok" if found.is_ready else "down", "parts": parts}
    return JsonResponse(body, status=200 if found.is_ready else 503)


def metrics() -> HttpResponse:
    from config.metrics import exposition

    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


ANSWERS: dict[str, Callable[[], HttpResponse]] = {
    "/healthz": state,
    "/healthz/live": alive,
    "/healthz/ready": ready,
    "/healthz/details": details,
    "/metrics": metrics,
}
FOR_OPERATORS = frozenset({"/healthz/details", "/metrics"})
