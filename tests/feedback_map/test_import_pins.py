"""Pins from a file: what is taken, what is refused by name, and that the second time changes nothing."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Body
from feedback_map.counts import pins_in_area, pins_outside, pins_with_place, pins_without_place
from feedback_map.importing import load as loading
from feedback_map.models import Pin, PinArea, PublishedPin
from feedback_map.services import NewRule, add_rule, moderate_pin
from geo.models import AreaSet, Municipality
from geo.tenancy import in_town
from participation.models import HomeAssignment, Participant, ParticipantHome
from tests.factories import SOUTH, WEST, make_category
from tests.geo.files import makers

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "helsinki"
needs_real_data = pytest.mark.skipif(not DATA.exists(), reason="the real data (../shared/data) is not here")

Rows = list[dict[str, Any]]
Load = Callable[..., dict[str, Any]]


def x(east: float) -> float:
    return WEST + east * 1000


def y(north: float) -> float:
    return SOUTH + north * 1000


@pytest.fixture
def load(town: Municipality, tmp_path: Path) -> Load:
    """Writes rows to a file, imports it, and gives the line of JSON."""

    def loaded(rows: Rows, *arguments: str, name: str = "pins.csv", crs: str = "3067", keep: bool = True) -> Any:
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as opened:
            writer = csv.DictWriter(opened, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        kept = ["--reject-file", str(tmp_path / "rejects.csv")] if keep else []
        return run("import_pins", str(path), "--town", town.slug, "--crs", crs, *kept, *arguments)

    return loaded


def run(*command: str) -> dict[str, Any]:
    out = StringIO()
    call_command(*command, stdout=out, stderr=StringIO())
    summary: dict[str, Any] = json.loads(out.getvalue().strip().splitlines()[-1])
    assert summary["read"] == sum(
        summary[name] for name in ("accepted", "updated", "unchanged", "rejected", "skipped_other_town")
    )
    return summary


def rejects(tmp_path: Path) -> list[dict[str, str]]:
    with (tmp_path / "rejects.csv").open(encoding="utf-8") as opened:
        return list(csv.DictReader(opened))


def row(number: int, east: float = 2, north: float = 2, **fields: Any) -> dict[str, Any]:
    return {"id": number, "x": x(east), "y": y(north), "text": f"Viesti {number}", **fields}


def pins(town: Municipality) -> list[Pin]:
    with in_town(town):
        return list(Pin.objects.filter(municipality=town).order_by("pk"))


def test_rows_become_published_pins_in_their_areas(town: Municipality, halves: AreaSet, load: Load) -> None:
    summary = load([row(1, east=2), row(2, east=8), row(3, east=5)], "--id", "id")
    assert (summary["read"], summary["accepted"]) == (3, 3)
    assert pins_in_area(halves.areas.get(code="W")).pins == 1
    assert pins_in_area(halves.areas.get(code="E")).pins == 2
    assert PublishedPin.objects.get(text="Viesti 1").kind == "feedback"


@pytest.mark.parametrize("rebuild_from", [1, 20_000])
def test_rows_find_their_owner_and_nobody_promises_them_anything(
    town: Municipality, halves: AreaSet, load: Load, monkeypatch: pytest.MonkeyPatch, rebuild_from: int
) -> None:
    monkeypatch.setattr(loading, "REBUILD_FROM", rebuild_from)
    for code, area in (("rest", None), ("west", halves.areas.get(code="W"))):
        body = Body.objects.create(municipality=town, code=code, kind="unit", promise_days=5)
        add_rule(town=town, rule=NewRule(body, area=area))
    load([row(1, east=2), row(2, east=8)], "--id", "id")
    assert [(pin.owner and pin.owner.code, pin.due_on) for pin in pins(town)] == [("west", None), ("rest", None)]
    assert set(PublishedPin.objects.values_list("owner", flat=True)) == {"west", "rest"}


def test_the_second_time_changes_nothing(town: Municipality, halves: AreaSet, load: Load) -> None:
    rows = [row(1), row(2, east=8)]
    load(rows, "--id", "id")
    before = list(PublishedPin.objects.order_by("pk").values())
    summary = load(rows, "--id", "id")
    assert (summary["accepted"], summary["updated"], summary["unchanged"]) == (0, 0, 2)
    assert list(PublishedPin.objects.order_by("pk").values()) == before


def test_without_an_id_a_row_is_known_by_its_file_and_number(town: Municipality, load: Load) -> None:
    rows = [row(1), row(1)]
    assert load(rows)["accepted"] == 2
    assert load(rows, name="again.csv")["unchanged"] == 2


def test_changed_rows_change_their_pins_and_what_follows(town: Municipality, halves: AreaSet, load: Load) -> None:
    load([row(1), row(2)], "--id", "id")
    first = pins(town)[0]
    summary = load([row(1, east=8, text="Muuttui"), row(2)], "--id", "id")
    assert (summary["updated"], summary["unchanged"]) == (1, 1)
    changed = PublishedPin.objects.get(pin_id=first.pk)
    assert (changed.text, changed.public_id, changed.code) == ("Muuttui", first.public_id, first.code)
    assert pins_in_area(halves.areas.get(code="W")).pins == 1
    assert pins_in_area(halves.areas.get(code="E")).pins == 1


def test_a_pin_that_loses_its_place_is_about_the_whole_town(town: Municipality, halves: AreaSet, load: Load) -> None:
    load([row(1)], "--id", "id")
    load([row(1) | {"x": "", "y": ""}], "--id", "id", "--no-place", "keep")
    assert pins_without_place(town).pins == 1
    assert pins_with_place(town).pins == 0
    with in_town(town):
        assert not PinArea.objects.exists()


def test_what_a_moderator_hid_stays_hidden_when_the_file_changes(town: Municipality, load: Load) -> None:
    load([row(1)], "--id", "id")
    moderate_pin(town=town, pin=pins(town)[0], moderation="hidden")
    load([row(1, text="Muuttui")], "--id", "id")
    assert not PublishedPin.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"x": x(13)}, "outside_town"),
        ({"x": y(2), "y": x(2)}, "swapped_axes"),
        ({"x": 0, "y": 0}, "null_island"),
        ({"x": "", "y": ""}, "no_coordinates"),
        ({"x": "tuolla"}, "not_a_number"),
        ({"x": "inf"}, "not_a_number"),
        ({"text": " "}, "empty_text"),
        ({"text": "a" * 5001}, "text_too_long"),
        ({"kind": "rant"}, "unknown_kind"),
        ({"when": "eilen"}, "bad_time"),
        ({"when": "2999-01-01"}, "bad_time"),
        ({"seen": "maybe"}, "unknown_visibility"),
        ({"home": "Nowhere"}, "unknown_home"),
        ({"age": "100-200"}, "unknown_age_band"),
        ({"tie": "visitor"}, "unknown_resident"),
        ({"id": ""}, "no_id"),
        ({"via": "telepathy"}, "unknown_channel"),
    ],
)
@pytest.mark.usefixtures("halves")
def test_dirt_is_refused_by_name(load: Load, tmp_path: Path, fields: dict[str, Any], reason: str) -> None:
    good = {
        "kind": "idea",
        "when": "2025-05-05",
        "seen": "public",
        "who": "a",
        "home": "W",
        "age": "",
        "tie": "",
        "via": "web",
    }
    rows: Rows = [row(1) | good, row(2) | good | fields]
    columns = "--kind kind --time when --visibility seen --participant who --home home --age-band age --resident tie "
    columns += "--channel via"
    summary = load(rows, "--id", "id", *columns.split())
    assert (summary["accepted"], summary["rejected"], summary["reasons"]) == (1, 1, {reason: 1})
    (refused,) = rejects(tmp_path)
    assert (refused["row"], refused["reason"]) == ("2", reason)


def test_the_same_id_twice_in_a_file_is_refused_the_second_time(town: Municipality, load: Load, tmp_path: Path) -> None:
    summary = load([row(1), row(2), row(1, text="Toinen")], "--id", "id")
    assert (summary["accepted"], summary["reasons"]) == (2, {"duplicate_id": 1})
    (refused,) = rejects(tmp_path)
    assert (refused["row"], refused["text"]) == ("3", "Toinen")


def test_with_refused_rows_and_no_file_for_them_nothing_is_written(town: Municipality, load: Load) -> None:
    with pytest.raises(CommandError) as stopped:
        load([row(1), row(2, east=50)], keep=False)
    assert stopped.value.returncode == 1
    assert pins(town) == []


def test_rows_without_a_place_are_kept_as_whole_town_pins_when_asked(town: Municipality, load: Load) -> None:
    summary = load([row(1), row(2) | {"x": "", "y": ""}], "--no-place", "keep")
    assert (summary["accepted"], summary["without_place"]) == (2, 1)
    assert pins_without_place(town).pins == 1


def test_degrees_are_known_by_their_heading(town: Municipality, halves: AreaSet, tmp_path: Path) -> None:
    from geo import crs

    longitude, latitude = crs.to_wire(x(2), y(2))
    path = tmp_path / "degrees.csv"
    path.write_text(f"otsikko;kuvaus;latitude;longitude\nValo;Ei pala;{float(latitude)};{float(longitude)}\n")
    assert run("import_pins", str(path), "--town", town.slug)["accepted"] == 1
    assert PublishedPin.objects.get().text == "Valo\n\nEi pala"
    assert pins_in_area(halves.areas.get(code="W")).pins == 1


def test_lines_and_areas_come_from_spatial_files(town: Municipality, halves: AreaSet, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[x(1), y(1)], [x(5.9), y(1)]]}
    bow_tie = [[x(6), y(6)], [x(8), y(8)], [x(8), y(6)], [x(6), y(8)], [x(6), y(6)]]
    shapes = [line, {"type": "Polygon", "coordinates": [bow_tie]}, None]
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"text": f"Muoto {number}"}}
        for number, shape in enumerate(shapes)
    ]
    path = tmp_path / "shapes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    summary = run("import_pins", str(path), "--town", town.slug, "--crs", "3067", "--no-place", "keep")
    assert (summary["accepted"], summary["repaired"], summary["without_place"]) == (3, 1, 1)
    assert pins_in_area(halves.areas.get(code="W")).pins == 1
    assert pins_in_area(halves.areas.get(code="E")).pins == 1


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        ({"type": "MultiPoint", "coordinates": [[x(1), y(1)], [x(2), y(2)]]}, "invalid_geometry"),
        ({"type": "LineString", "coordinates": [[x(1), y(1)], [x(1), y(1)]]}, "invalid_geometry"),
        ({"type": "LineString", "coordinates": [[x(2 + n % 2), y(2)] for n in range(10_001)]}, "too_many_vertices"),
        ({"type": "Point", "coordinates": [0, 0]}, "null_island"),
        ({"type": "LineString", "coordinates": [[y(1), x(1)], [y(2), x(1)]]}, "swapped_axes"),
        ({"type": "LineString", "coordinates": [[x(13), y(1)], [x(14), y(1)]]}, "outside_town"),
    ],
)
def test_a_shape_that_is_no_place_in_the_town_is_refused_by_name(
    town: Municipality, tmp_path: Path, shape: dict[str, Any], reason: str
) -> None:
    good = {"type": "Point", "coordinates": [x(2), y(2)]}
    features = [makers.feature(geometry, text="a") for geometry in (good, shape)]
    path = makers.write_geojson(tmp_path / "shapes.geojson", features)
    kept = ("--reject-file", str(tmp_path / "rejects.csv"))
    summary = run("import_pins", str(path), "--town", town.slug, "--crs", "3067", *kept)
    assert (summary["accepted"], summary["reasons"]) == (1, {reason: 1})


def test_damaged_text_of_a_geometry_is_refused_by_name(town: Municipality, load: Load) -> None:
    rows = [{"text": "a", "wkt": f"POINT ({x(2)} {y(2)})"}, {"text": "b", "wkt": "POINT (1"}]
    summary = load(rows)
    assert (summary["accepted"], summary["reasons"]) == (1, {"invalid_geometry": 1})


def test_a_row_longer_than_its_heading_is_refused_by_name(town: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("text;note\nHei;a\nHei;a;b;c\n")
    kept = ("--no-place", "keep", "--reject-file", str(tmp_path / "rejects.csv"))
    summary = run("import_pins", str(path), "--town", town.slug, *kept)
    assert (summary["accepted"], summary["reasons"]) == (1, {"wrong_field_count": 1})


def test_rows_refused_in_the_first_and_the_second_pass_stand_in_the_files_order(load: Load, tmp_path: Path) -> None:
    load([row(1), row(1), row(2, text=""), row(1), row(3, text="")], "--id", "id")
    assert [refused["row"] for refused in rejects(tmp_path)] == ["2", "3", "4", "5"]


def test_a_column_of_different_texts_is_no_category_and_fills_no_memory(town: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_text("text,topic\n" + "".join(f"Hei,aihe {n}\n" for n in range(1500)))
    out = StringIO()
    call_command("import_pins", str(path), "--town", town.slug, "--category", "topic", "--no-place", "keep", stdout=out)
    assert "“…” is not known: 500 rows" in out.getvalue()


@pytest.mark.heavy
def test_a_million_refused_rows_fill_no_memory(town: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "million.csv"
    with path.open("w") as opened:
        opened.write("id,x,y,text\n")
        opened.writelines(f"{n % 500_000},{x(50)},{y(50)},Kaukana {n}\n" for n in range(500_000))
        opened.writelines(f"{n % 5},{x(2)},{y(2)},Tuplana {n}\n" for n in range(500_000))
    before = peak_memory_mb(reset=True)
    kept = ("--reject-file", str(tmp_path / "rejects.csv"))
    summary = run("import_pins", str(path), "--town", town.slug, "--crs", "3067", "--id", "id", *kept)
    assert summary["reasons"] == {"outside_town": 500_000, "duplicate_id": 499_995}
    assert peak_memory_mb() - before < 200
    with (tmp_path / "rejects.csv").open() as opened:
        assert sum(1 for _ in opened) == 999_996


def peak_memory_mb(*, reset: bool = False) -> float:
    """The most memory that this process has held since the last reset."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def test_codes_and_names_in_any_language_are_understood(town: Municipality, load: Load) -> None:
    make_category(town, "parks", names={"fi": "Puistot", "sv": "Parker"})
    columns = "--kind what --category topic --visibility seen --time when --channel paper"
    words = {"what": "Kehitysehdotus", "topic": "parker", "seen": "ei", "when": "5.3.2024 klo 14.30"}
    load([row(1) | words], *columns.split())
    (pin,) = pins(town)
    assert (pin.kind, pin.visibility, pin.channel) == ("suggestion", "private", "paper")
    assert pin.category is not None and pin.category.code == "parks"
    assert pin.received_at.isoformat() == "2024-03-05T12:30:00+00:00"
    assert not PublishedPin.objects.exists()


def test_an_unknown_category_is_told_and_left_empty(town: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_text("text,topic\nHei,Avaruus\n")
    out = StringIO()
    call_command("import_pins", str(path), "--town", town.slug, "--category", "topic", "--no-place", "keep", stdout=out)
    assert "“avaruus” is not known: 1 rows" in out.getvalue()
    assert pins(town)[0].category is None


def test_persons_are_counted_once_and_nameless_rows_never(town: Municipality, halves: AreaSet, load: Load) -> None:
    rows = [row(1, who="anna", home="W"), row(2, who="anna", home="W"), row(3, who="", home="")]
    load(rows, "--id", "id", "--participant", "who", "--home", "home", "--home-set", "district")
    with in_town(town):
        assert Participant.objects.filter(identity="import").count() == 1
        assert [pin.participant_id is None for pin in pins(town)] == [False, False, True]
        assert ParticipantHome.objects.count() == 1
        assert HomeAssignment.objects.get().area == halves.areas.get(code="W")


def test_a_person_who_moves_has_two_homes(town: Municipality, halves: AreaSet, load: Load) -> None:
    rows = [
        row(number, who="anna", home=home, when=when)
        for number, (home, when) in enumerate([("W", "2024-01-01"), ("W", "2024-02-01"), ("E", "2024-03-01")])
    ]
    columns = ("--participant", "who", "--home", "home", "--home-set", "district", "--time", "when")
    load(rows, "--id", "id", *columns)
    load([*rows[:2], rows[2] | {"text": "Muuttui"}], "--id", "id", *columns)
    with in_town(town):
        homes = ParticipantHome.objects.order_by("valid_from").values_list("area__code", flat=True)
        assert list(homes) == ["W", "E"]


def test_the_names_of_persons_are_not_stored(town: Municipality, load: Load) -> None:
    load([row(1, who="anna.virtanen@example.fi")], "--participant", "who")
    with in_town(town):
        (person,) = Participant.objects.all()
    assert b"anna" not in bytes(person.import_key or b"")
    assert person.public_id != pins(town)[0].public_id


def test_areas_outside_and_no_place_are_all_pins(town: Municipality, halves: AreaSet, load: Load) -> None:
    halves.areas.get(code="W").delete()
    load([row(number, east=number) for number in range(1, 10)] + [row(10) | {"x": "", "y": ""}], "--no-place", "keep")
    east = pins_in_area(halves.areas.get(code="E")).pins
    assert east + pins_outside(halves).pins + pins_without_place(town).pins == 10


@needs_real_data
def test_the_proposals_of_helsinki_lie_where_their_file_says(db: None, tmp_path: Path) -> None:
    run("create_town", "helsinki", "--name-fi", "Helsinki")
    areas = str(DATA / "omastadi_districts.geojson")
    run("import_areas", areas, "--town", "helsinki", "--set", "district", "--name", "Area")
    path = DATA / "omastadi_proposals_dedup.csv"
    command = (
        "import_pins", str(path), "--town", "helsinki", "--text", "texts", "--kind", "idea", "--id", "round,id",
        "--no-place", "keep", "--reject-file", str(tmp_path / "rejects.csv"),
    )  # fmt: skip
    summary = run(*command)
    assert (summary["read"], summary["accepted"], summary["without_place"]) == (4403, 4379, 1040)
    assert summary["reasons"] == {"outside_town": 24}
    assert _in_their_districts(path) == (3339, 3339)
    again = run(*command)
    assert (again["unchanged"], again["accepted"], again["updated"], again["rejected"]) == (4379, 0, 0, 24)


def _in_their_districts(path: Path) -> tuple[int, int]:
    """How many pins with a place lie in the district that the file names, and how many there are."""
    town = Municipality.objects.get(slug="helsinki")
    with in_town(town):
        rows = PinArea.objects.filter(municipality=town).values_list("pin__text", "area__names__fi")
        found = list(rows)
    named: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as opened:
        for line in csv.DictReader(opened):
            named.setdefault(line["texts"].strip() or line["title"].strip(), set()).add(line["district"])
    return sum(area in named[text] for text, area in found), len(found)
