"""What an upload changed comes back after the tables have changed, too."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections

from geo import sql
from geo.importing.refusals import ImportRefused
from geo.models import Municipality, Place
from geo.tenancy import in_town
from geo.uploads.kept_rows import KeptRows, Row, unpacked
from geo.uploads.undoing import changed, put_back, remember
from tests.factories import make_town, spot


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testtown")
    for number, code in enumerate(("halli", "talo")):
        Place.objects.create(
            municipality=town,
            code=code,
            kind="hall",
            point=spot(number + 1, 5),
            floor_area_m2=100.1,
            names={"fi": code},
        )
    return town


def places(town: Municipality) -> set[Any]:
    return set(sql.rows("geo/ground_now", {"town": town.pk, "tables": ["geo_place"]}))


def one_renamed_and_one_gone(town: Municipality) -> bytes:
    with in_town(town):
        remember(town, "places")
        Place.objects.filter(code="halli").update(names={"fi": "Uusi halli"})
        Place.objects.filter(code="talo").delete()
        return changed(town, "places")


def without(kept: KeptRows, column: str) -> bytes:
    """As it was kept before there was the column; of rows that went nothing is told of what came in their stead."""
    rows: list[Row] = []
    for table, key, content, after in kept.rows:
        told = json.loads(content or "{}")
        told.pop(column, None)
        rows.append((table, key, json.dumps(told), after))
    columns = {table: [one for one in names if one != column] for table, names in (kept.columns or {}).items()}
    return KeptRows(tuple(rows), columns).packed()


@pytest.fixture
def later_column() -> Iterator[None]:
    with connections["owner"].cursor() as cursor:
        yield
        cursor.execute("ALTER TABLE geo_place DROP COLUMN IF EXISTS told_since")


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_after_a_column_was_added_rows_come_back_with_what_it_holds_or_usually_has(
    later_column: None, town: Municipality
) -> None:
    kept = one_renamed_and_one_gone(town)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE geo_place ADD COLUMN told_since text NOT NULL DEFAULT 'not asked'")
        cursor.execute("UPDATE geo_place SET told_since = 'asked'")
    with in_town(town):
        put_back(town, "places", kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, names ->> 'fi', floor_area_m2, told_since FROM geo_place ORDER BY code")
        assert cursor.fetchall() == [("halli", "halli", 100.1, "asked"), ("talo", "talo", 100.1, "not asked")]


@pytest.mark.parametrize(("column", "usual"), [("access", {}), ("version", 1), ("is_shown", True), ("capacity", None)])
def test_a_row_that_is_gone_gets_in_a_later_column_what_the_model_gives(
    town: Municipality, column: str, usual: object
) -> None:
    with in_town(town):
        remember(town, "places")
        Place.objects.filter(code="talo").delete()
        kept = changed(town, "places")
        put_back(town, "places", without(unpacked(kept), column))
    assert getattr(Place.objects.get(code="talo"), column) == usual


def test_rows_come_back_to_the_last_byte(town: Municipality) -> None:
    before = places(town)
    kept = one_renamed_and_one_gone(town)
    assert places(town) != before
    with in_town(town):
        put_back(town, "places", kept)
    assert places(town) == before


def test_nothing_is_put_back_over_what_was_changed_since(town: Municipality) -> None:
    kept = one_renamed_and_one_gone(town)
    with in_town(town):
        Place.objects.filter(code="halli").update(address="Kauppakatu 1")
        with pytest.raises(ImportRefused) as refused:
            put_back(town, "places", kept)
    assert (refused.value.code, refused.value.parameters) == ("changed_since", {"rows": 1})


def test_what_stood_in_a_column_that_has_gone_cannot_be_put_back(town: Municipality) -> None:
    kept = unpacked(one_renamed_and_one_gone(town))
    columns = {"geo_place": [*(kept.columns or {})["geo_place"], "gone_since"]}
    with in_town(town), pytest.raises(ImportRefused) as refused:
        put_back(town, "places", replace(kept, columns=columns).packed())
    assert refused.value.code == "columns_gone"


def test_rows_that_were_kept_as_text_before_are_put_back(town: Municipality) -> None:
    before = places(town)
    Place.objects.filter(code="talo").delete()
    (gone,) = before - places(town)
    with in_town(town):
        put_back(town, "places", gzip.compress(json.dumps([*gone, None]).encode()))
    assert places(town) == before
