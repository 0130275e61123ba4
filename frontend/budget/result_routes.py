"""Addresses of results and what explains them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


def result_routes() -> list[URLPattern | URLResolver]:
    return []
