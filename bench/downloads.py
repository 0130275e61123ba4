"""What files of open data cost at a million pins: the first byte, the whole file, and the memory of whoever makes it.

    python -m bench.downloads [PINS]

Each form is made in a process of its own, whose greatest memory the system tells. A stream begins with nothing ready;
all forms together are what the worker makes in the background.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import databases, report, towns

GOAL_MIB, GOAL_FIRST_S = 512, 1.0
STREAMS = ("csv", "xlsx", "parquet")
ALL = "all"


def main() -> None:
    if len(sys.argv) > 2:
        print(json.dumps(_one(sys.argv[2], int(sys.argv[1]))))
        return
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    databases.set_up()
    towns.standing_town(pins)
    found = {form: _apart(form, pins) for form in (*STREAMS, ALL)}
    report.write("downloads", "\n".join(_lines(pins, found)))


def _apart(form: str, pins: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.downloads", str(pins), form]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _one(form: str, pins: int) -> dict[str, Any]:
    databases.set_up()
    town = towns.standing_town(pins)
    return _all(town) if form == ALL else _streamed(town, form)


def _streamed(town: Any, form: str) -> dict[str, Any]:
    from doors.downloads.giving import layer_of, streamed

    begun, first, size = time.perf_counter(), 0.0, 0
    make = layer_of(town, "pins")
    assert make is not None
    for piece in streamed(make, form):
        size += len(piece)
        if piece and not first:
            first = time.perf_counter() - begun
    return _told(begun, first, size)


def _all(town: Any) -> dict[str, Any]:
    """The worker's part: every file of the layer of pins, into a folder that is taken away."""
    from django.test import override_settings

    from doors.downloads.fingerprints import fingerprint
    from doors.downloads.giving import layer_of
    from doors.models import LayerFiles
    from doors.services.files import make_layer_files

    make = layer_of(town, "pins")
    assert make is not None
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, override_settings(OPEN_DATA_ROOT=Path(folder)):
        begun = time.perf_counter()
        mark = fingerprint(make())
        first = time.perf_counter() - begun
        row = make_layer_files(town=town, make=make, fingerprint=mark)
        told = _told(begun, first, sum(row.sizes.values()))
        LayerFiles.objects.filter(pk=row.pk).delete()
    return told


def _told(begun: float, first: float, size: int) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"first_s": first, "s": time.perf_counter() - begun, "mb": size / 1e6, "mib": peak}


def _lines(pins: int, found: dict[str, dict[str, Any]]) -> Iterator[str]:
    yield f"| {pins:,} pins as files | first byte, s | whole, s | MB | most memory, MiB |"
    yield "|---|---|---|---|---|"
    for form in STREAMS:
        one = found[form]
        yield f"| {form}, streamed | {one['first_s']:.2f} | {one['s']:.0f} | {one['mb']:.0f} | {one['mib']} |"
    everything = found[ALL]
    told = f"{everything['s']:.0f} | {everything['mb']:.0f} | {everything['mib']}"
    yield f"| all four forms, in the background | – | {told} |"
    yield ""
    yield (
        f"Goals: memory ≤ {GOAL_MIB} MiB, the first byte within a second. Whether anything changed is found in "
        f"{everything['first_s']:.1f} s, by one read of the rows."
    )


if __name__ == "__main__":
    main()
