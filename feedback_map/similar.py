"""What was said before, near a place and in like words: for who is about to say it, and for who handles it.

A pin is found by its squares and its words, in one index; likeness is then counted for the few that were found: the
share of the asked words that it has (by length: longer words say more), or how many three-letter pieces both texts
share, whichever is more. What is nearer counts for more, and what is closed for less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from feedback_map.models import Pin, PublishedPin
from feedback_map.words import words_of
from geo import sql
from geo.models import SRID, Area, Municipality
from geo.tenancy import in_town

REACH_M, CLOSE_M = 250.0, 50.0
SQUARE_M = 100.0
MOST_SQUARES, MOST_SOUGHT, MOST_WORDS = 400, 8, 40
CROWD, MOST_IN_CROWD = 800, 3  # pins within some four squares; then the words that say most are enough
LEAST_LIKENESS = 0.25
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Told:
    """What somebody says or is about to say, and where: a place in EPSG:3067, a named area, or the whole town."""

    text: str
    place: BaseGeometry | None = None
    about_area: Area | int | None = None
    language: str = "fi"


@dataclass(frozen=True)
class Similar:
    """`distance_m` is between the places as they are shown to the asker; None where one of them is no place."""

    pin: PublishedPin
    distance_m: float | None
    likeness: float


@dataclass(frozen=True)
class SimilarAtDesk:
    pin: Pin
    distance_m: float | None
    likeness: float


def similar_published(town: Municipality, told: Told, *, most: int = 5) -> list[Similar]:
    """Published pins like this, best first. Nothing else is looked at."""
    found = rows_published(asked_of(town, told, most))
    pins = PublishedPin.objects.select_related("about_area").in_bulk([row[0] for row in found])
    return [Similar(pins[pin], _metres(away), float(like)) for pin, away, like in found if pin in pins]


def similar_at_desk(town: Municipality, pin: Pin, *, most: int = 10) -> list[SimilarAtDesk]:
    """Pins like this one, published or not: for those who may see what is not."""
    place = None if pin.geom is None else shapely.from_wkb(bytes(pin.geom.wkb))
    asked = asked_of(town, Told(pin.text, place, pin.about_area_id, pin.language), most)
    with in_town(town):
        found = rows_at_desk({**asked, "but": pin.pk})
        pins = Pin.objects.select_related("state", "category", "owner").in_bulk([row[0] for row in found])
    return [SimilarAtDesk(pins[pin_id], _metres(away), float(like)) for pin_id, away, like in found if pin_id in pins]


def rows_published(asked: dict[str, Any]) -> list[Any]:
    with transaction.atomic():
        sql.set_local("max_parallel_workers_per_gather", "0")  # there are few to look at; to start workers costs more
        return sql.rows("feedback_map/similar_published", asked)


def rows_at_desk(asked: dict[str, Any]) -> list[Any]:
    """Runs inside `in_town`."""
    sql.set_local("max_parallel_workers_per_gather", "0")
    return sql.rows("feedback_map/similar_at_desk", asked)


def asked_of(town: Municipality, told: Told, most: int) -> dict[str, Any]:
    text = told.text[:LONGEST_TEXT].replace("\x00", " ")
    # longer words say more, and few are enough to find the others
    words = sorted(words_of(text, told.language), key=lambda word: (-len(word), word))[:MOST_WORDS]
    around, close = _squares(told, REACH_M), _squares(told, CLOSE_M) if told.place is not None else []
    place = None if told.place is None else shapely.to_wkb(shapely.set_srid(told.place, SRID), include_srid=True)
    sought = _any(words[:MOST_SOUGHT])
    return {
        "town": town.pk,
        "place": place,
        "text": text,
        "words": words,
        "alike": _alike(told, around, sought) if words else "",
        "sought": sought,
        "close": _any(close),
        "crowd": CROWD,
        "in_crowd": _in_crowd(told, words),
        "least": LEAST_LIKENESS,
        "close_m": CLOSE_M,
        "reach_m": REACH_M,
        "most": most,
    }


def _alike(told: Told, around: list[str], sought: str) -> str:
    """What the index is asked for: squares hold few pins each; what has no place may be a large part of all."""
    return _any(around) if told.place is not None else f"({_any(around)}) & ({sought})"


def _in_crowd(told: Told, words: list[str]) -> str:
    """Where very many lie close by: the squares of the middle alone, and the words that say most."""
    if told.place is None or not words:
        return ""
    middle = _squares(replace(told, place=shapely.point_on_surface(told.place)), CLOSE_M)
    return f"({_any(middle)}) & ({_any(words[:MOST_IN_CROWD])})"


def _squares(told: Told, reach_m: float) -> list[str]:
    """The squares within reach, as `place_words` of the database writes them."""
    if told.place is None:
        about = told.about_area.pk if isinstance(told.about_area, Area) else told.about_area
        return ["#0" if about is None else f"#a{about}"]
    west, south, east, north = shapely.bounds(told.place)
    x = np.arange(np.floor((west - reach_m) / SQUARE_M), np.floor((east + reach_m) / SQUARE_M) + 1)
    y = np.arange(np.floor((south - reach_m) / SQUARE_M), np.floor((north + reach_m) / SQUARE_M) + 1)
    if x.size * y.size > 10 * MOST_SQUARES:  # a whole district: its middle is near enough
        return _squares(Told(told.text, shapely.point_on_surface(told.place)), reach_m)
    columns, rows = (each.ravel() for each in np.meshgrid(x, y))
    boxes = shapely.box(columns * SQUARE_M, rows * SQUARE_M, (columns + 1) * SQUARE_M, (rows + 1) * SQUARE_M)
    near = shapely.dwithin(boxes, told.place, reach_m)
    return [f"#{int(i)},{int(j)}" for i, j in zip(columns[near], rows[near], strict=True)][:MOST_SQUARES]


def _any(words: Iterable[str]) -> str:
    """One of them, as a tsquery in text form."""
    return " | ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)


def _metres(away: Any) -> float | None:
    return None if away is None else float(away)
