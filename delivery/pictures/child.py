"""The child process: shuts the doors behind itself, takes one picture from its standard input, gives a fresh one."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from geo.files import walls

MEMORY_BYTES = 290 * 1024**2  # of addresses, so that no more than this can be resident
CPU_S = 15


def main() -> None:
    """A line of JSON, then the picture: {"blur": [[left, top, width, height], …]} or {}."""
    walls.leave_the_network()
    walls.limit(cpu_s=CPU_S, file_bytes=0, memory_bytes=MEMORY_BYTES)
    job = json.loads(sys.stdin.buffer.readline())
    try:
        _work(job, sys.stdin.buffer.read())
    except MemoryError:
        _say({"refused": "too_hard"})


def _work(job: dict[str, Any], data: bytes) -> None:
    from delivery.pictures import anew

    try:
        anew.load_decoders(anew.kinds_by_content(data))
        memory = Path("/proc/self/status").open()  # noqa: SIM115 - asked once more, when no file can be opened
        walls.see_only(Path("/nowhere"))
        fault_point("picture.opened")
        fresh = anew.blurred(data, [tuple(one) for one in job["blur"]]) if "blur" in job else anew.made_anew(data)
    except anew.NotTaken as refused:
        _say({"refused": refused.code})
        return
    sizes = {"width": fresh.width, "height": fresh.height, "main": len(fresh.main), "small": len(fresh.small)}
    _say({**sizes, "peak_kb": _peak_kb(memory)}, fresh.main, fresh.small)


def fault_point(name: str) -> None:
    """As in delivery/faults.py, which needs settings; our own process passes the name on where drills are allowed."""
    if os.environ.get("DIES_AT") == name:
        os._exit(9)


def _peak_kb(memory: TextIO) -> int:
    """The most that was ever resident (VmHWM); what `resource` tells begins with the parent's size."""
    memory.seek(0)
    return next(int(line.split()[1]) for line in memory if line.startswith("VmHWM"))


def _say(message: dict[str, Any], *bodies: bytes) -> None:
    for piece in (json.dumps(message).encode() + b"\n", *bodies):
        view = memoryview(piece)
        while view:
            view = view[os.write(1, view) :]
