"""Open data as files: every form holds the same features as the API, and nothing that is not public."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest
from django.conf import settings
from django.utils import timezone

from doors.collections import layers_of_town
from doors.downloads import kept
from doors.downloads.due import due_in, is_anything_due, make_due_files
from doors.downloads.giving import layer_of, ready_file, streamed
from doors.downloads.reading import arrow_batches
from doors.models import LayerFiles
from doors.ogc.layers import Layer
from doors.services.files import TOWN, make_layer_files
from feedback_map.models import PublishedPin
from geo.models import Municipality
from tests.doors import reading_files
from tests.doors.made import make_pins
from tests.doors.world import EVERY, many_pins, said

FORMULA = '=HYPERLINK("http://paha.example","x")'
"""What somebody writes who wants a spreadsheet to do it."""
READERS = {
    "gpkg": reading_files.of_geopackage,
    "parquet": reading_files.of_parquet,
    "csv": reading_files.of_csv,
}


@pytest.fixture(scope="module")
def open_made(open_town: Municipality, django_db_blocker: Any) -> Municipality:
    """The town with all its files, among its messages one that would be a formula."""
    with django_db_blocker.unblock():
        said(open_town, 4, 4, text=FORMULA)
        make_due_files(open_town)
    return open_town


@pytest.fixture
def made(open_made: Municipality, town: Municipality) -> Municipality:
    """The same for one test that only reads, or writes and makes no files."""
    return town


@pytest.fixture
def pins_made(town: Municipality) -> Municipality:
    """The town with files of its messages alone, made for one test."""
    LayerFiles.objects.filter(municipality=town).delete()
    make_pins(town)
    return town


def due_pins(town: Municipality) -> bool:
    return "pins" in {one.layer.name for one in due_in(town)}


class Asked:
    """A layer as it is asked for: the first time it is there, and later something happens first."""

    def __init__(self, town: Municipality, then: Callable[[], None]) -> None:
        make = layer_of(town, "pins")
        assert make is not None
        self._make, self._then, self._calls = make, then, 0

    def __call__(self) -> Layer:
        self._calls += 1
        if self._calls > 1:
            self._then()
        return self._make()


def path_of(town: Municipality, layer: str, ending: str) -> Path:
    ready = ready_file(town, layer, ending)
    assert ready is not None, (layer, ending)
    return ready.path


def test_every_form_of_every_layer_is_the_same_set_as_the_api_feature_by_feature(made: Municipality) -> None:
    layers = layers_of_town(made)
    assert {layer.name for layer in layers} >= set(EVERY)
    for layer in layers:
        expected = reading_files.of_api(layer)
        for ending, read in READERS.items():
            assert read(layer, path_of(made, layer.name, ending)) == expected, (layer.name, ending)
        in_book = reading_files.of_workbook(layer, path_of(made, layer.name, "xlsx"))
        assert in_book == reading_files.at_points(expected), layer.name


def test_one_geopackage_holds_all_layers_of_the_town(made: Municipality) -> None:
    whole = path_of(made, TOWN, "gpkg")
    for layer in layers_of_town(made):
        assert reading_files.of_geopackage(layer, whole) == reading_files.of_api(layer), layer.name


def test_no_cell_that_a_user_wrote_is_a_formula(made: Municipality) -> None:
    rows = list(csv.DictReader(io.StringIO(path_of(made, "pins", "csv").read_text("utf-8"))))
    assert {row["text"][:1] for row in rows if "HYPERLINK" in row["text"]} == {"'"}
    book = openpyxl.load_workbook(path_of(made, "pins", "xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b", "inlineStr"}
    with zipfile.ZipFile(path_of(made, "pins", "xlsx")) as packed:
        assert not any(b"<f>" in packed.read(name) or b"<f " in packed.read(name) for name in packed.namelist())


def test_coordinates_are_columns_in_both_systems(made: Municipality) -> None:
    rows = list(csv.DictReader(io.StringIO(path_of(made, "pins", "csv").read_text("utf-8"))))
    one = next(row for row in rows if row["text"] == "Penkki puuttuu.")
    assert (float(one["east_epsg3067"]), float(one["north_epsg3067"])) == (512_000, 6_832_000)
    assert float(one["longitude"]) == pytest.approx(27.228, abs=0.01)
    assert float(one["latitude"]) == pytest.approx(61.62, abs=0.01)
    assert not any(value.startswith(("{", "[")) for row in rows for value in row.values())


def test_a_geopackage_is_styled_and_says_in_three_languages_what_its_columns_are(made: Municipality) -> None:
    with closing(sqlite3.connect(path_of(made, TOWN, "gpkg"))) as file:
        styled = dict(file.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault"))
        columns = {(row[0], row[1]): row[2:] for row in file.execute("SELECT * FROM gpkg_data_columns")}
        records = dict(
            file.execute(
                "SELECT table_name, metadata FROM gpkg_metadata_reference JOIN gpkg_metadata ON id = md_file_id"
            )
        )
        spatial = {row[0] for row in file.execute("SELECT extension_name FROM gpkg_extensions")}
    assert set(styled) == set(records) == {layer.name for layer in layers_of_town(made)}
    assert all("<renderer-v2" in style for style in styled.values())
    assert {"gpkg_schema", "gpkg_metadata", "gpkg_rtree_index"} <= spatial
    assert columns[("pins", "received_at")][1] == "Vastaanotettu"
    for word in ("fi: Vastaanotettu", "sv: Mottaget", "en: Received"):
        assert word in columns[("pins", "received_at")][2]
    told = json.loads(records["pins"])
    assert told["license"].startswith("https://creativecommons.org/") and set(told["title"]) == {"fi", "sv", "en"}


def test_geoparquet_says_its_system_and_its_kinds_of_places(made: Municipality) -> None:
    about = pyarrow.parquet.read_metadata(path_of(made, "pins", "parquet")).metadata
    geo = json.loads(about[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert (column["encoding"], column["geometry_types"], column["crs"]["id"]["code"]) == ("WKB", ["Point"], 3067)
    assert about[b"title_sv"] and about[b"licence"]


def test_what_is_private_is_in_no_file(made: Municipality) -> None:
    for row in LayerFiles.objects.filter(municipality=made):
        for ending in row.sizes:
            content = path_of(made, row.layer, ending).read_bytes()
            assert "Ei kenenkään muun silmille.".encode() not in content, (row.layer, ending)
    assert set(reading_files.of_parquet(layers_of_town(made)[3], path_of(made, "pins", "parquet"))) == set(
        PublishedPin.objects.filter(municipality=made).values_list("public_id", flat=True)
    )


def test_nothing_is_due_until_something_changes_and_old_files_go(pins_made: Municipality) -> None:
    assert not due_pins(pins_made)
    before = LayerFiles.objects.get(municipality=pins_made, layer="pins")
    said(pins_made, 5, 5, text="Uusi.")
    assert due_pins(pins_made) and is_anything_due(pins_made)
    after = make_pins(pins_made)
    assert after.folder != before.folder and after.features == (before.features or 0) + 1
    assert not kept.place(pins_made, before.folder, "pins", "csv").exists()
    assert "Uusi." in path_of(pins_made, "pins", "csv").read_text("utf-8") and not due_pins(pins_made)


def test_a_change_of_a_property_alone_makes_files_due(made: Municipality) -> None:
    assert due_in(made) == []
    PublishedPin.objects.filter(municipality=made, text="Penkki puuttuu.").update(supports=7)
    assert [one.layer.name for one in due_in(made)] == ["pins"]


def test_what_is_withdrawn_takes_its_files_back_at_once(made: Municipality) -> None:
    PublishedPin.objects.filter(municipality=made, text="Penkki puuttuu.").delete()
    assert ready_file(made, "pins", "csv") is None and ready_file(made, TOWN, "gpkg") is None
    assert ready_file(made, "plans", "csv") is not None
    make = layer_of(made, "pins")
    assert make is not None and b"Penkki" not in b"".join(streamed(make, "csv"))


def test_files_without_what_was_withdrawn_are_given_again(pins_made: Municipality) -> None:
    PublishedPin.objects.filter(municipality=pins_made, text="Penkki puuttuu.").delete()
    make_pins(pins_made)
    assert "Penkki" not in path_of(pins_made, "pins", "csv").read_text("utf-8")


@pytest.mark.parametrize("changed", [{"text": ""}, {"place_note": "portaan 3 alla"}, {"geom": None}])
def test_words_and_places_that_are_changed_take_files_back_too(made: Municipality, changed: dict[str, Any]) -> None:
    PublishedPin.objects.filter(municipality=made, text="Penkki puuttuu.").update(**changed)
    assert ready_file(made, "pins", "csv") is None


def test_what_is_withdrawn_while_files_are_made_keeps_them_from_being_given(town: Municipality) -> None:
    gone = PublishedPin.objects.filter(municipality=town, text="Penkki puuttuu.")
    make_layer_files(town=town, make=Asked(town, lambda: gone.delete() and None), fingerprint="x")
    assert ready_file(town, "pins", "csv") is None


def test_a_making_that_fails_leaves_nothing_behind_and_is_tried_again_later(pins_made: Municipality) -> None:
    said(pins_made, 5, 5, text="Uusi.")
    root = Path(settings.OPEN_DATA_ROOT) / str(pins_made.pk)
    before = sorted(path.name for path in root.iterdir())

    def fails() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        make_layer_files(town=pins_made, make=Asked(pins_made, fails), fingerprint="x")
    assert sorted(path.name for path in root.iterdir()) == before
    row = LayerFiles.objects.get(municipality=pins_made, layer="pins")
    assert row.failed_at and row.started_at is None and row.may_be_given
    assert not due_pins(pins_made)


def test_how_far_a_making_is_can_be_seen(pins_made: Municipality) -> None:
    row = LayerFiles(to_do=400, done=100)
    assert row.percent is None
    row.started_at = timezone.now()
    assert row.percent == 25
    told = LayerFiles.objects.get(municipality=pins_made, layer="pins")
    assert told.done == told.to_do == 4 * (told.features or 0) > 0


def test_a_stream_begins_with_the_first_rows_and_holds_one_page_at_a_time(town: Municipality) -> None:
    many_pins(town, 300)
    layer = next(one for one in layers_of_town(town) if one.name == "pins")
    sizes = [batch.num_rows for batch in arrow_batches(layer, page=100)]
    assert max(sizes) == 100 and sum(sizes) == PublishedPin.objects.filter(municipality=town).count()
    make = layer_of(town, "pins")
    assert make is not None
    for ending in ("csv", "xlsx", "parquet"):
        pieces = [piece for piece in streamed(make, ending) if piece]
        assert len(pieces) > 1, ending
