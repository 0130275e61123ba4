"""Towns of real areas and real people, from the public files in ../shared/data, in a database of their own.

    python -m bench.real_towns [--out FOLDER] [--no-pictures] [--serve PORT]

Mikkeli, Heinola, Hamina and Jyväskylä get made-up participants (`real_people`), since no real ones are known. Helsinki
gets OmaStadi's real proposals: of those nobody's home is known. Then everything is computed, exported, released, and
pictured as a reader sees it. The demo towns are not touched.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench import databases

if TYPE_CHECKING:
    from geo.models import Municipality

DATA = databases.PROJECT.parent / "shared" / "data"
OUT = databases.PROJECT / ".local" / "real-towns"
MUNICIPALITIES = "finland/municipalities_arho_2024_3067.gpkg"
POSTAL = "finland/postal_areas_2019geom_paavo_3067.gpkg"
BOARDS = "finland/mikkeli_area_boards_ILLUSTRATIVE_3067.gpkg"
DISTRICTS = "helsinki/omastadi_districts.geojson"
PROPOSALS = "helsinki/omastadi_proposals_dedup.csv"
PAAVO = ("--source", "Tilastokeskus, Paavo", "--licence", "CC BY 4.0")
YEAR = 2019
BAND_STARTS = (0, 13, 18, 30, 45, 65, 75)
MADE_UP = {
    "fi": "Koe: alueet ja asukasluvut ovat oikeita, osallistujat ja viestit keksittyjä.",
    "sv": "Prov: områdena och invånarantalen är riktiga, deltagarna och meddelandena påhittade.",
    "en": "A trial: areas and residents are real, participants and messages are made up.",
}


@dataclass(frozen=True)
class Town:
    """A town of the trial; `planted` are the shares of the usual rate of some postal areas or boards."""

    slug: str
    names: tuple[str, str]
    code: str
    seed: int = 0
    planted: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Round:
    """A round of OmaStadi. The file tells no dates: all of a round is dated to its first day, and that only roughly."""

    number: str
    opens: str
    closes: str

    @property
    def slug(self) -> str:
        return f"omastadi-{self.number}"


TOWNS = (
    Town("mikkeli", ("Mikkeli", "S:t Michel"), "491", 1, {"mikkelin-pitaja": 0.4, "haukivuori": 0.5}),
    Town("heinola", ("Heinola", "Heinola"), "111", 2, {"18300": 0.3}),
    Town("hamina", ("Hamina", "Fredrikshamn"), "075", 3),
    Town("jyvaskyla", ("Jyväskylä", "Jyväskylä"), "179", 4, {"40340": 0.4}),
)
ROUNDS = (
    Round("1", "2018-11-15", "2019-12-31"),
    Round("2", "2020-10-01", "2021-12-31"),
    Round("3", "2023-03-01", "2024-12-31"),
)


def command(*said: object) -> str:
    """Run a command as a person does; gives what it printed."""
    from django.core.management import call_command

    printed = io.StringIO()
    call_command(*map(str, said), stdout=printed, stderr=sys.stderr)
    return printed.getvalue().strip()


def imported(*said: object) -> dict[str, Any]:
    """An import's last line, with what was done on the screen."""
    found: dict[str, Any] = json.loads(command(*said).splitlines()[-1])
    counts = ", ".join(f"{name} {number}" for name, number in found.items() if number and name != "reasons")
    print(f"  {said[0]} {' '.join(map(str, said[2:6]))}: {counts} {found['reasons'] or ''}", flush=True)
    return found


def load_areas(town: Town, data: Path = DATA) -> None:
    """The town with its postal areas, their people and holiday homes; Mikkeli's boards above them."""
    fi, sv = town.names
    homes = "board" if town.slug == "mikkeli" else "postal"
    boundary = ("--boundary", data / MUNICIPALITIES)
    words = ("--name-fi", fi, "--name-sv", sv, "--code", town.code, "--home-set", homes)
    imported("create_town", town.slug, *words, *boundary)
    parent: tuple[object, ...] = ()
    if town.slug == "mikkeli":
        imported("import_areas", data / BOARDS, "--town", town.slug, "--set", "board", "--illustrative")
        parent = ("--parent", "board")
    imported("import_areas", data / POSTAL, "--town", town.slug, "--set", "postal", *parent, *PAAVO)
    imported("import_population", data / POSTAL, "--town", town.slug, "--set", "postal", "--year", YEAR)


def bring_people(town: Town, until: datetime.datetime, folder: Path) -> int:
    """Made-up participants and their messages, through import_pins; gives how many persons were drawn."""
    from bench.real_people import write_messages

    path = folder / f"{town.slug}-keksityt.csv"
    persons = write_messages(path, *_homes(town), until, town.seed)
    columns = ("--x", "x", "--y", "y", "--crs", 3067, "--time", "time", "--id", "id", "--participant", "person")
    home = ("--home", "home", "--home-set", "postal", "--age-band", "age", "--resident", "resident")
    kept = ("--reject-file", folder / f"{town.slug}-hylatyt.csv")
    imported("import_pins", path, "--town", town.slug, *columns, *home, "--channel", "channel", *kept)
    return persons


def _homes(town: Town) -> tuple[tuple[Any, ...], dict[str, float]]:
    """The postal areas with their people, and what is planted in each: its own share, or its board's."""
    import shapely

    from bench.real_people import Home
    from geo.models import Area, Municipality, PopulationCount

    known = Municipality.objects.get(slug=town.slug)
    boundary = shapely.from_wkb(bytes(known.boundary.wkb))  # type: ignore[union-attr]
    found, planted = [], {}
    for area in Area.objects.filter(municipality=known, area_set__kind="postal").select_related("parent"):
        bands, people, cottages = np.zeros(len(BAND_STARTS)), 0.0, 0.0
        for row in PopulationCount.objects.filter(area=area):
            if row.what == PopulationCount.What.HOLIDAY_HOMES:
                cottages = row.count or 0.0
            elif row.age_from is None:
                people = row.count or 0.0
            else:
                bands[np.searchsorted(BAND_STARTS, row.age_from, side="right") - 1] += row.count or 0.0
        shape = shapely.from_wkb(bytes(area.geom.wkb)).intersection(boundary)
        found.append(Home(area.code, shape, people, bands, cottages))
        planted[area.code] = town.planted.get(area.code, town.planted.get(area.parent.code if area.parent else "", 1.0))
    return tuple(found), planted


def load_helsinki(folder: Path, data: Path = DATA) -> None:
    """OmaStadi's rounds, each a process, in its districts; residents from the postal areas by areal interpolation."""
    names = ("--name-fi", "Helsinki", "--name-sv", "Helsingfors", "--name-en", "Helsinki", "--code", "091")
    imported("create_town", "helsinki", *names, "--home-set", "district")
    imported("import_areas", data / DISTRICTS, "--town", "helsinki", "--set", "district", "--name", "Area")
    imported("import_areas", data / POSTAL, "--town", "helsinki", "--set", "postal", *PAAVO)
    imported("import_population", data / POSTAL, "--town", "helsinki", "--set", "postal", "--year", YEAR)
    for one in ROUNDS:
        _load_round(one, folder, data)


def _load_round(one: Round, folder: Path, data: Path) -> None:
    from geo.models import Municipality
    from participation.models import Process

    year = f"{one.opens[:4]}–{one.closes[:4]}"
    Process.objects.update_or_create(
        municipality=Municipality.objects.get(slug="helsinki"),
        slug=one.slug,
        defaults={
            "title": dict.fromkeys(("fi", "sv", "en"), f"OmaStadi {year}"),
            "opens_on": datetime.date.fromisoformat(one.opens),
            "closes_on": datetime.date.fromisoformat(one.closes),
        },
    )
    dated = folder / f"{one.slug}.csv"
    with (
        (data / PROPOSALS).open(encoding="utf-8", newline="") as opened,
        dated.open("w", encoding="utf-8", newline="") as out,
    ):
        rows = csv.DictReader(opened)
        writer = csv.DictWriter(out, [*(rows.fieldnames or ()), "time"])
        writer.writeheader()
        writer.writerows({**row, "time": f"{one.opens}T12:00:00"} for row in rows if row["round"] == one.number)
    said = ("--text", "texts", "--kind", "idea", "--id", "round,id", "--time", "time", "--no-place", "keep")
    rejects = ("--reject-file", folder / f"{one.slug}-hylatyt.csv")
    imported("import_pins", dated, "--town", "helsinki", *said, "--process", one.slug, *rejects)


def compute(town: Municipality, folder: Path) -> None:
    """Every set under both denominators, each as CSV, GeoPackage and JSON; and each round of OmaStadi."""
    from geo.models import AreaSet
    from participation.models import Process

    processes = list(Process.objects.filter(municipality=town).order_by("opens_on"))
    for kind in sorted({one.kind for one in AreaSet.objects.of(town)}):
        for who in ("residents", "seasonal"):
            for ending in ("csv", "gpkg", "json") if who == "residents" else ("csv",):
                out = folder / f"{town.slug}-{kind}-{who}.{ending}"
                _tell(
                    command("compute_coverage", "--town", town.slug, "--set", kind, "--denominator", who, "--out", out)
                )
        for process in processes:
            out = folder / f"{town.slug}-{kind}-{process.slug}.csv"
            asked = ("--town", town.slug, "--set", kind, "--process", process.slug, "--out", out)
            _tell(command("compute_coverage", *asked))


def _tell(printed: str) -> None:
    """What is said of the whole; the areas are in the file."""
    told = [line for line in printed.splitlines() if not line.startswith("  ") or line.startswith("  mind:")]
    print("\n".join(told), flush=True)


def make(folder: Path, data: Path = DATA) -> None:
    """All five towns, in the database that the aliases point at."""
    from django.utils import timezone

    from geo.models import Municipality
    from neighbourhoods.services import make_release
    from participation.models import Process

    folder.mkdir(parents=True, exist_ok=True)
    until = timezone.now() - datetime.timedelta(hours=1)
    for one in TOWNS:
        print(one.slug, flush=True)
        load_areas(one, data)
        print(f"  {bring_people(one, until, folder)} made-up persons", flush=True)
    print("helsinki", flush=True)
    load_helsinki(folder, data)
    for town in Municipality.objects.order_by("slug"):
        compute(town, folder)
        for at in (until - datetime.timedelta(days=30), until):  # a class is public when two months agree
            make_release(town=town, at=at)
        for process in Process.objects.filter(municipality=town):
            make_release(town=town, process=process)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/try-real-towns", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=OUT, help="where files and pictures go")
    parser.add_argument("--no-pictures", action="store_true")
    parser.add_argument("--keep", action="store_true", help="use the towns that were made before")
    parser.add_argument("--serve", action="store_true", help="then serve the towns until Ctrl-C")
    asked = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"There is no real data: {DATA} is not here.")
    databases.set_up()
    if not asked.keep:
        databases.forget("real")
    if databases.kept("real"):
        make(asked.out)
    from bench import pictures

    if not asked.no_pictures:
        pictures.take(asked.out)
    if asked.serve:
        pictures.serve()


if __name__ == "__main__":
    main()
