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
from tests.trust.traffic import TOWN, Traffic

# On this table feedback_map.0034 makes an index
HOLD = "LOCK TABLE feedback_map_publishedpin IN ROW EXCLUSIVE MODE"
# A migration gives states to towns that were made before there were any; the drill's own town has had them since
STATES = """
from feedback_map.services import make_first_states
from geo.models import Municipality
from geo.tenancy import in_town
town = Municipality.objects.get(slug="drill")
with in_town(town):
    make_first_states(town)
"""
WRITE = "DELETE FROM feedback_map_publishedpin WHERE false"


def admin_url(service: Service) -> str:
    known = service.address
    return f"postgresql://kuuluvuus_admin:{known['CLUSTER_ADMIN_PASSWORD']}@127.0.0.1:{known['CLUSTER_PORT']}/kuuluvuus"


def stepped(service: Service, *options: str) -> list[dict[str, Any]]:
    service.kill_web()
    command = [sys.executable, "-m", "tests.trust.migrating", *options]
    environment = {**service.environment, "DRILL_ADMIN_URL": admin_url(service)}
    steps = []
    with subprocess.Popen(command, cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE) as drill:
        for line in drill.stdout or ():
            if line.startswith("{"):
                steps.append(json.loads(line))
                sys.stderr.write(line)
    assert drill.returncode == 0
    return steps


def some_messages(service: Service) -> None:
    with Traffic(service.port).flowing():
        time.sleep(1)


def test_the_newest_migrations_go_back_and_forward_and_keep_every_row(spare_service: Service) -> None:
    some_messages(spare_service)
    steps = stepped(spare_service, "--newest", "2")
    spare_service.start_web()
    assert [(step["name"], step["lost"], step["refused"]) for step in steps if step["lost"] or step["refused"]] == []
    assert len(steps) == 2 and all(step["counted"] for step in steps)


@pytest.mark.heavy
def test_every_migration_goes_back_and_forward_and_keeps_every_row_of_a_whole_town(
    spare_service: Service,
) -> None:
    spare_service.manage("load_demo", "--town", "hamina", "--passwords", str(spare_service.folder / "passwords.txt"))
    spare_service.manage("shell", "--verbosity", "0", "-c", STATES)
    steps = stepped(spare_service)
    spare_service.manage("shell", "--verbosity", "0", "-c", TOWN)  # the first migration took every row along
    spare_service.start_web()
    assert {step["name"]: step["lost"] for step in steps if step["lost"]} == {}
    assert [(step["app"], step["name"], step["refused"]) for step in steps if step["refused"]] == []
    assert (steps[-1]["app"], steps[-1]["name"]) == ("geo", "0001_initial"), "it went back to the first of all"
    longest = max(steps, key=lambda step: float(step["held_s"]))
    told = f"{len(steps)} migrations back and forward over {steps[0]['counted']} rows;"
    sys.stderr.write(f"{told} the longest lock {longest['held_s']} s ({longest['app']}.{longest['name']})\n")


@pytest.mark.heavy
def test_a_migration_that_has_to_wait_for_a_table_lets_those_who_write_pass(spare_service: Service) -> None:
    """Somebody writes for long; the new index waits for them, and whoever else writes must not wait for both."""
    spare_service.kill_web()
    spare_service.manage("migrate", "feedback_map", "0033", "--database", "owner")
    writing = Writing(spare_service)
    with psycopg.connect(spare_service.address["DATABASE_URL"]) as somebody:
        somebody.execute(HOLD)
        migrating = threading.Thread(target=spare_service.manage, args=("migrate", "--database", "owner"))
        migrating.start()
        writing.start()
        _until_somebody_waits(spare_service)
        time.sleep(4)  # longer than a migration waits for a table
        assert migrating.is_alive(), "nothing had to wait: the drill drilled nothing"
    migrating.join(180)
    writing.done.set()
    writing.join(60)
    assert not migrating.is_alive()
    assert "[ ]" not in spare_service.manage("showmigrations", "--database", "owner")
    assert writing.refused == [] and writing.waits_s
    told = f"{len(writing.waits_s)} writes while a migration waited, the longest wait {max(writing.waits_s):.2f} s"
    sys.stderr.write(f"{told}\n")
    spare_service.start_web()


class Writing(threading.Thread):
    """What every write does first; given up by the database after ten seconds, as the service's own would be."""

    def __init__(self, service: Service) -> None:
        super().__init__(daemon=True)
        self.url = service.address["DATABASE_URL"]
        self.done = threading.Event()
        self.waits_s: list[float] = []
        self.refused: list[str] = []

    def run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as writer:
            writer.execute("SET lock_timeout = '10s'")
            while not self.done.wait(0.05):
                begun = time.monotonic()
                try:
                    writer.execute(WRITE)
                except psycopg.Error as error:
                    self.refused.append(str(error))
                self.waits_s.append(time.monotonic() - begun)


def _until_somebody_waits(service: Service) -> None:
    with psycopg.connect(admin_url(service), autocommit=True) as admin:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            found = admin.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
            if found and found[0]:
                return
            time.sleep(0.05)
    raise TimeoutError("no migration had to wait")
