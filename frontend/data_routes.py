"""Addresses of open data as files, and of what staff take along."""

from __future__ import annotations

from django.urls import URLPattern, path

from frontend.views import open_data


def data_routes() -> list[URLPattern]:
    return [
        path("data/", open_data.page, name="open_data"),
        path("data/project.qgs", open_data.project, name="open_data_project"),
        path("data/<slug:layer>.<slug:ending>", open_data.download, name="open_data_file"),
        path("desk/data/", open_data.desk_data, name="desk_data"),
        path("desk/data/all_pins.<slug:ending>", open_data.desk_download, name="desk_data_file"),
    ]
