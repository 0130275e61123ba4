"""Another time for the clock of hearings: in a test's own database, by its owner, until the block ends."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection

from tests.databases import _address

REAL = "SELECT clock_timestamp()"


@contextmanager
def town_clock_at(instant: datetime.datetime) -> Iterator[None]:
    """It stands still at the instant."""
    make_clock(f"SELECT '{instant.astimezone(datetime.UTC).isoformat()}'::timestamptz")
    try:
        yield
    finally:
        make_clock(REAL)


def make_clock(body: str) -> None:
    """On a connection of the owner's own, so that it holds at once, whatever transaction the test is in."""
    with psycopg.connect(**_address(settings.DATABASES["owner"]["NAME"]), autocommit=True) as owner:
        owner.execute(
            f"CREATE OR REPLACE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ {body} $$"
        )
    with connection.cursor() as cursor:  # a transaction under way hears of it when it locks something new
        cursor.execute("CREATE TEMP TABLE clock_was_moved (); DROP TABLE clock_was_moved")
