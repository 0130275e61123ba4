"""The pages of uploads: send, see, choose columns, bring in, undo – as a person with a browser without scripts does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from geo.models import Area, Municipality, PopulationCount, Upload
from geo.tenancy import in_town
from geo.uploads.working import carry
from tests.factories import make_town
from tests.frontend.town_setup.conftest import person
from tests.geo.files import makers
from tests.geo.uploads.conftest import town_of_degrees, west_and_east

pytestmark = pytest.mark.django_db
ALL = "/en/here/desk/town/uploads/"


@pytest.fixture
def town() -> Municipality:
    return town_of_degrees()


@pytest.fixture
def admin(town: Municipality) -> Client:
    return person(town, "admin")  # type: ignore[arg-type]  # a role is its text


def sent(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def halves(folder: Path, *more: dict[str, Any]) -> Path:
    return west_and_east(folder, *more)


def newest(town: Municipality) -> Upload:
    with in_town(town):
        return Upload.objects.filter(municipality=town).order_by("-pk")[0]


def work(town: Municipality) -> None:
    carry(town.pk, newest(town).public_id)


def one(town: Municipality) -> str:
    return f"{ALL}{newest(town).public_id}/"


def words(response: Any) -> str:
    text = re.sub(r"<svg.*?</svg>", "", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def send_areas(client: Client, path: Path, **fields: str) -> HttpResponse:
    values = {"file": sent(path), "kind": "district", **fields}
    response = client.post(f"{ALL}new/areas", values)
    assert isinstance(response, HttpResponse)
    return response


def test_areas_are_sent_seen_brought_in_and_undone(town: Municipality, admin: Client, tmp_path: Path) -> None:
    assert send_areas(admin, halves(tmp_path)).headers["Location"] == one(town)
    waiting = admin.get(one(town)).content.decode()
    assert "It is being looked at" in waiting
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in waiting
    work(town)
    seen = admin.get(one(town))
    assert "Nothing of it has been written yet" in words(seen) and "Länsi" in words(seen)
    assert '<path class="upload-picture__area"' in seen.content.decode()
    assert not Area.objects.filter(area_set__kind="district", code="1").exists()
    admin.post(f"{one(town)}bring-in")
    work(town)
    assert "Brought in" in words(admin.get(one(town)))
    assert Area.objects.filter(code="1", names__fi="Länsi").exists()
    admin.post(f"{one(town)}undo")
    work(town)
    assert "What was there before is back" in words(admin.get(one(town)))
    assert not Area.objects.filter(code="1", names__fi="Länsi").exists()


@pytest.mark.heavy
def test_rows_that_cannot_be_taken_are_told_in_finnish_and_downloaded(
    town: Municipality, admin: Client, tmp_path: Path
) -> None:
    twice = makers.feature(makers.square(27.2, 61.7, 0.01), tunnus="1", nimi_fi="=Toinen")
    send_areas(admin, halves(tmp_path, twice))
    work(town)
    page = admin.get(one(town).replace("/en/", "/"))
    assert "tiedoston aiemmalla rivillä on sama tunnus" in words(page)
    held_up = admin.post(f"{one(town)}bring-in", follow=True)
    assert "Some rows are not taken" in words(held_up) and newest(town).state == "tried"
    table = admin.get(f"{one(town)}rejects.csv").content.decode("utf-8-sig").splitlines()
    assert table[0].startswith("row,reason,tunnus") and table[1].startswith("3,an earlier row")
    assert "'=Toinen" in table[1]
    admin.post(f"{one(town)}bring-in", {"leave_out": "on"})
    work(town)
    assert newest(town).state == "done"


@pytest.mark.heavy
def test_columns_are_chosen_in_the_browser_and_remembered(town: Municipality, admin: Client, tmp_path: Path) -> None:
    send_areas(admin, halves(tmp_path))
    work(town)
    admin.post(f"{one(town)}bring-in")
    work(town)
    table = makers.write_csv(tmp_path / "vaki.csv", "alue;ihmisia;mokkeja\n1;70;3\n2;50;1\n")
    admin.post(f"{ALL}new/people", {"file": sent(table), "by": "district", "year": "2024"})
    work(town)
    assert "Choose below which column is which" in words(admin.get(one(town))) or newest(town).state == "unread"
    form = admin.get(f"{one(town)}columns").content.decode()
    assert "ihmisia" in form and "70, 50" in form
    admin.post(f"{one(town)}columns", {"code": "alue", "column-1": "total", "column-2": "holiday_homes", "crs": ""})
    work(town)
    assert "120 residents in 2024" in words(admin.get(one(town)))
    admin.post(f"{ALL}new/people", {"file": sent(table), "by": "district", "year": "2025"})
    work(town)
    again = newest(town)
    assert (again.state, again.reading["columns"]) == ("tried", {"total": "ihmisia", "holiday_homes": "mokkeja"})
    assert not PopulationCount.objects.filter(municipality=town).exists()


@pytest.mark.heavy
def test_a_drawn_boundary_goes_the_way_of_a_file(town: Municipality, admin: Client) -> None:
    wrong = admin.post(f"{ALL}draw", {"corners": "61.6 27.2\nhere"})
    assert wrong.status_code == 400 and "Line 2 is not a latitude and a longitude" in words(wrong)
    admin.post(f"{ALL}draw", {"corners": "61.6 27.2\n61.6 27.4\n61.8 27.4\n61.8 27.2"})
    work(town)
    assert "km²" in words(admin.get(one(town)))
    admin.post(f"{one(town)}bring-in")
    work(town)
    town.refresh_from_db()
    assert town.boundary is not None and round(town.boundary.area / 1e6) == 236


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.geojson", "{ no", "not what its name says .* Mend the file"),
        ("a.csv", "code,people\n1,2\n", "no shapes.* Mend the file"),
    ],
)
def test_wrong_files_are_refused_with_words_that_tell_what_to_do(
    town: Municipality, admin: Client, name: str, content: str, said: str
) -> None:
    before = Area.objects.count()
    admin.post(f"{ALL}new/areas", {"file": SimpleUploadedFile(name, content.encode()), "kind": "district"})
    work(town)
    if newest(town).found:
        admin.post(f"{one(town)}columns", {"code": "code", "crs": "3067"})
        work(town)
    page = words(admin.get(one(town)))
    assert re.search(f"{said}.* Nothing was written", page)
    assert Area.objects.count() == before


def test_a_kind_of_file_that_is_not_read_is_refused_at_once(town: Municipality, admin: Client) -> None:
    page = admin.post(f"{ALL}new/areas", {"file": SimpleUploadedFile("a.gml", b"<x/>"), "kind": "district"})
    assert page.status_code == 400 and "Save the file as GeoPackage or GeoJSON" in words(page)


@pytest.mark.heavy
def test_a_file_of_another_town_is_told_as_such(town: Municipality, admin: Client, tmp_path: Path) -> None:
    far = makers.write_geojson(tmp_path / "far.geojson", [makers.feature(makers.square(24, 60), tunnus="1")])
    send_areas(admin, far)
    work(town)
    assert "None of its rows is in this town" in words(admin.get(one(town)))


def test_what_is_asked_must_be_answered(town: Municipality, admin: Client) -> None:
    page = admin.post(f"{ALL}new/areas", {"kind": "other"})
    assert page.status_code == 400 and "Name the division" in words(page)


def test_a_file_that_is_too_large_is_not_kept(town: Municipality, admin: Client, settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_MOST_BYTES, settings.UPLOADS_ROOT = 1_000, tmp_path / "room"
    page = admin.post(f"{ALL}new/places", {"file": SimpleUploadedFile("a.csv", b"x" * 1_001)})
    assert page.status_code == 400 and "larger than" in words(page)
    page.close()
    assert list((tmp_path / "room").iterdir()) == []


def test_whoever_may_not_set_the_town_up_sends_nothing(town: Municipality, settings: Any, tmp_path: Path) -> None:
    settings.UPLOADS_ROOT = tmp_path / "room"
    clerk = person(town, "clerk")  # type: ignore[arg-type]  # a role is its text
    file = SimpleUploadedFile("a.csv", b"code\n1\n")
    assert clerk.post(f"{ALL}new/places", {"file": file}).status_code == 403
    assert Client().post(f"{ALL}new/places", {"file": file}).status_code == 302
    assert not (tmp_path / "room").exists()


def test_a_form_from_another_page_is_refused(town: Municipality, admin: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = admin.cookies
    refused = strict.post(f"{ALL}new/places", {"file": SimpleUploadedFile("a.csv", b"code\n1\n")})
    assert refused.status_code == 403


def test_another_towns_upload_is_not_there(town: Municipality, admin: Client, tmp_path: Path) -> None:
    send_areas(admin, halves(tmp_path))
    other = make_town("elsewhere")
    stranger = person(other, "admin")  # type: ignore[arg-type]  # a role is its text
    address = f"/en/elsewhere/desk/town/uploads/{newest(town).public_id}/"
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}undo").status_code == 404


@pytest.mark.heavy
def test_what_was_given_up_is_gone(town: Municipality, admin: Client, tmp_path: Path) -> None:
    send_areas(admin, halves(tmp_path))
    work(town)
    listed = admin.post(f"{one(town)}withdraw", follow=True)
    assert "Given up" in words(listed)
    assert newest(town).state == "withdrawn"
