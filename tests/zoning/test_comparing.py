"""Versions and options side by side: added, removed and moved in square metres, against hand-made plans."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import GEOSGeometry, LineString, MultiPolygon

from geo.tenancy import in_town
from tests.factories import box, make_town, spot
from tests.zoning.factories import area, make_plan, make_version
from zoning.comparing import Difference, compare_versions
from zoning.models import Plan, PlanObject, PlanVersion

pytestmark = pytest.mark.django_db


def drawn(
    plan: Plan, option: str, objects: dict[str, GEOSGeometry], outline: MultiPolygon | None = None
) -> PlanVersion:
    version = make_version(plan, "draft", option=option, geom=outline or area())
    with in_town(plan.municipality):
        for number, (code, shape) in enumerate(objects.items()):
            PlanObject.objects.create(
                municipality=plan.municipality, version=version, layer="alueet", key=str(number), code=code, geom=shape
            )
    return version


def compared(first: PlanVersion, second: PlanVersion) -> dict[str, Difference]:
    with in_town(first.municipality):
        return {one.code: one for one in compare_versions(first, second)}


def test_what_was_added_removed_and_moved_is_told_in_square_metres() -> None:
    plan = make_plan(make_town())
    first = drawn(plan, "A", {"AK": box(2, 2, 2.5, 3), "VP": box(2.5, 2, 3, 2.2), "LT": box(2.5, 2.5, 3, 3)})
    second = drawn(plan, "B", {"AK": box(2, 2, 2.7, 3), "VP": box(2.5, 2.2, 3, 2.4), "P": box(2.8, 2.5, 3, 3)})
    found = compared(first, second)
    whole = found.pop("")
    assert (whole.before, whole.after) == pytest.approx((1e6, 1e6))
    assert whole.is_same
    told = {code: (one.added, one.removed, one.moved) for code, one in found.items()}
    assert told == {
        "AK": pytest.approx((200_000, 0, 0)),
        "VP": pytest.approx((0, 0, 100_000)),
        "LT": pytest.approx((0, 250_000, 0)),
        "P": pytest.approx((100_000, 0, 0)),
    }


def test_the_sums_agree_whatever_changed() -> None:
    plan = make_plan(make_town())
    first = drawn(plan, "A", {"AK": box(2, 2, 2.5, 3)})
    second = drawn(plan, "B", {"AK": box(2.4, 2, 2.7, 2.9)}, area(box(2, 2, 3.5, 3)))
    for one in compared(first, second).values():
        assert one.after == pytest.approx(one.before + one.added - one.removed)
    assert compared(first, second)[""].added == pytest.approx(500_000)


def test_the_other_way_round_added_is_removed() -> None:
    plan = make_plan(make_town())
    first, second = drawn(plan, "A", {"AK": box(2, 2, 2.5, 3)}), drawn(plan, "B", {"AK": box(2, 2, 2.7, 3)})
    there, back = compared(first, second)["AK"], compared(second, first)["AK"]
    assert (there.added, there.removed) == pytest.approx((back.removed, back.added))


def test_lines_are_compared_in_metres_and_points_by_their_number() -> None:
    plan = make_plan(make_town())
    road = LineString((512_000, 6_832_000), (512_500, 6_832_000), srid=3067)
    longer = LineString((512_000, 6_832_000), (512_800, 6_832_000), srid=3067)
    first = drawn(plan, "A", {"katu": road, "puu": spot(2.1, 2.1)})
    second = drawn(plan, "B", {"katu": longer, "puu": spot(2.2, 2.2)})
    found = compared(first, second)
    assert found["katu"].dimension == 1
    assert found["katu"].added == pytest.approx(300)
    assert (found["puu"].dimension, found["puu"].moved, found["puu"].added) == (0, 1, 0)


def test_a_border_drawn_a_hair_apart_is_one_border() -> None:
    plan = make_plan(make_town())
    first = drawn(plan, "A", {"AK": box(2, 2, 2.5, 3)})
    second = drawn(plan, "B", {"AK": box(2, 2, 2.5000000001, 3)})
    assert compared(first, second)["AK"].is_same
