"""Nothing starts on a clock of hearings that is not the database's own."""

from __future__ import annotations

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.zoning.town_clock import town_clock_at
from zoning.checks import the_clock_is_real

pytestmark = pytest.mark.django_db


def test_the_clock_as_it_was_made_starts() -> None:
    assert the_clock_is_real(databases=["default"]) == []


def test_another_clock_stops_the_start_with_the_way_to_mend_it() -> None:
    with town_clock_at(datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)):
        (found,) = the_clock_is_real(databases=["default"])
    assert (found.id, found.is_serious()) == ("zoning.E001", True)
    assert "clock_timestamp()" in str(found.hint)


def test_the_application_s_role_cannot_replace_the_clock() -> None:
    body = "CREATE OR REPLACE FUNCTION town_clock() RETURNS timestamptz LANGUAGE sql AS $$ SELECT now() $$"
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(body)
