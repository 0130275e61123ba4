"""The words of pins, kept so that what was told before is found. Derived: any of it can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from feedback_map.words import words_of
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town

CHUNK = 2_000


def learn_words(*, town: Municipality | int, pins: Sequence[int]) -> int:
    """The words of some pins, taken from the texts they have now; gives how many published pins changed."""
    with in_town(town):
        return _store(town, sql.rows("feedback_map/texts_of_pins", {"town": _id(town), "pins": list(pins)}))


def learn_missing_words(*, town: Municipality | int) -> int:
    """The words of all pins of a town that lack them, some thousand at a time; gives how many there were.

    Each chunk is a transaction of its own, unless the caller has one: a million pins take minutes and little memory.
    """
    learnt, after = 0, 0
    while True:
        with in_town(town):
            asked = {"town": _id(town), "after": after, "most": CHUNK}
            found = sql.rows("feedback_map/pins_without_words", asked)
            _store(town, found)
        learnt += len(found)
        if len(found) < CHUNK:
            return learnt
        after = found[-1][0]


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
