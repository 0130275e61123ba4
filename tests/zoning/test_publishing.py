"""What everybody reads of plans follows from the registry, and from nothing else."""

from __future__ import annotations

import pytest

from delivery.models import OutboxMessage
from geo.tenancy import in_town
from tests.factories import box, make_town, spot
from tests.zoning.factories import area, make_hearing, make_plan, make_version
from zoning.models import Plan, PublishedHearing, PublishedPlan, PublishedPlanPart, PublishedState
from zoning.services import publish_plan, rebuild_plans

pytestmark = pytest.mark.django_db


def test_an_unpublished_plan_leaves_nothing_for_the_public() -> None:
    town = make_town()
    plan = make_plan(town, published_at=None)
    make_version(plan)
    make_hearing(plan)
    assert not PublishedPlan.objects.exists()
    assert not PublishedPlanPart.objects.exists()
    assert not PublishedHearing.objects.exists()


def test_the_area_is_that_of_the_furthest_published_stage() -> None:
    town = make_town()
    plan = make_plan(town)
    make_version(plan, "proposal", geom=area(box(4, 4, 5, 6)))
    make_version(plan, "oas", geom=area(box(0, 0, 9, 9)))
    make_version(plan, "approved", geom=area(box(7, 7, 8, 8)), published_at=None)
    shown = PublishedPlan.objects.get()
    assert shown.stage == "proposal"
    assert shown.area_m2 == pytest.approx(2_000_000)


def test_the_options_of_a_draft_make_one_area_together() -> None:
    plan = make_plan(make_town())
    make_version(plan, "draft", option="A", geom=area(box(2, 2, 3, 3)))
    make_version(plan, "draft", option="B", geom=area(box(2, 2, 4, 3)))
    assert PublishedPlan.objects.get().area_m2 == pytest.approx(2_000_000)


def test_a_point_finds_the_plans_whose_area_it_is_in() -> None:
    town = make_town()
    make_plan(town, "here")
    make_plan(town, "there", geom=area(box(6, 6, 7, 7)))
    assert [one.slug for one in PublishedPlan.objects.of(town).at(spot(2.5, 2.5))] == ["here"]


def test_a_withdrawn_plan_vanishes_with_its_hearings_and_pieces() -> None:
    town = make_town()
    plan = make_plan(town)
    make_hearing(plan)
    with in_town(town):
        Plan.objects.filter(pk=plan.pk).update(published_at=None)
        publish_plan(town=town, plan=plan)
    assert not PublishedPlan.objects.exists()
    assert not PublishedPlanPart.objects.exists()
    assert not PublishedHearing.objects.exists()


def test_followers_are_told_once_that_it_is_published_and_then_of_changes() -> None:
    town = make_town()
    plan = make_plan(town)
    publish_plan(town=town, plan=plan)
    make_plan(town, published_at=None)
    sent = OutboxMessage.objects.filter(municipality=town).order_by("id").values_list("topic", flat=True)
    assert list(sent) == ["plan.published", "plan.changed"]


def test_a_rebuild_gives_the_same_rows_and_new_tiles() -> None:
    town = make_town()
    plan = make_plan(town)
    make_version(plan, geom=area(box(1, 1, 4, 4)))
    make_hearing(plan)

    def rows() -> list[list[tuple[object, ...]]]:
        pieces = PublishedPlanPart.objects.order_by("geom").values_list("plan_id", "geom")
        return [list(model.objects.order_by("pk").values_list()) for model in (PublishedPlan, PublishedHearing)] + [
            list(pieces)
        ]

    before, version = rows(), PublishedState.objects.get(municipality=town).version
    rebuild_plans(town)
    assert rows() == before
    assert PublishedState.objects.get(municipality=town).version == version + 1
