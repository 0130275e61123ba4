"""Many damaged files against the reader's child code: a warm process forks for each, with all walls up.

Standard input: {"seeds": [paths], "folder": path}; arguments: how many, which seed. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from geo.files import child, frames, walls
from tests.trust.gis_corpus import mutated


def read_in_a_fork(path: Path) -> tuple[str, int]:
    """What the child code says of a file ("end" when it was read), and how the process ended."""
    with tempfile.TemporaryDirectory() as room:
        out, into = os.pipe()
        pid = os.fork()
        if pid == 0:
            _child(path, room, out, into)
        os.close(into)
        with os.fdopen(out, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(pid, 0)
    return last_frame(said), os.waitstatus_to_exitcode(status)


def _child(path: Path, room: str, out: int, into: int) -> None:
    os.close(out)
    os.dup2(into, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    job: dict[str, Any] = {"source": str(path), "room": room, "layer": None, "where": None, "list": False}
    try:
        walls.limit(cpu_s=20, file_bytes=10**9)
        child._work({**job, "skip": walls.SKIPPED}, no_network=True)
    except MemoryError:
        child._say({"frame": "refused", "code": "too_hungry", "parameters": {}})
    except BaseException:
        os._exit(70)
    os._exit(0)


def last_frame(said: bytes) -> str:
    """The last frame's name, or the code of the refusal."""
    place, name = 0, "nothing"
    while place + frames.PREFIX.size <= len(said):
        head_size, body_size = frames.PREFIX.unpack_from(said, place)
        start = place + frames.PREFIX.size
        head = json.loads(said[start : start + head_size])
        name = head.get("code") or head["frame"]
        if head["frame"] == "rows":
            frames.unpack_rows(head, said[start + head_size : start + head_size + body_size])
        place = start + head_size + body_size
    return str(name)


def main() -> None:
    job = json.load(sys.stdin)
    walls.leave_the_network()  # once for all: forks stay where their parent is
    child._load_libraries("gpkg", walls.SKIPPED)
    outcomes: Counter[str] = Counter()
    unexpected = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in mutated([Path(seed) for seed in job["seeds"]], Path(job["folder"]), int(sys.argv[1]), int(sys.argv[2])):
        said, code = read_in_a_fork(path)
        # A process that dies is a refusal too (the reader says "it stopped"); a Python error is a hole in the code.
        outcomes["stopped" if code < 0 else said] += 1
        if code == 70 or (code == 0 and said in ("nothing", "opened", "rows")):
            unexpected.append([path.name, said, code])
            continue
        path.unlink()
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    sys.stdout.write(json.dumps({"outcomes": outcomes, "unexpected": unexpected[:20], "rss_grew_mb": grew}))


if __name__ == "__main__":
    main()
