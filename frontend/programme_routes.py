"""Addresses of the programme of participation and of yearly reports; frontend/urls.py takes them in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from frontend.views import desk_measures, desk_programme, programme, reports

_ONE, _MEASURE = "desk/programme/<slug:slug>", "desk/measures/<public_id:measure>"


def programme_routes() -> list[URLPattern | URLResolver]:
    return [
        path("programme/", require_safe(programme.programmes), name="programmes"),
        path("programme/<slug:slug>", require_safe(programme.programme), name="programme"),
        path(
            "programme/<slug:slug>/measures/<public_id:measure>",
            require_safe(programme.measure),
            name="programme_measure",
        ),
        path("reports/", require_safe(reports.reports), name="reports"),
        path("reports/forms", require_safe(reports.forms), name="participation_forms"),
        path("reports/method", require_safe(reports.method), name="report_method"),
        path("reports/<int:year>", require_safe(reports.report), name="report"),
        path("reports/<int:year>.pdf", require_safe(reports.report_pdf), name="report_pdf"),
        path("reports/<int:year>.xlsx", require_safe(reports.report_xlsx), name="report_xlsx"),
        path("desk/programme", require_safe(desk_programme.programmes), name="desk_programme"),
        path("desk/programme/new", desk_programme.new_programme, name="desk_programme_new"),
        path(_ONE, desk_programme.programme, name="desk_programme_one"),
        path(f"{_ONE}/goals", desk_programme.new_goal, name="desk_goal_new"),
        path(f"{_ONE}/goals/<int:number>/measures/new", desk_measures.new_measure, name="desk_measure_new"),
        path(_MEASURE, require_safe(desk_measures.measure), name="desk_measure"),
        path(f"{_MEASURE}/change", desk_measures.change, name="desk_measure_change"),
        path(f"{_MEASURE}/progress", desk_measures.progress, name="desk_measure_progress"),
        path(f"{_MEASURE}/remove", desk_measures.remove, name="desk_measure_remove"),
        path(f"{_MEASURE}/evidence", desk_measures.add_evidence, name="desk_evidence_new"),
        path(
            f"{_MEASURE}/evidence/<public_id:evidence>/remove",
            desk_measures.remove_evidence,
            name="desk_evidence_remove",
        ),
    ]
