"""R13: under load for long, the service holds no more memory, files and connections than after a short while.

How long: `--soak-minutes` (with `--all`).
"""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest

from tests.trust.service import PROJECT, Service
from tests.trust.soak import Growth, Held, family_of, held_by, watched
from tests.trust.test_r10_migrations import admin_url
from tests.trust.traffic import Traffic

MOST_GROWTH = 0.05  # of what was held when all was warm
FEW = 4  # files and connections that come and go


def test_growth_is_seen_and_a_level_is_not_taken_for_growth() -> None:
    level = [Held(at, 300 + at % 2, 40, 12) for at in range(90)]
    grows = [Held(at, 300 + at, 40 + at, 12) for at in range(90)]
    assert Growth.of(level).memory_mb == (300.5, 300.5) and abs(Growth.of(level).mb_an_hour) < 60
    early, late = Growth.of(grows).files
    assert late - early == 30 and Growth.of(grows).mb_an_hour == pytest.approx(3600)


@pytest.mark.heavy
def test_memory_files_and_connections_stay_as_they_are_under_load(
    spare_service: Service, pytestconfig: pytest.Config
) -> None:
    minutes = float(pytestconfig.getoption("--soak-minutes"))
    spare_service.start_web_with(KUULUVUUS_PINS_PER_TOWN="1000000")
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker"], cwd=PROJECT, env=spare_service.environment
    )
    web = spare_service.web
    assert web
    try:
        with (
            psycopg.connect(admin_url(spare_service), autocommit=True) as admin,
            Traffic(spare_service.port, clients=4, pause_s=0.2).flowing() as traffic,
        ):
            seen = watched(lambda begun: held_by([*family_of(web.pid), worker.pid], admin, begun), minutes * 60)
    finally:
        worker.terminate()
        worker.wait(60)
    grown = Growth.of(seen)
    sys.stderr.write(f"{minutes:g} minutes, {dict(traffic.statuses())}: {grown}\n")
    assert [(one.path, one.status) for one in traffic.answers if one.status not in (200, 201, 204)] == []
    assert grown.memory_mb[1] <= grown.memory_mb[0] * (1 + MOST_GROWTH)
    assert grown.files[1] <= grown.files[0] + FEW and grown.connections[1] <= grown.connections[0] + FEW
