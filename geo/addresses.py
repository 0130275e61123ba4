"""Addresses of pages as letters and feeds name them, where no request says how the service was reached."""

from django.conf import settings
from django.utils.http import urlencode

from geo.models import Municipality


def page_address(town: Municipality, language: str, path: str = "", **query: str) -> str:
    """A page of a town in a language: the town's first one stands without a prefix."""
    known = {code for code, _ in settings.LANGUAGES}
    prefix = "" if language == town.first_language or language not in known else f"/{language}"
    asked = f"?{urlencode(query)}" if query else ""
    return f"{settings.SITE_ADDRESS}{prefix}/{town.slug}/{path}{asked}"
