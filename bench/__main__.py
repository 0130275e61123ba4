"""All measurements, one after the other: `script/bench`."""

from __future__ import annotations

import subprocess
import sys

MEASUREMENTS = (
    "tile",
    "post",
    "import_pins",
    "page",
    "desk",
    "similar",
    "plans",
    "proposals",
    "features",
    "downloads",
    "coverage",
    "power",
    "tally",
)


def main() -> None:
    for name in MEASUREMENTS:
        print(f"── {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}", *sys.argv[1:]], check=True)


if __name__ == "__main__":
    main()
