"""`/healthz`: does the service answer, and does its database?"""

from collections.abc import Callable

from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponseBase, JsonResponse


class Health:
    """Answers before sessions, hosts and languages are looked at: a load balancer knows none of them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return state() if request.path == "/healthz" else self.get_response(request)


def state() -> JsonResponse:
    connection = connections["default"]
    try:
        connection.ensure_connection()
        if not connection.is_usable():  # kept from before the database was restarted
            connection.close()
            connection.ensure_connection()
        answers = True
    except DatabaseError:
        answers = False
    body = {"status": "ok" if answers else "down", "database": "ok" if answers else "down"}
    return JsonResponse(body, status=200 if answers else 503, headers={"Cache-Control": "no-store"})
