"""Addresses of plans; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_safe

from frontend.views import (
    desk_drawings,
    desk_impacts,
    desk_plans,
    plan_documents,
    plan_files,
    plan_reading,
    planned,
    plans,
)

_read = require_http_methods(["GET", "HEAD"])
_read_and_send = require_http_methods(["GET", "HEAD", "POST"])


def plan_routes() -> list[URLPattern | URLResolver]:
    return [
        path("planned", require_safe(planned.planned_here), name="planned"),
        path("plans/", require_safe(plans.list_plans), name="plans"),
        path("plans/<slug:slug>/", require_safe(plans.show_plan), name="plan"),
        path("plans/<slug:slug>/ryhti.json", require_safe(plan_files.ryhti), name="plan_ryhti"),
        path("plans/<slug:slug>/compare", require_safe(plan_reading.compare), name="plan_compare"),
        path("plans/<slug:slug>/scheme", require_safe(plan_reading.scheme), name="plan_scheme"),
        path("plans/<slug:slug>/scheme/<int:number>", require_safe(plan_reading.scheme), name="plan_scheme_version"),
        path("plans/<slug:slug>/affected", _read_and_send(plan_reading.affected), name="plan_affected"),
        path("plans/<slug:slug>/affected.svg", require_safe(plan_reading.tap_map), name="plan_tap_map"),
        path(
            "plans/<slug:slug>/documents/<public_id:document>",
            require_safe(plan_documents.document),
            name="plan_document",
        ),
        path(
            "plans/<slug:slug>/versions/<public_id:version>.jpg",
            require_safe(plan_documents.picture),
            name="plan_picture",
        ),
        path(
            "plans/<slug:slug>/versions/<public_id:version>-small.jpg",
            require_safe(plan_documents.picture),
            {"size": "small"},
            name="plan_picture_small",
        ),
        path("desk/plans/", _read(desk_plans.plans), name="desk_plans"),
        path("desk/plans/<slug:slug>/", _read(desk_plans.plan), name="desk_plan"),
        path("desk/plans/<slug:slug>/drawings", desk_drawings.drawings, name="desk_plan_drawings"),
        path("desk/plans/<slug:slug>/impacts", desk_impacts.impacts, name="desk_plan_impacts"),
    ]
