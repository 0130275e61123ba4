"""R6: a slow database makes the service refuse what it cannot do, and say so; a frozen one holds it for no longer.

The way to the database goes through a line that waits half a second before each question, or swallows all of them.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import RequestFactory

from config.gate import Gate
from config.pulse import SILENT_S, Pulse
from geo.patient.base import PATIENCE
from tests.trust.service import Service
from tests.trust.slow_line import SlowLine
from tests.trust.traffic import Answer, Traffic, ask

STATEMENTS_END_AFTER_S = 2
CLIENTS = 12  # more than all places of the two server processes together


@pytest.fixture
def line(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowLine]:
    """Between this process and the tests' database."""
    known = connections["default"].settings_dict
    line = SlowLine(int(known["PORT"]))
    monkeypatch.setitem(known, "PORT", str(line.port))
    monkeypatch.setitem(known, PATIENCE, 0.3)
    yield line
    line.close()


def ask_once(connected: Callable[[], None]) -> None:
    """Over a new connection, in a thread of its own: the test's own connection stays as it is."""
    failed: list[Exception] = []

    def work() -> None:
        connection = connections["default"]
        try:
            connection.ensure_connection()
            connected()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    if failed:
        raise failed[0]


def test_a_database_that_never_answers_is_given_up(line: SlowLine) -> None:
    ask_once(lambda: None)
    with ExitStack() as later, pytest.raises(OperationalError, match="in time"):
        ask_once(lambda: later.enter_context(line.frozen()))


def test_the_pulse_tells_at_once_what_it_knows(line: SlowLine) -> None:
    pulse = Pulse()
    assert pulse.answers() and not pulse.is_slow()
    with line.slow(1.0):
        assert pulse.answers(), "what was known is told while the question is under way"
        waited = time.monotonic()
        while not pulse.is_slow():
            assert time.monotonic() - waited < 30
            time.sleep(0.05)


class Places:
    """An application that holds whoever asks it, until it is told to let go."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self.let_go = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/held":
            self.inside.release()
            self.let_go.wait(30)
        start_response("200 OK", [])
        return [b""]


def asked(gate: Gate, path: str) -> tuple[str, dict[str, str], bytes]:
    told: list[tuple[str, dict[str, str]]] = []
    environ = RequestFactory().get(path).environ
    body = b"".join(gate(environ, lambda status, headers: told.append((status[:3], dict(headers)))))
    return (*told[0], body)


def test_when_all_places_are_held_by_a_slow_database_who_comes_is_told_so_and_health_passes(line: SlowLine) -> None:
    places, pulse = Places(), Pulse()
    gate = Gate(places, places=1, pulse=pulse)
    held = threading.Thread(target=asked, args=(gate, "/held"))
    held.start()
    places.inside.acquire()
    with line.slow(1.5):
        page, answer = asked(gate, "/sv/mikkeli/"), asked(gate, "/api/v1/towns")
        assert asked(gate, "/healthz")[0] == "200"
    assert (page[0], answer[0], page[1]["Retry-After"], answer[1]["Retry-After"]) == ("503", "503", "5", "5")
    assert "Vi är snart tillbaka" in page[2].decode() and answer[1]["Content-Type"] == "application/problem+json"
    places.let_go.set()
    held.join()
    assert asked(gate, "/")[0] == "200"


def test_behind_a_database_that_answers_everybody_waits_their_turn(line: SlowLine) -> None:
    places = Places()
    gate = Gate(places, places=1, pulse=Pulse())
    held = threading.Thread(target=asked, args=(gate, "/held"))
    held.start()
    places.inside.acquire()
    threading.Timer(0.4, places.let_go.set).start()
    assert asked(gate, "/")[0] == "200"
    held.join()


@pytest.fixture
def service_line(spare_service: Service) -> Iterator[SlowLine]:
    """The service, with the line between itself and its database."""
    straight = spare_service.address["CLUSTER_PORT"]
    line = SlowLine(int(straight))
    spare_service.start_web_with(
        DATABASE_URL=spare_service.address["DATABASE_URL"].replace(f":{straight}/", f":{line.port}/"),
        KUULUVUUS_STATEMENT_TIMEOUT_S=str(STATEMENTS_END_AFTER_S),
    )
    yield line
    spare_service.kill_web()
    line.close()


def looked_at(service: Service, seconds: float, path: str = "/healthz") -> list[Answer]:
    """What somebody hears who asks five times a second."""
    found = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found.append(ask(service.port, path))
        time.sleep(0.2)
    return found


def wait_until(status: int, service: Service, path: str) -> None:
    until = time.monotonic() + 60
    while ask(service.port, path).status != status:
        assert time.monotonic() < until, f"{path} was never answered with {status}"
        time.sleep(0.1)


def told(what: str, seen: list[Answer], traffic: Traffic) -> None:
    middle, longest = statistics.median(one.took_s for one in seen), max(one.took_s for one in seen)
    waited = max((one.took_s for one in traffic.answers), default=0.0)
    sys.stderr.write(
        f"{what}: /healthz {middle * 1000:.0f} ms, at most {longest * 1000:.0f} ms;"
        f" {dict(traffic.statuses())}, nobody waited longer than {waited:.1f} s\n"
    )


@pytest.mark.heavy
def test_a_slow_and_a_frozen_database_are_refused_plainly_and_watched_from_outside(
    spare_service: Service, service_line: SlowLine
) -> None:
    with Traffic(spare_service.port, CLIENTS).flowing() as slow, service_line.slow(0.5):
        seen = looked_at(spare_service, 20)
    told("slow", seen, slow)
    assert {one.status for one in seen} == {200}, "a database that is slow is not away"
    assert slow.wrong() == [] and slow.statuses()[503] > 0

    with Traffic(spare_service.port, CLIENTS).flowing() as frozen, service_line.frozen():
        time.sleep(SILENT_S + 2)  # until each process has noticed
        seen = looked_at(spare_service, 20)
        lives = looked_at(spare_service, 2, "/healthz/live")
    told("frozen", seen, frozen)
    assert {one.status for one in seen} == {503} and {one.status for one in lives} == {200}
    assert frozen.wrong() == [] and frozen.statuses()[503] > 0

    wait_until(200, spare_service, "/healthz")
    wait_until(200, spare_service, "/drill/")
