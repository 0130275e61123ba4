"""R5: a database that is restarted in traffic is told as 503 with the time to come again, never as 500."""

from __future__ import annotations

import json
import sys
import time

import pytest

from tests.trust.service import Service
from tests.trust.traffic import PATIENCE_S, Traffic, ask


def seconds_until_answered(service: Service) -> float:
    begun = time.monotonic()
    while ask(service.port, "/drill/").status != 200:
        assert time.monotonic() - begun < PATIENCE_S, "the service did not come back"
        time.sleep(0.05)
    return time.monotonic() - begun


@pytest.mark.parametrize("restarts", [2, pytest.param(20, marks=pytest.mark.heavy)])
def test_a_database_that_restarts_gives_503_and_never_500(spare_service: Service, restarts: int) -> None:
    back = []
    with Traffic(spare_service.port, pause_s=0.02).flowing() as traffic:
        for _ in range(restarts):
            time.sleep(0.6)
            spare_service.stop_database()
            time.sleep(0.3)
            spare_service.start_database()
            back.append(seconds_until_answered(spare_service))
    assert [(one.path, one.status, one.body[:200]) for one in traffic.wrong()] == []
    assert traffic.statuses()[503] > 0, "nothing was ever refused: the drill drilled nothing"
    assert_all_are_there(spare_service, traffic)
    told = f"{restarts} restarts: {dict(traffic.statuses())}, back after {max(back):.2f} s at the most\n"
    sys.stderr.write(told)


def assert_all_are_there(service: Service, traffic: Traffic) -> None:
    """Each message that was answered with 201 is there under the id that was answered."""
    for text, public_id in traffic.taken.items():
        found = ask(service.port, f"/api/v1/towns/drill/pins/{public_id}")
        assert (found.status, json.loads(found.body)["properties"]["text"]) == (200, text)
