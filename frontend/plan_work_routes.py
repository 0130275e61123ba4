"""Addresses of what planners do to a plan; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.views import desk_plan_work, plan_documents

_read_and_send = require_http_methods(["GET", "HEAD", "POST"])
_PLAN = "desk/plans/<slug:slug>"
_VERSION = f"{_PLAN}/versions/<public_id:version>"
_DOCUMENT = f"{_PLAN}/documents/<public_id:document>"


def plan_work_routes() -> list[URLPattern | URLResolver]:
    work = desk_plan_work
    return [
        path("desk/plans/new", _read_and_send(work.new_plan), name="desk_plan_new"),
        path(f"{_PLAN}/edit", _read_and_send(work.edit), name="desk_plan_edit"),
        path(f"{_PLAN}/step", _read_and_send(work.step), name="desk_plan_step"),
        path(f"{_PLAN}/publish", require_POST(work.publish), name="desk_plan_publish"),
        path(f"{_PLAN}/scheme", _read_and_send(work.scheme), name="desk_plan_scheme"),
        path(f"{_PLAN}/scheme/publish", require_POST(work.publish_newest_scheme), name="desk_plan_scheme_publish"),
        path(f"{_PLAN}/versions/new", _read_and_send(work.new_version), name="desk_plan_version_new"),
        path(_VERSION, _read_and_send(work.version), name="desk_plan_version"),
        path(f"{_VERSION}/publish", require_POST(work.publish_one_version), name="desk_plan_version_publish"),
        path(f"{_VERSION}.jpg", require_safe(plan_documents.staff_picture), name="desk_plan_picture"),
        path(f"{_PLAN}/documents/new", _read_and_send(work.new_document), name="desk_plan_document_new"),
        path(_DOCUMENT, _read_and_send(work.document), name="desk_plan_document"),
        path(f"{_DOCUMENT}/publish", require_POST(work.publish_one_document), name="desk_plan_document_publish"),
        path(f"{_DOCUMENT}/file", require_safe(plan_documents.staff_document), name="desk_plan_document_file"),
    ]
