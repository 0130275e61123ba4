"""The real national files: four towns, their postal areas and people, and what lies on top of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Sum

from geo.models import Area, Municipality, PopulationCount
from tests.geo.importing.conftest import Run

pytestmark = pytest.mark.django_db

TOWNS = {
    "mikkeli": ("491", 41, 51_151, 9_652),
    "heinola": ("111", 12, 17_631, 3_267),
    "hamina": ("075", 16, 19_166, 2_330),
    "jyvaskyla": ("179", 36, 148_752, 4_038),
}


def make(run: Run, real: Path, slug: str) -> Municipality:
    code, _areas, _people, _homes = TOWNS[slug]
    name = {"jyvaskyla": "Jyväskylä"}.get(slug, slug.title())
    boundary = real / "finland/municipalities_arho_2024_3067.gpkg"
    run("create_town", slug, "--name-fi", name, "--code", code, "--boundary", boundary)
    postal = real / "finland/postal_areas_2019geom_paavo_3067.gpkg"
    run("import_areas", postal, "--town", slug, "--set", "postal")
    run("import_population", postal, "--town", slug, "--set", "postal", "--year", 2019)
    return Municipality.objects.get(slug=slug)


def total(kind: str, what: str = "people") -> float:
    rows = PopulationCount.objects.filter(area__area_set__kind=kind, what=what, age_from=None)
    return float(rows.aggregate(sum=Sum("count"))["sum"])


@pytest.mark.parametrize("slug", TOWNS)
def test_a_town_s_postal_areas_and_people_come_from_the_national_file(run: Run, real: Path, slug: str) -> None:
    town = make(run, real, slug)
    _code, areas, people, homes = TOWNS[slug]
    assert Area.objects.filter(municipality=town).count() == areas
    assert total("postal") == people
    assert total("postal", "holiday_homes") == homes


def test_mikkeli_s_boards_add_up_to_the_town(run: Run, real: Path) -> None:
    make(run, real, "mikkeli")
    boards = real / "finland/mikkeli_area_boards_ILLUSTRATIVE_3067.gpkg"
    assert run("import_areas", boards, "--town", "mikkeli", "--set", "board", "--illustrative")["accepted"] == 6
    assert total("board") == pytest.approx(51_151)
    suomenniemi = PopulationCount.objects.filter(area__code="suomenniemi", age_from=None)
    assert suomenniemi.get(what="people").count == pytest.approx(595)
    assert suomenniemi.get(what="holiday_homes").count == pytest.approx(1_295)


def test_mikkeli_s_hidden_ages_are_null_and_its_children_add_up(run: Run, real: Path) -> None:
    make(run, real, "mikkeli")
    hidden = PopulationCount.objects.filter(count=None)
    assert hidden.values("area").distinct().count() == 1
    assert not hidden.filter(age_from=None).exists()
    children = PopulationCount.objects.filter(age_to__lte=17).aggregate(sum=Sum("count"))["sum"]
    assert children == 8_258


def test_paavo_as_a_table_gives_the_same_people(run: Run, real: Path) -> None:
    make(run, real, "heinola")
    known = PopulationCount.objects.exclude(what="dwellings").order_by("area", "what", "age_from", "age_to")
    before = list(known.values_list("area", "what", "age_from", "age_to", "count"))
    paavo = real / "finland/paavo_master.csv"
    arguments = ("import_population", paavo, "--town", "heinola", "--set", "postal", "--year", 2019)
    assert run(*arguments)["updated"] == 12, "the table alone tells of dwellings"
    assert list(known.values_list("area", "what", "age_from", "age_to", "count")) == before
    assert PopulationCount.objects.filter(what="dwellings").count() == 12
    assert run(*arguments)["unchanged"] == 12


def test_helsinki_s_districts_are_its_boundary(run: Run, real: Path) -> None:
    run("create_town", "helsinki", "--name-fi", "Helsinki", "--name-sv", "Helsingfors", "--code", "091")
    districts = real / "helsinki/omastadi_districts.geojson"
    arguments = ("import_areas", districts, "--town", "helsinki", "--set", "district", "--name", "Area")
    assert run(*arguments)["accepted"] == 34
    assert run(*arguments)["unchanged"] == 34
    assert Municipality.objects.get().boundary_source == "areas"
    quarters = real / "helsinki/kaupunginosat.geojson"
    report = run("import_areas", quarters, "--town", "helsinki", "--set", "neighbourhood", "--parent", "district")
    assert report["accepted"] == 60
    assert Area.objects.get(code="07").names == {"fi": "ULLANLINNA", "sv": "ULRIKASBORG"}
