"""R1: every accepted pin has its assignment and is named by one outbox row, whichever way it came in."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
import shapely
from django.core.management import call_command

from delivery.models import OutboxMessage
from delivery.services import relay
from feedback_map.importing.announce import PINS_LOADED
from feedback_map.models import Pin, PinArea
from feedback_map.services import PIN_PLACED, PinInput, place_pin
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, make_halves, make_town

pytestmark = pytest.mark.django_db


def announcements(town: Municipality) -> Counter[int]:
    """How many outbox rows name each pin of the town."""
    named: Counter[int] = Counter()
    with in_town(town):
        ids = dict(Pin.objects.filter(municipality=town).values_list("public_id", "pk"))
    for message in OutboxMessage.objects.filter(municipality=town):
        if message.topic == PIN_PLACED:
            named[ids[message.payload["pin"]]] += 1
        elif message.topic == PINS_LOADED:
            named.update(pk for pk in ids.values() if message.payload["first"] <= pk <= message.payload["last"])
    return named


def each_is_announced_once(town: Municipality) -> bool:
    with in_town(town):
        pins = set(Pin.objects.filter(municipality=town).values_list("pk", flat=True))
    named = announcements(town)
    return bool(pins) and set(named) == pins and set(named.values()) == {1}


def place(town: Municipality) -> None:
    spot = shapely.Point(WEST + 2000, SOUTH + 2000)
    place_pin(town=town, pin=PinInput(kind="feedback", text="Valo ei pala.", geometry=spot))


def load(town: Municipality, folder: Path, *numbers: int, text: str = "Viesti") -> None:
    path = folder / "pins.csv"
    rows = "".join(f"{number},{WEST + 2000},{SOUTH + 2000},{text} {number}\n" for number in numbers)
    path.write_text("id,x,y,text\n" + rows)
    command = ("import_pins", str(path), "--town", town.slug, "--crs", "3067", "--id", "id")
    call_command(*command, stdout=io.StringIO(), stderr=io.StringIO())


def test_each_pin_is_announced_once_whichever_way_it_came(tmp_path: Path) -> None:
    town = make_town()
    make_halves(town)
    place(town)
    load(town, tmp_path, 1, 2, 3)
    place(town)
    load(town, tmp_path, 2, 3, 4, 5)
    load(town, tmp_path, 2, 3, 4, 5, text="Muuttui")
    assert each_is_announced_once(town)
    loads = OutboxMessage.objects.filter(topic=PINS_LOADED).order_by("pk").values_list("payload__count", flat=True)
    assert list(loads) == [3, 2]


def test_each_pin_of_a_file_is_assigned_in_every_set(tmp_path: Path) -> None:
    town = make_town()
    make_halves(town)
    load(town, tmp_path, 1, 2)
    with in_town(town):
        assert PinArea.objects.filter(area_set__in=AreaSet.objects.of(town)).count() == 2


def test_a_demo_towns_messages_are_announced_once(tmp_path: Path) -> None:
    for more in ((), ("--again",)):
        command = ("load_demo", "--town", "heinola", "--passwords", str(tmp_path / "passwords.txt"), *more)
        call_command(*command, verbosity=0)
        assert each_is_announced_once(Municipality.objects.get(slug="heinola"))


def test_what_was_announced_is_carried_out(tmp_path: Path) -> None:
    town = make_town()
    load(town, tmp_path, 1, 2)
    assert relay() >= 1  # and what follows from it
    assert OutboxMessage.objects.get(topic=PINS_LOADED).done_at is not None


def test_a_load_that_is_gone_before_it_is_carried_out_is_not_forgotten(tmp_path: Path) -> None:
    town = make_town()
    load(town, tmp_path, 1)
    with in_town(town):
        Pin.objects.filter(municipality=town).delete()
    relay()
    message = OutboxMessage.objects.get(topic=PINS_LOADED)
    assert message.done_at is None and "LookupError" in message.last_error
