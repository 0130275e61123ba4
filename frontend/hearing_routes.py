"""Addresses of hearings, requests for statements, landowners, the calendar and the yearly review."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from frontend.views import calendar, desk_hearings, desk_landowners, desk_requests, hearings, plan_review

_HEARING = "desk/plans/<slug:slug>/hearings/<public_id:hearing>"


def hearing_routes() -> list[URLPattern | URLResolver]:
    return [
        path("calendar", require_safe(calendar.year), name="calendar_page"),
        path("feeds/hearings.atom", require_safe(calendar.feed), name="feed_hearings"),
        path("plans/review/<int:year>", require_safe(plan_review.review), name="plan_review"),
        path("plans/review/<int:year>.pdf", require_safe(plan_review.review_pdf), name="plan_review_pdf"),
        path("plans/<slug:slug>/hearings/<public_id:hearing>", require_safe(hearings.notice), name="hearing"),
        path("plans/<slug:slug>/requests/<public_id:asked>/<slug:key>", hearings.asked, name="statement_request"),
        path("desk/hearing-lengths", desk_hearings.lengths, name="desk_hearing_lengths"),
        path("desk/plans/<slug:slug>/hearings/new", desk_hearings.new_hearing, name="desk_hearing_new"),
        path(_HEARING, desk_hearings.hearing, name="desk_hearing"),
        path(f"{_HEARING}/publish", desk_hearings.publish, name="desk_hearing_publish"),
        path(f"{_HEARING}/change", desk_hearings.change, name="desk_hearing_change"),
        path(f"{_HEARING}/cancel", desk_hearings.cancel, name="desk_hearing_cancel"),
        path("desk/plans/<slug:slug>/requests", desk_requests.requests, name="desk_requests"),
        path("desk/plans/<slug:slug>/requests/<public_id:asked>/act", desk_requests.act, name="desk_request_act"),
        path("desk/plans/<slug:slug>/landowners", desk_landowners.landowners, name="desk_landowners"),
        path("desk/plans/<slug:slug>/landowners/act", desk_landowners.act, name="desk_landowners_act"),
        path(
            "desk/plans/<slug:slug>/landowners/<public_id:hearing>/<slug:paper>.pdf",
            desk_landowners.papers,
            name="desk_landowner_papers",
        ),
    ]
