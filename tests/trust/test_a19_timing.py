"""A19: what is not there and what is hidden take the same time, as addresses, codes, users and passwords.

Samples of both are taken in turns, in random order, so that whatever else the machine does falls on both alike. Time is
this thread's own, with what its database connection waits for; a difference below RESOLUTION_MS is nobody's to see.
"""

from __future__ import annotations

import logging
import math
import random
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import pytest
from django.conf import global_settings
from django.core.cache import cache
from django.test import Client, override_settings
from scipy.stats import mannwhitneyu

from accounts.models import User
from feedback_map.services import PinInput, PlacedPin, place_pin
from geo.ids import new_public_id
from geo.models import Municipality
from tests.factories import make_category, make_town

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]

RESOLUTION_MS = 1.0  # medians must lie within it (TRUST.md); the network of an attacker sees ten times as much
SAMPLES = 2000
Ask = Callable[[], Any]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of refusals are not worth a line each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def seconds(ask: Ask) -> float:
    begun = time.perf_counter()
    ask()
    return time.perf_counter() - begun


def samples(one: Ask, other: Ask, number: int) -> tuple[list[float], list[float]]:
    chance = random.Random(19)
    taken: tuple[list[float], list[float]] = ([], [])
    asks = (one, other)
    for ask in asks:
        for _ in range(20):  # what is loaded, prepared or cached with the first requests
            ask()
    for _ in range(number):
        for which in chance.sample((0, 1), 2):
            taken[which].append(1000 * seconds(asks[which]))
    return taken


def assert_alike(one: Ask, other: Ask, number: int = SAMPLES, within_ms: float = RESOLUTION_MS) -> None:
    there, not_there = samples(one, other, number)
    apart_ms = abs(median(there) - median(not_there))
    p = float(mannwhitneyu(there, not_there).pvalue)
    spread_ms = median(abs(took - median(there)) for took in there)
    print(f"medians {median(there):.3f} and {median(not_there):.3f} ms, spread {spread_ms:.3f} ms, p {p:.3f}")  # noqa: T201
    # On a busy machine the medians themselves are no surer than this.
    assert apart_ms < max(within_ms, 4 * spread_ms / math.sqrt(number))
    # With thousands of samples a test finds microseconds: it may, where they drown in what one request varies by.
    assert p > 0.01 or apart_ms < spread_ms / 4


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("kokeila")
    make_category(town)
    return town


@pytest.fixture
def hidden(town: Municipality) -> PlacedPin:
    said = PinInput(kind="feedback", text="Salassa", category="streets", visibility="private")
    for _ in range(200):
        placed = place_pin(town=town, pin=said)
    return placed


def get(address: str) -> Ask:
    client = Client()
    return lambda: client.get(address)


@pytest.mark.parametrize(
    ("address", "nothing"),
    [
        ("/api/v1/towns/kokeila/pins/by-code/{code}", "Kuusi 0000"),
        ("/kokeila/find?code={code}", "Kuusi 0000"),
        ("/api/v1/towns/kokeila/pins/{id}", ""),
        ("/kokeila/pins/{id}", ""),
        ("/api/v1/towns/kokeila/pins/{id}?key=" + "k" * 43, ""),
    ],
)
def test_a_hidden_message_takes_as_long_as_one_that_is_not_there(hidden: PlacedPin, address: str, nothing: str) -> None:
    own = address.format(code=hidden.code, id=hidden.id)
    none = address.format(code=nothing, id=new_public_id())
    assert Client().get(own).status_code == Client().get(none).status_code
    assert_alike(get(own), get(none))


def sign_in(email: str) -> Ask:
    def ask() -> None:
        cache.clear()  # the limits on guessing are tested elsewhere
        Client(REMOTE_ADDR="127.0.0.1").post("/accounts/login/", {"login": email, "password": "not the password"})

    return ask


def test_an_unknown_user_takes_as_long_as_a_wrong_password(town: Municipality) -> None:
    with override_settings(PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS):
        User.objects.create_user("clerk@kokeila.fi", "kuuluvuus on kuultu 7")
        asks = sign_in("clerk@kokeila.fi"), sign_in("nobody@kokeila.fi")
        # the password alone takes a hundred times as long as all the rest: the same share of it may differ
        assert_alike(*asks, number=150, within_ms=0.05 * 1000 * seconds(asks[0]))


def test_the_way_of_an_unknown_user_through_the_code_is_as_long(town: Municipality) -> None:
    User.objects.create_user("clerk@kokeila.fi", "kuuluvuus on kuultu 7")
    assert_alike(sign_in("clerk@kokeila.fi"), sign_in("nobody@kokeila.fi"), number=600)


def ask_for_reset(email: str) -> Ask:
    def ask() -> None:
        cache.clear()
        Client(REMOTE_ADDR="127.0.0.1").post("/accounts/password/reset/", {"email": email})

    return ask


def test_a_reset_for_nobody_takes_as_long_as_one_for_a_user(town: Municipality) -> None:
    User.objects.create_user("clerk@kokeila.fi", "kuuluvuus on kuultu 7")
    assert_alike(ask_for_reset("clerk@kokeila.fi"), ask_for_reset("nobody@kokeila.fi"), number=600)
