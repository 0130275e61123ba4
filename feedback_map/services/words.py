"""The words of pins, kept so that what was told before is found. Derived: any of it can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from delivery.services import enqueue
from delivery.topics import Message
from feedback_map.languages import language_of
from feedback_map.models import Pin
from feedback_map.services.deriving import derive_pins
from feedback_map.words import words_of
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

CHUNK = 2_000
PINS_WORDS = "pins.words"
CHUNKS_A_MESSAGE = 5


def learn_of_pin(pin: Pin) -> None:
    """What a worker finds out of a pin that came or was changed: its language first, then its words."""
    language = language_of(pin.text)
    if language and language != pin.language:
        with in_town(pin.municipality_id):
            sql.run("feedback_map/share_derived", {"town": pin.municipality_id})
            Pin.objects.filter(pk=pin.pk, text=pin.text).update(language=language)
            derive_pins(town=pin.municipality, pins=[pin.pk], placed=False)
        pin.language = language
    learn_words(town=pin.municipality_id, pins=[pin.pk])


def learn_words(*, town: Municipality | int, pins: Sequence[int]) -> int:
    """The words of some pins, taken from the texts they have now; gives how many published pins changed."""
    with in_town(town):
        return _store(town, sql.rows("feedback_map/texts_of_pins", {"town": _id(town), "pins": list(pins)}))


def learn_missing_words(*, town: Municipality | int) -> int:
    """The words of all pins of a town that lack them; gives how many there were.

    Each chunk is a transaction of its own, unless the caller has one: a million pins take minutes and little memory.
    """
    learnt, after = 0, 0
    while last := learn_next_words(town=town, after=after):
        learnt, after = learnt + last.count, last.pin
    return learnt


@dataclass(frozen=True)
class Learnt:
    """How many pins of a chunk, and the last of them."""

    count: int
    pin: int


def learn_next_words(*, town: Municipality | int, after: int) -> Learnt | None:
    """The words of the next pins that lack them; None when there is none left."""
    with in_town(town):
        found = sql.rows("feedback_map/pins_without_words", {"town": _id(town), "after": after, "most": CHUNK})
        _store(town, found)
    return Learnt(len(found), found[-1][0]) if found else None


def learn_of_load(message: Message) -> None:
    """Pins came by the thousand: some of them now, the rest by a message that is written with them."""
    assert message.municipality_id is not None
    after = int(message.payload.get("after", 0))
    for _chunk in range(CHUNKS_A_MESSAGE):
        last = learn_next_words(town=message.municipality_id, after=after)
        if last is None:
            return
        after = last.pin
    ask_for_words(message.municipality_id, after)


def ask_for_words(town: int, after: int = 0) -> None:
    enqueue(topic=PINS_WORDS, payload={"after": after}, municipality=town)


def _store(town: Municipality | int, texts: Sequence[tuple[Any, ...]]) -> int:
    if not texts:
        return 0
    values = {
        "town": _id(town),
        "pins": [pin for pin, _, _, _ in texts],
        "lemmas": [_as_vector(words_of(text, language)) for _, text, language, _ in texts],
        "texts": [text_hash for _, _, _, text_hash in texts],
    }
    (changed,) = sql.row("feedback_map/store_words", values) or (0,)
    return int(changed)


def _as_vector(words: Sequence[str]) -> str:
    """As the database reads a tsvector, whatever a word is made of."""
    return " ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)


def _id(town: Municipality | int) -> int:
    return town if isinstance(town, int) else town.pk
