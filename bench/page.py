"""What a page costs over a million pins: server time, questions to the database, and the bytes of a first visit.

    python -m bench.page [PINS]

Each page is asked for in turn, over and over, so that all of them meet the same machine. The same pages over a town
of a hundredth of the pins show whether a page's time grows with them. The floor is an empty answer by the same stack.
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import databases, report, towns

ROUNDS = 15
GOAL_MS, GOAL_QUERIES, GOAL_FIRST_LOAD_KB = 100, 12, 180
PAGES = {
    "an area's page": "/bench/areas/neighbourhood/{area}",
    "all areas": "/bench/coverage",
    "the map page": "/bench/",
    "the map page, page 2 of a kind": "/bench/?kind=thanks&area=neighbourhood/{area}",
    "the form": "/bench/pins/new",
    "API: newest pins": "/api/v1/towns/bench/pins?limit=100",
    "API: pins of an area": "/api/v1/towns/bench/pins?area=neighbourhood/{area}&limit=100",
    "API: pins in view": "/api/v1/towns/bench/pins?bbox=27.2,61.66,27.3,61.7&limit=100",
    "API: words": "/api/v1/towns/bench/pins?text=uimaranta&limit=100",
    "API: an area's numbers": "/api/v1/towns/bench/area-sets/neighbourhood/areas/{area}/summary",
    "nothing (the floor)": "/healthz",
}


@dataclass
class Measured:
    queries: int = 0
    status: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        return 1000 * statistics.median(self.seconds)


def main() -> None:
    databases.set_up()
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    small, large = _measure(pins // 100), _measure(pins)
    lines = [
        f"| page over {pins:,} pins | ms | queries | ms over {pins // 100:,} pins |",
        "|---|---|---|---|",
        *(
            f"| {name} | {large[name].median_ms:.1f} | {large[name].queries} | {small[name].median_ms:.1f} |"
            for name in PAGES
        ),
        "",
        f"Goals: an area's page ≤ {GOAL_MS} ms and ≤ {GOAL_QUERIES} queries, flat in the number of pins.",
        "",
        _first_load(),
    ]
    report.write("page", "\n".join(lines))


def _measure(pins: int) -> dict[str, Measured]:
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from geo.models import Area

    towns.standing_town(pins)
    area = Area.objects.filter(municipality__slug="bench").values_list("code", flat=True)[100]
    client, found = Client(), {name: Measured() for name in PAGES}
    for number in range(ROUNDS + 1):
        for name, address in PAGES.items():
            with CaptureQueriesContext(connections["default"]) as asked:
                began = time.perf_counter()
                response = client.get(address.format(area=area))
                spent = time.perf_counter() - began
            found[name].queries, found[name].status = len(asked), response.status_code
            if number:  # the first round warms up
                found[name].seconds.append(spent)
    wrong = {name: one.status for name, one in found.items() if one.status != 200}
    if wrong:
        sys.exit(f"pages that did not answer: {wrong}")
    return found


def _first_load() -> str:
    """Everything of ours that a phone fetches for the map page, gzipped: page, style, script, font."""
    from django.conf import settings
    from django.test import Client

    html = Client().get("/bench/").content
    built = Path(settings.BASE_DIR) / "frontend" / "static"
    wanted: set[str] = set(re.findall(r'/static/([^"]+\.(?:js|css|woff2|svg))', html.decode()))
    wanted |= _islands(built, html.decode())
    sizes = {"page": len(gzip.compress(html))}
    for name in sorted(wanted):
        body = (built / name).read_bytes()
        kind = name.rsplit(".", 1)[1]
        sizes[kind] = sizes.get(kind, 0) + (len(body) if kind == "woff2" else len(gzip.compress(body)))
    parts = ", ".join(f"{kind} {size / 1000:.1f}" for kind, size in sizes.items())
    total = sum(sizes.values()) / 1000
    return f"First load of the map page: **{total:.0f} kB** gzip ({parts}); goal ≤ {GOAL_FIRST_LOAD_KB} kB."


def _islands(built: Path, html: str) -> set[str]:
    """The scripts that the page's islands bring with them, by the build's manifest."""
    import json

    manifest: dict[str, Any] = json.loads((built / "frontend" / "manifest.json").read_text())
    waiting = [f"src/islands/{name}.ts" for name in re.findall(r'data-island="([^"]+)"', html)]
    found: set[str] = set()
    while waiting:
        entry = manifest.get(waiting.pop(), {})
        if "file" in entry and f"frontend/{entry['file']}" not in found:
            found.add(f"frontend/{entry['file']}")
            waiting += entry.get("imports", [])
    return found


if __name__ == "__main__":
    main()
