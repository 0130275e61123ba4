"""The worker looks at a file, tries it, brings it in whole or not at all, and takes it back to the last byte."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from geo import sql
from geo.importing.refusals import told_again
from geo.importing.towns import boundary_of
from geo.long_work import LONG_WORK
from geo.models import Area, AreaSet, Municipality, PopulationCount, Upload
from geo.refusals import Refused
from geo.services import SentGround, bring_in_upload, receive_upload, try_upload, undo_upload
from geo.services.uploads import StaleUpload
from geo.tenancy import in_town
from geo.uploads.keeping import place_of
from geo.uploads.wishes import HowRead, UploadWishes
from geo.uploads.working import UNDO_WITHIN
from tests.geo.files import makers
from tests.geo.uploads.conftest import Send, brought_in, carried, now, taken_back, west_and_east

pytestmark = pytest.mark.django_db
TABLES = [
    *("geo_municipality", "geo_boundarypart", "geo_areaset", "geo_area", "geo_areapart"),
    *("geo_gridcell", "geo_populationcount", "geo_place"),
]
BOW = {"type": "Polygon", "coordinates": [[[27.2, 61.6], [27.3, 61.7], [27.3, 61.6], [27.2, 61.7], [27.2, 61.6]]]}
NEXT_YEAR = datetime.date(2027, 1, 1)


def ground(town: Municipality) -> set[tuple[Any, ...]]:
    """Every row of the town's ground, to the last byte."""
    return set(sql.rows("geo/ground_now", {"town": town.pk, "tables": TABLES}))


def test_sending_a_file_queues_it_for_the_worker_one_after_the_other(town: Municipality, tmp_path: Path) -> None:
    path = west_and_east(tmp_path)
    upload = receive_upload(town=town, sent=SentGround("a.geojson", path, "user 7"), wishes=UploadWishes("boundary"))
    (job,) = ProcrastinateJob.objects.filter(task_name="geo.tasks.carry_upload")
    assert job.args == {"town": town.pk, "upload": upload.public_id}
    assert job.lock == LONG_WORK
    assert not path.exists() and place_of(upload.file).is_file()


@pytest.mark.heavy
def test_a_file_is_tried_and_nothing_of_it_stays(send: Send, town: Municipality, tmp_path: Path) -> None:
    before = ground(town)
    upload = send(west_and_east(tmp_path), "areas", kind="district")
    assert (upload.state, upload.preview["summary"]["accepted"]) == ("tried", 2)
    assert [(area["code"], area["name"], area["change"]) for area in upload.preview["areas"]] == [
        ("1", "Länsi", "new"),
        ("2", "Itä", "new"),
    ]
    assert ground(town) == before


@pytest.mark.heavy
def test_it_is_brought_in_as_it_was_shown_and_the_file_goes(send: Send, town: Municipality, tmp_path: Path) -> None:
    tried = send(west_and_east(tmp_path), "areas", kind="district")
    done = brought_in(tried)
    assert done.state == "done" and done.done_at is not None
    assert set(Area.objects.values_list("code", flat=True)) == {"1", "2"}
    assert done.preview["areas"] == tried.preview["areas"]
    assert done.file == ""


def test_a_correction_is_undone_to_the_last_byte(send: Send, town: Municipality, tmp_path: Path) -> None:
    brought_in(send(west_and_east(tmp_path), "areas", kind="district"))
    before = ground(town)
    done = brought_in(send(west_and_east(tmp_path, border=27.35), "areas", kind="district"))
    assert [area["change"] for area in done.preview["areas"]] == ["changed", "changed"]
    assert ground(town) != before
    assert taken_back(done).state == "undone"
    assert ground(town) == before


@pytest.mark.heavy
def test_a_new_version_closes_the_old_one_and_undoing_opens_it_again(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    brought_in(send(west_and_east(tmp_path), "areas", kind="district"))
    before = ground(town)
    new = brought_in(send(west_and_east(tmp_path, border=27.35), "areas", kind="district", valid_from=NEXT_YEAR))
    old, later = AreaSet.objects.of(town).order_by("valid_from")
    assert (old.valid_to, later.valid_from, later.valid_to) == (NEXT_YEAR, NEXT_YEAR, None)
    assert old.areas.count() == later.areas.count() == 2
    assert new.preview["set"]["closes"] == old.valid_from.isoformat()
    taken_back(new)
    assert ground(town) == before


@pytest.mark.heavy
def test_a_first_set_is_undone_with_the_people_who_were_spread_to_it(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    brought_in(send(squares(tmp_path), "people", cell_m=1000, year=2024))
    before = ground(town)
    done = brought_in(send(west_and_east(tmp_path), "areas", kind="district"))
    assert PopulationCount.objects.filter(area__isnull=False).exists()
    taken_back(done)
    assert ground(town) == before


def squares(folder: Path) -> Path:
    """Two square kilometres with people, one of them hidden, in the words of Statistics Finland."""
    return makers.write_csv(
        folder / "ruudut.csv",
        "id_nro,xkoord,ykoord,kunta,vaesto,ika_0_14,ika_15_64,ika_65_\n"
        "1,514000,6840000,999,120,20,70,30\n"
        "2,515000,6840000,999,7,-1,-1,-1\n",
    )


@pytest.mark.heavy
def test_people_by_square_are_counted_by_area_before_they_come_in(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    brought_in(send(west_and_east(tmp_path), "areas", kind="district"))
    upload = send(squares(tmp_path), "people", cell_m=1000, year=2024)
    assert upload.state == "tried"
    assert (upload.preview["total"], upload.preview["units"], upload.preview["hidden"]) == (127, 2, 3)
    assert sum(area["people"] or 0 for area in upload.preview["areas"]) == pytest.approx(127)
    assert not PopulationCount.objects.exists()
    done = brought_in(upload)
    assert PopulationCount.objects.filter(cell__isnull=False).count() == 8
    taken_back(done)
    assert not PopulationCount.objects.exists()


def test_rejected_rows_hold_up_the_whole_until_they_may_be_left_out(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    twice = makers.feature(makers.square(27.2, 61.7, 0.01), tunnus="1", nimi_fi="Toinen")
    upload = send(west_and_east(tmp_path, twice), "areas", kind="district")
    assert upload.preview["rejects"] == [
        {"row": 3, "reason": "duplicate_id", "detail": "the code stands in an earlier row too"}
    ]
    with pytest.raises(Refused):
        bring_in_upload(town=town, upload=upload)
    assert brought_in(upload, leave_out=True).state == "done"
    assert Area.objects.count() == 2


@pytest.mark.heavy
def test_rows_that_are_rejected_only_when_it_comes_in_hold_it_up_too(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    before = ground(town)
    twice = makers.feature(makers.square(27.2, 61.7, 0.01), tunnus="1", nimi_fi="Toinen")
    upload = send(west_and_east(tmp_path, twice), "areas", kind="district")
    upload.preview = {}  # as if the trial had found none
    held_up = brought_in(upload)
    assert (held_up.state, held_up.refusal["code"]) == ("tried", "rejected_rows")
    assert ground(town) == before


@pytest.mark.heavy
def test_of_a_file_with_several_layers_a_person_chooses_one(send: Send, town: Municipality, tmp_path: Path) -> None:
    shapes = [boundary_of(town)]
    path = makers.write_layer(tmp_path / "a.gpkg", shapes, layer="piirit", tunnus=["1"])
    makers.write_layer(path, shapes, layer="muu", tunnus=["1"])
    upload = send(path, "areas", kind="district")
    assert (upload.state, [layer["name"] for layer in upload.found["layers"]]) == ("unread", ["piirit", "muu"])
    try_upload(town=town, upload=upload, reading=HowRead(layer="piirit", code="tunnus"))
    assert carried(upload).preview["summary"]["accepted"] == 1


@pytest.mark.heavy
def test_the_only_layer_of_a_geopackage_needs_no_choosing(send: Send, town: Municipality, tmp_path: Path) -> None:
    shapes = [boundary_of(town)]
    path = makers.write_layer(tmp_path / "a.gpkg", shapes, layer="piirit", tunnus=["1"])
    assert send(path, "areas", kind="district").state == "tried"


@pytest.mark.heavy
def test_what_was_repaired_is_told_row_by_row(send: Send, town: Municipality, tmp_path: Path) -> None:
    bow = makers.feature(BOW, tunnus="3", nimi_fi="Rusetti")
    upload = send(west_and_east(tmp_path, bow), "areas", kind="district")
    assert upload.preview["summary"]["repaired"] == 1
    ((row, said),) = upload.preview["repairs"]
    assert row == 3 and "Self-intersection" in said


def test_a_damaged_file_is_refused_in_words_and_nothing_is_written(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    before = ground(town)
    upload = send(makers.write_csv(tmp_path / "a.geojson", "{ no"), "areas", kind="district")
    assert upload.state == "unread" and "JSON" in told_again(upload.refusal)
    assert ground(town) == before


@pytest.mark.heavy
def test_undoing_is_refused_when_something_newer_came_over_it(send: Send, town: Municipality, tmp_path: Path) -> None:
    first = brought_in(send(west_and_east(tmp_path), "areas", kind="district"))
    second = brought_in(send(west_and_east(tmp_path, border=27.35), "areas", kind="district"))
    kept = ground(town)
    again = taken_back(first)
    assert (again.state, again.refusal["code"]) == ("done", "changed_since")
    assert ground(town) == kept
    assert taken_back(second).state == "undone" and taken_back(now(first)).state == "undone"


@pytest.mark.heavy
def test_after_thirty_days_nothing_is_undone(send: Send, town: Municipality, tmp_path: Path) -> None:
    done = brought_in(send(west_and_east(tmp_path), "areas", kind="district"))
    with in_town(town):
        Upload.objects.filter(pk=done.pk).update(done_at=timezone.now() - UNDO_WITHIN)
    assert taken_back(now(done)).refusal["code"] == "too_late"
    assert Area.objects.count() == 2


@pytest.mark.heavy
def test_what_is_done_twice_is_done_once(send: Send, town: Municipality, tmp_path: Path) -> None:
    tried = send(west_and_east(tmp_path), "areas", kind="district")
    bring_in_upload(town=town, upload=tried)
    with pytest.raises(StaleUpload):
        bring_in_upload(town=town, upload=tried)
    done = carried(tried)
    assert carried(done).done_at == done.done_at
    undo_upload(town=town, upload=done)
    with pytest.raises(StaleUpload):
        undo_upload(town=town, upload=done)


@pytest.mark.heavy
def test_a_file_that_is_refused_lies_in_the_folder_until_it_is_given_up(
    send: Send, town: Municipality, tmp_path: Path
) -> None:
    upload = send(makers.write_csv(tmp_path / "a.geojson", "{ no"), "areas", kind="district")
    assert place_of(upload.file).read_text() == "{ no"
