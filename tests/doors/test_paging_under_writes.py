"""Lists are read to their end while other processes write, withdraw and change what stands in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from geo.models import Municipality
from tests.delivery.killing import WORKERS, environment
from tests.doors.others_writing import write_until_told
from tests.doors.world import make_open_town, said

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
WRITERS = 2
UNTIL = "received_at >= '2025/01/01 00:00:01+00' AND received_at <= '2025/01/01 00:01:40+00'"
MOST_BEFORE = 100  # what the town had at first, and what was placed in an earlier reading
# Without marks of the tile pyramids a point is found as lines and areas are: by its shape.
_MANY = """
INSERT INTO feedback_map_publishedpin (
    pin_id, public_id, municipality_id, code, kind, category, text, language, channel, process, received_at, day, geom,
    is_shape, place_note, wq)
SELECT 10000000 + n, 'many' || lpad(n::text, 18, '0'), %(town)s, 'Koe ' || n, 'feedback', 'streets', 'x', 'fi', 'web',
    '', timestamptz '2025-01-01 00:00:00+00' + n * interval '1 second', date '2025-01-01',
    ST_SetSRID(ST_MakePoint(511000 + n %% 8000, 6831000 + n %% 7000), 3067), true, '', 0
FROM generate_series(1, %(count)s) AS n
"""


@pytest.fixture
def town(transactional_db: None) -> Municipality:
    return make_open_town()


class Writers:
    """Processes that write until the list was read."""

    def __init__(self, town: Municipality, to_hide: list[str]) -> None:
        self.pipes = []
        shares = [to_hide[number::WRITERS] for number in range(WRITERS)]
        with patch.dict(os.environ, environment()):
            forkserver.ensure_running()
            for number, share in enumerate(shares):
                ours, theirs = WORKERS.Pipe()
                WORKERS.Process(target=write_until_told, args=(town.slug, number, share, theirs), daemon=True).start()
                self.pipes.append(ours)
        for pipe in self.pipes:
            assert pipe.recv() == "ready"

    def stop(self) -> tuple[set[str], int]:
        """What they placed, and how often they wrote."""
        placed: set[str] = set()
        writes = 0
        for pipe in self.pipes:
            pipe.send("stop")
            theirs, count = pipe.recv()
            placed |= set(theirs)
            writes += count
        return placed, writes


def many(town: Municipality, count: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_MANY, {"town": town.pk, "count": count})
    return {f"many{number:018d}" for number in range(1, count + 1)}


def pages(server: str, **query: str) -> Iterator[list[str]]:
    address = f"{server}/ogc/collections/avoin_pins/items?{urlencode(query)}"
    while address:
        with urlopen(address, timeout=120) as answer:  # noqa: S310  our own server
            page = json.load(answer)
        yield [feature["id"] for feature in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")


def read_whole(server: LiveServer, town: Municipality, stays: set[str], **query: str) -> int:
    """Reads the list page by page while others write, and checks what must hold; gives how often they wrote."""
    to_hide = [said(town, 3, 3, text="Katoaa.").id for _number in range(40)]
    there = stays | set(to_hide)
    writers = Writers(town, list(to_hide))
    seen = Counter(one for page in pages(server.url, **query) for one in page)
    placed, writes = writers.stop()
    assert [one for one, times in seen.items() if times > 1] == []
    assert stays <= set(seen)
    assert len(set(seen) - there - placed) <= MOST_BEFORE
    return writes


def test_a_list_is_read_whole_and_without_doubles_while_other_processes_write(
    live_server: LiveServer, town: Municipality
) -> None:
    stays = many(town, 1_500)
    assert read_whole(live_server, town, stays, limit="100") > 0
    assert read_whole(live_server, town, stays, limit="100", sortby="-received_at") > 0


@pytest.mark.heavy
def test_a_million_features_are_read_whole_and_without_doubles_while_other_processes_write(
    live_server: LiveServer, town: Municipality
) -> None:
    assert read_whole(live_server, town, many(town, 1_000_000), limit="10000") > 100


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("ogr2ogr") is None, reason="no GDAL here: script/setup --test installs it")
def test_gdal_reads_a_hundred_thousand_by_box_time_system_and_filter_while_other_processes_write(
    live_server: LiveServer, town: Municipality, tmp_path: Path
) -> None:
    stays = many(town, 100_000)
    writers = Writers(town, [])
    found = as_gdal_reads(live_server, tmp_path / "all.json")
    box = ("-spat_srs", "EPSG:3067", "-spat", "511000", "6831000", "512000", "6832000")
    boxed = as_gdal_reads(
        live_server, tmp_path / "box.json", *box, "-where", "kind = 'feedback'", "-t_srs", "EPSG:3067"
    )
    since = as_gdal_reads(live_server, tmp_path / "day.json", "-where", UNTIL)
    _placed, writes = writers.stop()
    assert len(found) == len(set(found)) and stays <= set(found) and writes > 0
    # the edge of a box bends between two systems, so what lies within a few metres of it may be on either side
    inside, around = (
        {
            f"many{n:018d}"
            for n in range(1, 100_001)
            if edge <= n % 8000 <= 1000 - edge and edge <= n % 7000 <= 1000 - edge
        }
        for edge in (20, -20)
    )
    assert inside <= set(boxed) & stays <= around
    assert stays & set(since) == {f"many{n:018d}" for n in range(1, 101)}


def as_gdal_reads(server: LiveServer, target: Path, *options: str) -> list[str]:
    """The ids of what GDAL reads in large pages."""
    asked = ["ogr2ogr", "-f", "GeoJSON", str(target), f"OAPIF:{server.url}/ogc/", "avoin_pins"]
    subprocess.run([*asked, "-oo", "PAGE_SIZE=10000", *options], check=True, timeout=600, capture_output=True)
    return [one["properties"]["id"] for one in json.loads(target.read_text())["features"]]
