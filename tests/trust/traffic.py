"""What a town's readers and writers do at once, against a service of the drill's own."""

from __future__ import annotations

import http.client
import itertools
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

TOWN = """
from tests.factories import make_category, make_halves, make_town
town = make_town("drill")
make_category(town)
make_halves(town)
"""
READ = (
    "/drill/",
    "/api/v1/towns/drill/pins?limit=10",
    "/drill/areas/district/W",
    "/tiles/drill/pins/WebMercatorQuad/9/294/143.mvt",
    "/api/v1/towns/drill",
    "/ogc/collections?f=json",
)
PATIENCE_S = 120.0


def pin_of(text: str, east: float = 27.25) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [east, 61.62]},
        "properties": {"kind": "feedback", "category": "streets", "text": text, "visibility": "public"},
    }


@dataclass(frozen=True)
class Answer:
    path: str
    status: int
    retry_after: str
    took_s: float
    body: bytes


def ask(port: int, path: str, pin: dict[str, Any] | None = None, *, source: str = "127.0.0.1", key: str = "") -> Answer:
    """One request over a connection of its own; status 0 when the web server itself gave no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S, source_address=(source, 0))
    headers = {"Content-Type": "application/json", "Idempotency-Key": key} if pin else {}
    begun = time.monotonic()
    try:
        connection.request("POST" if pin else "GET", path, json.dumps(pin) if pin else None, headers)
        response = connection.getresponse()
        body, again = response.read(), response.getheader("Retry-After", "")
        return Answer(path, response.status, again, time.monotonic() - begun, body)
    except (OSError, http.client.HTTPException) as error:
        return Answer(path, 0, "", time.monotonic() - begun, repr(error).encode())
    finally:
        connection.close()


@dataclass
class Traffic:
    """Clients that ask for one thing after another; who gets 503 sends the same message again under the same key."""

    port: int
    clients: int = 6
    pause_s: float = 0.0
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    answers: list[Answer] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def flowing(self) -> Iterator[Traffic]:
        threads = [threading.Thread(target=self._run, args=(number,), daemon=True) for number in range(self.clients)]
        for thread in threads:
            thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            for thread in threads:
                thread.join(PATIENCE_S)
        assert not any(thread.is_alive() for thread in threads), "a client never got its answer"

    def _run(self, number: int) -> None:
        for count in itertools.count():
            if self.stopping.is_set():
                return
            if count % 3 == number % 3:
                self._send(f"{self.name}-{number}-{count:05d}", source=f"127.0.{number + 1}.{count % 250 + 1}")
            else:
                self._note(ask(self.port, READ[(count + number) % len(READ)]))
            time.sleep(self.pause_s)

    def _send(self, key: str, *, source: str) -> None:
        """A key whose last answer was no 201 may be stored or not; the drill stops asking only when it stops itself."""
        while not self.stopping.is_set():
            answer = ask(self.port, "/api/v1/towns/drill/pins", pin_of(key), source=source, key=key)
            self._note(answer)
            if answer.status != 503:
                if answer.status == 201:
                    self.taken[key] = json.loads(answer.body)["properties"]["id"]
                return
            time.sleep(0.1)

    def _note(self, answer: Answer) -> None:
        self.answers.append(answer)

    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    def wrong(self) -> list[Answer]:
        """Whatever is neither what was asked for, nor 503 with the time to come again."""
        return [one for one in self.answers if one.status not in (200, 201, 204) and not is_plain_refusal(one)]


def is_plain_refusal(answer: Answer) -> bool:
    return answer.status == 503 and answer.retry_after.isdigit()
