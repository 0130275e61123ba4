"""Addresses of what came after: decisions, building, working parties, earlier years."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


def after_routes() -> list[URLPattern | URLResolver]:
    return []
