"""Addresses of rounds: the process page, and the desk's pages that make and change one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


def round_routes() -> list[URLPattern | URLResolver]:
    return []
