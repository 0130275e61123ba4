"""tipg, the best peer on PyPI, as a contender for tiles: installed beside the project for this measurement alone.

It draws every pin of a tile with ST_AsMVT, as its own documentation deploys it: uvicorn, two workers, asyncpg.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import urlopen

from bench.databases import PROJECT

FOLDER = PROJECT / ".local" / "tipg"
UV = PROJECT / ".local" / "tools" / "bin" / "uv"
PYTHON = FOLDER / "bin" / "python"
TABLE = "public.feedback_map_publishedpin"
PATIENCE_S = 120
ALL_PINS = 1_000_000


def path(z: int, x: int, y: int) -> str:
    """A tile with what ours has of a pin."""
    return f"/collections/{TABLE}/tiles/WebMercatorQuad/{z}/{x}/{y}?properties=public_id,kind,category"


@contextmanager
def serving(address: str) -> Iterator[int | None]:
    """Its port, or None where it cannot be installed or does not start."""
    if not _installed():
        print("tipg cannot be installed here: it is left out.", file=sys.stderr)
        yield None
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = {
        "DATABASE_URL": address,
        "TIPG_DB_TABLES": json.dumps([TABLE]),
        "TIPG_DB_SPATIAL_EXTENT": "false",
        "TIPG_DB_DATETIME_EXTENT": "false",
        "TIPG_MAX_FEATURES_PER_TILE": str(ALL_PINS),
    }
    command = [str(FOLDER / "bin" / "uvicorn"), "tipg.main:app", "--port", str(port), "--workers", "2"]
    running = subprocess.Popen([*command, "--log-level", "error"], cwd=FOLDER, env={**os.environ, **settings})
    try:
        yield port if _answers(port, running) else None
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()


def _installed() -> bool:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", "import tipg, uvicorn"], check=False).returncode == 0:
        return True
    try:
        subprocess.run([UV, "venv", "--quiet", "--clear", FOLDER], check=True)
        wanted = ["tipg>=1.0", "uvicorn>=0.30"]
        subprocess.run([UV, "pip", "install", "--quiet", "--python", PYTHON, *wanted], check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _answers(port: int, running: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and running.poll() is None:
        try:
            with urlopen(f"http://127.0.0.1:{port}/collections/{TABLE}", timeout=20):
                return True
        except (URLError, OSError):
            time.sleep(0.3)
    print("tipg does not start: it is left out.", file=sys.stderr)
    return False
