"""Addresses of uploads; frontend/urls.py takes them in."""

from __future__ import annotations

from django.urls import URLPattern, path

from frontend.views import desk_uploads

_ALL = "desk/town/uploads/"
_ONE = f"{_ALL}<public_id:upload>/"


def upload_routes() -> list[URLPattern]:
    return [
        path(_ALL, desk_uploads.uploads, name="desk_uploads"),
        path(f"{_ALL}new/<slug:what>", desk_uploads.new_upload, name="desk_upload_new"),
        path(f"{_ALL}draw", desk_uploads.draw_boundary, name="desk_upload_draw"),
        path(_ONE, desk_uploads.upload, name="desk_upload"),
        path(f"{_ONE}columns", desk_uploads.columns, name="desk_upload_columns"),
        path(f"{_ONE}bring-in", desk_uploads.bring_in, name="desk_upload_bring_in"),
        path(f"{_ONE}withdraw", desk_uploads.withdraw, name="desk_upload_withdraw"),
        path(f"{_ONE}undo", desk_uploads.undo, name="desk_upload_undo"),
        path(f"{_ONE}rejects.csv", desk_uploads.rejects, name="desk_upload_rejects"),
    ]
