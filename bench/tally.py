"""Each rule × utility × completion on a big-city election: seconds and peak memory, each in a process of its own.

    python -m bench.tally [FILE.pb[.gz]]

Without a file, one is drawn: 61,668 ballots of up to five of 83 projects, as popular and as dear as such projects are.
The time is that of the count alone, the first in its process (so the loading of compiled loops is in it); reading
the file is told beside it.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

from bench import report
from bench.databases import PROJECT
from budgeting.pabulib import Election, Told, read, written
from budgeting.tally import Ballots, Project, Rule, count
from budgeting.tally.shapes import COMPLETIONS, UTILITIES

GOAL_S, GOAL_MB = 10.0, 1024
BALLOTS, PROJECTS, CHOICES, BUDGET = 61_668, 83, 5, 24_000_000
RULES: Sequence[tuple[str, str, str]] = [
    *product(["greedy"], UTILITIES, ["none"]),
    *product(["equal-shares"], UTILITIES, COMPLETIONS),
]


def main() -> None:
    if len(sys.argv) > 2:
        print(json.dumps(_counted(Path(sys.argv[1]), sys.argv[2:])))
        return
    with tempfile.TemporaryDirectory() as folder:
        given = Path(sys.argv[1]) if len(sys.argv) > 1 else _drawn(Path(folder))
        found = [(rule, _alone(given, rule)) for rule in RULES]
    report.write("tally", _words(found))


def _alone(path: Path, rule: tuple[str, str, str]) -> dict[str, Any]:
    """One count in a process of its own; its last line is what it found."""
    command = [sys.executable, "-m", "bench.tally", str(path), *rule]
    said = subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _counted(path: Path, names: list[str]) -> dict[str, Any]:
    start = time.perf_counter()
    file = read(path)
    read_s = time.perf_counter() - start
    rule, utility, completion = names
    asked = Rule(rule, utility, completion)  # type: ignore[arg-type]  # the names above
    start, cpu = time.perf_counter(), time.process_time()
    result = count(file.projects, file.ballots, file.budget, asked)
    return {
        "read_s": read_s,
        "seconds": time.perf_counter() - start,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "winners": len(result.winners),
        "steps": result.steps,
        "ballots": result.votes,
        "projects": len(file.projects),
    }


def _drawn(folder: Path) -> Path:
    """Popularity falls off geometrically, and so do costs on a scale of their own; every draw from one seed."""
    luck = random.Random(1)
    names = [str(number) for number in range(1, PROJECTS + 1)]
    weights = [0.955**place for place in range(PROJECTS)]
    costs = [round(14_000 * 350 ** luck.random(), -2) for _ in names]
    told = [Told(Project(name, int(cost)), {"name": name}) for name, cost in zip(names, costs, strict=True)]
    chosen = (set(luck.choices(names, weights, k=luck.randint(1, CHOICES + 2))) for _ in range(BALLOTS))
    ballots = Ballots.approving(sorted(ballot)[:CHOICES] for ballot in chosen)
    path = folder / "drawn.pb"
    path.write_text(
        written(Election({"rule": "greedy"}, Project("all", BUDGET).cost, "approval", told, ballots)), "utf-8"
    )
    return path


def _words(found: list[tuple[tuple[str, str, str], dict[str, Any]]]) -> str:
    first = found[0][1]
    rows = [
        f"| {rule} | {utility} | {completion} | {each['seconds']:.2f} | {each['cpu_s']:.2f} | {each['peak_mb']:.0f} "
        f"| {each['winners']} | {each['steps']:,} |"
        for (rule, utility, completion), each in found
    ]
    slowest = max(each["cpu_s"] for _, each in found)  # one thread: what the clock shows on a machine of its own
    most = max(each["peak_mb"] for _, each in found)
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    kept = "kept" if slowest < GOAL_S and most < GOAL_MB else "MISSED"
    return "\n".join(
        [
            "## Counting a big city's election",
            "",
            f"{first['ballots']:,} ballots × {first['projects']} projects, read in {first['read_s']:.1f} s. The goal: "
            f"each rule under {GOAL_S:.0f} s and {GOAL_MB} MiB; {kept} (slowest {slowest:.1f} s of processor, most "
            f"{most:.0f} MiB). While this ran, {load:.1f} other and own processes waited for each core.",
            "",
            "| rule | utility | completion | seconds | of processor | MiB | winners | steps of add1 |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
        ]
    )


if __name__ == "__main__":
    main()
