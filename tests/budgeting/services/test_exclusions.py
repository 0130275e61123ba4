"""Proposals of which at most one can win, declared before the vote."""

from __future__ import annotations

import pytest

from budgeting.models import Exclusion, Round
from budgeting.services.exclusions import exclude_each_other, lift_exclusion
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import make_town


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def test_the_same_proposals_are_declared_once(town: Municipality) -> None:
    round = make_round(town)
    pair = [make_proposal(round), make_proposal(round)]
    first, second = (
        exclude_each_other(town=town, round=round, kind="incompatible", proposals=ones) for ones in (pair, pair[::-1])
    )
    assert first == second
    with in_town(town):
        assert Exclusion.objects.get().members.count() == 2
        lift_exclusion(town=town, exclusion=first)
        assert not Exclusion.objects.exists()


def test_two_of_one_round_at_least(town: Municipality) -> None:
    round = make_round(town)
    one = make_proposal(round)
    with pytest.raises(Refused, match="too_few"):
        exclude_each_other(town=town, round=round, kind="alternative", proposals=[one, one])
    with pytest.raises(Refused, match="of_another_round"):
        exclude_each_other(town=town, round=round, kind="alternative", proposals=[one, make_proposal(make_round(town))])
    with pytest.raises(Refused, match="unknown_kind"):
        exclude_each_other(town=town, round=round, kind="because", proposals=[one, make_proposal(round)])


def test_none_after_the_vote_has_begun(town: Municipality) -> None:
    round = make_round(town)
    pair = [make_proposal(round), make_proposal(round)]
    declared = exclude_each_other(town=town, round=round, kind="alternative", proposals=pair)
    with in_town(town):
        Round.objects.filter(pk=round.pk).update(frozen_at="2026-01-01T00:00:00Z")
    with pytest.raises(Refused, match="frozen"):
        exclude_each_other(town=town, round=round, kind="incompatible", proposals=pair)
    with pytest.raises(Refused, match="frozen"):
        lift_exclusion(town=town, exclusion=declared)
