"""Wrong settings and an unfit database stop the start, each with its name."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.architecture.code import PROJECT


def url(alias: str, query: str = "") -> str:
    parts = settings.DATABASES[alias]
    return f"postgresql://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}{query}"


def check(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--database", "default"]
    given = {"DATABASE_URL": url("default"), "DATABASE_OWNER_URL": url("owner"), **environment}
    return subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **given}, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.django_db
def test_a_value_that_cannot_be_used_stops_the_start() -> None:
    done = check(KUULUVUUS_STATEMENT_TIMEOUT_S="soon")
    assert done.returncode != 0
    assert "(kuuluvuus.E001) KUULUVUUS_STATEMENT_TIMEOUT_S is 'soon'" in done.stderr


@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_stops_the_start() -> None:
    done = check(KUULUVUUS_OPEN_DATA_DIR="/dev/null/open-data")
    assert done.returncode != 0
    assert "(kuuluvuus.E005) KUULUVUUS_OPEN_DATA_DIR=/dev/null/open-data: this user may not write" in done.stderr


@pytest.mark.django_db
def test_a_database_that_may_lose_rows_stops_the_start() -> None:
    done = check(DATABASE_URL=url("default", "?options=-c%20synchronous_commit%3Doff"))
    assert done.returncode != 0
    assert "(kuuluvuus.E003) The database runs with synchronous_commit off" in done.stderr


@pytest.mark.django_db
def test_an_application_role_that_owns_tables_stops_the_start() -> None:
    done = check(DATABASE_URL=url("owner"))
    assert done.returncode != 0
    assert "(kuuluvuus.E004) The role of DATABASE_URL owns tables" in done.stderr


@pytest.mark.django_db
def test_a_database_that_ends_no_statement_is_told() -> None:
    """As behind a pooler that forgets what a session asks for at its beginning."""
    done = check(DATABASE_URL=url("default", "?options=-c%20jit%3Doff"))
    assert done.returncode == 0
    assert "(kuuluvuus.W005) The database ends no statement" in done.stderr


@pytest.mark.django_db
def test_a_fit_database_starts() -> None:
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
