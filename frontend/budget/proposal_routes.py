"""Addresses of ideas and proposals."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


def proposal_routes() -> list[URLPattern | URLResolver]:
    return []
