"""Another time for the clock of hearings: in a test's own database, by its owner, until the block ends."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

REAL = "SELECT clock_timestamp()"


@contextmanager
def town_clock_at(instant: datetime.datetime) -> Iterator[None]:
    """It stands still at the instant."""
    _make(f"SELECT '{instant.astimezone(datetime.UTC).isoformat()}'::timestamptz")
    try:
        yield
    finally:
        _make(REAL)


def _make(body: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ " + body + " $$"
        )
    with connections["default"].cursor() as cursor:  # a transaction under way hears of it when it locks something new
        cursor.execute("CREATE TEMP TABLE clock_was_moved (); DROP TABLE clock_was_moved")
