"""What a service holds while it works: memory, open files, connections to its database; looked at again and again."""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass(frozen=True)
class Held:
    at_s: float
    memory_mb: float
    files: int
    connections: int


def family_of(pid: int) -> list[int]:
    """A process and all that came of it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, look = [], [pid]
    while look:
        found.append(look.pop())
        look += children.get(found[-1], [])
    return found


def held_by(pids: Iterable[int], admin: psycopg.Connection[tuple[int]], begun: float) -> Held:
    memory_kb, files = 0, 0
    for pid in pids:
        with contextlib.suppress(OSError):
            status = (Path("/proc") / str(pid) / "status").read_text()
            memory_kb += int(status.partition("VmRSS:")[2].split()[0])
            files += len(list((Path("/proc") / str(pid) / "fd").iterdir()))
    row = admin.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    ).fetchone()
    return Held(time.monotonic() - begun, memory_kb / 1024, files, row[0] if row else 0)


def watched(look: Callable[[float], Held], seconds: float) -> list[Held]:
    begun = time.monotonic()
    every_s = min(5.0, seconds / 30)
    seen = []
    while time.monotonic() - begun < seconds:
        time.sleep(every_s)
        seen.append(look(begun))
    return seen


@dataclass(frozen=True)
class Growth:
    """Of the second half beside the time before it, when everything was warm: medians, so that one moment is none."""

    memory_mb: tuple[float, float]
    files: tuple[float, float]
    connections: tuple[float, float]
    mb_an_hour: float

    @classmethod
    def of(cls, seen: list[Held]) -> Growth:
        warm = seen[len(seen) // 3 :]
        first, last = warm[: len(warm) // 2], warm[len(warm) // 2 :]

        def both(name: str) -> tuple[float, float]:
            early, late = (statistics.median(getattr(one, name) for one in part) for part in (first, last))
            return float(early), float(late)

        slope = statistics.linear_regression([one.at_s for one in warm], [one.memory_mb for one in warm]).slope
        return cls(both("memory_mb"), both("files"), both("connections"), slope * 3600)
