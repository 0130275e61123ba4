"""Addresses of voting: ballots, codes, paper."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


def vote_routes() -> list[URLPattern | URLResolver]:
    return []
