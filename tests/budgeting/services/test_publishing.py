"""What everybody reads of proposals follows from their rows, and from nothing else."""

from __future__ import annotations

import pytest

from budgeting.models import Proposal, PublishedProposal, Round
from budgeting.services.publishing import budget_version, publish_proposals, rebuild_proposals
from budgeting.services.rounds import publish_round
from geo.changes import areas_changed
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import box, make_halves, make_town, spot


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def areas(town: Municipality) -> list[int | None]:
    return list(
        PublishedProposal.objects.filter(municipality=town).order_by("number").values_list("area_id", flat=True)
    )


def test_only_published_proposals_of_published_rounds_are_shown(town: Municipality) -> None:
    shown, hidden = make_round(town), make_round(town, published_at=None)
    for round in (shown, hidden):
        make_proposal(round)
        make_proposal(round, published_at=None)
        make_proposal(round, state="draft")
    assert publish_proposals(town=town) == 1
    with in_town(town):
        Round.objects.filter(pk=shown.pk).update(published_at=None)
    assert publish_proposals(town=town, round=shown) == 0
    assert not PublishedProposal.objects.exists()


def test_a_proposal_lies_in_the_area_of_its_place_or_in_the_named_one(town: Municipality) -> None:
    halves = make_halves(town)
    west, east = halves.areas.get(code="W"), halves.areas.get(code="E")
    round = make_round(town)
    make_proposal(round, geom=spot(1, 1))
    make_proposal(round, geom=box(3, 1, 9, 2))
    made = make_proposal(round)
    with in_town(town):
        Proposal.objects.filter(pk=made.pk).update(geom=None, about_area=east)
    make_proposal(round, geom=spot(20, 20))
    publish_proposals(town=town)
    assert areas(town) == [west.pk, east.pk, east.pk, None]


def test_new_areas_derive_the_areas_of_proposals_anew(town: Municipality) -> None:
    make_proposal(make_round(town), geom=spot(1, 1))
    publish_proposals(town=town)
    assert areas(town) == [None]
    west = make_halves(town).areas.get(code="W")
    areas_changed(town)
    assert areas(town) == [west.pk]


def test_a_rebuild_gives_the_same_rows_and_new_tiles(town: Municipality) -> None:
    make_halves(town)
    make_proposal(make_round(town))
    publish_proposals(town=town)
    before, version = list(PublishedProposal.objects.values()), budget_version(town)
    rebuild_proposals(town)
    assert list(PublishedProposal.objects.values()) == before
    assert budget_version(town) > version


def test_one_towns_rebuild_leaves_anothers_rows(town: Municipality) -> None:
    other = make_town()
    make_proposal(make_round(other))
    publish_proposals(town=other)
    rebuild_proposals(town)
    assert PublishedProposal.objects.filter(municipality=other).count() == 1


def test_publishing_a_round_shows_what_was_made_before(town: Municipality) -> None:
    round = make_round(town, published_at=None)
    make_proposal(round)
    publish_round(town=town, round=round)
    assert PublishedProposal.objects.count() == 1
