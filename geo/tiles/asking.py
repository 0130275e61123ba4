"""Asking the database once for a tile, and not first whether it is there."""

from __future__ import annotations

from typing import Any

from django.db import InterfaceError, OperationalError, connections

from geo import sql


def ask(statement: str, parameters: sql.Parameters) -> tuple[Any, ...] | None:
    """The first row of a statement that only reads.

    Django tries a kept connection with a question of its own before the first one of a request, which would double
    what an unchanged tile costs. Reading can be repeated, so a connection that is gone is noticed by its failure.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        return sql.row(statement, parameters)
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return sql.row(statement, parameters)
    except (OperationalError, InterfaceError):
        if connection.is_usable():
            raise
        connection.close()
        return sql.row(statement, parameters)
