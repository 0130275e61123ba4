"""Tiles of published pins: exact at every zoom, in both pyramids, whatever happened before."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from django.db import connection
from django.test import Client

from feedback_map.aggregates import fold_deltas, rebuild_town
from feedback_map.models import Kind, Pin, PublishedPin
from feedback_map.services import PinInput, change_visibility, moderate_pin, place_pin
from geo.models import Municipality
from geo.openness import is_public
from geo.tenancy import in_town
from geo.tiles.grids import DEEPEST, EXTENT, GRIDS, Grid, Tile
from tests.factories import SOUTH, WEST

Feature = dict[str, Any]


def at(east: float, north: float) -> shapely.Point:
    return shapely.Point(WEST + east * 1000, SOUTH + north * 1000)


def place(town: Municipality, geometry: Any, kind: str = "feedback", **fields: Any) -> str:
    said = PinInput(kind=kind, text="Valo ei pala.", category="streets", geometry=geometry, **fields)
    return place_pin(town=town, pin=said).id


def pin_of(town: Municipality, public_id: str) -> Pin:
    with in_town(town):
        return Pin.objects.get(public_id=public_id)


def address(town: Municipality, tile: Tile) -> str:
    return f"/tiles/{town.slug}/pins/{tile.grid.name}/{tile.z}/{tile.x}/{tile.y}.mvt"


def ask(town: Municipality, tile: Tile, **headers: str) -> Any:
    return Client().get(address(town, tile), headers=headers)


def features(town: Municipality, tile: Tile, layer: str = "pins") -> list[Feature]:
    response = ask(town, tile)
    assert response.status_code in (200, 204)
    assert (response.status_code == 204) == (response.content == b"")
    if not response.content:
        return []
    decoded = mapbox_vector_tile.decode(response.content, default_options={"y_coord_down": True})
    return list(decoded.get(layer, {"features": []})["features"])


def counts(found: list[Feature]) -> Counter[str]:
    """Pins by kind; the counts of an aggregate must add up."""
    total: Counter[str] = Counter()
    for feature in found:
        properties = feature["properties"]
        if properties.get("cluster"):
            own = {kind: properties[kind] for kind in Kind.values}
            assert sum(own.values()) == properties["n"]
            total.update(own)
        else:
            assert properties["id"]
            total[properties["kind"]] += 1
    return +total


def corners(grid: Grid) -> list[tuple[int, int, str]]:
    """Every published pin's column and row at level 30, and its kind: what the tiles are held against."""
    x, y = ("wx", "wy") if grid.number == 0 else ("tx", "ty")
    return list(PublishedPin.objects.exclude(**{x: None}).values_list(x, y, "kind"))


def tiles_of_pins(grid: Grid, z: int, marks: list[tuple[int, int, str]]) -> dict[Tile, Counter[str]]:
    found: dict[Tile, Counter[str]] = {}
    for x, y, kind in marks:
        found.setdefault(Tile(grid, z, x >> (30 - z), y >> (30 - z)), Counter())[kind] += 1
    return found


def check_every_tile(town: Municipality, zooms: Iterator[int] | range) -> None:
    for grid in GRIDS.values():
        marks = corners(grid)
        for z in zooms:
            for tile, expected in tiles_of_pins(grid, z, marks).items():
                found = features(town, tile)
                assert counts(found) == expected, (grid.name, tile)
                assert all(0 <= c < EXTENT for feature in found for c in feature["geometry"]["coordinates"])


class History:
    """Random things that happen to pins, from a seed."""

    def __init__(self, town: Municipality, seed: int) -> None:
        self.town, self.random = town, random.Random(seed)
        self.placed: list[str] = []
        self.homes = [(self.random.uniform(1, 9), self.random.uniform(1, 9)) for _ in range(3)]

    def step(self) -> None:
        what = self.random.choices(
            [self.add, self.add_private, self.moderate, self.show_or_not, self.fold, self.rebuild],
            weights=[50, 6, 12, 8, 4, 1],
        )[0]
        what()

    def spot(self) -> shapely.Point:
        east, north = self.random.choice(self.homes)
        return at(*(min(9.999, max(0.001, value + self.random.gauss(0, 0.02))) for value in (east, north)))

    def add(self, **fields: Any) -> None:
        spot = self.spot()
        geometry = spot.buffer(self.random.uniform(1, 60), 2) if self.random.random() < 0.1 else spot
        self.placed.append(place(self.town, geometry, self.random.choice(Kind.values), **fields))

    def add_private(self) -> None:
        self.add(visibility="private")

    def any_pin(self) -> Pin | None:
        return pin_of(self.town, self.random.choice(self.placed)) if self.placed else None

    def moderate(self) -> None:
        if pin := self.any_pin():
            moderate_pin(town=self.town, pin=pin, moderation=self.random.choice(["shown", "hidden"]))

    def show_or_not(self) -> None:
        if pin := self.any_pin():
            change_visibility(town=self.town, pin=pin, visibility=self.random.choice(["public", "private"]))

    def fold(self) -> None:
        fold_deltas(self.town.pk)

    def rebuild(self) -> None:
        rebuild_town(self.town)


@pytest.mark.parametrize("seed", [1, 2])
def test_counts_are_exact_at_every_zoom_after_any_history(town: Municipality, seed: int) -> None:
    history = History(town, seed)
    for _ in range(250):
        history.step()
    check_every_tile(town, range(DEEPEST + 1))
    fold_deltas(town.pk)
    check_every_tile(town, range(0, 16, 3))


def test_pins_are_shown_one_by_one_when_they_are_few(town: Municipality, grid: Grid) -> None:
    public_id = place(town, at(2.5, 2.5), "idea")
    (feature,) = features(town, tile_over(grid, 9))
    assert feature["properties"] == {"id": public_id, "kind": "idea", "category": "streets"}


def test_pins_on_one_spot_stay_together_and_name_each_other(town: Municipality, grid: Grid) -> None:
    both = {place(town, at(2.5, 2.5)), place(town, at(2.5, 2.5), "thanks")}
    (feature,) = features(town, tile_over(grid, DEEPEST))
    assert feature["properties"]["n"] == 2
    assert set(feature["properties"]["ids"].split(",")) == both


def test_a_screen_never_gets_a_crowd_of_single_pins(town: Municipality) -> None:
    for number in range(130):
        place(town, at(2 + number % 12 / 1e4, 2 + number // 12 / 1e4))
    for grid in GRIDS.values():
        for z in range(DEEPEST + 1):
            for tile in tiles_of_pins(grid, z, corners(grid)):
                assert sum("id" in feature["properties"] for feature in features(town, tile)) <= 100


def test_a_pin_on_the_edge_of_tiles_is_in_one_of_them(town: Municipality) -> None:
    grid = GRIDS["ETRS-TM35FIN"]
    side = grid.side / (1 << 12)
    east = grid.west + (int((WEST - grid.west) / side) + 4) * side
    north = grid.north - (int((grid.north - SOUTH) / side) - 4) * side
    place(town, shapely.Point(east, north))
    x, y = round((east - grid.west) / side), round((grid.north - north) / side)
    around = [Tile(grid, 12, x + dx, y + dy) for dx in (-1, 0) for dy in (-1, 0)]
    assert sorted(len(features(town, tile)) for tile in around) == [0, 0, 0, 1]


def test_an_aggregate_stands_where_its_pins_are(town: Municipality, grid: Grid) -> None:
    for number in range(120):
        place(town, at(2.5 + number / 1e5, 2.5))
    (feature,) = features(town, tile_over(grid, 3))
    (x, y, _), *_ = corners(grid)
    tile = tile_over(grid, 3)
    expected = [(c - c0) * EXTENT >> (30 - 3) for c, c0 in zip((x, y), tile.corner, strict=True)]
    assert feature["geometry"]["coordinates"] == pytest.approx(expected, abs=1)


def test_a_line_is_drawn_in_every_tile_it_crosses_and_counted_in_one(town: Municipality) -> None:
    grid = GRIDS["ETRS-TM35FIN"]
    public_id = place(town, shapely.LineString([at(1, 1), at(9, 9)]))
    crossed = {tile_over(grid, 11, step + 0.5, step + 0.5) for step in range(1, 9)}
    (marked,) = tiles_of_pins(grid, 11, corners(grid))
    assert all(features(town, tile, "shapes")[0]["properties"]["id"] == public_id for tile in crossed)
    assert sum(len(features(town, tile)) for tile in crossed | {marked}) == 1


def test_a_line_that_goes_changes_the_tiles_it_crossed(town: Municipality, grid: Grid) -> None:
    public_id = place(town, shapely.LineString([at(1, 1), at(9, 9)]))
    tile = tile_over(grid, 14, 1.2, 1.2)
    shown = ask(town, tile)
    moderate_pin(town=town, pin=pin_of(town, public_id), moderation="hidden")
    hidden = ask(town, tile)
    assert (shown.status_code, hidden.status_code) == (200, 204)
    fold_deltas(town.pk)
    assert ask(town, tile)["ETag"] == hidden["ETag"] != shown["ETag"]


def test_a_new_pin_is_in_the_very_next_tile(town: Municipality, grid: Grid) -> None:
    tile = tile_over(grid, 9)
    before = ask(town, tile)
    place(town, at(2.5, 2.5))
    after = ask(town, tile, if_none_match=before["ETag"])
    assert (before.status_code, after.status_code) == (204, 200)


def looks_at_pins() -> int:
    """How often this transaction has searched the pins' tables, as the database counts it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0) FROM pg_stat_xact_user_tables "
            "WHERE relname IN ('feedback_map_pin', 'feedback_map_publishedpin', 'feedback_map_publishedpinarea')"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("z", [0, 9, 17, 20])
def test_an_unchanged_tile_is_answered_without_reading_pins(town: Municipality, grid: Grid, z: int) -> None:
    place(town, at(2.5, 2.5))
    tile = tile_over(grid, z)
    before = looks_at_pins()
    first = ask(town, tile)
    drawn = looks_at_pins()
    again = ask(town, tile, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert before < drawn == looks_at_pins()


def test_a_tile_asked_for_again_is_one_question_to_the_database_and_not_drawn_again(
    town: Municipality, grid: Grid, django_assert_num_queries: Any
) -> None:
    place(town, at(2.5, 2.5))
    tile = tile_over(grid, 9)
    first, drawn = ask(town, tile), looks_at_pins()
    assert is_public(town.slug)  # known for some seconds
    with django_assert_num_queries(1):
        assert ask(town, tile).content == first.content
    assert looks_at_pins() == drawn


def test_folding_changes_no_version_and_no_byte(town: Municipality, grid: Grid) -> None:
    for step in range(5):
        place(town, at(2.5 + step / 10, 2.5))
    before = every_answer(town)
    fold_deltas(town.pk)
    assert every_answer(town) == before


def test_a_rebuild_gives_the_same_tiles_under_new_versions(town: Municipality, grid: Grid) -> None:
    place(town, at(2.5, 2.5))
    tile = tile_over(grid, 9)
    before = ask(town, tile)
    rebuild_town(town)
    after = ask(town, tile)
    assert after.content == before.content
    assert after["ETag"] != before["ETag"]


@pytest.mark.parametrize("fields", [{"visibility": "private"}, {"is_test": True}])
def test_what_is_not_published_changes_no_byte_and_no_header(town: Municipality, fields: dict[str, Any]) -> None:
    place(town, at(2.5, 2.5))
    before = every_answer(town)
    unseen = place(town, at(2.5, 2.5), **fields)
    place(town, shapely.LineString([at(1, 1), at(9, 9)]), **fields)
    assert every_answer(town) == before
    moderate_pin(town=town, pin=pin_of(town, unseen), moderation="hidden")
    fold_deltas(town.pk)
    assert every_answer(town) == before


def test_another_towns_pins_are_not_in_the_tile(town: Municipality, grid: Grid) -> None:
    from tests.factories import make_category, make_town

    other = make_town()
    make_category(other)
    place(other, at(2.5, 2.5))
    assert [ask(town, tile_over(grid, z)).status_code for z in (0, 9, 18)] == [204, 204, 204]


@pytest.fixture(params=list(GRIDS))
def grid(request: pytest.FixtureRequest) -> Grid:
    return GRIDS[request.param]


def tile_over(grid: Grid, z: int, east: float = 2.5, north: float = 2.5) -> Tile:
    from geo import crs

    x, y = crs.transform([WEST + east * 1000], [SOUTH + north * 1000], 3067, grid.srid)
    side = grid.side / (1 << z)
    return Tile(grid, z, int((x[0] - grid.west) / side), int((grid.north - y[0]) / side))


def every_answer(town: Municipality) -> list[tuple[int, bytes, dict[str, str]]]:
    answers = [ask(town, tile_over(grid, z)) for grid in GRIDS.values() for z in range(17)]
    return [(answer.status_code, answer.content, dict(answer.headers)) for answer in answers]
