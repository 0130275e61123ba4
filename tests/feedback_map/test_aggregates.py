"""What is derived from pins: kept up by deltas or built anew, by one pin or by a file, the numbers are the same."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.management import call_command

from feedback_map.aggregates import fold_deltas, rebuild_town
from feedback_map.counts import pins_by_area, pins_in_area, pins_with_place, pins_without_place
from feedback_map.importing import load
from feedback_map.models import (
    AreaCount,
    Category,
    Pin,
    PinArea,
    PublishedDelta,
    PublishedPin,
    PublishedPinArea,
    PublishedUpdate,
    ShownPlace,
    StateType,
    Support,
    TileCell,
)
from feedback_map.services import (
    Change,
    PinInput,
    Words,
    answer_pin,
    change_state,
    change_visibility,
    derive_pins,
    merge_pins,
    moderate_pin,
    part_pins,
    place_pin,
)
from geo.models import AreaSet, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.models import Participant
from tests.factories import SOUTH, WEST, box, make_area
from tests.feedback_map.handling import make_state

KINDS = ("feedback", "suggestion", "thanks", "idea")


@pytest.fixture
def villages(town: Municipality, halves: AreaSet) -> AreaSet:
    """A second set that does not fill the town."""
    found = AreaSet.objects.create(municipality=town, kind="village", valid_from="2020-01-01")
    make_area(found, "V1", box(0, 0, 3, 3))
    make_area(found, "V2", box(3, 0, 7, 5))
    return found


class History:
    """A random life of a town's pins: placed, imported, hidden, shown, made private, handled, changed, folded."""

    def __init__(self, town: Municipality, folder: Path, seed: int) -> None:
        self.town, self.folder, self.rng = town, folder, random.Random(seed)
        self.rows: dict[int, dict[str, Any]] = {}

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.rng.choice(
                [self.place, self.place, self.bring, self.moderate, self.change, self.fold, *self.handling()]
            )()

    def handling(self) -> list[Callable[[], object]]:
        return [
            self.answer,
            self.give_state,
            self.support,
            self.show_coarsely,
            self.call_sensitive,
            self.join,
            self.part,
        ]

    def spot(self) -> tuple[float, float]:
        # whole kilometres often: borders and corners are where it goes wrong
        east, north = (self.rng.choice([self.rng.randint(0, 10), self.rng.uniform(0, 10)]) for _ in "xy")
        return WEST + east * 1000, SOUTH + north * 1000

    def place(self) -> None:
        shape = self.rng.choice([None, shapely.Point(self.spot()), shapely.LineString([self.spot(), self.spot()])])
        said = PinInput(kind=self.rng.choice(KINDS), text="Hei", category="streets", geometry=shape)
        place_pin(town=self.town, pin=said)

    def bring(self) -> None:
        """A file with new rows, the old ones, and some of them changed."""
        for _ in range(self.rng.randint(1, 8)):
            east, north = self.spot() if self.rng.random() < 0.8 else ("", "")
            number = self.rng.randint(1, 12)
            self.rows[number] = {"id": number, "x": east, "y": north, "text": "Tuotu", "kind": self.rng.choice(KINDS)}
        path = self.folder / "pins.csv"
        with path.open("w", newline="") as opened:
            writer = csv.DictWriter(opened, ["id", "x", "y", "text", "kind"])
            writer.writeheader()
            writer.writerows(self.rows.values())
        words = ("--town", self.town.slug, "--id", "id", "--no-place", "keep", "--crs", "3067")
        call_command("import_pins", str(path), *words, stdout=StringIO(), stderr=StringIO())

    def moderate(self) -> None:
        if pin := self.any_pin():
            moderate_pin(town=self.town, pin=pin, moderation=self.rng.choice(["shown", "hidden"]))

    def change(self) -> None:
        if pin := self.any_pin():
            change_visibility(town=self.town, pin=pin, visibility=self.rng.choice(["public", "private"]))

    def fold(self) -> None:
        fold_deltas(self.town.pk)

    def answer(self) -> None:
        if pin := self.any_pin():
            answer_pin(town=self.town, pin=pin, words=Words("Kiitos.", "fi", "Sisäinen"), change=Change())

    def give_state(self) -> None:
        if pin := self.any_pin():
            state = self.rng.choice([None, *(make_state(self.town, one, one) for one in StateType.values)])
            change_state(town=self.town, pin=pin, state=state, change=Change())

    def support(self) -> None:
        if pin := self.any_pin():
            with in_town(self.town):
                one = Participant.objects.create(municipality=self.town, identity="token")
                Support.objects.create(municipality=self.town, pin=pin, participant=one, at=pin.received_at)
                derive_pins(town=self.town, pins=[pin.pk], placed=False)

    def show_coarsely(self) -> None:
        if pin := self.any_pin():
            with in_town(self.town):
                Pin.objects.filter(pk=pin.pk).update(shown_place=self.rng.choice(ShownPlace.values))
                derive_pins(town=self.town, pins=[pin.pk], placed=False)

    def call_sensitive(self) -> None:
        with in_town(self.town):
            Category.objects.filter(municipality=self.town).update(is_sensitive=self.rng.random() < 0.5)
            derive_pins(town=self.town, pins=list(Pin.objects.values_list("pk", flat=True)), placed=False)

    def join(self) -> None:
        kept, other = self.any_pin(), self.any_pin()
        if kept and other:
            with suppress(Refused):
                merge_pins(town=self.town, kept=kept, others=[other], change=Change())

    def part(self) -> None:
        if pin := self.any_pin():
            part_pins(town=self.town, pins=[pin], change=Change())

    def any_pin(self) -> Pin | None:
        with in_town(self.town):
            pins = list(Pin.objects.filter(municipality=self.town).order_by("pk"))
        return self.rng.choice(pins) if pins else None


def derived(town: Municipality) -> dict[str, list[Any]]:
    """Every derived table, row by row, but for how often cells changed: that is a history and not a sum."""
    cells = TileCell.objects.filter(municipality=town).values_list(
        "grid", "level", "x", "y", "feedback", "suggestion", "thanks", "idea", "sum_x", "sum_y"
    )
    counts = AreaCount.objects.filter(municipality=town, pins__gt=0)
    with in_town(town):
        return {
            "areas": sorted(PinArea.objects.values_list("pin_id", "area_set_id", "area_id"), key=str),
            "published": list(PublishedPin.objects.filter(municipality=town).order_by("pk").values_list()),
            "published areas": sorted(
                PublishedPinArea.objects.values_list("pin_id", "area_set_id", "area_id", "received_at"), key=str
            ),
            "published updates": list(PublishedUpdate.objects.filter(municipality=town).order_by("pk").values_list()),
            "cells": sorted(cell for cell in cells if any(cell[4:8])),
            "counts": sorted(counts.values_list("area_set", "area", "day", "kind", "channel", "pins")),
        }


def sums(town: Municipality) -> list[Any]:
    """What readers see."""
    sets = AreaSet.objects.filter(municipality=town).order_by("pk")
    return [pins_with_place(town), pins_without_place(town), *(pins_by_area(area_set) for area_set in sets)]


@pytest.mark.parametrize("seed", range(6))
def test_a_rebuild_gives_what_upkeep_kept(town: Municipality, villages: AreaSet, tmp_path: Path, seed: int) -> None:
    History(town, tmp_path, seed).live(24)
    read = sums(town)
    fold_deltas(town.pk)
    assert sums(town) == read
    kept = derived(town)
    rebuild_town(town)
    assert derived(town) == kept
    assert sums(town) == read


@pytest.mark.parametrize("seed", range(4, 8))
def test_areas_outside_and_no_place_are_all_pins(
    town: Municipality, villages: AreaSet, tmp_path: Path, seed: int
) -> None:
    history = History(town, tmp_path, seed)
    for _ in range(5):
        history.live(3)
        everything = PublishedPin.objects.filter(municipality=town).count()
        for area_set in AreaSet.objects.filter(municipality=town):
            placed = sum(sum(kinds.values()) for kinds in pins_by_area(area_set).values())
            assert placed + pins_without_place(town).pins == everything


def test_folding_leaves_what_is_read_unchanged(town: Municipality, halves: AreaSet) -> None:
    for east in (1, 5, 9):
        place_pin(town=town, pin=PinInput(kind="idea", text="Hei", geometry=shapely.Point(WEST + east * 1000, SOUTH)))
    with in_town(town):
        for pin in Pin.objects.all():
            moderate_pin(town=town, pin=pin, moderation="shown")
    before = sums(town)
    fold_deltas(town.pk)
    assert not PublishedDelta.objects.exists()
    assert sums(town) == before
    assert pins_in_area(halves.areas.get(code="E")).pins == 2


def test_a_large_import_builds_anew_what_a_small_one_keeps_up(
    town: Municipality, villages: AreaSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "REBUILD_FROM", 1)
    history = History(town, tmp_path, 1)
    history.bring()
    assert not PublishedDelta.objects.exists()
    built = derived(town)
    rebuild_town(town)
    assert derived(town) == built
