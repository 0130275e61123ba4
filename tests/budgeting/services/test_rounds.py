"""A round is made from a template, set, shown and taken back; after the first vote money and rule stay."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Body
from budgeting.allowing import allows
from budgeting.models import Pot, Round, RoundChange
from budgeting.services.costing import accept_proposal
from budgeting.services.proposals import ProposalInput, edit_proposal, end_proposal
from budgeting.services.round_changes import Change
from budgeting.services.round_parts import (
    BatchFacts,
    PhaseFacts,
    PotFacts,
    ThemeFacts,
    set_batches,
    set_phases,
    set_pots,
    set_themes,
)
from budgeting.services.round_settings import RoundFacts, edit_round, facts_of
from budgeting.services.rounds import NewRound, StaleRound, make_round, publish_round, withdraw_round
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal
from tests.budgeting.factories import make_round as a_round
from tests.factories import make_town

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2027, 1, 4)
DAY = datetime.timedelta(days=1)
NAMES = {"fi": "Pienet investoinnit 2027", "sv": "Små investeringar 2027", "en": "Small investments 2027"}
WHY = Change(reason={"fi": "Vappu oli välissä.", "en": "May Day came between."})
Changing = Callable[[], object]


@pytest.fixture
def town() -> Municipality:
    return make_town()


def new(template: str = "yearly", **fields: Any) -> NewRound:
    return replace(NewRound(template, NAMES, 15_000_000, FIRST), **fields)


def council(town: Municipality) -> Body:
    return Body.objects.create(municipality=town, kind="council", code="vanhus", names={"fi": "Vanhusneuvosto"})


def voted_in(town: Municipality, made: Round) -> Round:
    with in_town(town):
        Round.objects.filter(pk=made.pk).update(frozen_at=timezone.now())
        now: Round = Round.objects.select_related("process").get(pk=made.pk)
    return now


def facts(town: Municipality, made: Round) -> RoundFacts:
    with in_town(town):
        return facts_of(Round.objects.select_related("process__owner", "area", "council").get(pk=made.pk))


def test_a_yearly_round_brings_its_process_money_phases_and_rule(town: Municipality) -> None:
    made = publish_round(town=town, round=make_round(town=town, new=new()))
    with in_town(town):
        assert [pot.money_cents for pot in made.pots.all()] == [15_000_000]
        assert [phase.kind for phase in made.phases.all()] == ["collect", "refine", "cost", "vote", "decide", "build"]
        assert made.has_vote and made.ways == ["code", "email", "paper"]
        process = made.process
    assert (process.slug, process.title, process.is_public) == (made.slug, NAMES, True)
    assert process.who_decides["fi"] and process.who_decides["sv"] != process.who_decides["fi"]
    assert process.opens_on == FIRST and process.closes_on is not None


def test_young_peoples_round_takes_ideas_all_year_and_sends_them_in_four_batches(town: Municipality) -> None:
    made = publish_round(town=town, round=make_round(town=town, new=new("youth")))
    with in_town(town):
        batches = list(made.batches.all())
        assert len(batches) == 4 and all(one.meets_on > one.closes_on for one in batches)
        assert {phase.ends_on for phase in made.phases.all()} == {None}
        assert allows(made, "collect", FIRST + 3000 * DAY) and not allows(made, "vote", FIRST)
    assert not made.has_vote and made.minimal_data and made.ways == []
    assert made.process.closes_on is None and "kaupunginjohtaja" in made.process.who_decides["fi"].lower()


def test_a_councils_round_is_voted_by_its_members(town: Municipality) -> None:
    with pytest.raises(Refused, match="council"):
        make_round(town=town, new=new("council"))
    made = make_round(town=town, new=new("council", council=council(town)))
    assert made.ways == ["council"] and made.council is not None


@pytest.mark.parametrize(
    "wrong", [{"money_cents": 0}, {"names": {"en": "Only"}}, {"template": "lottery"}, {"names": {"fi": "a" * 201}}]
)
def test_a_round_that_lacks_something_is_not_made(town: Municipality, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        make_round(town=town, new=new(**wrong))
    with in_town(town):
        assert not Round.objects.exists()


def test_rounds_of_one_name_have_addresses_of_their_own(town: Municipality) -> None:
    slugs = {make_round(town=town, new=new(names={"fi": name})).slug for name in ("Uusi", "Uusi", "New")}
    assert len(slugs) == 3 and "new" not in slugs


def test_a_vote_is_published_only_with_days_and_ways(town: Municipality) -> None:
    made = make_round(town=town, new=new())
    with in_town(town):
        made.phases.filter(kind="vote").delete()
        Round.objects.filter(pk=made.pk).update(ways=[])
    with pytest.raises(Refused) as refused:
        publish_round(town=town, round=made)
    assert {error.field for error in refused.value.errors} == {"ways", "phases"}


def test_a_round_is_taken_back_until_somebody_has_taken_part(town: Municipality) -> None:
    made = publish_round(town=town, round=make_round(town=town, new=new()))
    assert not withdraw_round(town=town, round=made).process.is_public
    publish_round(town=town, round=made)
    make_proposal(made)
    with pytest.raises(Refused, match="in_use"):
        withdraw_round(town=town, round=made)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(town: Municipality) -> None:
    made = make_round(town=town, new=new())
    known = facts(town, made)
    edit_round(town=town, round=made, facts=known, change=Change(version=1))
    with pytest.raises(StaleRound):
        edit_round(town=town, round=made, facts=known, change=Change(version=1))


def test_pots_are_the_money(town: Municipality) -> None:
    made = make_round(town=town, new=new())
    pots = [PotFacts({"fi": "Koko kaupunki"}, 4_000_000, code="town"), PotFacts({"fi": "Ristiina"}, 1_000_000)]
    changed = set_pots(town=town, round=made, pots=pots, change=Change())
    with in_town(town):
        assert [(pot.code, pot.money_cents) for pot in changed.pots.all()] == [
            ("town", 4_000_000),
            ("ristiina", 1_000_000),
        ]
    assert changed.money_cents == 5_000_000
    with pytest.raises(Refused, match="no_money"):
        set_pots(town=town, round=made, pots=[], change=Change())


def test_a_pot_with_proposals_is_not_taken_away(town: Municipality) -> None:
    made = make_round(town=town, new=new())
    make_proposal(made)
    with pytest.raises(Refused, match="in_use"):
        set_pots(town=town, round=made, pots=[PotFacts({"fi": "Uusi"}, 100)], change=Change())
    with in_town(town):
        assert Pot.objects.get(round=made).code == "town"


def test_themes_phases_and_batches_are_set_whole(town: Municipality) -> None:
    made = make_round(town=town, new=new("youth"))
    set_themes(
        town=town, round=made, themes=[ThemeFacts({"fi": "Liikunta"}), ThemeFacts({"fi": "Luonto"})], change=Change()
    )
    set_themes(town=town, round=made, themes=[ThemeFacts({"fi": "Luonto ja vesi"}, "luonto")], change=Change())
    set_phases(town=town, round=made, phases=[PhaseFacts("collect", FIRST, FIRST + DAY)], change=Change())
    with in_town(town):
        first = made.batches.first()
        assert first is not None
    kept = BatchFacts(first.closes_on + DAY, first.meets_on + DAY, first.public_id)
    changed = set_batches(town=town, round=made, batches=[kept, BatchFacts(FIRST, FIRST)], change=Change())
    with in_town(town):
        assert [(theme.code, theme.names["fi"]) for theme in changed.themes.all()] == [("luonto", "Luonto ja vesi")]
        assert [phase.kind for phase in changed.phases.all()] == ["collect"]
        assert [one.pk for one in changed.batches.all()][1] == first.pk and changed.batches.count() == 2
    assert changed.process.closes_on == FIRST + DAY


def test_after_the_first_vote_money_rule_and_voters_stay(town: Municipality) -> None:
    made = voted_in(town, publish_round(town=town, round=make_round(town=town, new=new())))
    known = facts(town, made)
    for other in (
        replace(known, counting=replace(known.counting, rule="greedy")),
        replace(known, electorate=replace(known.electorate, min_age=18)),
    ):
        with pytest.raises(Refused, match="frozen"):
            edit_round(town=town, round=made, facts=other, change=WHY)
    with pytest.raises(Refused, match="frozen"):
        set_pots(town=town, round=made, pots=[PotFacts({"fi": "Koko"}, 1, code="town")], change=WHY)


def test_after_the_first_vote_other_changes_need_a_reason_that_is_published(town: Municipality) -> None:
    made = voted_in(town, publish_round(town=town, round=make_round(town=town, new=new())))
    known = facts(town, made)
    texts = replace(known.texts, summary={"fi": "Uudet sanat"})
    longer = [PhaseFacts("vote", FIRST, FIRST + 40 * DAY)]
    changes: tuple[Changing, ...] = (
        lambda: edit_round(town=town, round=made, facts=replace(known, texts=texts), change=Change()),
        lambda: set_phases(town=town, round=made, phases=longer, change=Change()),
        lambda: set_themes(town=town, round=made, themes=[ThemeFacts({"fi": "Luonto"})], change=Change()),
    )
    for change in changes:
        with pytest.raises(Refused, match="required"):
            change()
    edit_round(town=town, round=made, facts=replace(known, texts=texts), change=WHY)
    set_phases(town=town, round=made, phases=longer, change=WHY)
    set_themes(town=town, round=made, themes=[ThemeFacts({"fi": "Luonto"})], change=WHY)
    with in_town(town):
        told = list(RoundChange.objects.filter(round=made))
    assert [sorted(one.after) for one in told] == [["question", "summary"], ["phases"], ["themes"]]
    assert all(one.reason == WHY.reason for one in told)


def test_saving_a_voted_round_as_it_is_tells_nothing(town: Municipality) -> None:
    made = voted_in(town, publish_round(town=town, round=make_round(town=town, new=new())))
    edit_round(town=town, round=made, facts=facts(town, made), change=Change())
    with in_town(town):
        assert not RoundChange.objects.exists()


def test_points_count_only_where_points_are_given(town: Municipality) -> None:
    made = make_round(town=town, new=new())
    known = facts(town, made)
    with pytest.raises(Refused, match="no_points"):
        edit_round(
            town=town, round=made, facts=replace(known, counting=replace(known.counting, utility="points")), change=WHY
        )
    with pytest.raises(Refused, match="points_total"):
        edit_round(
            town=town, round=made, facts=replace(known, counting=replace(known.counting, ballot="points")), change=WHY
        )


def test_a_published_vote_keeps_its_days(town: Municipality) -> None:
    made = publish_round(town=town, round=make_round(town=town, new=new()))
    with pytest.raises(Refused, match="no_vote"):
        set_phases(town=town, round=made, phases=[PhaseFacts("collect", FIRST)], change=Change())


def test_a_proposal_leaves_the_ballot_of_an_open_vote_only_with_a_published_reason(town: Municipality) -> None:
    of = a_round(town)
    park, path = make_proposal(of), make_proposal(of)
    voted_in(town, of)
    end_proposal(town=town, proposal=park, state="not_feasible", reason={"fi": "Kaapeli on tiellä."})
    with in_town(town):
        told = RoundChange.objects.get(round=of)
        assert (told.before, told.after) == ({"proposals": [1, 2]}, {"proposals": [2]})
        assert told.reason == {"fi": "Kaapeli on tiellä."}
        assert [one.pk for one in of.proposals.filter(state="accepted")] == [path.pk]


def test_nothing_joins_a_ballot_that_somebody_has_cast_and_nothing_on_it_is_reworded(town: Municipality) -> None:
    of = a_round(town)
    on_it, late = make_proposal(of), make_proposal(of, state="open")
    voted_in(town, of)
    with in_town(town):
        on_it = of.proposals.select_related("round").get(pk=on_it.pk)
    with pytest.raises(Refused, match="frozen"):
        accept_proposal(town=town, proposal=late)
    with pytest.raises(Refused, match="frozen"):
        edit_proposal(town=town, proposal=on_it, wishes=ProposalInput({"fi": "Muu"}, {"fi": "Muu"}))
