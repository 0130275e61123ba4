"""/<town>/data/ – the page of open data, its files as they are given, and what staff take along."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import AccessLog, Role
from accounts.services import Post, create_staff
from delivery.models import RateBucket
from delivery.services import Limit, demand
from doors.downloads.due import due_in
from doors.models import LayerFiles
from feedback_map.models import PublishedPin
from frontend.views.open_data import MOST_STREAMED
from geo.models import Municipality
from geo.tenancy import in_town
from tests.doors import reading_files
from tests.doors.made import make_pins, make_town_of_pins
from tests.frontend.conftest import pin_at

PAGE = "/testila/data/"
PRIVATE = "Ei kenenkään muun silmille."


@pytest.fixture
def said(town: Municipality) -> Municipality:
    pin_at(town, 1, 1, text="Penkki puuttuu.")
    pin_at(town, 2, 2, text=PRIVATE, visibility="private")
    return town


def content(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]  # a stream of a test client


def test_the_page_tells_what_there_is_how_large_when_made_and_under_which_licence(said: Municipality) -> None:
    row = make_pins(said)
    make_town_of_pins(said)
    shown = Client().get(PAGE).content.decode()
    for ending in ("gpkg", "parquet", "csv", "xlsx"):
        assert f'href="/testila/data/pins.{ending}"' in shown and ending in row.sizes
    assert "CC BY 4.0" in shown and "Viestit kartalla" in shown and 'href="/testila/data/town.gpkg"' in shown
    assert row.made_at and f'datetime="{row.made_at.astimezone().isoformat()[:10]}' in shown
    assert 'href="/testila/data/project.qgs"' in shown and f"{settings.SITE_ADDRESS}/ogc/" in shown


def test_the_page_is_there_before_any_file_is_and_tells_how_far_the_making_is(said: Municipality) -> None:
    LayerFiles.objects.create(municipality=said, layer="pins", started_at="2026-01-01T00:00:00Z", done=30, to_do=100)
    shown = Client().get(PAGE, headers={}).content.decode()
    assert "30 %" in shown and "pins.gpkg" not in shown and 'href="/testila/data/pins.csv"' in shown


def test_every_page_of_the_town_leads_to_its_open_data(said: Municipality) -> None:
    assert f'href="{PAGE}"' in Client().get("/testila/about").content.decode()


def test_a_ready_file_is_given_with_its_name_and_asked_for_again_costs_nothing(said: Municipality) -> None:
    make_pins(said)
    first = Client().get("/testila/data/pins.gpkg")
    assert first.status_code == 200 and first.headers["Content-Type"] == "application/geopackage+sqlite3"
    assert first.headers["Content-Disposition"] == 'attachment; filename="testila_pins.gpkg"'
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert len(content(first)) == int(first.headers["Content-Length"])
    again = Client().get("/testila/data/pins.gpkg", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_before_there_is_a_file_it_is_read_as_it_is_sent(said: Municipality, ending: str, tmp_path: Path) -> None:
    answer = Client().get(f"/testila/data/pins.{ending}")
    assert answer.status_code == 200 and answer.streaming
    path = tmp_path / f"pins.{ending}"
    path.write_bytes(content(answer))
    assert "Penkki puuttuu." in str(_read(said, path, ending)) and PRIVATE not in str(_read(said, path, ending))


def _read(town: Municipality, path: Path, ending: str) -> reading_files.Features:
    from doors.collections import layers_of_town

    layer = next(one for one in layers_of_town(town) if one.name == "pins")
    readers = {
        "csv": reading_files.of_csv,
        "xlsx": reading_files.of_workbook,
        "parquet": reading_files.of_parquet,
        "gpkg": reading_files.of_geopackage,
    }
    return readers[ending](layer, path)


def test_reading_as_it_is_sent_has_a_limit_for_each_address(said: Municipality) -> None:
    for _number in range(MOST_STREAMED - 1):
        demand(Limit("data", "127.0.0.1", MOST_STREAMED))
    assert Client().get("/testila/data/places.csv").status_code == 200
    refused = Client().get("/testila/data/places.csv")
    assert refused.status_code == 429 and int(refused.headers["Retry-After"]) > 0
    RateBucket.objects.all().delete()


@pytest.mark.parametrize("name", ["pins.gpkg", "town.gpkg"])
def test_a_geopackage_that_is_not_ready_says_when_to_come_again(said: Municipality, name: str) -> None:
    answer = Client().get(f"/testila/data/{name}")
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
    assert PAGE in answer.content.decode()


@pytest.mark.parametrize("name", ["nothing.csv", "pins.exe", "town.csv", "all_pins.csv", "areas_nowhere.gpkg"])
def test_what_there_is_not_is_not_found(said: Municipality, name: str) -> None:
    assert Client().get(f"/testila/data/{name}").status_code == 404


def test_what_was_withdrawn_is_given_to_nobody_from_that_moment_on(said: Municipality) -> None:
    make_pins(said)
    before = Client().get("/testila/data/pins.csv")
    assert "Penkki" in content(before).decode()
    PublishedPin.objects.filter(text="Penkki puuttuu.").delete()
    again = Client().get("/testila/data/pins.csv", headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 200 and "Penkki" not in content(again).decode()
    assert Client().get("/testila/data/pins.gpkg").status_code == 503


def test_an_unpublished_message_changes_no_byte_of_what_is_public(said: Municipality) -> None:
    make_pins(said)
    before = Client().get("/testila/data/pins.csv")
    page, file = Client().get(PAGE).content, content(before)
    pin_at(said, 3, 3, text="Toinen yksityinen.", visibility="private")
    assert "pins" not in {one.layer.name for one in due_in(said)}
    after = Client().get("/testila/data/pins.csv")
    assert (Client().get(PAGE).content, content(after)) == (page, file)
    assert after.headers["ETag"] == before.headers["ETag"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "gpkg"])
def test_staff_take_every_message_along_and_that_is_noted_down(said: Municipality, ending: str, tmp_path: Path) -> None:
    clerk = create_staff(email="clerk@example.org", post=Post(said, Role.CLERK)).user
    visitor = Client()
    visitor.force_login(clerk)
    answer = visitor.get(f"/testila/desk/data/all_pins.{ending}")
    path = tmp_path / f"all.{ending}"
    path.write_bytes(content(answer))
    assert PRIVATE in _texts(path, ending) and "Penkki puuttuu." in _texts(path, ending)
    assert answer.headers["Cache-Control"] == "private, no-store"
    with in_town(said):
        assert AccessLog.objects.filter(user=clerk, subject=f"testila_all_pins.{ending}", why="data").count() == 1
    assert visitor.get("/testila/desk/data/").status_code == 200
    assert not list(Path(settings.OPEN_DATA_ROOT).glob(".desk*"))


def _texts(path: Path, ending: str) -> str:
    import openpyxl
    import pyarrow.parquet
    import pyogrio

    if ending == "csv":
        return str([row["text"] for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))])
    if ending == "xlsx":
        return str(list(openpyxl.load_workbook(path)["data"].values))
    if ending == "parquet":
        return str(pyarrow.parquet.read_table(path).to_pylist())
    return str(pyogrio.read_dataframe(path, layer="all_pins").text.tolist())


def test_who_may_not_see_unpublished_messages_gets_none_of_them(said: Municipality) -> None:
    secretary = create_staff(email="sihteeri@example.org", post=Post(said, Role.SECRETARY)).user
    visitor = Client()
    assert visitor.get("/testila/desk/data/all_pins.csv").status_code == 302
    visitor.force_login(secretary)
    assert visitor.get("/testila/desk/data/all_pins.csv").status_code == 403
    assert visitor.get("/testila/desk/data/").status_code == 403
