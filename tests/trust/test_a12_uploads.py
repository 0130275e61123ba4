"""TRUST.md A12, G1–G11 at the desk: hostile and damaged files are refused in words; nothing is half-written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.utils import translation

from frontend.town_uploads.words import refusal_words
from geo import sql
from geo.models import Municipality, Upload
from geo.services import SentGround, receive_upload
from geo.tenancy import in_town
from geo.uploads.wishes import UploadWishes
from geo.uploads.working import carry
from tests.factories import make_halves, make_town
from tests.geo.importing.conftest import REAL
from tests.trust.test_gis_files import CORPUS, Honeypot

TABLES = ["geo_municipality", "geo_boundarypart", "geo_areaset", "geo_area", "geo_areapart", "geo_populationcount"]
SAMPLE = {"vrt /vsicurl/URL/data.geojson as .geojson", "gpkg trigger", "zip bomb", "zip link", "csv many columns"}
QUICK = {"gpkg trigger", "zip bomb"}
FILES = [
    pytest.param(label, make, id=label, marks=() if label in QUICK else pytest.mark.heavy) for label, make in CORPUS
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Municipality:
    return make_halves(make_town()).municipality


def ground(town: Municipality) -> set[tuple[str, int, str]]:
    return set(sql.rows("geo/ground_now", {"town": town.pk, "tables": TABLES}))


def sent(town: Municipality, path: Path, folder: Path, what: str = "areas") -> Upload:
    copy = folder / f"sent{path.suffix}"
    shutil.copyfile(path, copy)
    wishes = UploadWishes(what, kind="district" if what == "areas" else "")
    upload = receive_upload(town=town, sent=SentGround(path.name, copy, "user 1"), wishes=wishes)
    carry(town.pk, upload.public_id)
    with in_town(town):
        return Upload.objects.get(pk=upload.pk)


def test_the_sample_is_in_the_corpus() -> None:
    assert {label for label, _make in CORPUS} >= SAMPLE


@pytest.mark.parametrize(("label", "make"), FILES)
def test_a_hostile_upload_is_refused_with_advice_and_touches_nothing(
    town: Municipality, label: str, make: object, tmp_path: Path
) -> None:
    pot = Honeypot(tmp_path)
    folder = tmp_path / "files"
    folder.mkdir()
    before = ground(town)
    path = make(folder, pot.trap)  # type: ignore[operator]  # a maker
    upload = sent(town, path, tmp_path)
    assert upload.state in (
        "unread",
        "tried",
    )  # what is harmless may be shown; nothing comes in before a person says so
    if label in SAMPLE:
        with translation.override("fi"):
            said, advice = refusal_words(upload)
        assert said and advice
    assert ground(town) == before
    assert pot.touches == 0 and not pot.was_read
    pot.close()


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["AK-kaava_pvm_päivitys.json", "kaava.json"])
def test_real_files_that_are_no_map_are_refused_in_words(town: Municipality, name: str, tmp_path: Path) -> None:
    """Messages of the national plan system, of which some do not parse: no GeoJSON, though they end like it."""
    path = REAL / "ryhti" / name
    if not path.is_file():
        pytest.skip("the real data (../shared/data) are not here")
    before = ground(town)
    upload = sent(town, path, tmp_path, "boundary")
    with translation.override("fi"):
        said, advice = refusal_words(upload)
    assert upload.state == "unread" and said and advice
    assert ground(town) == before
