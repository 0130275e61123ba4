"""create_town: a town with a boundary of its own, that can be reached by its address."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError

from geo.models import BoundaryPart, Municipality
from tests.geo.files import makers
from tests.geo.importing.conftest import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def national(tmp_path: Path) -> Path:
    rows = [("075", "Hamina", "Fredrikshamn", 27), ("491", "Mikkeli", "S:t Michel", 28)]
    features = [
        makers.feature(makers.square(west, 61), value=code, name_fi=fi, name_sv=sv) for code, fi, sv, west in rows
    ]
    return makers.write_geojson(tmp_path / "national.geojson", features)


def test_a_town_is_made_once_and_stays(run: Run) -> None:
    assert run("create_town", "hamina", "--name-fi", "Hamina", "--home-set", "postal")["accepted"] == 1
    assert run("create_town", "hamina", "--name-fi", "Hamina")["unchanged"] == 1
    assert run("create_town", "hamina", "--name-fi", "Hamina", "--languages", "sv,fi")["updated"] == 1
    town = Municipality.objects.get(slug="hamina")
    assert (town.home_set, town.languages, town.boundary) == ("postal", ["sv", "fi"], None)


@pytest.mark.parametrize("asked", [("--code", "75"), ("--code", "075"), ()])
def test_the_national_file_gives_the_town_its_boundary_and_names(run: Run, national: Path, asked: tuple[str]) -> None:
    run("create_town", "hamina", "--name-fi", "Hamina", "--boundary", national, *asked)
    town = Municipality.objects.get(slug="hamina")
    assert (town.code, town.names) == ("075", {"fi": "Hamina", "sv": "Fredrikshamn"})
    assert town.boundary is not None and town.boundary.srid == 3067 and town.boundary.valid
    assert town.boundary_source == "file"
    assert BoundaryPart.objects.filter(municipality=town).exists()


def test_the_only_feature_of_a_town_s_own_file_is_the_town(run: Run, tmp_path: Path) -> None:
    path = makers.write_geojson(tmp_path / "own.geojson", [makers.feature(makers.square(27, 61))])
    run("create_town", "own", "--name-fi", "Oma", "--boundary", path)
    assert Municipality.objects.get(slug="own").boundary is not None


def test_a_town_that_is_not_in_the_file_is_not_made(run: Run, national: Path) -> None:
    with pytest.raises(CommandError, match="No row"):
        run("create_town", "oulu", "--name-fi", "Oulu", "--boundary", national)
    assert not Municipality.objects.exists()


def test_a_bow_tie_boundary_is_repaired_and_says_so(run: Run, tmp_path: Path) -> None:
    bow = {"type": "Polygon", "coordinates": [[[27, 61], [27.2, 61.2], [27.2, 61], [27, 61.2], [27, 61]]]}
    path = makers.write_geojson(tmp_path / "own.geojson", [makers.feature(bow)])
    assert run("create_town", "own", "--name-fi", "Oma", "--boundary", path)["repaired"] == 1


@pytest.mark.parametrize(
    "slug",
    [
        "fi",
        "sv",
        "en",
        "fi-selko",
        "api",
        "tiles",
        "ogc",
        "open311",
        "embed",
        "healthz",
        "static",
        "accounts",
        "Ä",
        "A b",
        "HAMINA",
    ],
)
def test_a_slug_that_is_an_address_of_the_service_is_refused(run: Run, slug: str) -> None:
    with pytest.raises(CommandError):
        run("create_town", slug, "--name-fi", "X")
    assert not Municipality.objects.exists()


def test_an_unknown_language_is_refused(run: Run) -> None:
    with pytest.raises(CommandError, match="xx"):
        run("create_town", "hamina", "--name-fi", "Hamina", "--languages", "fi,xx")
