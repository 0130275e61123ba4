"""Addresses of statements; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from frontend.views import statements


def statement_routes() -> list[URLPattern | URLResolver]:
    return [
        path("plans/<slug:slug>/statement", statements.write, name="statement_new"),
        path("plans/<slug:slug>/statements/<public_id:statement>", statements.receipt, name="statement_receipt"),
    ]
