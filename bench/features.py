"""What a page of OGC API Features costs over a million pins, at the beginning and deep in a list, and all of them.

    python -m bench.features [PINS]

The floor is the same number of rows, with their geometry, read by one statement through the driver alone.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from bench import databases, report, towns

ROUNDS = 7
PAGE, LARGE = 100, 10_000
PINS = "/ogc/collections/bench_pins/items"
BOX = "27.2,61.66,27.3,61.7"
PAGES = {
    "the first 100": f"{PINS}?limit={PAGE}",
    "the first 10,000": f"{PINS}?limit={LARGE}",
    "10,000 in the middle": "",
    "the first 10,000 in ETRS-TM35FIN": f"{PINS}?limit={LARGE}&crs=http://www.opengis.net/def/crs/EPSG/0/3067",
    "newest first, 100": f"{PINS}?limit={PAGE}&sortby=-received_at",
    "in a box, 100": f"{PINS}?limit={PAGE}&bbox={BOX}",
    "a kind in a box by CQL2, 100": f"{PINS}?limit={PAGE}&bbox={BOX}&filter=kind%20=%20'idea'",
    "one feature": "",
    "the collection": "/ogc/collections/bench_pins",
}
_FLOOR = "SELECT public_id, text, kind, received_at, ST_AsBinary(geom) FROM feedback_map_publishedpin LIMIT %s"


def main() -> None:
    databases.set_up()
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    towns.standing_town(pins)
    asked = _asked(pins)
    times: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(ROUNDS + 1):
        for name, work in asked.items():
            began = time.perf_counter()
            work()
            if number:  # the first round warms up
                times[name].append(time.perf_counter() - began)
    lines = [
        f"| OGC API Features over {pins:,} pins | ms |",
        "|---|---|",
        *(f"| {name} | {1000 * statistics.median(spent):.0f} |" for name, spent in times.items()),
        "",
        _whole(pins),
    ]
    report.write("features", "\n".join(lines))


def _asked(pins: int) -> dict[str, Callable[[], Any]]:
    middle, feature = _middle(pins)
    pages = {**PAGES, "10,000 in the middle": middle, "one feature": f"{PINS}/{feature}"}
    return {**{name: _page(address) for name, address in pages.items()}, "the floor: 10,000 rows": _floor}


def _page(address: str) -> Callable[[], Any]:
    return lambda: _get(address)


def _get(address: str) -> Any:
    from django.test import Client

    response = Client().get(address)
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code} {response.content[:200]!r}")
    return response


def _middle(pins: int) -> tuple[str, str]:
    """The address of the page in the middle of the list, and the id of a feature there."""
    address = f"{PINS}?limit={LARGE}"
    for _number in range(max(1, pins // LARGE // 2)):
        page = json.loads(_get(address).content)
        address = _next(page)
    return address, page["features"][0]["id"]


def _next(page: dict[str, Any]) -> str:
    return next((link["href"] for link in page["links"] if link["rel"] == "next"), "")


def _floor() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_FLOOR, [LARGE])
        cursor.fetchall()


def _whole(pins: int) -> str:
    """Every feature, page by page, each once."""
    began, address, seen, pages = time.perf_counter(), f"{PINS}?limit={LARGE}", set(), 0
    while address:
        page = json.loads(_get(address).content)
        seen.update(feature["id"] for feature in page["features"])
        pages += 1
        address = _next(page)
    if len(seen) != pins:
        sys.exit(f"{len(seen)} features came of {pins}")
    return f"All {pins:,} in {pages} pages, each once: {time.perf_counter() - began:.0f} s."


if __name__ == "__main__":
    main()
