"""Tiles of a town of a million pins through the whole service, beside libpq alone on the same statement.

    script/bench tile [--seconds S] [--rounds N] [--pins N]

Granian with two workers, eight kept-alive connections from processes of their own. Contenders take turns in every
round; a ratio is the median of the rounds' ratios. "Every pin" is the statement of a tile server that keeps no counts.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import databases, load, report, tipg, towns

GRID = "WebMercatorQuad"
OURS = "SELECT version, tile FROM pins_tile($1, 0, $2::int, $3::int, $4::int, '{}'::text[])"
EVERY_PIN = """
WITH tile AS (SELECT ST_TileEnvelope($2::int, $3::int, $4::int) AS box), mark AS (
    SELECT ST_AsMVTGeom(ST_Transform(pin.geom, 3857), tile.box, 4096, 0) AS geom, public_id AS id, kind, category
    FROM tile, feedback_map_publishedpin pin JOIN geo_municipality town ON town.id = pin.municipality_id
    WHERE pin.geom && ST_Transform(tile.box, 3067) AND town.slug = $1)
SELECT ST_AsMVT(mark, 'pins', 4096, 'geom') FROM mark
"""


@dataclass(frozen=True)
class Case:
    """A tile that stands for many: what it is, where it is, how many pins it has."""

    name: str
    what: str
    z: int
    x: int
    y: int
    pins: int

    @property
    def path(self) -> str:
        return f"/tiles/bench/pins/{GRID}/{self.z}/{self.x}/{self.y}.mvt"

    @property
    def parameters(self) -> list[bytes | None]:
        return [b"bench", *(str(number).encode() for number in (self.z, self.x, self.y))]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pins", type=int, default=1_000_000)
    parser.add_argument("--database", help="a database that has the town already")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the service it started must go too
    databases.set_up()
    if options.database:
        databases.point_at(options.database)
    else:
        towns.standing_town(options.pins)
    cases = _cases()
    with (
        _index_of_every_pin(),
        tipg.serving(_addresses()["DATABASE_URL"]) as peer,
        _service(keep=False) as fresh,
        _service(keep=True) as service,
    ):
        contenders = _contenders(cases, fresh, service) | _peers(cases, peer)
        rates = _take_turns(contenders, options.rounds, options.seconds)
        sizes = {case.name: len(_get(fresh, case.path)[1]) for case in cases}
    report.write("tile", _text(cases, rates, sizes, _low_zooms(cases)))


def _cases() -> list[Case]:
    """As PERFORMANCE.md names them: the median tile of two zooms, the densest of one, the whole town in one."""
    from feedback_map.models import TileCell

    found = []
    for name, what, level, share in (
        ("S", "median z14", 14, 0.5),
        ("M", "median z11", 11, 0.5),
        ("L", "densest z16", 16, 1.0),
        ("XL", "whole town, z8", 8, 1.0),
    ):
        cells = [
            (cell.feedback + cell.suggestion + cell.thanks + cell.idea, cell.x, cell.y)
            for cell in TileCell.objects.filter(municipality__slug="bench", grid=0, level=level)
        ]
        pins, x, y = sorted(cells)[min(len(cells) - 1, int(len(cells) * share))]
        found.append(Case(name, what, level, x, y, pins))
    return found


Measure = Callable[..., load.Rate]


def _contenders(cases: list[Case], fresh: int, service: int) -> dict[str, Measure]:
    conninfo = _addresses()["DATABASE_URL"]
    made: dict[str, Measure] = {}
    for case in cases:
        made[f"floor {case.name}"] = partial(load.libpq, conninfo, OURS, case.parameters)
        made[f"fresh {case.name}"] = partial(load.http, fresh, case.path)
        if case.name != "XL":
            made[f"every {case.name}"] = partial(load.libpq, conninfo, EVERY_PIN, case.parameters)
    for case in (cases[0], cases[2]):
        tag = _get(service, case.path)[0]
        made[f"again {case.name}"] = partial(load.http, service, case.path)
        made[f"unchanged {case.name}"] = partial(load.http, service, case.path, status=304, tag=tag)
    made["page"] = partial(load.http, service, "/nothing")
    made["layer"] = partial(load.http, service, f"/tiles/bench/nothing/{GRID}/0/0/0.mvt")
    return made


def _peers(cases: list[Case], port: int | None) -> dict[str, Measure]:
    """tipg with every pin of the tile. A town in one tile takes it seconds: not asked."""
    asked = [] if port is None else [case for case in cases if case.name != "XL"]
    return {f"tipg {case.name}": partial(load.http, port, tipg.path(case.z, case.x, case.y)) for case in asked}


@contextmanager
def _index_of_every_pin() -> Iterator[None]:
    """What a server that keeps no counts would have; ours has no use for it."""
    from django.db import connections

    with connections["owner"].cursor() as owner:
        owner.execute("CREATE INDEX IF NOT EXISTS bench_every_pin ON feedback_map_publishedpin USING gist (geom)")
        owner.execute("ANALYZE feedback_map_publishedpin")
        try:
            yield
        finally:
            owner.execute("DROP INDEX bench_every_pin")


def _take_turns(contenders: dict[str, Measure], rounds: int, seconds: float) -> dict[str, list[load.Rate]]:
    for measure in contenders.values():
        measure(seconds=0.5)  # warm: connections, plans, caches
    rates: dict[str, list[load.Rate]] = {name: [] for name in contenders}
    for number in range(rounds):
        for name, measure in contenders.items():
            rates[name].append(measure(seconds=seconds))
        print(f"  round {number + 1} of {rounds}", file=sys.stderr)
    return rates


def _low_zooms(cases: list[Case]) -> list[tuple[int, float, int, bool]]:
    """Tiles that hold the whole town: zoom, milliseconds of SQL (median), bytes, and whether their counts are exact."""
    import mapbox_vector_tile
    from django.db import connection

    whole, found = cases[-1], []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM feedback_map_publishedpin WHERE geom IS NOT NULL")
        pins = cursor.fetchone()[0]
        for z in range(0, whole.z + 1, 2):
            place: list[Any] = ["bench", z, whole.x >> (whole.z - z), whole.y >> (whole.z - z)]
            took, body = [], b""
            for _ in range(15):
                started = time.perf_counter()
                cursor.execute("SELECT tile FROM pins_tile(%s, 0, %s, %s, %s, '{}')", place)
                body = bytes(cursor.fetchone()[0])
                took.append(1000 * (time.perf_counter() - started))
            marks = mapbox_vector_tile.decode(body)["pins"]["features"]
            exact = sum(mark["properties"]["n"] for mark in marks) == pins
            found.append((z, statistics.median(took), len(body), exact))
    return found


@contextmanager
def _service(keep: bool) -> Iterator[int]:
    """The service on a free port, as script/server runs it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port), "--no-ws"]
    command += ["--workers", "2", "--blocking-threads", "4", "--log-level", "error", "bench.served:application"]
    environment = {**os.environ, **_addresses(), "BENCH_KEEP": "yes" if keep else "no"}
    running = subprocess.Popen(command, cwd=databases.PROJECT, env=environment)
    try:
        _wait_for(port, running)
        yield port
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and running.poll() is None:
        try:
            _get(port, "/nothing")
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The service does not start.")


def _addresses() -> dict[str, str]:
    from django.conf import settings

    found = {}
    for alias, name in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        own = settings.DATABASES[alias]
        found[name] = f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"
    return found


def _get(port: int, path: str) -> tuple[str, bytes]:
    from urllib.request import urlopen

    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
        return answer.headers.get("ETag", ""), answer.read()


def _text(cases: list[Case], rates: dict[str, list[load.Rate]], sizes: dict[str, int], low: list[Any]) -> str:
    def per_s(name: str) -> str:
        value = statistics.median(rate.per_s for rate in rates[name])
        return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"

    def ratio(name: str, floor: str) -> str:
        pairs = zip(rates[name], rates[floor], strict=True)
        return f"{statistics.median(ours.per_s / theirs.per_s for ours, theirs in pairs):.2f}"

    lines = [
        "## Tiles",
        "",
        "A town of 1,000,000 pins; answers a second at concurrency 8. Fresh: drawn for every request, no tile kept.",
        "",
        "| tile | pins | bytes | libpq alone | fresh, whole service | ratio | p99 | every pin, libpq alone | ratio |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for case in cases:
        p99 = statistics.median(rate.p99_ms for rate in rates[f"fresh {case.name}"])
        every = "– | –"
        if f"every {case.name}" in rates:
            every = f"{per_s(f'every {case.name}')} | {ratio(f'fresh {case.name}', f'every {case.name}')}"
        tile = f"{case.name}: {case.what} | {case.pins:,} | {sizes[case.name]:,}"
        ours = f"{per_s(f'floor {case.name}')} | {per_s(f'fresh {case.name}')}"
        share = ratio(f"fresh {case.name}", f"floor {case.name}")
        lines.append(f"| {tile} | {ours} | {share} | {p99:.0f} ms | {every} |")
    if f"tipg {cases[0].name}" in rates:
        lines += ["", "| tile | tipg, every pin | ours against it |", "|---|---|---|"]
        lines += [
            f"| {name} | {per_s(f'tipg {name}')} | {ratio(f'fresh {name}', f'tipg {name}')} × |"
            for name in ("S", "M", "L")
        ]
        lines += ["", "Goals: ≥ 4 × for S, ≥ 1.5 × for M, ≥ 1.2 × for L."]
    lines += [
        "",
        "Goals: ratio ≥ 0.20 for S, ≥ 0.80 for M and L, where a tile was thought to cost what drawing every pin costs.",
        "",
    ]
    lines += ["| asked again | a second | beside an empty page | beside an empty tile |", "|---|---|---|---|"]
    for name, what in (
        ("again S", "S, kept"),
        ("again L", "L, kept"),
        ("unchanged S", "S, 304"),
        ("unchanged L", "L, 304"),
        ("page", "an empty page (all middleware, no database)"),
        ("layer", "an empty tile (no database)"),
    ):
        lines.append(f"| {what} | {per_s(name)} | {ratio(name, 'page')} | {ratio(name, 'layer')} |")
    lines += ["", "Goal: a repeated tile ≥ 0.5 of the empty answer.", "", *_low_zooms(low)]
    return "\n".join(lines)


def _low_zooms(low: list[Any]) -> list[str]:
    head = ["| whole town at zoom | SQL, median | bytes | counts |", "|---|---|---|---|"]
    rows = [f"| {z} | {ms:.1f} ms | {size:,} | {'exact' if exact else 'WRONG'} |" for z, ms, size, exact in low]
    return [*head, *rows, "", "Goals: ≤ 10 ms, ≤ 100 kB, exact."]


if __name__ == "__main__":
    main()
