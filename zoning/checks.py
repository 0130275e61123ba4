"""What stops the start: a clock of hearings that is not the database's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from geo import sql

AS_MADE = ("sql", "SELECT clock_timestamp()", "v", None, False, 1)
HINT = (
    "Statements are in time or late by it. Restore it as the database's owner:"
    " CREATE OR REPLACE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql VOLATILE"
    " AS $$ SELECT clock_timestamp() $$;"
)


@register(Tags.database)
def the_clock_is_real(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Only a test's own database may have another clock, and nothing is started on that one."""
    if "default" not in (databases or ()):
        return []
    found = sql.rows("zoning/town_clock_as_made")
    if not found:
        return []  # not migrated yet
    made = [(language, body.strip(), *rest) for language, body, *rest in found]
    if made == [AS_MADE]:
        return []
    return [Error("The clock of hearings, town_clock(), is not the database's own.", hint=HINT, id="zoning.E001")]
