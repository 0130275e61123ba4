"""Addresses of results and what explains them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_POST, require_safe

from frontend.views import budget_results


def result_routes() -> list[URLPattern | URLResolver]:
    round_at = "budget/<slug:slug>/results/"
    return [
        path(round_at, require_safe(budget_results.show_results), name="budget_results"),
        path(f"{round_at}ballots.csv", require_safe(budget_results.ballots_csv), name="budget_ballots_csv"),
        path(f"{round_at}<slug:pot>.pb", require_safe(budget_results.ballots_pb), name="budget_ballots_pb"),
        path(f"desk/{round_at}", require_safe(budget_results.desk_results), name="desk_budget_results"),
        path(
            f"desk/{round_at}publish",
            require_POST(budget_results.desk_publish_results),
            name="desk_budget_results_publish",
        ),
    ]
