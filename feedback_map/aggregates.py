"""Upkeep of what is derived from pins: fold the deltas in, or drop everything and build it again."""

from __future__ import annotations

from feedback_map.models import (
    AreaCount,
    PinArea,
    PublishedDelta,
    PublishedPin,
    PublishedPinArea,
    PublishedUpdate,
    TileCell,
)
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

FINEST_LEVEL = 17


def fold_deltas(town_id: int) -> None:
    """Add a town's deltas to its aggregates. Readers see the same sums before and after."""
    with in_town(town_id):
        sql.run("feedback_map/fold_deltas", {"town": town_id})


def fold_every_town() -> int:
    """Fold wherever deltas wait; gives the number of towns."""
    waiting = [found[0] for found in sql.rows("feedback_map/waiting_deltas")]
    for town_id in waiting:
        fold_deltas(town_id)
    return len(waiting)


def rebuild_town(town: Municipality, *, arrivals: bool = False) -> None:
    """Drop everything derived from a town's pins and build it again, with the same numbers. New pins wait meanwhile.

    With `arrivals`, pins that came in by the file and have no owner yet get theirs by the rules.
    """
    with in_town(town):
        lock_derived(town)
        PinArea.objects.filter(municipality=town).delete()
        sql.run("feedback_map/assign_pins", {"town": town.pk, "pins": None})
        if arrivals:
            sql.run("feedback_map/route_pins", {"town": town.pk, "pins": None, "promising": False})
        rebuild_published(town)


def lock_derived(town: Municipality) -> None:
    """No pin comes in until the transaction ends."""
    sql.run("feedback_map/lock_derived", {"town": town.pk})


def rebuild_published(town: Municipality) -> None:
    """The published rows and aggregates of a town, from its pins and their areas. Runs inside `in_town`, locked."""
    for derived in (PublishedUpdate, PublishedPinArea, PublishedDelta, PublishedPin, TileCell, AreaCount):
        derived.objects.filter(municipality=town)._raw_delete("default")
    sql.run("feedback_map/rebuild_published", {"town": town.pk})
    sql.run("feedback_map/rebuild_published_areas", {"town": town.pk})
    sql.run("feedback_map/rebuild_published_updates", {"town": town.pk})
    sql.row("feedback_map/publish_initiatives", {"town": town.pk, "initiatives": None})
    sql.row("feedback_map/publish_outcomes", {"town": town.pk, "outcomes": None})
    sql.row("feedback_map/publish_outcome_inputs", {"town": town.pk, "outcomes": None, "pins": None})
    sql.run("feedback_map/rebuild_cells_finest", {"town": town.pk})
    for level in range(FINEST_LEVEL - 1, -1, -1):
        sql.run("feedback_map/rebuild_cells_coarser", {"town": town.pk, "level": level})
    sql.run("feedback_map/rebuild_area_counts", {"town": town.pk})
    sql.run("feedback_map/next_epoch", {"town": town.pk})
