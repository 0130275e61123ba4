"""A round of Helsinki's 4,403 real proposals, its list, its map and its open data: `python -m bench.proposals`.

Pages are asked for in turn, over and over, through the service's own answer; tiles with nothing kept.
"""

from __future__ import annotations

import datetime
import os
import statistics
import time
from typing import TYPE_CHECKING, Any

from bench import databases, report
from bench.real_towns import DATA, DISTRICTS, PROPOSALS, imported

if TYPE_CHECKING:
    from geo.models import Municipality

RECIPE = 1
ROUNDS, GOAL_MS = 15, 150
SLUG = "omastadi"
PAGES = {
    "the list, first page": f"/helsinki/budget/{SLUG}/proposals",
    "the list, page 60": f"/helsinki/budget/{SLUG}/proposals?after=3000",
    "the list of an area": f"/helsinki/budget/{SLUG}/proposals?area={{area}}",
    "the list by words": f"/helsinki/budget/{SLUG}/proposals?words=uimaranta",
    "one proposal": f"/helsinki/budget/{SLUG}/proposals/100",
    "the round's page": f"/helsinki/budget/{SLUG}/",
    "API: 100 proposals": f"/api/v1/towns/helsinki/budget/{SLUG}/proposals?limit=100",
    "tile of the town (zoom 10)": "/tiles/helsinki/proposals/WebMercatorQuad/10/{x10}/{y10}.mvt",
    "tile of the centre (zoom 13)": "/tiles/helsinki/proposals/WebMercatorQuad/13/{x13}/{y13}.mvt",
}


def main() -> None:
    databases.set_up()
    from geo.tiles import answers
    from geo.tiles.kept import KeptTiles

    town, loaded_s = town_with_proposals()
    answers.KEPT = KeptTiles(max_bytes=0)
    words = _addresses(town)
    rows = [_row(name, address.format(**words)) for name, address in PAGES.items()]
    loading = f"Loading them took {loaded_s:.0f} s. " if loaded_s else ""
    lines = [
        "| a round of 4,403 proposals | median ms | quickest | queries | bytes |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"{loading}Programs that wanted to run in the last minute: {os.getloadavg()[0]:.0f}, on {os.cpu_count()}",
        f"processors. Goal: each ≤ {GOAL_MS} ms.",
    ]
    report.write("proposals", "\n".join(lines))


def town_with_proposals() -> tuple[Municipality, float]:
    """Helsinki with its districts and the round, in a database of its own; how long loading took, if it was done."""
    from geo.models import Municipality

    name, loaded_s = f"proposals{RECIPE}", 0.0
    if databases.kept(name):
        try:
            loaded_s = _load()
        except BaseException:
            databases.forget(name)
            raise
    return Municipality.objects.get(slug="helsinki"), loaded_s


def _load() -> float:
    from budgeting.models import Pot, Round
    from geo.models import Municipality
    from geo.tenancy import in_town
    from participation.models import Process

    names = ("--name-fi", "Helsinki", "--name-sv", "Helsingfors", "--code", "091", "--home-set", "district")
    imported("create_town", "helsinki", *names)
    imported("import_areas", DATA / DISTRICTS, "--town", "helsinki", "--set", "district", "--name", "Area")
    town, now = Municipality.objects.get(slug="helsinki"), datetime.datetime.now(datetime.UTC)
    money = {"municipality": town, "money_cents": 880_000_000}
    with in_town(town):
        process = Process.objects.create(
            municipality=town, slug=SLUG, title={"fi": "OmaStadi"}, opens_on=now.date() - datetime.timedelta(days=60)
        )
        made = Round.objects.create(slug=SLUG, process=process, template="yearly", published_at=now, **money)
        Pot.objects.create(round=made, code="town", names={"fi": "Koko kaupunki"}, **money)
    began = time.perf_counter()
    rejected = databases.PROJECT / ".local" / "rejected-proposals.csv"
    asked = ("--town", "helsinki", "--round", SLUG, "--id", "round,id", "--reject-file", rejected)
    imported("import_proposals", DATA / PROPOSALS, *asked)
    return time.perf_counter() - began


def _addresses(town: Municipality) -> dict[str, Any]:
    from budgeting.shown import home_areas

    words: dict[str, Any] = {"area": home_areas(town)[0].code}
    for zoom in (10, 13):
        words[f"x{zoom}"], words[f"y{zoom}"] = _tile_at(24.945, 60.175, zoom)
    return words


def _tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    from geo import crs
    from geo.tiles.grids import WEB_MERCATOR_QUAD as GRID

    x, y = crs.transform([lon], [lat], crs.WIRE, crs.MERCATOR)
    side = GRID.side / (1 << zoom)
    return int((x[0] - GRID.west) / side), int((GRID.north - y[0]) / side)


def _row(name: str, address: str) -> str:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, seconds = Client(headers={"host": "127.0.0.1"}), []
    with CaptureQueriesContext(connection) as asked:
        found = client.get(address)
    queries = len(asked)
    assert found.status_code in (200, 204), (address, found.status_code)
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = client.get(address)
        seconds.append(time.perf_counter() - began)
    middle, least = 1000 * statistics.median(seconds), 1000 * min(seconds)
    return f"| {name} | {middle:.0f} | {least:.0f} | {queries} | {len(found.content):,} |"


if __name__ == "__main__":
    main()
