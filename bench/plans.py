"""What is planned here, what was said in this plan, and the tiles of plans: `python -m bench.plans [PINS]`.

500 plans of 500 vertices over a town of a million messages. The time is that of the SQL alone; tiles are measured in
SQL and through the service's own answer, with nothing kept.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import databases, report, towns

if TYPE_CHECKING:
    from geo.models import Municipality

RECIPE = 1
PLANS, VERTICES = 500, 500
ROUNDS, GOAL_MS = 9, 20
ZOOMS = (8, 11, 13, 15)
Asked = Callable[[], int]


def main() -> None:
    databases.set_up()
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    town = planned_town(pins)
    rows = [_row(name, work) for name, work in _questions(town)]
    tiles = [_row(f"tile of zoom {zoom} in the middle of the town", _tile(town, zoom)) for zoom in ZOOMS]
    lines = [
        f"| {PLANS} plans of {VERTICES} vertices over {pins:,} messages | median ms | quickest | slowest | found |",
        "|---|---|---|---|---|",
        *rows,
        *tiles,
        "",
        f"Tiles tell their bytes. Programs that wanted to run in the last minute: {os.getloadavg()[0]:.0f}, on",
        f"{os.cpu_count()} processors. Goal: the questions ≤ {GOAL_MS} ms in SQL, a tile from far away ≤ 10 ms and",
        "100 kB.",
    ]
    report.write("plans", "\n".join(lines))


def planned_town(pins: int) -> Municipality:
    """The standing town with plans, in a database of its own."""
    from geo.models import Municipality

    source = f"town{towns.RECIPE}_{pins}_200_1"
    towns.standing_town(pins)
    name = f"plans{RECIPE}_{source}"
    is_new = databases.kept_copy(name, source)
    town = Municipality.objects.get(slug="bench")
    if is_new:
        try:
            _migrate()
            _draw(town)
        except BaseException:
            databases.forget(name)
            raise
    return town


def _migrate() -> None:
    """The town may have been made before there were plans."""
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)


def _draw(town: Municipality) -> None:
    """Plans around messages, so that something was said in most of them; sizes from a block to a part of the town."""
    from django.contrib.gis.geos import MultiPolygon, Polygon
    from django.db.models import F
    from django.utils import timezone

    from feedback_map.models import PublishedPin
    from geo.tenancy import in_town
    from zoning.models import Plan
    from zoning.services import rebuild_plans

    chance = np.random.default_rng(1)
    pins = PublishedPin.objects.filter(municipality=town, is_shape=False, geom__isnull=False)
    every = max(pins.count() // PLANS, 1)
    some = pins.annotate(turn=F("pin_id") % every).filter(turn=0).order_by("pin_id")
    centres = list(some.values_list("geom", flat=True)[:PLANS])
    plans = []
    for number, centre in enumerate(centres):
        radius = 80 * 20 ** chance.random()  # 80 m to 1,600 m
        turn = np.linspace(0, 2 * math.pi, VERTICES, endpoint=False)
        reach = radius * (1 + 0.3 * np.sin(5 * turn + number) + 0.05 * np.sin(37 * turn))
        ring = np.column_stack([centre.x + reach * np.cos(turn), centre.y + reach * np.sin(turn)])
        area = MultiPolygon(Polygon(np.vstack([ring, ring[:1]]).tolist()), srid=3067)
        state = f"{1 + number % 13:02d}"
        names = {"fi": f"Kaava {number}"}
        values = {"slug": f"kaava-{number}", "kind": "31", "state": state, "names": names, "geom": area}
        plans.append(Plan(municipality=town, published_at=timezone.now(), **values))
    with in_town(town):
        towns.no_time_limit()
        Plan.objects.bulk_create(plans, batch_size=100)
        rebuild_plans(town)
    towns.analyse()


def _questions(town: Municipality) -> list[tuple[str, Asked]]:
    from feedback_map.in_plans import MANY, pins_in_plan, said_in
    from zoning.models import PublishedPlan

    plans = sorted(PublishedPlan.objects.of(town), key=lambda plan: len(pins_in_plan(town, plan, most=MANY)))
    middle, most = plans[len(plans) // 2], plans[-1]
    return [
        ("what is planned here, at the middle plan", _planned(town, middle)),
        ("what is planned here, where nothing is", _planned(town, None)),
        ("what was said in the middle plan, all of it", lambda: len(pins_in_plan(town, middle))),
        ("what was said in the middle plan, a page of it", lambda: len(said_in(town, middle)[:50])),
        ("what was said in the plan with most messages", lambda: len(pins_in_plan(town, most))),
    ]


def _planned(town: Municipality, plan: Any) -> Asked:
    from django.contrib.gis.geos import Point

    from zoning.models import PublishedPlanPart

    spot = plan.geom.point_on_surface if plan else Point(towns.WEST + 1, towns.SOUTH + 1, srid=3067)
    here = PublishedPlanPart.objects.filter(municipality=town, geom__intersects=spot)
    return lambda: len(set(here.values_list("plan_id", flat=True)))


def _tile(town: Municipality, zoom: int) -> Asked:
    from geo import crs
    from geo.tiles.grids import WEB_MERCATOR_QUAD, Tile
    from geo.tiles.registry import Asked as AskedTile
    from zoning.models import PublishedPlan
    from zoning.tiles import fetch_plans

    middle = PublishedPlan.objects.of(town).order_by("plan_id")[PLANS // 2].geom.centroid
    x, y = crs.transform([middle.x], [middle.y], crs.STORAGE, crs.MERCATOR)
    side = WEB_MERCATOR_QUAD.side / (1 << zoom)
    column, row = int((x[0] - WEB_MERCATOR_QUAD.west) / side), int((WEB_MERCATOR_QUAD.north - y[0]) / side)
    asked = AskedTile(town.slug, "plans", Tile(WEB_MERCATOR_QUAD, zoom, column, row))

    def ask() -> int:
        fetched = fetch_plans(asked, [])
        assert fetched is not None and fetched.body is not None
        return len(fetched.body)

    return ask


def _row(name: str, work: Asked) -> str:
    found, seconds = work(), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - began)
    middle = statistics.median(seconds)
    return f"| {name} | {1000 * middle:.1f} | {1000 * min(seconds):.1f} | {1000 * max(seconds):.1f} | {found:,} |"


if __name__ == "__main__":
    main()
