"""R10: each migration goes back and forward over rows that are there, and nobody who writes waits for one of them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from typing import Any

import psycopg
import pytest

from tests.trust.service import PROJECT, Service
from tests.trust.traffic import Traffic

# Where the way back ends, and why: it replaced functions of the database whole and keeps no copy of what they were.
# From there `script/upgrade` and `script/restore --to` go back, to the moment before.
NO_WAY_BACK = ("feedback_map", "0020_published_handling")
HELD_AT_MOST_S = 1.0


def admin_url(service: Service) -> str:
    known = service.address
    return f"postgresql://kuuluvuus_admin:{known['CLUSTER_ADMIN_PASSWORD']}@127.0.0.1:{known['CLUSTER_PORT']}/kuuluvuus"


def stepped(service: Service, *options: str) -> list[dict[str, Any]]:
    service.kill_web()
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.migrating", *options],
        cwd=PROJECT,
        env={**service.environment, "DRILL_ADMIN_URL": admin_url(service)},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-4000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def some_messages(service: Service) -> None:
    with Traffic(service.port).flowing():
        time.sleep(1)


def test_the_newest_migrations_go_back_and_forward_and_keep_every_row(spare_service: Service) -> None:
    some_messages(spare_service)
    steps = stepped(spare_service, "--newest", "3")
    spare_service.start_web()
    assert [(step["name"], step["lost"], step["refused"]) for step in steps if step["lost"] or step["refused"]] == []
    assert len(steps) == 3 and all(step["counted"] for step in steps)


@pytest.mark.heavy
def test_every_migration_with_a_way_back_keeps_every_row_of_a_whole_town_and_closes_no_table_for_long(
    spare_service: Service,
) -> None:
    spare_service.manage("load_demo", "--town", "hamina", "--passwords", str(spare_service.folder / "passwords.txt"))
    steps = stepped(spare_service)
    spare_service.start_web()
    assert {step["name"]: step["lost"] for step in steps if step["lost"]} == {}
    refused = [((step["app"], step["name"]), step["refused"]) for step in steps if step["refused"]]
    assert [node for node, _ in refused] == [NO_WAY_BACK], refused
    assert "IrreversibleError" in refused[0][1], "it says so itself, before it has changed anything"
    slow = {step["name"]: step["held_s"] for step in steps if step["held_s"] > HELD_AT_MOST_S}
    assert slow == {}
    longest = max(steps, key=lambda step: float(step["held_s"]))
    told = f"{len(steps) - 1} migrations back and forward over {steps[0]['counted']} rows;"
    sys.stderr.write(f"{told} the longest lock {longest['held_s']} s ({longest['app']}.{longest['name']})\n")


def test_a_migration_that_has_to_wait_for_a_table_lets_those_who_write_pass(spare_service: Service) -> None:
    """Somebody reads for long; the change of the table waits for them, and whoever writes must not wait for both."""
    back = ("migrate", "geo", "0004", "--database", "owner")
    spare_service.kill_web()
    spare_service.manage(*back)
    waits: list[float] = []
    reads_no_more = threading.Event()
    with psycopg.connect(spare_service.address["DATABASE_URL"]) as reader:
        reader.execute("SELECT count(*) FROM geo_place")
        migrating = threading.Thread(target=spare_service.manage, args=("migrate", "--database", "owner"))
        migrating.start()
        writing = threading.Thread(target=_write, args=(spare_service, waits, reads_no_more))
        writing.start()
        _until_somebody_waits(spare_service)
        time.sleep(4)  # longer than a migration waits for a table
        assert migrating.is_alive(), "nothing had to wait: the drill drilled nothing"
    migrating.join(180)
    reads_no_more.set()
    writing.join(60)
    assert not migrating.is_alive()
    assert "[ ]" not in spare_service.manage("showmigrations", "--database", "owner")
    assert waits, "nobody wrote meanwhile"
    sys.stderr.write(f"{len(waits)} writes during the migrations, the longest wait {max(waits):.2f} s\n")
    spare_service.start_web()


def _write(service: Service, waits: list[float], done: threading.Event) -> None:
    """What every write does first; given up by the database after ten seconds, as the service's own would be."""
    with psycopg.connect(service.address["DATABASE_URL"], autocommit=True) as writer:
        writer.execute("SET lock_timeout = '10s'")
        while not done.is_set():
            begun = time.monotonic()
            writer.execute("DELETE FROM geo_place WHERE false")
            waits.append(time.monotonic() - begun)
            time.sleep(0.05)


def _until_somebody_waits(service: Service) -> None:
    with psycopg.connect(admin_url(service), autocommit=True) as admin:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            found = admin.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if found and found[0]:
                return
            time.sleep(0.05)
    raise TimeoutError("no migration had to wait")
