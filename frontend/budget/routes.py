"""Addresses of participatory budgeting; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from frontend.budget.after_routes import after_routes
from frontend.budget.proposal_routes import proposal_routes
from frontend.budget.result_routes import result_routes
from frontend.budget.round_routes import round_routes
from frontend.budget.vote_routes import vote_routes


def budget_routes() -> list[URLPattern | URLResolver]:
    return [*round_routes(), *proposal_routes(), *vote_routes(), *result_routes(), *after_routes()]
