"""Addresses of statements; pages of frontend/urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from frontend.views import desk_plan_pins, desk_registry, desk_statements, statements


def statement_routes() -> list[URLPattern | URLResolver]:
    return [
        path("plans/<slug:slug>/statement", statements.write, name="statement_new"),
        path("plans/<slug:slug>/statements/<public_id:statement>", statements.receipt, name="statement_receipt"),
        path("desk/plans/<slug:slug>/statements", desk_statements.statements, name="desk_statements"),
        path("desk/plans/<slug:slug>/statements/new", desk_statements.new, name="desk_statement_new"),
        path(
            "desk/plans/<slug:slug>/statements/<public_id:statement>", desk_statements.statement, name="desk_statement"
        ),
        path(
            "desk/plans/<slug:slug>/statements/<public_id:statement>/act",
            desk_statements.act,
            name="desk_statement_act",
        ),
        path(
            "desk/plans/<slug:slug>/statements/<public_id:statement>/package.zip",
            desk_statements.package,
            name="desk_statement_package",
        ),
        path(
            "desk/plans/<slug:slug>/statement-files/<public_id:attachment>",
            desk_statements.file,
            name="desk_statement_file",
        ),
        path("desk/plans/<slug:slug>/pins", desk_plan_pins.plan_pins, name="desk_plan_pins"),
        path("desk/registry", desk_registry.registry, name="desk_registry"),
    ]
