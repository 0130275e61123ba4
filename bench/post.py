"""POST of one pin through the whole service, beside psycopg alone committing one insert; the two take turns.

    python -m bench.post [SECONDS] [ROUNDS]

The service runs as it does in production: granian, two workers. Eight senders on kept-alive connections post pins with
an Idempotency-Key each. The floor is eight connections of psycopg that insert one row of the same text and point into a
table with the same number of indexes, and commit.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from bench import databases, report

CONCURRENCY = 8
WORKERS = 2
PROJECT = Path(__file__).resolve().parent.parent
FLOOR_TABLE = """
CREATE TABLE IF NOT EXISTS bench_floor (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, public_id text UNIQUE, text text, received_at timestamptz,
    geom geometry(Point, 3067));
CREATE INDEX IF NOT EXISTS bench_floor_newest ON bench_floor (received_at DESC, id DESC)
"""
FLOOR_INSERT = """
INSERT INTO bench_floor (public_id, text, received_at, geom)
VALUES (%s, %s, clock_timestamp(), ST_SetSRID(ST_MakePoint(%s, %s), 3067))
"""
Step = Callable[..., None]  # called with True it closes its connection


def run(seconds: float = 4.0, rounds: int = 5) -> dict[str, Any]:
    """Rates of both, their ratio (the median of the rounds'), and the service's latencies at concurrency 8."""
    with databases.passing("post") as database:
        _make_town()
        addresses = _addresses(database)
        with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute(FLOOR_TABLE)
        port = _free_port()
        server = _serve(port, addresses)
        try:
            _wait_for(port)
            _load(lambda: _poster(port), 3.0)  # warm, and enough pins for statistics as autovacuum would keep them
            with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as owner:
                owner.execute("ANALYZE")
            posts, floors, waits = [], [], []
            for _ in range(rounds):
                done, took = _load(lambda: _poster(port), seconds)
                posts.append(done)
                waits += took
                floors.append(_load(lambda: _inserter(addresses["DATABASE_OWNER_URL"]), seconds)[0])
        finally:
            _stop(server)
    waits.sort()
    return {
        "post_per_s": round(statistics.median(posts)),
        "floor_per_s": round(statistics.median(floors)),
        "ratio": round(statistics.median(a / b for a, b in zip(posts, floors, strict=True)), 3),
        "p50_ms": round(1000 * waits[len(waits) // 2], 1),
        "p99_ms": round(1000 * waits[int(len(waits) * 0.99)], 1),
        "goal": "ratio ≥ 0.2 and p99 < 150 ms",
    }


def _make_town() -> None:
    from tests.factories import make_category, make_halves, make_town

    town = make_town("mittaus")
    make_halves(town)
    make_halves(town, "village")
    make_category(town)


def _addresses(database: str) -> dict[str, str]:
    from django.conf import settings

    found = {}
    for alias, name in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        own = settings.DATABASES[alias]
        found[name] = f"postgresql://{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT']}/{database}"
    return found


def _serve(port: int, addresses: dict[str, str]) -> subprocess.Popen[bytes]:
    limits = {"KUULUVUUS_PINS_PER_ADDRESS": "100000000"}
    command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "4", "--workers-kill-timeout", "5"]
    command += ["--log-level", "error", "config.wsgi:application"]
    return subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **addresses, **limits})


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(5)
    time.sleep(1)  # its connections to the database end with it


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def _poster(port: int) -> Step:
    """Sends one pin after the other over one connection; a raw socket, so that the client hardly costs anything."""
    here = socket.create_connection(("127.0.0.1", port))
    here.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    chance = random.Random()

    def step(stop: bool = False) -> None:
        if stop:
            here.close()
            return
        place = [27.2 + chance.random() / 10, 61.61 + chance.random() / 20]
        said = {"kind": "feedback", "category": "streets", "text": "Valo ei pala polun varrella."}
        body = json.dumps(
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": said}
        ).encode()
        head = (
            f"POST /api/v1/towns/mittaus/pins HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {secrets.token_hex(12)}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        here.sendall(head.encode() + body)
        answer = here.recv(65536)
        if not answer.startswith(b"HTTP/1.1 201"):
            raise SystemExit(answer.decode(errors="replace"))
        wanted = int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while len(answer.partition(b"\r\n\r\n")[2]) < wanted:
            answer += here.recv(65536)

    return step


def _inserter(address: str) -> Step:
    connection = psycopg.connect(address, autocommit=True)
    chance = random.Random()

    def step(stop: bool = False) -> None:
        if stop:
            connection.close()
            return
        x, y = 510_000 + chance.random() * 10_000, 6_830_000 + chance.random() * 10_000
        connection.execute(FLOOR_INSERT, [secrets.token_hex(11), "Valo ei pala polun varrella.", x, y])

    return step


def _load(make: Callable[[], Step], seconds: float) -> tuple[float, list[float]]:
    """Steps a second of eight at once, and how long each took."""
    waits: list[list[float]] = [[] for _ in range(CONCURRENCY)]
    steps = [make() for _ in range(CONCURRENCY)]
    end = time.monotonic() + seconds

    def work(number: int) -> None:
        while (begun := time.monotonic()) < end:
            steps[number]()
            waits[number].append(time.monotonic() - begun)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONCURRENCY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for step in steps:
        step(True)
    everything = [wait for one in waits for wait in one]
    return len(everything) / seconds, everything


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _told(figures: dict[str, Any]) -> str:
    return "\n".join(
        [
            "## Sending a message",
            "",
            "The whole service (two workers, concurrency 8, durable commits) beside psycopg alone committing one row.",
            "",
            "| POST a pin, a second | psycopg alone, commits a second | ratio | median | p99 |",
            "|---|---|---|---|---|",
            f"| {figures['post_per_s']} | {figures['floor_per_s']:,} | {figures['ratio']} | {figures['p50_ms']} ms "
            f"| {figures['p99_ms']} ms |",
            "",
            "Goals: ratio ≥ 0.2, p99 < 150 ms.",
        ]
    )


if __name__ == "__main__":
    databases.set_up()
    numbers = sys.argv[1:]
    seconds = float(numbers[0]) if numbers else 4.0
    report.write("post", _told(run(seconds, int(numbers[1]) if len(numbers) > 1 else 5)))
