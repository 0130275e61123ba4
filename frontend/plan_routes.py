"""Addresses of plans; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_safe

from frontend.views import desk_impacts, desk_plans, planned, plans

_read = require_http_methods(["GET", "HEAD"])


def plan_routes() -> list[URLPattern | URLResolver]:
    return [
        path("planned", require_safe(planned.planned_here), name="planned"),
        path("plans/", require_safe(plans.list_plans), name="plans"),
        path("plans/<slug:slug>/", require_safe(plans.show_plan), name="plan"),
        path("desk/plans/", _read(desk_plans.plans), name="desk_plans"),
        path("desk/plans/<slug:slug>/", _read(desk_plans.plan), name="desk_plan"),
        path("desk/plans/<slug:slug>/impacts", desk_impacts.impacts, name="desk_plan_impacts"),
    ]
