"""Somebody else writes: a process with connections of its own places, hides, shows and changes until told to stop."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection
from typing import Any


def write_until_told(town_slug: str, seed: int, hidden: list[str], pipe: Connection) -> None:
    """Tells what it placed, and how often it wrote. `hidden` are messages that it hides; one in two it shows again."""
    import django

    django.setup()
    from geo.models import Municipality

    town = Municipality.objects.get(slug=town_slug)
    rng, placed, writes = random.Random(seed), [], 0
    pipe.send("ready")
    while not pipe.poll(0):
        placed.append(_place(town, rng))
        if hidden:
            _hide(town, hidden.pop(), show_again=rng.random() < 0.5)
        _change(town, rng.choice(placed))
        writes += 1
    pipe.send((placed, writes))


def _place(town: Any, rng: random.Random) -> str:
    from tests.doors.world import said

    return str(said(town, rng.uniform(1, 9), rng.uniform(1, 9), text="Kesken kaiken.").id)


def _hide(town: Any, public_id: str, *, show_again: bool) -> None:
    from feedback_map.models import Moderation, Pin
    from feedback_map.services import moderate_pin
    from geo.tenancy import in_town

    for decision in (Moderation.HIDDEN, Moderation.SHOWN) if show_again else (Moderation.HIDDEN,):
        with in_town(town):
            pin = Pin.objects.get(public_id=public_id)
            moderate_pin(town=town, pin=pin, moderation=decision)


def _change(town: Any, public_id: str) -> None:
    from feedback_map.models import PublishedPin

    PublishedPin.objects.filter(municipality=town, public_id=public_id).update(supports=random.randrange(9))
