"""What templates know that our own views did not render, such as those for signing in."""

from typing import Any

from django.http import HttpRequest

from frontend.pages import page_of


def page(request: HttpRequest) -> dict[str, Any]:
    return {"page": page_of(request)}
