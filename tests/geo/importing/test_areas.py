"""import_areas: the town's rows come in, others' are skipped, bad ones are rejected with a reason; versions follow."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import CommandError

from geo import changes
from geo.models import Area, AreaPart, AreaSet, Municipality
from tests.factories import box, make_town
from tests.geo.files import makers
from tests.geo.importing.conftest import Run

pytestmark = pytest.mark.django_db
BOW = {"type": "Polygon", "coordinates": [[[27.2, 61.6], [27.3, 61.7], [27.3, 61.6], [27.2, 61.7], [27.2, 61.6]]]}


@pytest.fixture
def town() -> Municipality:
    """A town around 27.2–27.4° E, 61.6–61.8° N."""
    shape = Polygon.from_bbox((27.2, 61.6, 27.4, 61.8))
    shape.srid = 4326
    boundary = MultiPolygon(shape.transform(3067, clone=True), srid=3067)
    return make_town("here", boundary=boundary, names={"fi": "Tässä"}, code="999")


def west_and_east(tmp_path: Path, *more: dict[str, Any], name: str = "a.geojson") -> Path:
    features = [
        makers.feature(makers.square(27.2, 61.6), tunnus="1", nimi_fi="Länsi", nimi_sv="Väst"),
        makers.feature(makers.square(27.3, 61.6), tunnus="2", nimi_fi="Itä", nimi_sv="Öst"),
    ]
    return makers.write_geojson(tmp_path / name, [*features, *more])


def test_areas_come_in_with_names_codes_and_searchable_parts(run: Run, town: Municipality, tmp_path: Path) -> None:
    assert run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")["accepted"] == 2
    first = Area.objects.get(code="1")
    assert first.names == {"fi": "Länsi", "sv": "Väst"}
    assert first.geom.srid == 3067 and first.geom.contains(first.label_point)
    assert AreaPart.objects.filter(area=first).exists()


def test_the_same_file_twice_changes_nothing(run: Run, town: Municipality, tmp_path: Path) -> None:
    run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")
    before = list(Area.objects.values_list("pk", flat=True)), list(AreaPart.objects.values_list("pk", flat=True))
    again = run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")
    assert (again["unchanged"], again["accepted"], again["updated"]) == (2, 0, 0)
    assert before == (
        list(Area.objects.values_list("pk", flat=True)),
        list(AreaPart.objects.values_list("pk", flat=True)),
    )


def test_other_towns_rows_and_slivers_are_skipped(run: Run, town: Municipality, tmp_path: Path) -> None:
    far = makers.feature(makers.square(24, 60), tunnus="3", nimi_fi="Kaukana")
    sliver = makers.feature(makers.square(27.399, 61.6), tunnus="4", nimi_fi="Naapuri")
    report = run("import_areas", west_and_east(tmp_path, far, sliver), "--town", "here", "--set", "district")
    assert (report["read"], report["accepted"], report["skipped_other_town"]) == (4, 2, 2)


def test_a_row_that_names_its_town_is_believed(run: Run, town: Municipality, tmp_path: Path) -> None:
    wide = makers.feature(makers.square(27.39, 61.6, 0.2), tunnus="3", kunta="999")
    near = makers.feature(makers.square(27.25, 61.65, 0.01), tunnus="4", kunta="123")
    path = makers.write_geojson(tmp_path / "a.geojson", [wide, near])
    report = run("import_areas", path, "--town", "here", "--set", "postal")
    assert (report["accepted"], report["skipped_other_town"]) == (1, 1)
    assert Area.objects.get().code == "3"


def bad_rows(tmp_path: Path) -> Path:
    return west_and_east(
        tmp_path,
        makers.feature(makers.square(27.2, 61.7), tunnus="1", nimi_fi="Toinen"),
        makers.feature(makers.square(61.6, 27.2), tunnus="5", nimi_fi="Väärin päin"),
        makers.feature(makers.point(), tunnus="6", nimi_fi="Piste"),
        makers.feature(None, tunnus="7", nimi_fi="Ei mitään"),
        makers.feature(makers.square(0, 0, 0.0001), tunnus="8", nimi_fi="Nollasaari"),
        makers.feature(makers.square(27.3, 61.7), nimi_sv="Namnlös"),
        makers.feature({"type": "Polygon", "coordinates": [[[27.3, 61.7]] * 4]}, tunnus="9"),
        makers.feature(makers.square(-70, 40), tunnus="10"),
    )


def test_bad_rows_without_a_reject_file_write_nothing(run: Run, town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing was written"):
        run("import_areas", bad_rows(tmp_path), "--town", "here", "--set", "district")
    assert not AreaSet.objects.exists()


def test_a_reject_file_keeps_bad_rows_with_their_reasons(run: Run, town: Municipality, tmp_path: Path) -> None:
    kept = tmp_path / "rejects.csv"
    report = run("import_areas", bad_rows(tmp_path), "--town", "here", "--set", "district", "--reject-file", kept)
    assert (report["accepted"], report["rejected"]) == (2, 8)
    with kept.open(encoding="utf-8") as opened:
        rows = {row["row"]: row["reason"] for row in csv.DictReader(opened)}
    assert rows == {
        "3": "duplicate_id",
        "4": "swapped_axes",
        "5": "not_an_area",
        "6": "no_coordinates",
        "7": "null_island",
        "8": "no_code",
        "9": "invalid_geometry",
        "10": "outside_town",
    }


def test_a_bow_tie_is_repaired_and_counted(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = makers.write_geojson(tmp_path / "a.geojson", [makers.feature(BOW, tunnus="1", nimi="Rusetti")])
    assert run("import_areas", path, "--town", "here", "--set", "district")["repaired"] == 1
    assert Area.objects.get().geom.valid


def test_a_new_version_closes_the_one_before(run: Run, town: Municipality, tmp_path: Path) -> None:
    arguments = ("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")
    run(*arguments)
    assert run(*arguments, "--valid-from", "2026-01-01")["accepted"] == 2
    assert run(*arguments, "--valid-from", "2026-01-01")["unchanged"] == 2
    day = datetime.date(2026, 1, 1)
    assert list(AreaSet.objects.values_list("valid_to", flat=True)) == [day, None]
    old, new = (
        AreaSet.objects.valid_on(town, "district", datetime.date(2025, 12, 31)),
        AreaSet.objects.valid_on(town, "district", day),
    )
    assert old is not None and new is not None and old != new


def test_a_version_may_come_between_two_others(run: Run, town: Municipality, tmp_path: Path) -> None:
    arguments = ("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district", "--valid-from")
    for day in ("2020-01-01", "2024-01-01", "2022-01-01"):
        run(*arguments, day)
    ends = AreaSet.objects.order_by("valid_from").values_list("valid_to", flat=True)
    assert list(ends) == [datetime.date(2022, 1, 1), datetime.date(2024, 1, 1), None]


def test_a_changed_area_is_updated_in_place(run: Run, town: Municipality, tmp_path: Path) -> None:
    run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")
    moved = makers.write_geojson(
        tmp_path / "b.geojson", [makers.feature(makers.square(27.21, 61.6), tunnus="1", nimi_fi="Länsi")]
    )
    report = run("import_areas", moved, "--town", "here", "--set", "district")
    assert report["updated"] == 1
    assert Area.objects.count() == 2


def test_without_a_boundary_the_first_areas_are_the_town(run: Run, tmp_path: Path) -> None:
    make_town("new", boundary=None, boundary_source="").boundary_parts.all().delete()
    run("import_areas", west_and_east(tmp_path), "--town", "new", "--set", "district")
    town = Municipality.objects.get(slug="new")
    assert town.boundary_source == "areas"
    assert town.boundary is not None
    assert town.boundary.area == pytest.approx(sum(area.geom.area for area in Area.objects.all()), rel=1e-6)
    assert town.boundary_parts.exists()
    more = makers.write_geojson(tmp_path / "b.geojson", [makers.feature(makers.square(27.4, 61.6), tunnus="3")])
    assert run("import_areas", more, "--town", "new", "--set", "district")["accepted"] == 1
    town.refresh_from_db()
    assert town.boundary.area == pytest.approx(sum(area.geom.area for area in Area.objects.all()), rel=1e-6)


def test_parents_are_found_by_surface(run: Run, town: Municipality, tmp_path: Path) -> None:
    run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")
    small = makers.write_geojson(
        tmp_path / "b.geojson", [makers.feature(makers.square(27.31, 61.62, 0.05), tunnus="a")]
    )
    run("import_areas", small, "--town", "here", "--set", "quarter", "--parent", "district")
    parent = Area.objects.get(code="a").parent
    assert parent is not None and parent.code == "2"


def test_names_make_codes_where_a_file_has_none(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = makers.write_geojson(
        tmp_path / "a.geojson", [makers.feature(makers.square(27.2, 61.6), Alue="Itä-Pakila (osa)")]
    )
    run("import_areas", path, "--town", "here", "--set", "district", "--name", "Alue")
    area = Area.objects.get()
    assert (area.code, area.names) == ("ita-pakila-osa", {"fi": "Itä-Pakila (osa)"})


def test_a_column_that_is_not_there_is_named(run: Run, town: Municipality, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="tunnus"):
        run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district", "--code", "koodi9")


def test_a_table_without_shapes_is_no_file_of_areas(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = makers.write_csv(tmp_path / "a.csv", "tunnus;nimi\n1;x\n")
    with pytest.raises(CommandError, match="shapes"):
        run("import_areas", path, "--town", "here", "--set", "district")


def test_a_hostile_file_is_refused_in_plain_words(run: Run, town: Municipality, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text("<OGRVRTDataSource/>")
    with pytest.raises(CommandError, match="XML"):
        run("import_areas", path, "--town", "here", "--set", "district")


@pytest.mark.parametrize("code", [4326, 3857, 3067, 3879])
def test_the_same_areas_in_any_system_lie_in_the_same_place(run: Run, tmp_path: Path, code: int) -> None:
    from geo import crs
    from geo.importing.shapes import from_database

    make_town("sq")
    shape = crs.reproject(from_database(box(0, 0, 5, 10)), 3067, code)
    path = makers.write_layer(tmp_path / "a.gpkg", [shape], crs=f"EPSG:{code}", tunnus=["W"])
    run("import_areas", path, "--town", "sq", "--set", "half")
    assert Area.objects.get().geom.sym_difference(box(0, 0, 5, 10)).area < 1


def test_who_derives_from_areas_is_told_once_and_only_of_changes(
    run: Run, town: Municipality, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(changes, "_rebuilds", [])
    changes.when_areas_change(lambda changed: told.append(changed.slug))
    for _ in range(2):
        run("import_areas", west_and_east(tmp_path), "--town", "here", "--set", "district")
    assert told == ["here"]


def test_a_row_with_too_many_fields_is_rejected_by_name(run: Run, town: Municipality, tmp_path: Path) -> None:
    ring = "POLYGON ((27.2 61.6, 27.3 61.6, 27.3 61.7, 27.2 61.6))"
    path = makers.write_csv(tmp_path / "a.csv", f'tunnus,wkt\n1,"{ring}"\n2,"{ring}",x\n')
    arguments = ("--town", "here", "--set", "d", "--crs", 4326, "--reject-file", tmp_path / "r.csv")
    assert run("import_areas", path, *arguments)["reasons"] == {"wrong_field_count": 1}
