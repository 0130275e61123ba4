"""docs/benchmarks.md: every measurement writes its own part, between its own marks."""

from __future__ import annotations

import datetime
import fcntl
import re
from pathlib import Path

from bench.databases import PROJECT

PAGE = PROJECT / "docs" / "benchmarks.md"
HEAD = """# Measurements

`script/bench` writes this page, each measurement its own part. Absolute figures say little (machines differ, and this
one is shared); what counts is the ratio to the floor, which is measured in the same run.
"""


def write(name: str, text: str, path: Path = PAGE) -> None:
    """Print a measurement and put it between the marks `<!-- name -->` and `<!-- /name -->` of a page."""
    print(text)
    part = f"<!-- {name} -->\n{text}\n\nMeasured on {datetime.date.today().isoformat()}.\n<!-- /{name} -->"
    with open(PROJECT / ".local" / "benchmarks.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        page = path.read_text("utf-8") if path.exists() else HEAD
        known = re.compile(rf"<!-- {name} -->.*<!-- /{name} -->", re.DOTALL)
        page = known.sub(lambda _: part, page) if known.search(page) else f"{page.rstrip()}\n\n{part}\n"
        path.write_text(page, "utf-8")
