"""TRUST.md A20, R12: concurrent edits are never silently lost, in real transactions of real connections."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from feedback_map.models import Pin, PublishedUpdate, StateType, Update
from feedback_map.services import Change, StaleEdit, Words, answer_pin, merge_pins
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_category, make_town
from tests.feedback_map.handling import again, make_clerk, make_pin, make_state

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
EDITORS, TRIES = 20, 3


@pytest.fixture
def town() -> Iterator[Municipality]:
    town = make_town()
    make_category(town)
    yield town


def test_twenty_who_edit_one_answer_lose_no_word(town: Municipality) -> None:
    pin = make_pin(town)

    def edit(editor: int) -> tuple[list[str], list[str]]:
        """Answers upon the version that it read; gives what was taken, and what came back with the newer one."""
        taken, returned = [], []
        try:
            for attempt in range(TRIES):
                said = Words(f"Vastaus {editor}/{attempt}", "fi", f"Muistio {editor}/{attempt}")
                mine = again(pin)
                try:
                    answer_pin(town=town, pin=mine, words=said, change=Change(version=mine.version))
                    taken.append(said.text)
                except StaleEdit as stale:
                    assert stale.current.pin.version > mine.version
                    assert stale.yours.entry.words == said
                    returned.append(said.text)
        finally:
            connections.close_all()
        return taken, returned

    with ThreadPoolExecutor(EDITORS) as pool:
        results = list(pool.map(edit, range(EDITORS)))
    taken = [text for own, _ in results for text in own]
    returned = [text for _, own in results for text in own]
    assert len(taken) + len(returned) == EDITORS * TRIES
    assert again(pin).version == 1 + len(taken)
    with in_town(town):
        entries = list(Update.objects.filter(pin=pin).order_by("pk"))
    assert sorted(entry.public_text for entry in entries) == sorted(taken)
    assert sorted(entry.detail["version"] for entry in entries) == list(range(2, len(taken) + 2))
    assert PublishedUpdate.objects.filter(pin_id=pin.pk).count() == len(taken)
    assert len(taken) >= TRIES  # somebody always gets through


def test_of_those_who_hold_one_version_over_the_wire_one_succeeds(town: Municipality) -> None:
    pin, clerk = make_pin(town), make_clerk(town)
    make_state(town, "done", StateType.DONE)
    clients = [Client() for _ in range(6)]
    for client in clients:
        client.force_login(clerk)

    def edit(number: int) -> tuple[int, str]:
        said = {"act": "answer", "text": f"Vastaus {number}", "state": "done"}
        address = f"/api/v1/towns/{town.slug}/desk/pins/{pin.public_id}"
        try:
            headers = {"If-Match": '"1"'}
            response = clients[number].post(address, said, content_type="application/json", headers=headers)
        finally:
            connections.close_all()
        told = response.json()
        return response.status_code, told["yours"]["text"] if response.status_code == 412 else said["text"]

    with ThreadPoolExecutor(len(clients)) as pool:
        results = list(pool.map(edit, range(len(clients))))
    assert sorted(status for status, _ in results) == [200] + [412] * 5
    assert sorted(text for _, text in results) == [f"Vastaus {number}" for number in range(6)]
    assert again(pin).version == 2


def test_joining_from_all_sides_at_once_makes_no_circle(town: Municipality) -> None:
    pins = [make_pin(town, 2 + number / 100) for number in range(6)]

    def join(number: int) -> None:
        kept, other = pins[number], pins[(number + 1) % len(pins)]
        try:
            merge_pins(town=town, kept=kept, others=[other], change=Change())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(pins)) as pool:
        list(pool.map(join, range(len(pins))))
    with in_town(town):
        free = Pin.objects.filter(merged_into__isnull=True).count()
    assert free == 1
