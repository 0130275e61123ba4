"""Schemas and sortables of collections; and the table of docs/conformance.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doors.ogc.conformance import CLASSES
from geo.models import Municipality
from tests.doors.world import EVERY, ask, items, walk

HERE = Path(__file__).parent
TABLE = HERE.parents[1] / "docs" / "conformance.md"
TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}


@pytest.mark.parametrize("name", EVERY)
def test_every_property_of_a_feature_is_in_the_schema_of_its_collection(town: Municipality, name: str) -> None:
    schema = ask(f"collections/avoin_{name}/schema")["properties"]
    assert [one for one in schema.values() if one.get("x-ogc-role") == "primary-geometry"] == [schema["geometry"]]
    for feature in items(f"avoin_{name}")["features"]:
        assert set(feature["properties"]) == set(schema) - {"geometry"}
        for key, value in feature["properties"].items():
            assert value is None or isinstance(value, TYPES[schema[key]["type"]]), (key, value)
            assert value is None or value in schema[key].get("enum", [value]), (key, value)


@pytest.mark.parametrize("name", EVERY)
def test_lists_can_be_sorted_by_every_sortable_both_ways(town: Municipality, name: str) -> None:
    whole = {one["id"] for one in items(f"avoin_{name}")["features"]}
    sortables = list(ask(f"collections/avoin_{name}/sortables")["properties"])
    for sortby in (",".join(sortables[:3]), f"-{sortables[-1]},{sortables[1]}"):
        found = [one["id"] for one in walk(f"avoin_{name}", limit="1", sortby=sortby)]
        assert len(found) == len(whole) and set(found) == whole, sortby


def test_every_row_of_the_table_of_conformance_is_a_test_of_ours() -> None:
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", TABLE.read_text("utf-8"))
    assert len(named) > 40
    for file, test in named:
        assert f"def {test}(" in (HERE / file).read_text("utf-8"), (file, test)


def test_every_declared_class_is_in_the_table() -> None:
    told = TABLE.read_text("utf-8")
    for one in CLASSES:
        name = one.rpartition("/")[2]
        assert "ogcapi-common" in one or re.search(rf"\| [^|]*\b{re.escape(name)}\b", told), one
