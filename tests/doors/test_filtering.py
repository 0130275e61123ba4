"""OGC API Features Part 3 and CQL2: what can be asked, how, and what is refused."""

from __future__ import annotations

import itertools
import random

import pytest
from django.db.models import Count
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doors.collections import layer_named
from doors.ogc import cql2
from doors.ogc.filtering import condition
from doors.ogc.systems import DEFAULT
from feedback_map.models import PublishedPin
from geo.models import Municipality
from tests.doors.world import EVERY, ask, epsg, items, refused, texts

OPERATORS = ("=", "<>", "<", ">=", ">", "<=")
LITERALS = {
    "string": "'a'",
    "integer": "1",
    "number": "1.5",
    "boolean": "TRUE",
    "date": "DATE('2026-05-01')",
    "date-time": "TIMESTAMP('2026-05-01T00:00:00Z')",
}
BENCH, PARK, NOWHERE = "Penkki puuttuu.", "Puisto tänne – 'oikeasti'.", "Koko kaupungista."
ALL = sorted([BENCH, PARK, NOWHERE])


def found(condition: str) -> list[str]:
    return texts(items("avoin_pins", filter=condition))


def test_what_can_be_asked_for_is_told_and_linked(town: Municipality) -> None:
    for name in EVERY:
        links = ask(f"collections/avoin_{name}")["links"]
        [href] = [link["href"] for link in links if link["rel"] == "http://www.opengis.net/def/rel/ogc/1.0/queryables"]
        response = Client().get(href)
        assert response.headers["Content-Type"] == "application/schema+json"
        told = response.json()
        assert (told["$id"], told["type"], told["additionalProperties"]) == (href, "object", False)
        assert told["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert told["properties"]["geometry"]["x-ogc-role"] == "primary-geometry"


@pytest.mark.parametrize("collection", EVERY)
def test_every_property_can_be_asked_for_in_every_way(town: Municipality, collection: str) -> None:
    layer = layer_named(f"avoin_{collection}")
    assert layer is not None
    rows = layer.rows.alias(**{field.alias: field.expression for field in layer.fields})
    for field in layer.fields:
        value = LITERALS[field.kind]
        asked = {f"m{number}": f'"{field.name}" {operator} {value}' for number, operator in enumerate(OPERATORS)}
        asked["known"] = f'"{field.name}" IS NOT NULL'
        counts = {name: Count("pk", filter=condition(layer, text, DEFAULT)) for name, text in asked.items()}
        matched = rows.order_by().aggregate(**counts)
        pairs = (("m0", "m1"), ("m2", "m3"), ("m4", "m5"))
        assert {matched[one] + matched[other] for one, other in pairs} == {matched["known"]}, field.name


def test_a_property_as_a_parameter_is_equality(town: Municipality) -> None:
    assert texts(items("avoin_pins", kind="idea")) == [PARK]
    assert texts(items("avoin_pins", kind="feedback", category="streets")) == sorted([BENCH, NOWHERE])
    assert items("avoin_places", is_free="true")["numberMatched"] == 1
    assert items("avoin_areas_district", valid_from="2020-01-01")["numberMatched"] == 2


def test_comparisons_of_texts_numbers_times_and_truths(town: Municipality) -> None:
    assert found("kind = 'idea'") == [PARK]
    assert found("'idea' = kind") == [PARK]
    assert found("kind <> 'idea'") == sorted([BENCH, NOWHERE])
    assert found("text = 'Puisto tänne – ''oikeasti''.'") == [PARK]
    assert found("supports >= 0") == ALL and found("supports > 0.5") == [] and found("supports < 0.5") == ALL
    assert found("0 < supports") == [] and found("supports <= 99999999999") == ALL
    assert found("received_at > TIMESTAMP('2020-01-01T00:00:00Z')") == ALL
    assert items("avoin_hearings", filter="last_day > DATE('2020-01-01')")["numberMatched"] == 1
    assert items("avoin_places", filter="is_free = TRUE")["numberMatched"] == 1


def test_what_is_not_known_is_neither_equal_nor_different(town: Municipality) -> None:
    PublishedPin.objects.filter(text=PARK).update(answered_at="2026-05-01T00:00:00Z")
    moment = "TIMESTAMP('2026-05-01T00:00:00Z')"
    assert found("answered_at IS NULL") == sorted([BENCH, NOWHERE])
    assert found(f"answered_at = {moment}") == [PARK]
    assert found(f"answered_at <> {moment}") == [] == found(f"NOT answered_at = {moment}")
    assert found(f"NOT (answered_at > {moment})") == [PARK]
    assert found(f"NOT (answered_at > {moment} OR kind = 'thanks')") == [PARK]
    assert found(f"NOT (answered_at > {moment} AND kind = 'thanks')") == ALL


def test_likeness_membership_and_ranges(town: Municipality) -> None:
    assert found("text LIKE 'P%'") == sorted([BENCH, PARK])
    assert found("text LIKE 'P_nkki%'") == [BENCH] == found("text LIKE '%puuttuu.'")
    assert found("text NOT LIKE 'P%'") == [NOWHERE]
    assert found("text LIKE '\\%%'") == []
    assert found("kind IN ('idea','thanks')") == [PARK]
    assert found("kind NOT IN ('idea','thanks')") == sorted([BENCH, NOWHERE])
    assert found("supports BETWEEN 0 AND 5") == ALL and found("supports NOT BETWEEN 0 AND 5") == []


def test_case_matters_only_without_casei(town: Municipality) -> None:
    assert found("text = 'penkki puuttuu.'") == []
    assert found("CASEI(text) = CASEI('penkki PUUTTUU.')") == [BENCH]
    assert found("CASEI(text) LIKE CASEI('PENKKI%')") == [BENCH]
    assert found("casei(kind) IN (casei('IDEA'))") == [PARK]


def test_places_in_a_filter(town: Municipality) -> None:
    feature = items("avoin_pins", filter=f"text = '{BENCH}'")["features"][0]
    x, y = feature["geometry"]["coordinates"]
    ring = f"(({x - 0.02} {y - 0.01},{x + 0.02} {y - 0.01},{x} {y + 0.02},{x - 0.02} {y - 0.01}))"
    assert found("S_INTERSECTS(geometry,BBOX(-180,-90,180,90))") == sorted([BENCH, PARK])
    assert found(f"S_INTERSECTS(geometry,BBOX({x - 0.01},{y - 0.01},{x + 0.01},{y + 0.01}))") == [BENCH]
    assert found(f"S_INTERSECTS(geometry,POLYGON{ring})") == [BENCH]
    assert found(f"S_INTERSECTS(MULTIPOLYGON({ring}),geometry)") == [BENCH]
    assert found("S_INTERSECTS(geometry,POINT(90 180))") == []
    assert found(f"NOT S_INTERSECTS(geometry,POLYGON{ring})") == [PARK]
    assert found("geometry IS NULL") == [NOWHERE] and found("geometry IS NOT NULL") == sorted([BENCH, PARK])
    plan = "S_INTERSECTS(geometry,LINESTRING(26 61,29 62))"
    assert items("avoin_plans", filter=plan)["numberMatched"] <= 1


def test_a_filter_narrows_what_the_other_parameters_leave(town: Municipality) -> None:
    assert texts(items("avoin_pins", filter="text LIKE 'P%'", kind="idea")) == [PARK]
    assert texts(items("avoin_pins", filter="text LIKE 'P%'", bbox="-180,-90,180,90", limit="1")) != []


COMPARISONS = {
    "kind = 'idea'": {PARK},
    "category = 'streets'": {BENCH, NOWHERE},
    "text LIKE 'P%'": {BENCH, PARK},
    "S_INTERSECTS(geometry,BBOX(20,60,30,63))": {BENCH, PARK},
    "supports = 0": {BENCH, PARK, NOWHERE},
    "TRUE": {BENCH, PARK, NOWHERE},
    "FALSE": set[str](),
}
# of a message without a place it is not known whether it touches one
UNKNOWN = {"S_INTERSECTS(geometry,BBOX(20,60,30,63))": {NOWHERE}}
Known = tuple[str, set[str], set[str]]


def _leaf(text: str) -> Known:
    true = COMPARISONS[text]
    return text, true, set(ALL) - true - UNKNOWN.get(text, set())


def _joined(parts: tuple[Known, str, Known]) -> Known:
    (left, left_true, left_false), word, (right, right_true, right_false) = parts
    text = f"({left} {word} {right})"
    if word == "AND":
        return text, left_true & right_true, left_false | right_false
    return text, left_true | right_true, left_false & right_false


def _negated(of: Known) -> Known:
    text, true, false = of
    return f"NOT ({text})", false, true


LOGIC = st.recursive(
    st.sampled_from(sorted(COMPARISONS)).map(_leaf),
    lambda inner: st.one_of(st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(_joined), inner.map(_negated)),
    max_leaves=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logic=LOGIC)
def test_and_or_and_not_give_what_three_valued_logic_gives(town: Municipality, logic: Known) -> None:
    text, true, _false = logic
    assert found(text) == sorted(true)


def test_and_binds_closer_than_or() -> None:
    read = cql2.read("a = 1 OR b = 2 AND c = 3")
    assert isinstance(read, cql2.Either) and isinstance(read.parts[1], cql2.Both)


@pytest.mark.parametrize(
    "text",
    [
        "owner_id = 1",
        "secret = 'x'",
        "told_kind = 'idea'",
        "municipality_id = 1",
        "kind__exact = 'idea'",
        "kind = 1",
        "supports = 'many'",
        "answered_at = 'yesterday'",
        "kind = category",
        "CASEI(supports) = 1",
        "kind = CASEI('idea')",
        "text LIKE 'a\\'",
        "text LIKE '%a%a%a%a%a%a%a%a%a%a%a%'",
        "S_INTERSECTS(kind, POINT(1 2))",
        "1 = 1",
        "S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))",
        "S_INTERSECTS(geometry, geometry)",
        "geometry = 'x'",
        "S_INTERSECTS(geometry, POLYGON((0 0,1 1)))",
        "text = 'a\x00'",
        "kind = 'idea'; DROP TABLE geo_municipality",
        "kind = 'idea' UNION SELECT 1",
        "kind = (SELECT slug FROM geo_municipality)",
        "pg_sleep(9) = 1",
        "a",
        "'",
        "(" * 90,
        "supports = 1e999",
        " OR ".join(["supports=1"] * 300),
        "S_INTERSECTS(geometry, BBOX(2,0,1,1))",
        "NOT",
        "kind IN ()",
        "text < 1",
        "is_free = TRUE",
        "received_at = DATE('2026-02-30')",
    ],
)
def test_what_cannot_be_asked_is_refused_with_words(town: Municipality, text: str) -> None:
    response = Client().get("/ogc/collections/avoin_pins/items", {"filter": text})
    assert response.status_code == 400, response.content
    assert {field for field, _code in refused(response.json())} == {"filter"}


INJECTIONS = (
    "'",
    "''",
    '"',
    "';--",
    "' OR '1'='1",
    '" OR ""="',
    "1; SELECT pg_sleep(5)",
    "1 OR 1=1",
    ") OR (1=1",
    "kind')--",
    "%27%20OR%201=1",
    "\\",
    "\\'",
    "{{7*7}}",
    "${7*7}",
    "%s",
    "%(x)s",
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "<b>",
    "kind||''",
    "CAST(1 AS text)",
    "ST_AsText(geom)",
    "0x27",
    "NULL",
    "told_kind",
    "pk__in",
    "municipality__slug",
    "-- ",
    "/**/",
    "\u2019",
    "\ud7ff",
    "a" * 3_000,
    "(" * 500,
    "[" * 500,
    "1e400",
    "-0",
    "NaN",
    "Infinity",
    "9" * 400,
    "١٢٣",
    "1,2,3,4",
    "2026-05-01/",
    "..",
    "'::text",
    "$$x$$",
    "E'\\x27'",
    "U&'\\0027'",
    "ROW(1)",
    "version()",
    "current_setting('a')",
)
PARAMETERS = (
    "limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs", "properties", "sortby",
    "cursor", "kind", "supports", "received_at", "f",
)  # fmt: skip
SHAPED = (
    "kind = '{}'", "{} = 'a'", '"{}" = 1', "text LIKE '{}'", "supports IN ({})", "S_INTERSECTS(geometry,POINT({}))",
    "DATE('{}') < received_at", "CASEI({}) = 'a'",
)  # fmt: skip


def _attacks() -> list[tuple[str, str]]:
    plain = [(name, payload) for name, payload in itertools.product(PARAMETERS, INJECTIONS)]
    return plain + [("filter", shape.format(payload)) for shape, payload in itertools.product(SHAPED, INJECTIONS)]


def _harmless(name: str, value: str) -> None:
    response = Client(raise_request_exception=False).get("/ogc/collections/avoin_pins/items", {name: value})
    assert response.status_code in {200, 400}, (name, value, response.status_code)
    if response.status_code == 200 and name != "f":
        assert "silmille" not in response.content.decode()


def test_no_payload_breaks_a_parameter(town: Municipality) -> None:
    for name, value in random.Random(7).sample(_attacks(), 60):
        _harmless(name, value)


@pytest.mark.heavy
def test_no_payload_of_all_breaks_any_parameter(town: Municipality) -> None:
    for name, value in _attacks():
        _harmless(name, value)


@pytest.mark.heavy
@settings(max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200))
def test_any_text_as_a_filter_is_read_or_refused(town: Municipality, text: str) -> None:
    _harmless("filter", text)


def test_a_filter_never_reaches_another_town(town: Municipality) -> None:
    layer = layer_named("avoin_pins")
    assert layer is not None and layer.town == town
    assert items("avoin_pins", filter="TRUE OR TRUE", filter_crs=epsg(3067))["numberMatched"] == 3
