"""Addresses of rules, units and contractors' links; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.views import routing, units, work

_read_and_send = require_http_methods(["GET", "HEAD", "POST"])


def routing_routes() -> list[URLPattern | URLResolver]:
    return [
        path("desk/routing", _read_and_send(routing.routing), name="desk_routing"),
        path("desk/routing/waiting", require_POST(routing.route_those_waiting), name="desk_routing_waiting"),
        path("desk/routing/rules/<int:rule>", _read_and_send(routing.change), name="desk_rule"),
        path("desk/routing/rules/<int:rule>/end", require_POST(routing.end), name="desk_rule_end"),
        path("desk/units", _read_and_send(units.units), name="desk_units"),
        path("desk/units/<slug:unit>", _read_and_send(units.unit), name="desk_unit"),
        path("desk/units/<slug:unit>/links", require_POST(units.make_link), name="desk_work_links"),
        path(
            "desk/units/<slug:unit>/links/<public_id:link>/end", require_POST(units.end_link), name="desk_work_link_end"
        ),
        path("work/<str:secret>", require_safe(work.work), name="work"),
        path("work/<str:secret>/pins/<public_id:pin>", require_POST(work.mark), name="work_mark"),
        path("work/<str:secret>/photos/<public_id:photo>.jpg", require_safe(work.photo), name="work_photo"),
    ]
