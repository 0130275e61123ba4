"""TRUST.md A10: with the application's own filters switched off, row-level security alone still keeps towns apart.

Every statement that the service sends goes through Django's `execute_wrapper`, which makes each comparison with a town
true; what is asked is every route, of another town, with the names of things of this one.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from geo.models import Municipality
from geo.tenancy import in_town
from tests.permissions.rows import Row
from tests.permissions.table import TABLE
from tests.permissions.world import World

# Tables of a town that hold nothing to hide from another, or that must be read before a town is known
IN_THE_OPEN = {
    "derived from what is published, and read by everybody": (
        "budgeting_publishedbudget budgeting_publishedproposal feedback_map_areacount feedback_map_publisheddelta"
        " feedback_map_publishedinitiative feedback_map_publishedoutcome feedback_map_publishedoutcomeinput"
        " feedback_map_publishedphoto feedback_map_publishedpin feedback_map_publishedpinarea"
        " feedback_map_publishedstate feedback_map_publishedupdate feedback_map_tilecell zoning_drawingtile"
        " zoning_publishedhearing zoning_publishedplan zoning_publishedplanpart zoning_publishedstate"
        " zoning_publishedstatement neighbourhoods_areafigure neighbourhoods_release neighbourhoods_releasedcoverage"
        " participation_news doors_layerfiles"
    ),
    "the town's own ground, words and calendar, shown to everybody": (
        "geo_area geo_areapart geo_areaset geo_boundarypart geo_gridcell geo_mapfeature geo_place geo_placename"
        " geo_populationcount feedback_map_category feedback_map_state participation_event participation_process"
    ),
    "asked before a town is known, or for all towns at once: who signs in, keys of programs, the queue of letters": (
        "accounts_apitoken accounts_body accounts_grant accounts_membership delivery_outboxmessage"
        " feedback_map_open311key feedback_map_collectionlink feedback_map_flood fixtures_loadedtown"
    ),
    "how a town works, of no person": "feedback_map_responsetemplate feedback_map_routingrule",
}
OPEN_TABLES = {name for names in IN_THE_OPEN.values() for name in names.split()}
LEAST = 12  # letters that a text must have to tell something
MEDIA_TYPE = re.compile(r"(application|image|text)/[\w.+-]+")  # stands in the head of every such file
COMPARED = re.compile(r'((?:"?\w+"?\.)?"?municipality_id"?)\s*=\s*(%s|%\(\w+\)s)')
# Who may do what is asked of these: they are rights, and no filter
RIGHTS = ("accounts_membership", "accounts_grant", "accounts_apitoken")


def tables_of_towns() -> dict[str, bool]:
    """Every table with a town in it, and whether row-level security is forced on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity FROM pg_class c JOIN pg_attribute a"
            " ON a.attrelid = c.oid AND a.attname = 'municipality_id' AND NOT a.attisdropped"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def test_every_table_of_a_town_is_behind_the_wall_or_named_with_a_reason() -> None:
    found = tables_of_towns()
    assert {name for name, is_walled in found.items() if not is_walled} == OPEN_TABLES


@dataclass
class FiltersOff:
    """Rewrites what the application asks, and counts how often there was a filter."""

    times: int = 0
    is_off: bool = True

    @contextmanager
    def again_on(self) -> Iterator[None]:
        self.is_off = False
        yield
        self.is_off = True

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if self.is_off and isinstance(sql, str) and not any(name in sql for name in RIGHTS):
            sql, times = COMPARED.subn(r"(\1 IS NOT NULL OR \2::bigint IS NULL)", sql)
            self.times += times
        return execute(sql, params, many, context)


@contextmanager
def filters_off() -> Iterator[FiltersOff]:
    off = FiltersOff()
    with connection.execute_wrapper(off):
        yield off


def secrets_of(town: Municipality, other: Municipality) -> set[str]:
    """Texts that only this town's walled rows hold: no public table and nobody else has them."""
    walled = [name for name, is_walled in tables_of_towns().items() if is_walled]
    own = texts_in(walled, town)
    return own - texts_in(walled, other) - texts_in(sorted(OPEN_TABLES), town) - texts_in(sorted(OPEN_TABLES), other)


def texts_in(tables: list[str], town: Municipality) -> set[str]:
    found: set[str] = set()
    with in_town(town), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t WHERE municipality_id = %s', [town.pk])  # noqa: S608  names from the catalogue
            for (row,) in cursor.fetchall():
                found |= set(strings(json.loads(row) if isinstance(row, str) else row))
    return found


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str) and tells_something(value):
        yield value


def tells_something(text: str) -> bool:
    return len(text) >= LEAST and any(letter.isalpha() for letter in text) and not MEDIA_TYPE.fullmatch(text)


def asked(client: Client, row: Row, address: str) -> bytes:
    """What the route of the other town answers, with everything it wrote taken back.

    Where the wall stands in the middle of a view, its statement finds nothing: a refusal too, and no leak.
    """
    client.raise_request_exception = False
    kind = "application/json" if address.startswith("/api/") else MULTIPART_CONTENT
    with transaction.atomic():
        if row.method == "POST":
            answer = client.post(address, row.body, content_type=kind)
        else:
            answer = client.generic(row.method, address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return bytes(body) + json.dumps(dict(answer.headers)).encode()


ROUTES = [(row, route) for row in TABLE for route in row.routes if "<town>" in route]
SAMPLE = random.Random(20_267).sample(ROUTES, 24)


@pytest.mark.parametrize("routes", [SAMPLE, pytest.param(ROUTES, marks=pytest.mark.heavy)], ids=["sample", "all"])
def test_without_the_applications_filters_nothing_of_a_town_reaches_another(
    world: World, routes: list[tuple[Row, str]]
) -> None:
    said_anyway = b"".join(world.client("other_town_admin").get(f"/muualla/{page}").content for page in ("", "desk/"))
    hidden = {text for text in secrets_of(world.town, world.other_town) if text.encode() not in said_anyway}
    assert len(hidden) > 100, "the world has little to hide"
    leaks = []
    with filters_off() as off:
        for row, route in routes:
            address = world.address(route.replace("<town>", world.other_town.slug), row)
            for actor in ("other_town_admin", "anonymous"):
                body = asked(world.client(actor), row, address)
                found = {text for text in hidden if text not in address and text.encode() in body}
                if found:  # words of a form and kinds of files stand there with the filters on as well
                    with off.again_on():
                        found -= {text for text in found if text.encode() in asked(world.client(actor), row, address)}
                leaks += [(actor, route, text) for text in found]
    assert off.times > len(routes)
    assert leaks == []


def test_the_filters_are_truly_off(world: World) -> None:
    """Of what stands before no wall, another town now sees this one's: so the walls are what kept the rest back."""
    address = f"/api/v1/towns/{world.other_town.slug}/categories"
    assert Client().get(address).json()["categories"] == []
    with filters_off():
        assert [one["code"] for one in Client().get(address).json()["categories"]] == ["streets"]


def test_without_filters_a_wall_shows_the_rows_of_one_town_and_of_none_without_one(world: World) -> None:
    walled = [name for name, is_walled in tables_of_towns().items() if is_walled]
    counted = {}
    with connection.cursor() as cursor:
        for table in walled:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  names from the catalogue
            assert cursor.fetchone() == (0,), table
            with in_town(world.other_town):
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE municipality_id = %s', [world.town.pk])  # noqa: S608  as above
                assert cursor.fetchone() == (0,), table
            with in_town(world.town):
                cursor.execute(f'SELECT municipality_id, count(*) FROM "{table}" GROUP BY 1')  # noqa: S608  as above
                seen = dict(cursor.fetchall())
                assert set(seen) <= {world.town.pk}, table
                counted[table] = sum(seen.values())
    assert sum(many > 0 for many in counted.values()) > 40, "the world fills too few tables"
