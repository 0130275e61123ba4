"""Workers that die while they hand messages on to two other systems whose connections break."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess

import shapely
from django.db.models.functions import Now

from delivery.models import OutboxMessage
from delivery.services import relay, revive
from feedback_map.models import Category, Open311Peer, Open311PeerCategory, Open311Sending, Pin
from feedback_map.services import PinInput, place_pin
from geo.models import Municipality
from geo.tenancy import in_town
from tests.delivery.killing import KILLED, PATIENCE_S, start_drill
from tests.factories import SOUTH, WEST
from tests.feedback_map.open311.peer import Peer

AT_ONCE = 2  # workers side by side
POINTS = (
    "relay.started",
    "outbox.leased",
    "outbox.failed",
    "outbox.put_back",
    "outbox.carried",
    "outbox.committed",
    "open311.asked",
    "open311.noted",
    "open311.posted",
)


@dataclass
class Troubles:
    """What goes wrong at a peer: a cut before it read or after it took a request, or the death of who asks."""

    chance: random.Random
    cuts: int = 0
    killed_while_asking: int = 0
    workers: list[ForkServerProcess] = field(default_factory=list)
    are_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def happen(self) -> str:
        with self.lock:
            lot = self.chance.random()
            if self.are_over or lot > 0.6:
                return ""
            if lot < 0.1:
                self._kill_one()
            else:
                self.cuts += 1
            return self.chance.choice(["before", "after"])

    def _kill_one(self) -> None:
        for worker in self.workers:
            if worker.is_alive():
                self.killed_while_asking += 1
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.pid or 0, signal.SIGKILL)
                return


@dataclass
class Drill:
    town: Municipality
    peers: dict[str, Peer]  # by the code of the category that goes there
    troubles: Troubles
    said: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    revived: int = 0

    def __post_init__(self) -> None:
        for category, peer in self.peers.items():
            _connect(self.town, category, peer)
            peer.fail = self.troubles.happen

    def run(self, *, cuts: int, deaths: int) -> None:
        while self.troubles.cuts < cuts or self.deaths < deaths:
            self._say()
            self._let_workers_die()
            self._come_back_later()
        self.troubles.are_over = True
        while relay():
            self._come_back_later()

    def _say(self) -> None:
        for category in self.peers:
            for _ in range(5):
                text = f"Kuoppa {self.said.total()}"
                spot = shapely.Point(WEST + 2000, SOUTH + 2000)
                told = PinInput(kind="feedback", category=category, text=text, geometry=spot, channel="phone")
                place_pin(town=self.town, pin=told)  # what staff enter is no flood, and waits for no moderator
                self.said[text] += 1

    def _let_workers_die(self) -> None:
        chance = self.troubles.chance
        points = [f"{chance.choice(POINTS)}:{chance.randint(1, 3)}" for _ in range(AT_ONCE)]
        self.troubles.workers = [start_drill("relay", dies_at=point) for point in points]
        for worker in self.troubles.workers:
            worker.join(PATIENCE_S)
            assert worker.exitcode in (0, KILLED, -signal.SIGKILL)
            self.deaths += worker.exitcode != 0

    def _come_back_later(self) -> None:
        """When leases and waits are over. What was tried too often is on the list that people see, and one does."""
        OutboxMessage.objects.filter(done_at=None).update(available_at=Now() - timedelta(seconds=1))
        self.revived += revive()

    def arrived(self) -> Counter[str]:
        taken = (form for peer in self.peers.values() for form in peer.requests)
        return Counter(form["description"].splitlines()[0] for form in taken)

    def ids_agree(self) -> bool:
        """What we keep as the peer's id is the id under which the peer keeps that very message."""
        with in_town(self.town):
            sendings = list(Open311Sending.objects.select_related("pin__category"))
            assert {sending.state for sending in sendings} == {"sent"}
            assert len(sendings) == Pin.objects.count()
        return all(self._is_that(sending) for sending in sendings)

    def _is_that(self, sending: Open311Sending) -> bool:
        assert sending.pin.category is not None
        peer = self.peers[sending.pin.category.code]
        return sending.pin.public_id in peer.requests[int(sending.remote_id) - 1]["description"]


def _connect(town: Municipality, category: str, peer: Peer) -> None:
    with in_town(town):
        known = Open311Peer.objects.create(
            municipality=town, code=category, name=category, endpoint=peer.endpoint, takes_key=peer.takes_keys
        )
        Open311PeerCategory.objects.create(
            municipality=town,
            peer=known,
            category=Category.objects.get(municipality=town, code=category),
            service_code="S1",
        )
