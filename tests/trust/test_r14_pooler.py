"""R14: the service works through PgBouncer in transaction mode, where nothing of a session is left for the next one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from config import cluster
from tests.trust.pooler import Pooler, pooled
from tests.trust.service import PROJECT, Service
from tests.trust.test_r1_kill import stored
from tests.trust.traffic import Traffic

CONNECTIONS = 3
CARRY = "from delivery.services import relay; print(relay())"
# What everything rests on: who sees what, writing and repeating, tiles and pages, the desk, ballots, the outbox
SPINE = (
    *("tests/geo/test_tenancy.py", "tests/geo/importing/test_areas.py", "tests/delivery", "tests/accounts"),
    *("tests/feedback_map/test_services.py", "tests/feedback_map/test_api_sending.py"),
    *("tests/feedback_map/test_api_desk.py", "tests/feedback_map/test_api_lists.py"),
    *("tests/feedback_map/test_tiles.py", "tests/feedback_map/test_handling.py", "tests/trust/test_a20_edits.py"),
    *("tests/budgeting/services", "tests/zoning/test_statements.py", "tests/frontend/test_pages.py"),
)


@pytest.fixture
def pooler(spare_service: Service) -> Iterator[Pooler]:
    """The service, with a pooler between itself and its database."""
    with pooled(spare_service.address["DATABASE_URL"], connections=CONNECTIONS) as pooler:
        spare_service.start_web_with(DATABASE_URL=pooler.url, KUULUVUUS_PREPARED_STATEMENTS="false")
        yield pooler
        spare_service.kill_web()


def test_messages_tiles_pages_and_the_outbox_go_through_a_pooler_and_leave_nothing_behind(
    spare_service: Service, pooler: Pooler
) -> None:
    before = len(stored(spare_service))
    with Traffic(spare_service.port, clients=4).flowing() as traffic:
        time.sleep(2.5)
    strange = [one for one in traffic.answers if one.status not in (200, 201, 204)]
    assert [(one.path, one.status, one.body[:300]) for one in strange] == []
    spare_service.manage("shell", "--verbosity", "0", "-c", CARRY)
    pins = stored(spare_service)
    assert {text for text, *_ in pins} >= set(traffic.taken) and len(pins) == before + len(traffic.taken)
    assert {tuple(counts[:3]) for text, _, *counts in pins if text in traffic.taken} == {(1, 1, 1)}
    assert waiting(spare_service) == 0, "the outbox was not carried"
    used = [row for row in pooler.told("SHOW SERVERS") if row[2] == "kuuluvuus"]
    assert 0 < len(used) <= CONNECTIONS
    assert left_for_the_next(pooler) == {("", "", "30s", "on", 0)}


def waiting(service: Service) -> int:
    with psycopg.connect(service.address["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT count(*) FROM delivery_outboxmessage WHERE done_at IS NULL AND topic = 'pin.placed'"
        ).fetchone()
    return int(row[0]) if row else -1


def left_for_the_next(pooler: Pooler) -> set[tuple[object, ...]]:
    """What whoever is handed a connection finds on it of those before: town, who acts, limits, plans, statements."""
    asked = "SELECT coalesce(current_setting('kuuluvuus.town', true), ''),"
    asked += " coalesce(current_setting('kuuluvuus.actor', true), ''), current_setting('statement_timeout'),"
    asked += " current_setting('enable_seqscan'), (SELECT count(*) FROM pg_prepared_statements)"
    found: set[tuple[object, ...]] = set()
    for _ in range(20):
        with psycopg.connect(pooler.url, prepare_threshold=None) as connection:
            found |= set(connection.execute(asked.encode()).fetchall())
    return found


@pytest.mark.heavy
def test_the_tests_of_everything_that_others_rest_on_pass_through_a_pooler() -> None:
    known = cluster.known() if not cluster.own_database_given() else dict(os.environ)
    with pooled(known["DATABASE_URL"], connections=20) as pooler:
        through = {"DATABASE_URL": pooler.url, "KUULUVUUS_PREPARED_STATEMENTS": "false"}
        environment = {**os.environ, "DATABASE_OWNER_URL": known["DATABASE_OWNER_URL"], **through}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SPINE],
            cwd=PROJECT,
            env=environment,
            text=True,
            capture_output=True,
            check=False,
        )
    found = re.search(r"(\d+) passed", done.stdout)
    assert done.returncode == 0, done.stdout[-6000:]
    assert found and int(found[1]) > 300
    sys.stderr.write(f"through PgBouncer: {done.stdout.strip().splitlines()[-1]}\n")
    assert settings.PREPARED_STATEMENTS, "this process itself goes straight"
