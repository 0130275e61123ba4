"""A million pins from a file, beside the floor: raw COPY, raw set-based assignment, raw building of the aggregates.

    script/bench import_pins [PINS]

The floor writes the very same rows, published ones too, in the same run into tables of the same indexes: without
reading, checking, row-level security or foreign keys. Its assignment is the plain join of points and areas.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import databases, report, towns

TABLES = ("pin", "pinarea", "publishedpin", "publishedpinarea", "tilecell", "areacount", "publisheddelta")
RAW_ASSIGNMENT = """
INSERT INTO feedback_map_pinarea (municipality_id, pin_id, area_set_id, area_id)
SELECT DISTINCT ON (pin.id, part.area_set_id) pin.municipality_id, pin.id, part.area_set_id, part.area_id
FROM feedback_map_pin pin JOIN geo_areapart part ON ST_Intersects(part.geom, pin.geom)
ORDER BY pin.id, part.area_set_id, part.area_id
"""
AGGREGATES = ("rebuild_published", "rebuild_published_areas", "rebuild_cells_finest", "rebuild_area_counts")


@dataclass
class Memory:
    """The most anonymous memory that processes held together, sampled."""

    peak: dict[str, int] = field(default_factory=dict)

    def sample(self, pids: dict[int, str]) -> None:
        now: dict[str, int] = {}
        for pid, name in pids.items():
            now[name] = now.get(name, 0) + _anonymous_kb(pid)
        now["together"] = sum(now.values())
        for name, value in now.items():
            self.peak[name] = max(self.peak.get(name, 0), value)


def main() -> None:
    databases.set_up()
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder, databases.passing("import") as database:
        path = Path(folder) / "pins.csv"
        towns.make_empty_town()
        towns.write_csv(path, pins)
        memory = Memory()
        took = _import(path, database, memory)
        again = _import(path, database, Memory())
        floor = _floor(Path(folder))
    _report(pins, took, again, floor, memory)


def _import(path: Path, database: str, memory: Memory) -> float:
    """Seconds of the whole command, start of Python and reading of the file included."""
    command = [sys.executable, "manage.py", "import_pins", str(path), "--town", "bench", "--id", "id", "--time", "time"]
    command += ["--category", "category", "--channel", "channel"]
    started = time.monotonic()
    with subprocess.Popen(
        command, cwd=databases.PROJECT, env=_environment(database), stdout=subprocess.PIPE
    ) as running:
        stop = threading.Event()
        watcher = threading.Thread(target=_watch, args=(running.pid, database, memory, stop))
        watcher.start()
        said = running.communicate()[0].decode()
        stop.set()
        watcher.join()
    if running.returncode:
        sys.exit(said)
    summary = json.loads(said.strip().splitlines()[-1])
    print(f"  import: {time.monotonic() - started:.1f} s, {summary['accepted']} new, {summary['unchanged']} unchanged")
    return time.monotonic() - started


def _environment(database: str) -> dict[str, str]:
    from django.conf import settings

    addresses = {}
    for name, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner")):
        of = settings.DATABASES[alias]
        addresses[name] = f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{database}"
    return {**os.environ, **addresses}


def _watch(pid: int, database: str, memory: Memory, stop: threading.Event) -> None:
    """Sample the command, the reader that it starts, and its PostgreSQL process."""
    from django.db import connections

    connection = connections["owner"].copy()
    with connection.cursor() as cursor:
        while not stop.wait(0.2):
            pids = {pid: "command", **dict.fromkeys(_children(pid), "reader")}
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() "
                "AND application_name = 'kuuluvuus'",
                [database],
            )
            memory.sample(pids | {row[0]: "PostgreSQL" for row in cursor.fetchall()})
    connection.close()


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _anonymous_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("RssAnon:")), 0)


def _floor(folder: Path) -> dict[str, float]:
    """The same rows by bare statements, as the owner, in tables without policies and foreign keys."""
    from django.db import connections

    from geo.models import Municipality
    from geo.sql import statement

    town = Municipality.objects.get(slug="bench")
    dump = folder / "pins.binary"
    floor: dict[str, float] = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('kuuluvuus.town', %s, false)", [str(town.pk)])
        cursor.execute("SET work_mem = '64MB'")
        with dump.open("wb") as opened, cursor.copy("COPY (TABLE feedback_map_pin) TO STDOUT (FORMAT binary)") as copy:
            for piece in copy:
                opened.write(piece)
        cursor.execute("CREATE SCHEMA raw")
        for table in TABLES:
            cursor.execute(f"CREATE TABLE raw.feedback_map_{table} (LIKE feedback_map_{table} INCLUDING ALL)")
        cursor.execute("SET search_path = raw, public")

        def copied() -> None:
            with dump.open("rb") as opened, cursor.copy("COPY feedback_map_pin FROM STDIN (FORMAT binary)") as copy:
                while piece := opened.read(1 << 20):
                    copy.write(piece)

        def aggregated() -> None:
            for name in AGGREGATES:
                cursor.execute(statement(f"feedback_map/{name}"), {"town": town.pk})
            for level in range(16, -1, -1):
                cursor.execute(statement("feedback_map/rebuild_cells_coarser"), {"town": town.pk, "level": level})

        floor["raw COPY"] = _timed(copied)
        floor["raw assignment"] = _timed(lambda: cursor.execute(RAW_ASSIGNMENT))
        floor["raw aggregates"] = _timed(aggregated)
    return floor


def _timed(work: Callable[[], Any]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _report(pins: int, took: float, again: float, floor: dict[str, float], memory: Memory) -> None:
    total = sum(floor.values())
    lines = ["| import of pins from a CSV file | s | pins/s |", "|---|---|---|"]
    lines += [f"| {name} | {value:.1f} | {pins / value:,.0f} |" for name, value in floor.items()]
    lines += [
        f"| the floor together | {total:.1f} | {pins / total:,.0f} |",
        f"| `import_pins`, {pins:,} pins, assigned, aggregates built | {took:.1f} | {pins / took:,.0f} |",
        f"| the same file again, nothing changed | {again:.1f} | {pins / again:,.0f} |",
        "",
        f"Ratio to the floor: **{took / total:.2f}** (goal ≤ 1.5). Most memory held at once: "
        + ", ".join(f"{name} {value / 1024:,.0f} MiB" for name, value in memory.peak.items())
        + " (goal ≤ 1,024).",
    ]
    report.write("import", "\n".join(lines))


if __name__ == "__main__":
    main()
