"""The Content-Security-Policy of every answer."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


def _identity_provider() -> str:
    """The sign-in form is sent on to the town's identity provider, when there is one."""
    parts = urlsplit(settings.OIDC_SERVER)
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        f"form-action 'self'{_identity_provider()}",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS = "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"


class ContentSecurityPolicy:
    """Our own scripts and pictures only; nobody frames us. A view may set a policy of its own (the embed does)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
