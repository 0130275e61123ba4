"""Addresses of map sheets; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from frontend.views import desk_sheet_photos, desk_sheets


def sheet_routes() -> list[URLPattern | URLResolver]:
    one, photo = "desk/sheets/<public_id:sheet>", "desk/sheets/photos/<public_id:photo>"
    return [
        path("sheets/<public_id:sheet>", desk_sheets.scanned, name="sheet_scanned"),
        path("desk/sheets", desk_sheets.sheets, name="desk_sheets"),
        path("desk/sheets/new", desk_sheets.new_sheet, name="desk_sheet_new"),
        path(one, desk_sheets.show_sheet, name="desk_sheet"),
        path(f"{one}/sheet.pdf", desk_sheets.sheet_pdf, name="desk_sheet_pdf"),
        path(photo, desk_sheet_photos.sheet_photo, name="desk_sheet_photo"),
        path(f"{photo}.jpg", desk_sheet_photos.picture, name="desk_sheet_picture"),
        path(f"{photo}-small.jpg", desk_sheet_photos.picture, {"size": "small"}, name="desk_sheet_picture_small"),
        path(f"{photo}/undo", desk_sheet_photos.undo, name="desk_sheet_undo"),
        path(f"{photo}/done", desk_sheet_photos.done, name="desk_sheet_done"),
        path(f"{photo}/remove", desk_sheet_photos.remove, name="desk_sheet_remove"),
    ]
