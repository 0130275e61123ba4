"""Addresses of rounds: the process page, and the desk's pages that make and change one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_safe

from frontend.views import budget_rounds, desk_budget, desk_budget_edit

_read = require_http_methods(["GET", "HEAD"])


def round_routes() -> list[URLPattern | URLResolver]:
    return [
        path("budget/", require_safe(budget_rounds.rounds), name="budget"),
        path("budget/<slug:slug>/", require_safe(budget_rounds.show_round), name="budget_round"),
        path("desk/budget/", _read(desk_budget.rounds), name="desk_budget"),
        path("desk/budget/new", desk_budget_edit.new_round, name="desk_budget_new"),
        path("desk/budget/<slug:slug>/", _read(desk_budget.show_round), name="desk_budget_round"),
        path("desk/budget/<slug:slug>/settings", desk_budget_edit.settings, name="desk_budget_settings"),
        path("desk/budget/<slug:slug>/set/<slug:part>", desk_budget_edit.part, name="desk_budget_part"),
        path("desk/budget/<slug:slug>/publish", desk_budget_edit.publish, name="desk_budget_publish"),
    ]
