"""A17: a flood is stopped at each address, and neither a school behind one address nor a resident is.

The sample drives the views with small limits. The whole drill sends ten thousand messages to a running service with
the limits as they are, from addresses of 127.0.0.0/8, while a school and a resident send theirs.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from delivery.services import limits
from feedback_map.models import Pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.trust.service import Service, running_service
from tests.wire import message, point

TOWN = """
from tests.factories import make_category, make_halves, make_town
town = make_town("drill")
make_category(town)
make_halves(town)
"""
FLOOD, ROBOTS, PUPILS = 10_000, 12, 500


def stored(town: Municipality) -> int:
    with in_town(town):
        return Pin.objects.filter(municipality=town).count()


def send(town: Municipality, address: str, **headers: str) -> Any:
    path = f"/api/v1/towns/{town.slug}/pins"
    body = json.dumps(message(point()))
    return Client(REMOTE_ADDR=address).post(path, body, content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_a_flood_ends_at_the_limit_and_others_are_heard(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PINS_PER_ADDRESS, settings.PINS_PER_PERSON = 12, 3
    monkeypatch.setattr(limits, "_cached", None)
    town = make_town()
    make_category(town)
    answers = [send(town, f"127.0.1.{number % 3}") for number in range(60)]
    assert Counter(answer.status_code for answer in answers) == {201: 36, 429: 24}
    assert all(int(answer["Retry-After"]) > 0 for answer in answers if answer.status_code == 429)
    assert stored(town) == 36
    assert send(town, "127.0.2.1").status_code == 201


@pytest.mark.django_db
def test_one_person_is_stopped_and_their_school_is_not(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PINS_PER_ADDRESS, settings.PINS_PER_PERSON = 12, 3
    monkeypatch.setattr(limits, "_cached", None)
    town = make_town()
    make_category(town)
    token = send(town, "127.0.3.1").json()["participant_token"]
    busy = [send(town, "127.0.3.1", **{"X-Participant-Token": token}).status_code for _ in range(5)]
    assert busy == [201, 201, 201, 429, 429]
    assert send(town, "127.0.3.1").status_code == 201


@dataclass
class Crowd:
    """Senders from one or more addresses, each answer with its time."""

    port: int
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, address: str) -> None:
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(address, 0))
        point = {"type": "Point", "coordinates": [27.25, 61.62]}
        connection.request(
            "POST", "/api/v1/towns/drill/pins", json.dumps(message(point)), {"Content-Type": "application/json"}
        )
        status = connection.getresponse().status
        connection.close()
        with self._lock:
            self.statuses[status] += 1
            self.seconds.append(time.monotonic() - begun)

    def several(self, addresses: list[str], pause_s: float = 0.0) -> threading.Thread:
        def work() -> None:
            for address in addresses:
                self.send(address)
                time.sleep(pause_s)

        thread = threading.Thread(target=work)
        thread.start()
        return thread


def counted(service: Service) -> int:
    script = (
        "from feedback_map.models import Pin; from geo.models import Municipality; from geo.tenancy import in_town\n"
        "with in_town(Municipality.objects.get()): print(Pin.objects.count())"
    )
    return int(service.manage("shell", "--verbosity", "0", "-c", script).split()[-1])


@pytest.mark.heavy
def test_ten_thousand_messages_are_stopped_and_a_school_and_a_resident_are_not() -> None:
    with running_service() as service:
        service.manage("shell", "--verbosity", "0", "-c", TOWN)
        robots, school, resident = (Crowd(service.port) for _ in range(3))
        flood = [f"127.0.1.{number % ROBOTS + 1}" for number in range(FLOOD)]
        threads = [robots.several(flood[lane::8]) for lane in range(8)]
        threads += [school.several(["127.0.2.1"] * (PUPILS // 2)) for _ in range(2)]
        threads += [resident.several(["127.0.3.1"] * 20, pause_s=0.5)]
        for thread in threads:
            thread.join()
        most = ROBOTS * configured.PINS_PER_ADDRESS
        assert set(robots.statuses) == {201, 429}
        # the flood may last longer than one window of ten minutes on a slow machine; then a second one begins
        assert robots.statuses[201] <= most * (1 + sum(robots.seconds) / 8 // 600)
        assert school.statuses == {201: PUPILS}
        assert resident.statuses == {201: 20}
        assert sorted(resident.seconds)[18] < 2
        assert counted(service) == robots.statuses[201] + PUPILS + 20
