"""What it costs to find messages like the one that is being written, among a million.

    python -m bench.similar [PINS]

The messages are those of the desk's measurement, with the words they are searched by. Asked are places where many
messages lie, places as they come, places where hardly any lie, an outline of a square kilometre, and no place at all;
with common words, rare ones, one that nobody wrote, and a long text. What the desk asks of a message is measured beside
it. Times are of the statement alone. The floor is the look-up of as many messages by their keys.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench import databases, desk, report, towns

if TYPE_CHECKING:
    from geo.models import Municipality

RECIPE = 1
ROUNDS = 7
PLACES = 12
GOAL_MS = 50
_TEXTS = {
    "common words": "Leikkipuiston keinu on rikki",
    "rare words": "Kylätalo vuotaa, numero 288",
    "nobody's words": "Merikotkan pesä",
    "a long text": " ".join(towns.SENTENCES),
}
# The square around a message holds this many others: the most, as it comes, hardly any
_PLACES = """
WITH squares AS (
    SELECT floor(ST_X(ST_PointOnSurface(geom)) / 100) AS x, floor(ST_Y(ST_PointOnSurface(geom)) / 100) AS y,
           count(*) AS pins, min(pin_id) AS pin
    FROM feedback_map_publishedpin WHERE municipality_id = %(town)s GROUP BY 1, 2
)
(SELECT 'crowded', x, y, pin FROM squares ORDER BY pins DESC LIMIT %(most)s)
UNION ALL
(SELECT 'as they come', x, y, pin FROM squares
 WHERE pin IN (SELECT pin_id FROM feedback_map_publishedpin ORDER BY hashint8(pin_id) LIMIT 4000) LIMIT %(most)s)
UNION ALL
(SELECT 'lonely', x, y, pin FROM squares WHERE pins = 1 ORDER BY x, y LIMIT %(most)s)
"""
_WORDS = """
UPDATE feedback_map_publishedpin pin
SET words = place_words(pin.geom, pin.about_area_id) || own.lemmas
FROM feedback_map_pinwords own WHERE own.pin_id = pin.pin_id
"""


@dataclass
class Measured:
    found: int = 0
    seconds: list[float] = field(default_factory=list)


def main() -> None:
    databases.set_up()
    pins = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    town = worded_town(pins)
    asked, found = questions(town), {}
    for number in range(ROUNDS + 1):
        for name, works in asked.items():
            one = found.setdefault(name, Measured())
            for work in works:
                count, spent = _timed(work)
                if number:  # the first round warms up
                    one.found = max(one.found, count)
                    one.seconds.append(spent)
    lines = [
        f"| messages like this one, among {pins:,} | ms | of 20, the slowest | slowest | found, at most |",
        "|---|---|---|---|---|",
        *(_row(name, one) for name, one in found.items()),
        "",
        f"Goal: ≤ {GOAL_MS} ms. Programs that wanted to run in the last minute: {os.getloadavg()[0]:.0f},",
        f"on {os.cpu_count()} processors.",
    ]
    report.write("similar", "\n".join(lines))


def worded_town(pins: int) -> Municipality:
    """The desk's town in a database of its own, whose published messages know their words."""
    from geo.models import Municipality

    source = f"desk{desk.RECIPE}_town{towns.RECIPE}_{pins}_200_1"
    desk.handled_town(pins)
    name = f"similar{RECIPE}_{source}"
    is_new = databases.kept_copy(name, source)
    if is_new:
        try:
            give_words()
        except BaseException:
            databases.forget(name)
            raise
    return Municipality.objects.get(slug="bench")


def give_words() -> None:
    """As the background work leaves them, but all at once."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'feedback_map_published_lemmas'")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX feedback_map_published_lemmas")
        cursor.execute("SELECT set_config('kuuluvuus.town', id::text, false) FROM geo_municipality")
        cursor.execute(_WORDS)
        cursor.execute(definition)
    towns.analyse()


def questions(town: Municipality) -> dict[str, list[Callable[[], int]]]:
    """By name: the same question at some places, each a call that gives how many were found."""
    places = _places(town)
    asked: dict[str, list[Callable[[], int]]] = {
        "as many by their keys (the floor)": [_by_keys(places["as they come"])]
    }
    for kind, squares in places.items():
        for name, text in _TEXTS.items():
            asked[f"{kind}: {name}"] = [_published(town, text, _point(x, y)) for x, y, _pin in squares]
    x, y, _pin = places["crowded"][0]
    asked["1 km² around the crowd: common words"] = [_published(town, _TEXTS["common words"], _square(x, y))]
    for name, text in _TEXTS.items():
        asked[f"no place: {name}"] = [_published(town, text, None)]
    for kind, squares in places.items():
        asked[f"at the desk, {kind}"] = [_at_desk(town, pin) for _x, _y, pin in squares]
    return asked


def _places(town: Municipality) -> dict[str, list[tuple[float, float, int]]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_PLACES, {"town": town.pk, "most": PLACES})
        rows = cursor.fetchall()
        cursor.execute("RESET statement_timeout")
    found: dict[str, list[tuple[float, float, int]]] = {}
    for kind, x, y, pin in rows:
        found.setdefault(kind, []).append((100 * x + 50, 100 * y + 50, pin))
    return found


def _point(x: float, y: float) -> Any:
    import shapely

    return shapely.Point(x, y)


def _square(x: float, y: float) -> Any:
    import shapely

    return shapely.box(x - 500, y - 500, x + 500, y + 500)


def _by_keys(squares: list[tuple[float, float, int]]) -> Callable[[], int]:
    from feedback_map.models import PublishedPin

    keys = [pin for _x, _y, pin in squares]
    return lambda: len(PublishedPin.objects.in_bulk(keys))


def _published(town: Municipality, text: str, place: Any) -> Callable[[], int]:
    """The statement with what it is asked; the reading of the words of the text is not measured."""
    from feedback_map.similar import Told, asked_of, rows_published

    values = asked_of(town, Told(text, place), 5)
    return lambda: len(rows_published(values))


def _at_desk(town: Municipality, pin_id: int) -> Callable[[], int]:
    import shapely

    from feedback_map.models import Pin
    from feedback_map.similar import Told, asked_of, rows_at_desk
    from geo.tenancy import in_town

    with in_town(town):
        pin = Pin.objects.get(pk=pin_id)
    place = shapely.from_wkb(bytes(pin.geom.wkb))
    values = {**asked_of(town, Told(pin.text, place), 10), "but": pin.pk}

    def ask() -> int:
        with in_town(town):
            return len(rows_at_desk(values))

    return ask


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = time.perf_counter()
    return work(), time.perf_counter() - began


def _row(name: str, one: Measured) -> str:
    slow = sorted(one.seconds)[int(0.95 * (len(one.seconds) - 1))]
    middle = statistics.median(one.seconds)
    return f"| {name} | {1000 * middle:.1f} | {1000 * slow:.1f} | {1000 * max(one.seconds):.1f} | {one.found} |"


if __name__ == "__main__":
    main()
