"""TRUST.md A21, R12: borders are replaced at the desk; no old number moves, no pin is lost on the way."""

from __future__ import annotations

import datetime
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.db import connection
from django.utils import timezone

from feedback_map.aggregates import rebuild_town
from feedback_map.models import Pin, PinArea, PublishedPinArea
from feedback_map.services import PinInput, place_pin
from geo.models import AreaSet, Municipality, Upload
from geo.services import SentGround, bring_in_upload, receive_upload, undo_upload
from geo.tenancy import in_town
from geo.uploads.wishes import UploadWishes
from geo.uploads.working import carry
from neighbourhoods.models import CoverageRun
from neighbourhoods.results_json import to_json
from neighbourhoods.runs.asking import Asked, months_before
from neighbourhoods.runs.running import make_run, repeat_run
from participation.models import HomeAssignment, ParticipantHome
from tests.factories import SOUTH, WEST, box, make_category, make_halves, make_town
from tests.geo.files import makers
from tests.neighbourhoods.people import count_people, people_take_part

TOMORROW = datetime.timedelta(days=1)


def sent(town: Municipality, folder: Path, *, border: float, codes: str = "WE", **wishes: Any) -> Upload:
    """A file with two areas and a border so many kilometres from the west; looked at and tried."""
    shapes = [shapely.from_wkb(bytes(shape.wkb)) for shape in (box(0, 0, border, 10), box(border, 0, 10, 10))]
    path = makers.write_layer(folder / f"{border}.gpkg", shapes, tunnus=list(codes), nimi_fi=["Länsi", "Itä"])
    copy = folder / "copy.gpkg"
    shutil.copyfile(path, copy)
    wished = UploadWishes("areas", kind="district", **wishes)
    return carried(receive_upload(town=town, sent=SentGround(path.name, copy, "user 1"), wishes=wished))


def carried(upload: Upload) -> Upload:
    carry(upload.municipality_id, upload.public_id)
    with in_town(upload.municipality_id):
        return Upload.objects.get(pk=upload.pk)


def replaced(town: Municipality, folder: Path, **how: Any) -> Upload:
    """New borders from tomorrow on."""
    upload = sent(town, folder, valid_from=timezone.localdate() + TOMORROW, **how)
    return carried(bring_in_upload(town=town, upload=upload))


def derived(town: Municipality) -> list[list[tuple[Any, ...]]]:
    """Whatever rests on areas, without the keys of its rows."""
    with in_town(town):
        return [
            sorted(PinArea.objects.values_list("pin_id", "area_set__valid_from", "area__code")),
            sorted(PublishedPinArea.objects.values_list("pin_id", "area_set_id", "area_id")),
            sorted(HomeAssignment.objects.values_list("home_id", "area_set__valid_from", "area__code"), key=str),
        ]


@pytest.mark.django_db
def test_an_old_run_is_repeated_to_the_same_bytes_after_borders_were_replaced(tmp_path: Path) -> None:
    halves = make_halves(make_town())
    town = halves.municipality
    count_people(halves, {"E": 3000, "W": 5000})
    people_take_part(town, 7, halves.areas.get(code="W"))
    people_take_part(town, 2, halves.areas.get(code="E"))
    ran = make_run(asked=Asked(town, months_before(timezone.now(), 12), replicates=19))
    assert replaced(town, tmp_path, border=2).state == "done"
    with in_town(town):
        stored = CoverageRun.objects.get(pk=ran.run.pk)
        again = repeat_run(stored)
    assert again.same and bytes(stored.inputs or b"") == bytes(ran.run.inputs or b"")
    assert [to_json(one) for one in again.coverages] == [to_json(one) for one in ran.coverages]
    old = AreaSet.objects.of(town).get(kind="district", valid_to__isnull=False)
    assert old.pk == halves.pk and old.areas.get(code="W").geom.area == pytest.approx(50e6)


@pytest.mark.django_db
def test_undoing_gives_pins_and_homes_back_to_the_old_areas(tmp_path: Path) -> None:
    halves = make_halves(make_town())
    town = halves.municipality
    people_take_part(town, 5, halves.areas.get(code="W"))
    rebuild_town(town)
    before = derived(town)
    upload = replaced(town, tmp_path, border=2)
    newer = AreaSet.objects.of(town).get(kind="district", valid_to__isnull=True).areas.get(code="W")
    with in_town(town):
        home = ParticipantHome.objects.all()[0]
        ParticipantHome.objects.filter(pk=home.pk).update(area=newer)
    assert derived(town) != before
    undone = carried(undo_upload(town=town, upload=upload))
    assert undone.state == "undone"
    with in_town(town):
        home.refresh_from_db()
        assert home.area == halves.areas.get(code="W")
    assert derived(town) == before


@pytest.mark.heavy
@pytest.mark.django_db
def test_undoing_is_refused_while_somebody_lives_in_an_area_that_would_go(tmp_path: Path) -> None:
    halves = make_halves(make_town())
    town = halves.municipality
    people_take_part(town, 1, halves.areas.get(code="W"))
    upload = replaced(town, tmp_path, border=2, codes="XY")
    newer = AreaSet.objects.of(town).get(kind="district", valid_to__isnull=True)
    with in_town(town):
        ParticipantHome.objects.update(area=newer.areas.get(code="X"))
    refused = carried(undo_upload(town=town, upload=upload))
    assert (refused.state, refused.refusal["code"]) == ("done", "rests_on_it")
    assert newer.areas.count() == 2


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_pins_that_come_while_borders_are_replaced_find_their_areas(tmp_path: Path) -> None:
    """Real connections: residents place pins without a pause while the worker brings new borders in."""
    halves = make_halves(make_town())
    town = halves.municipality
    make_category(town, "streets")
    tried = sent(town, tmp_path, border=2, valid_from=timezone.localdate() + TOMORROW)
    over, failed = threading.Event(), []

    def place(number: int) -> None:
        try:
            while not over.is_set():
                where = shapely.Point(WEST + 500 + 2_900 * number, SOUTH + 5_000)
                place_pin(town=town, pin=PinInput(kind="feedback", text="Valo.", category="streets", geometry=where))
        except Exception as error:  # told in the test's own thread
            failed.append(error)
        finally:
            connection.close()

    residents = [threading.Thread(target=place, args=(number,)) for number in range(4)]
    for each in residents:
        each.start()
    done = carried(bring_in_upload(town=town, upload=tried))
    over.set()
    for each in residents:
        each.join()
    assert (done.state, failed) == ("done", [])
    with in_town(town):
        pins = Pin.objects.count()
        assert pins >= 4
        assert PinArea.objects.filter(area__isnull=False).count() == 2 * pins
    found = derived(town)
    rebuild_town(town)
    assert derived(town) == found
