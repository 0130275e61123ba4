"""The test database's own clock. The owner alone can put it there, as in any database; a service refuses to start."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql

from tests import databases

_REAL = sql.SQL("SELECT clock_timestamp()")


@contextmanager
def town_clock_at(instant: datetime.datetime) -> Iterator[None]:
    """The clock stands still at an instant; the real one is back afterwards."""
    _replace(sql.SQL("SELECT {}::timestamptz").format(sql.Literal(instant.isoformat())))
    try:
        yield
    finally:
        _replace(_REAL)


def _replace(body: sql.Composable) -> None:
    name = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(**databases._address(name), autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE OR REPLACE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql VOLATILE AS {}").format(
                sql.Literal(f" {body.as_string(owner)} ")
            )
        )
