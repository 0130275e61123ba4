"""Coordinates go through one crossing point, and come back where they were."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import crs

MIKKELI = (27.2722, 61.6886)
MIKKELI_METRES = (514_400.0, 6_839_600.0)


@settings(deadline=None)
@given(st.floats(20, 31), st.floats(59.5, 70), st.sampled_from(sorted(crs.KNOWN)))
def test_a_point_survives_every_known_system_and_back(longitude: float, latitude: float, code: int) -> None:
    there = crs.transform(longitude, latitude, crs.WIRE, code)
    back = crs.transform(*there, code, crs.WIRE)
    assert np.allclose(back, (longitude, latitude), atol=1e-7)


def test_degrees_become_the_metres_that_the_map_shows() -> None:
    x, y = crs.to_storage(*MIKKELI)
    assert abs(float(x) - MIKKELI_METRES[0]) < 100
    assert abs(float(y) - MIKKELI_METRES[1]) < 100


def test_a_transformer_is_built_once() -> None:
    assert crs.transformer(4326, 3067) is crs.transformer(4326, 3067)


def test_threads_share_a_transformer() -> None:
    expected = crs.to_storage(*MIKKELI)
    wrong: list[object] = []

    def many() -> None:
        for _ in range(500):
            if not np.allclose(crs.to_storage(*MIKKELI), expected):
                wrong.append(1)

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("said", [3067, "3067", "EPSG:3067", "urn:ogc:def:crs:EPSG::3067", "25835", "epsg:3067"])
def test_a_system_is_known_by_any_of_its_names(said: int | str) -> None:
    assert crs.known_code(said) == 3067


@pytest.mark.parametrize("said", ["999999", "4327", "", "EPSG:", "3067; DROP", "CRS", 0, -1])
def test_another_system_is_not_read(said: int | str) -> None:
    with pytest.raises(crs.UnknownCrs):
        crs.known_code(said)


def test_longitude_first_is_what_crs84_means() -> None:
    assert crs.known_code("urn:ogc:def:crs:OGC:1.3:CRS84") == crs.WIRE


def test_a_reprojected_shape_carries_its_srid_and_loses_its_heights() -> None:
    shape = crs.storage_geometry(shapely.from_wkt("LINESTRING Z (27 61 5, 27.1 61.1 6)"))
    assert shapely.get_srid(shape) == 3067
    assert not shape.has_z


def test_missing_shapes_stay_missing() -> None:
    shapes = np.array([None, shapely.Point(*MIKKELI)], dtype=object)
    moved = crs.reproject_all(shapes, crs.WIRE, crs.STORAGE)
    assert moved[0] is None
    assert moved[1].x > 500_000


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        (MIKKELI, True),
        ((24.94, 60.17), True),
        ((18.07, 59.33), False),
        ((61.69, 27.27), False),
        ((float("nan"), 61), False),
    ],
)
def test_finland_is_known(point: tuple[float, float], inside: bool) -> None:
    assert bool(crs.in_finland(*point)) is inside


def test_swapped_axes_are_told_from_far_off_places() -> None:
    swapped = crs.swapped_in_finland([61.69, 18.0, 27.27], [27.27, 59.3, 61.69])
    assert swapped.tolist() == [True, False, False]


def test_swapped_axes_are_seen_by_the_town_itself() -> None:
    town = shapely.box(514_000, 6_839_000, 515_000, 6_840_000)
    x, y = MIKKELI_METRES
    assert crs.swapped_in_town([x, y], [y, x], town, source=3067).tolist() == [False, True]


def test_null_island_is_a_missing_place() -> None:
    assert crs.at_null_island([0.0, 0.5, 27.0], [0.0, 0.5, 61.0]).tolist() == [True, False, False]
    assert crs.at_null_island([0.0, 514_000], [0.0, 6_839_000], source=3067).tolist() == [True, False]


def test_the_wording_of_a_prj_file_is_understood() -> None:
    esri = (
        'PROJCS["ETRS_1989_TM35FIN",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,'
        '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
        'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",27.0],'
        'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    assert crs.epsg_of(esri) == 3067
    assert crs.epsg_of("EPSG:3879") == 3879
    assert crs.epsg_of("EPSG:32635") is None
    assert crs.epsg_of("not a system") is None
