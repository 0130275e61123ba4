"""R1: what was accepted is never lost and never doubled, whatever is killed between request and answer.

Clients post pins and repeat each until it is answered with 201. Meanwhile the server or PostgreSQL is killed with
signal 9 at a random moment of each round. Afterwards: every answered pin is there once under the id that was
answered, with its areas and its outbox row, and no pin is there that nobody sent.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from tests.trust.service import Service, running_service

CLIENTS = 4
# Between the checks and the one call of the database; between its commit and the answer; the home not yet committed
SEAMS = ("pin.checked:5", "pin.placed:5", "home.told:2")
TOWN = """
from tests.factories import make_category, make_halves, make_town
town = make_town("drill")
make_category(town)
make_halves(town)
"""


@dataclass
class Clients:
    """Threads that each send one pin after another, from addresses of their own."""

    port: int
    answered: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    repeats: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self, number: int) -> None:
        count = 0
        while not self.stopping.is_set():
            count += 1
            key = f"client-{number}-pin-{count:06d}"
            self.answered[key] = self._sent(number, key)

    def _sent(self, number: int, key: str) -> str:
        body = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [27.25 + number / 100, 61.62]},
            "properties": {
                "kind": "feedback",
                "category": "streets",
                "text": key,
                "visibility": "public",
                **_home(number),
            },
        }
        source = f"127.0.{random.randint(1, 250)}.{random.randint(1, 250)}"
        while True:
            answer = self._tried(source, key, json.dumps(body))
            if answer is not None:
                return answer
            self.repeats += 1
            time.sleep(0.05)

    def _tried(self, source: str, key: str, body: str) -> str | None:
        """The id of the accepted pin, or None when it must be sent again. Anything but 201 and 5xx is a mistake."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15, source_address=(source, 0))
        try:
            connection.request("POST", "/api/v1/towns/drill/pins", body, headers)
            response = connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        if response.status not in (201, 503):
            self.wrong.append(f"{response.status} {text[:300]!r}")
        return str(json.loads(text)["properties"]["id"]) if response.status == 201 else None


def _home(number: int) -> dict[str, Any]:
    """Every other client tells in the same message where they live."""
    return {"home": {"set": "district", "area": "W"}, "resident": "permanent"} if number % 2 else {}


def drill(service: Service, rounds: int, seed: int) -> Clients:
    chance = random.Random(seed)
    clients = Clients(service.port)
    threads = [threading.Thread(target=clients.run, args=(number,), daemon=True) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for _ in range(rounds):
        time.sleep(chance.uniform(0.3, 1.2))
        if chance.random() < 0.5:
            service.kill_web()
            service.start_web()
        else:
            service.kill_database()
            service.wait_until_healthy()
    for seam in SEAMS:
        service.kill_web()
        service.start_web(dies_at=seam)
        service.wait_until_dead()
        service.start_web()
    time.sleep(0.5)
    clients.stopping.set()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "a client never got its answer"
    return clients


def stored(service: Service) -> list[tuple[Any, ...]]:
    """Every pin of the drill's town: text, id, number of area rows, of outbox rows, of published rows, of homes."""
    with psycopg.connect(service.address["DATABASE_URL"]) as connection, connection.transaction():
        connection.execute("SELECT set_config('kuuluvuus.town', (SELECT id::text FROM geo_municipality), true)")
        return connection.execute(
            """
            SELECT pin.text, pin.public_id,
                   (SELECT count(*) FROM feedback_map_pinarea area WHERE area.pin_id = pin.id),
                   (SELECT count(*) FROM delivery_outboxmessage WHERE dedupe = 'pin.placed:' || pin.public_id),
                   (SELECT count(*) FROM feedback_map_publishedpin shown WHERE shown.pin_id = pin.id),
                   (SELECT count(*) FROM participation_participanthome home
                    WHERE home.participant_id = pin.participant_id)
            FROM feedback_map_pin pin
            """
        ).fetchall()


def assert_nothing_lost_or_doubled(service: Service, rounds: int) -> None:
    clients = drill(service, rounds, seed=20_260)
    assert clients.wrong == []
    pins = stored(service)
    by_key = {text: public_id for text, public_id, *_ in pins}
    assert len(by_key) == len(pins), "a pin is there twice"
    assert by_key == clients.answered
    for text, _, *counts in pins:
        assert counts == [1, 1, 1, int(text.removeprefix("client-")[0]) % 2], text
    assert clients.repeats > 0, "nothing was ever interrupted: the drill drilled nothing"
    sys.stderr.write(f"{rounds} rounds: {len(pins)} pins, {clients.repeats} repeats, 0 lost, 0 doubled\n")


@pytest.mark.usefixtures("django_db_setup")
@pytest.mark.parametrize("rounds", [4, pytest.param(50, marks=pytest.mark.heavy)])
def test_killing_server_and_database_loses_and_doubles_nothing(rounds: int) -> None:
    with running_service() as service:
        service.manage("shell", "--verbosity", "0", "-c", TOWN)
        assert_nothing_lost_or_doubled(service, rounds)
