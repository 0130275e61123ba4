"""A round freezes with its first ballot: money and rule for good, the rest but for a published reason (raw SQL too)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from budgeting.models import Exclusion, ExclusionMember, Idea, Pot, Proposal, Round, RoundChange, RoundPhase, RoundTheme
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_pot, make_proposal, make_round
from tests.factories import make_town

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
WHY = {"fi": "Päivä oli väärin.", "en": "The day was wrong."}


@pytest.fixture
def town() -> Municipality:
    return make_town()


def frozen(town: Municipality) -> Round:
    """As the first ballot leaves it."""
    made = make_round(town)
    make_proposal(made)
    make_proposal(made)
    with in_town(town):
        Round.objects.filter(pk=made.pk).update(frozen_at=timezone.now())
    return made


def end_vote(of: Round) -> None:
    """Its last day was yesterday, so that it can be closed."""
    tell(of, {"phases": []}, {"phases": []})
    yesterday = timezone.localdate() - DAY
    RoundPhase.objects.filter(round=of).update(starts_on=yesterday, ends_on=yesterday)


def tell(of: Round, before: dict[str, Any], after: dict[str, Any]) -> None:
    RoundChange.objects.create(municipality=of.municipality, round=of, reason=WHY, before=before, after=after)


FOR_GOOD: tuple[dict[str, Any], ...] = (
    {"money_cents": 1},
    {"has_vote": False},
    {"ballot": "knapsack"},
    {"most_choices": 3},
    {"points_total": 10},
    {"rule": "greedy"},
    {"utility": "cardinality"},
    {"completion": "none"},
    {"skips": False},
    {"threshold": 5},
    {"tie_break": "number"},
    {"ways": ["oidc"]},
    {"residents": ["work"]},
    {"min_age": 18},
    {"max_age": 20},
    {"claims": {"municipality": ["491"]}},
    {"slug": "muu"},
    {"published_at": None},
    {"frozen_at": None},
)


def test_money_and_rule_of_a_frozen_round_never_change(town: Municipality) -> None:
    of = frozen(town)
    with in_town(town):
        for change in FOR_GOOD:
            tell(of, dict.fromkeys(change), change)
            with pytest.raises(IntegrityError, match="money and rule"), transaction.atomic():
                Round.objects.filter(pk=of.pk).update(**change)


def test_an_electorate_of_an_area_or_a_council_is_guarded_too() -> None:
    guarded = {name for change in FOR_GOOD for name in change}
    open_to_change = {"summary", "double_entry", "checked_share", "minimal_data"}
    lives_on = {"version", "closed_at", "results_at", "made_by", "made_at"}
    others = {"id", "municipality", "public_id", "process", "template", "area", "council"}
    named = {field.name for field in Round._meta.concrete_fields}
    assert named == guarded | open_to_change | lives_on | others


def test_the_rest_changes_only_beside_a_published_reason_that_says_it(town: Municipality) -> None:
    of = frozen(town)
    changes: tuple[dict[str, Any], ...] = ({"summary": {"fi": "Muu"}}, {"double_entry": True}, {"minimal_data": True})
    with in_town(town):
        for change in changes:
            with pytest.raises(IntegrityError, match="published reason"), transaction.atomic():
                Round.objects.filter(pk=of.pk).update(**change)
            tell(of, dict.fromkeys(change), dict.fromkeys(change, "something else"))
            with pytest.raises(IntegrityError, match="published reason"), transaction.atomic():
                Round.objects.filter(pk=of.pk).update(**change)
            tell(of, dict.fromkeys(change), change)
            assert Round.objects.filter(pk=of.pk).update(**change) == 1


def test_phases_and_themes_of_a_frozen_round_change_only_with_a_reason(town: Municipality) -> None:
    of = frozen(town)
    own: dict[str, Any] = {"municipality": town, "round": of}
    with in_town(town):
        changes = (
            lambda: RoundPhase.objects.filter(round=of).update(ends_on=timezone.localdate() + 20 * DAY),
            lambda: RoundPhase.objects.create(**own, kind="build", starts_on=timezone.localdate()),
            lambda: RoundTheme.objects.create(**own, code="green"),
        )
        for change in changes:
            with pytest.raises(IntegrityError, match="published reason"), transaction.atomic():
                change()
        tell(of, {"phases": [], "themes": []}, {"phases": [], "themes": []})
        for change in changes:
            change()


def test_a_reason_counts_only_in_its_own_transaction_and_stays(town: Municipality) -> None:
    of = frozen(town)
    with in_town(town):
        tell(of, {"phases": []}, {"phases": []})
        told = RoundChange.objects.get()
        assert told.transaction > 0
        with pytest.raises(Exception, match="never changed"), transaction.atomic():
            RoundChange.objects.update(reason={"fi": "muu"})
        with pytest.raises(Exception, match="never changed"), transaction.atomic():
            RoundChange.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_yesterdays_reason_does_not_cover_todays_change() -> None:
    of = frozen(make_town())
    with in_town(of.municipality):
        tell(of, {"phases": []}, {"phases": []})
    with pytest.raises(IntegrityError, match="published reason"), in_town(of.municipality):
        RoundPhase.objects.filter(round=of).update(note={"fi": "muu"})


def test_pots_of_a_frozen_round_keep_their_money_and_whose_they_are(town: Municipality) -> None:
    of = frozen(town)
    with in_town(town):
        tell(of, {"pots": []}, {"pots": []})
        for change in ({"money_cents": 1}, {"code": "muu"}, {"kind": "age"}, {"age_bands": ["0-12"]}):
            with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
                Pot.objects.filter(round=of).update(**change)
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            Pot.objects.create(municipality=town, round=of, code="lisää", money_cents=0)
        with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
            Pot.objects.filter(round=of)._raw_delete("default")
        assert Pot.objects.filter(round=of).update(names={"fi": "Kaupunki"}) == 1


def test_what_is_on_the_ballot_of_a_frozen_round_stays_as_it_was(town: Municipality) -> None:
    of = frozen(town)
    changes: tuple[dict[str, Any], ...] = ({"cost_cents": 1}, {"pot": None}, {"number": 99}, {"state": "draft"})
    with in_town(town):
        for change in changes:
            with pytest.raises(IntegrityError, match="stays as it was voted on"), transaction.atomic():
                Proposal.objects.filter(round=of).update(**change)


def test_a_proposal_leaves_an_open_vote_for_a_published_reason_and_never_a_closed_one(town: Municipality) -> None:
    of = frozen(town)
    with in_town(town):
        tell(of, {"proposals": [1, 2]}, {"proposals": [2]})
        assert Proposal.objects.filter(round=of, number=1).update(state="not_feasible", reason=WHY) == 1
        end_vote(of)
        Round.objects.filter(pk=of.pk).update(closed_at=timezone.now())
        for state in ("not_feasible", "withdrawn", "merged"):
            with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
                Proposal.objects.filter(round=of, state="accepted").update(state=state)
        assert Proposal.objects.filter(round=of, state="accepted").update(state="won") == 1
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            Proposal.objects.filter(round=of, state="won").update(state="accepted")


def test_a_draft_beside_a_frozen_ballot_is_written_on_but_never_joins_it(town: Municipality) -> None:
    of = frozen(town)
    draft = make_proposal(of, state="draft")
    with in_town(town):
        assert Proposal.objects.filter(pk=draft.pk).update(titles={"fi": "Kesken"}, cost_cents=7) == 1
        with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
            Proposal.objects.filter(pk=draft.pk).update(state="accepted")


def test_nothing_joins_or_leaves_the_ballot_of_a_frozen_round(town: Municipality) -> None:
    of = frozen(town)
    with pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        make_proposal(of)
    with in_town(town), pytest.raises(IntegrityError, match="stays as it was"), transaction.atomic():
        Proposal.objects.filter(round=of)._raw_delete("default")
    with in_town(town), pytest.raises(IntegrityError, match="not deleted"), transaction.atomic():
        Round.objects.filter(pk=of.pk)._raw_delete("default")


def test_exclusions_of_a_frozen_round_stay_because_they_decide_who_wins(town: Municipality) -> None:
    of = make_round(town)
    own: dict[str, Any] = {"municipality": town}
    one, two = make_proposal(of), make_proposal(of)
    with in_town(town):
        pair = Exclusion.objects.create(**own, round=of, kind="alternative")
        ExclusionMember.objects.create(**own, exclusion=pair, proposal=one)
        Round.objects.filter(pk=of.pk).update(frozen_at=timezone.now())
        tell(of, {"exclusions": []}, {"exclusions": []})
        for change in (
            lambda: ExclusionMember.objects.create(**own, exclusion=pair, proposal=two),
            lambda: ExclusionMember.objects.all().delete(),
            lambda: Exclusion.objects.create(**own, round=of, kind="alternative"),
            lambda: Exclusion.objects.update(kind="incompatible"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()


def test_a_vote_that_nobody_took_part_in_is_frozen_by_closing(town: Municipality) -> None:
    of = make_round(town)
    with in_town(town):
        end_vote(of)
        Round.objects.filter(pk=of.pk).update(closed_at=timezone.now())
        with pytest.raises(IntegrityError, match="money and rule"), transaction.atomic():
            Round.objects.filter(pk=of.pk).update(rule="greedy")
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=of.pk).update(closed_at=None)


def test_a_round_that_nobody_voted_in_changes_freely(town: Municipality) -> None:
    of = make_round(town)
    proposal = make_proposal(of)
    with in_town(town):
        Round.objects.filter(pk=of.pk).update(rule="greedy", min_age=15, ways=["code"])
        Proposal.objects.filter(pk=proposal.pk).update(cost_cents=5, state="withdrawn")
        RoundPhase.objects.filter(round=of).update(ends_on=None)
        assert not RoundChange.objects.exists()


def test_pots_add_up_to_the_money_of_their_round(town: Municipality) -> None:
    of = make_round(town, money=100)
    make_pot(of, "itä", 50)
    for change in (
        lambda: Pot.objects.filter(round=of).update(money_cents=1),
        lambda: Round.objects.filter(pk=of.pk).update(money_cents=1),
        lambda: Pot.objects.create(municipality=town, round=of, code="z", money_cents=1),
        lambda: Pot.objects.filter(round=of, code="itä").delete(),
    ):
        with pytest.raises(IntegrityError, match="add up"), in_town(town):
            change()
            checked_now()


def checked_now() -> None:
    """What the end of a transaction asks."""
    transaction.get_connection().check_constraints()


@pytest.mark.django_db(transaction=True)
def test_pots_that_do_not_add_up_are_found_when_the_transaction_ends_in_no_town() -> None:
    of = make_round(make_town(), money=100)
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic(), in_town(of.municipality):
        Pot.objects.filter(round=of).update(money_cents=1)


def test_rounds_never_mix_their_money_proposals_or_batches(town: Municipality) -> None:
    one, two = make_round(town), make_round(town)
    mine, other = make_proposal(one), make_proposal(two)
    own: dict[str, Any] = {"municipality": town}
    with in_town(town):
        theme = RoundTheme.objects.create(**own, round=two, code="green")
        pair = Exclusion.objects.create(**own, round=one, kind="alternative")
        for change in (
            lambda: Proposal.objects.filter(pk=mine.pk).update(pot=two.pots.get()),
            lambda: Proposal.objects.filter(pk=mine.pk).update(round=two),
            lambda: Proposal.objects.filter(pk=mine.pk).update(theme=theme),
            lambda: Pot.objects.filter(round=one).update(round=two),
            lambda: ExclusionMember.objects.create(**own, exclusion=pair, proposal=other),
        ):
            with pytest.raises(IntegrityError, match=r"one round|another"), transaction.atomic():
                change()


def test_a_pot_of_another_town_finds_no_round(town: Municipality) -> None:
    of, elsewhere = make_round(town), make_town("muualla")
    with in_town(elsewhere), pytest.raises(IntegrityError, match="of its town"), transaction.atomic():
        Pot.objects.create(municipality=elsewhere, round=of, code="z", money_cents=0)
    assert Idea._meta.get_field("batch").null
