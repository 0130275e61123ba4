"""Addresses of the pages by which a town is set up; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.views import town_base_maps, town_categories, town_setup

_read_and_send = require_http_methods(["GET", "HEAD", "POST"])


def town_setup_routes() -> list[URLPattern | URLResolver]:
    return [
        path("logo.jpg", require_safe(town_setup.logo_file), name="town_logo"),
        path("desk/town/", require_safe(town_setup.overview), name="desk_town"),
        path("desk/town/facts", _read_and_send(town_setup.facts), name="desk_town_facts"),
        path("desk/town/texts", _read_and_send(town_setup.texts), name="desk_town_texts"),
        path("desk/town/logo", require_POST(town_setup.logo), name="desk_town_logo"),
        path("desk/town/checks", require_safe(town_setup.checks), name="desk_town_checks"),
        path("desk/town/letter", require_POST(town_setup.send_letter), name="desk_town_letter"),
        path("desk/town/open", require_POST(town_setup.open_or_close), name="desk_town_open"),
        path("desk/town/begin", require_POST(town_categories.begin), name="desk_town_begin"),
        path("desk/town/categories", require_safe(town_categories.categories), name="desk_categories"),
        path("desk/town/categories/new", _read_and_send(town_categories.new_category), name="desk_category_new"),
        path("desk/town/categories/of/<slug:category>", _read_and_send(town_categories.category), name="desk_category"),
        path(
            "desk/town/categories/of/<slug:category>/move",
            require_POST(town_categories.move),
            name="desk_category_move",
        ),
        path("desk/town/base-maps", _read_and_send(town_base_maps.base_maps), name="desk_base_maps"),
        path("desk/town/base-maps/<slug:base>", require_POST(town_base_maps.change), name="desk_base_map"),
    ]
