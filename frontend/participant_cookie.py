"""The random token by which a browser's messages count as one person's. It changes no byte of any page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from geo.models import Municipality

LIFETIME_S = 365 * 24 * 3600


def token_of(request: HttpRequest, town: Municipality) -> str | None:
    return request.COOKIES.get(_name(town), "")[:100] or None


def keep_token(response: HttpResponse, town: Municipality, token: str) -> None:
    """Written only with an answer to somebody who has just sent something."""
    response.set_cookie(
        _name(town), token, max_age=LIFETIME_S, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _name(town: Municipality) -> str:
    return f"kuuluvuus_{town.slug}"
