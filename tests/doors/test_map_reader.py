"""The role for GIS programs reads the views of open data, and nothing else."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from config import cluster
from config.readers import NoReader, make_reader
from feedback_map.models import PublishedPin
from geo.models import Municipality
from tests.doors.world import items, make_open_town

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.skipif(cluster.own_database_given(), reason="making roles takes an administrator of the database"),
]
VIEWS = {"pins", "proposals", "plans", "hearings", "places", "areas", "population", "coverage"}
OF_SETS = {"areas", "population", "coverage"}
OF_POSTGIS = {"spatial_ref_sys", "geometry_columns", "geography_columns"}
NAME = "kuuluvuus_test_reader"
_MAY_READ = """
SELECT pg_namespace.nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND has_schema_privilege(current_user, relnamespace, 'USAGE')
  AND (has_table_privilege(current_user, pg_class.oid, 'SELECT') OR has_any_column_privilege(pg_class.oid, 'SELECT'))
"""
_MAY_WRITE = """
SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND CASE WHEN relkind = 'S' THEN has_sequence_privilege(pg_class.oid, 'USAGE')
      ELSE has_table_privilege(pg_class.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') END
"""
_OWNERS_RIGHTS = """
SELECT pg_proc.oid::regprocedure::text FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
WHERE prosecdef AND nspname NOT IN ('pg_catalog', 'information_schema')
  AND has_function_privilege(pg_proc.oid, 'EXECUTE') AND prorettype <> 'trigger'::regtype
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
REFUSED = (
    "SELECT * FROM feedback_map_pin",
    "SELECT * FROM feedback_map_publishedpin",
    "SELECT set_config('kuuluvuus.town', '1', false), * FROM feedback_map_pin",
    "SELECT pins_with_words('silmille')",
    "SELECT * FROM accounts_user",
    "TRUNCATE feedback_map_publishedpin",
    "CREATE TABLE public.mine (x int)",
    "CREATE TABLE open_data.mine (x int)",
    "SET ROLE kuuluvuus_owner",
    "SELECT open_data.admit('kuuluvuus_test_reader')",
)


@pytest.fixture
def town() -> Municipality:
    make_open_town("suljettu")
    Municipality.objects.filter(slug="suljettu").update(is_public=False)
    return make_open_town()


@pytest.fixture
def password() -> Iterator[str]:
    try:
        yield make_reader(NAME)
    finally:
        cluster.psql(f"DROP OWNED BY {NAME}", settings.DATABASES["owner"]["NAME"])
        cluster.psql(f"DROP ROLE {NAME}")


@pytest.fixture
def reader(town: Municipality, password: str) -> Iterator[psycopg.Connection[Any]]:
    where = settings.DATABASES["default"]
    with psycopg.connect(
        host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=NAME, password=password, autocommit=True
    ) as connection:
        yield connection


def column(reader: psycopg.Connection[Any], text: str) -> set[Any]:
    return {row[0] for row in reader.execute(text)}


def column_of_objects(reader: psycopg.Connection[Any], text: str) -> list[dict[str, Any]]:
    return [row[0] for row in reader.execute(text)]


def moment(told: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(told)


def test_the_reader_sees_the_same_as_the_api_and_only_of_towns_that_are_open(
    reader: psycopg.Connection[Any], town: Municipality
) -> None:
    of_kinds = {name: [name] for name in VIEWS} | {
        name: [f"{name}_district"] for name in ("areas", "population", "coverage")
    }
    for view, collections in of_kinds.items():
        told = column(reader, f"SELECT id FROM open_data.{view}")  # noqa: S608  names of this file
        ours = {one["id"] for name in collections for one in items(f"avoin_{name}", limit="1000")["features"]}
        assert {one.rpartition("/")[2] for one in told} == {one.rpartition("/")[2] for one in ours} != set(), view
        assert column(reader, f"SELECT town FROM open_data.{view}") == {"avoin"}, view  # noqa: S608  as above
    shown = PublishedPin.objects.filter(municipality=town).values_list("text", flat=True)
    assert column(reader, "SELECT text FROM open_data.pins") == set(shown)
    assert column(reader, "SELECT DISTINCT ST_SRID(geom) FROM pins WHERE geom IS NOT NULL") == {3067}
    # a hidden number stays hidden
    assert column(reader, "SELECT people FROM population WHERE suppressed <> ''") == {None}
    (place,) = column_of_objects(reader, "SELECT to_jsonb(place) FROM open_data.places AS place")
    (told,) = (one["properties"] for one in items("avoin_places")["features"])
    assert set(told) - set(place) == {"url"}  # of the page
    assert {name: place[name] for name in set(told) - {"url", "changed_at"}}.items() <= told.items()
    assert moment(place["changed_at"]) == moment(told["changed_at"])
    assert (place["opening_fi"], place["price_en"], place["access_fi"]) == (
        "arkisin 9–15",
        "Free",
        "Luiska sisäpihalta",
    )


def test_the_reader_may_read_nothing_else_and_write_nowhere(reader: psycopg.Connection[Any]) -> None:
    may_read = {(row[0], row[1]) for row in reader.execute(_MAY_READ)}
    assert {name for schema, name in may_read if schema == "open_data"} == VIEWS
    assert {name for schema, name in may_read if schema != "open_data"} <= OF_POSTGIS
    assert column(reader, _MAY_WRITE) == set()
    assert column(reader, _OWNERS_RIGHTS) == set()
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("CREATE TABLE public.mine (x int)")
    reader.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE")  # whoever means it can
    for statement in REFUSED:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(statement)


def test_the_command_shows_the_password_once_and_can_be_run_twice(password: str) -> None:
    told = io.StringIO()
    call_command("create_map_reader", NAME, stdout=told)
    assert "password" not in told.getvalue() and f"user={NAME}" in told.getvalue()
    call_command("create_map_reader", NAME, new_password=True, stdout=told)
    assert "password=" in told.getvalue()
    for name in ("kuuluvuus_owner", "kuuluvuus_app", "Iso", "x; DROP ROLE y", "pg"):
        with pytest.raises(NoReader):
            make_reader(name)
        with pytest.raises(CommandError):
            call_command("create_map_reader", name)
