"""Proposals: made of ideas with consent, numbered, edited with trace, and ended with a reason that is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from budgeting.models import Idea, PublishedProposal
from budgeting.services.proposals import ProposalInput, edit_proposal, end_proposal, make_proposal
from budgeting.services.stepping import By, StaleProposal
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal as accepted
from tests.budgeting.factories import make_round
from tests.budgeting.ideas import again, collecting, drafted, keeper, make_idea, opened, steps, told
from tests.factories import make_town, spot

REASON = {"fi": "Maa ei kanna.", "sv": "Marken bär inte."}


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def test_a_draft_takes_its_ideas_and_is_seen_by_nobody_until_it_opens(town: Municipality) -> None:
    round = collecting(town)
    idea = make_idea(round)
    made = drafted(round, idea)
    assert not PublishedProposal.objects.exists()
    with in_town(town):
        assert Idea.objects.get().state == "taken"
    assert told(idea.pin) == []
    opened(round, title="Toinen")
    assert [one.number for one in PublishedProposal.objects.all()] == [made.number + 1]


def test_the_senders_are_told_when_their_idea_becomes_a_proposal(town: Municipality) -> None:
    round = collecting(town)
    ideas = [make_idea(round), make_idea(round)]
    opened(round, *ideas)
    assert [len(told(idea.pin)) for idea in ideas] == [1, 1]


def test_ideas_are_joined_only_when_every_sender_agreed(town: Municipality) -> None:
    round = collecting(town)
    ideas = [make_idea(round), make_idea(round, may_be_merged=False)]
    with pytest.raises(Refused, match="no_consent"):
        drafted(round, *ideas)
    assert drafted(round, ideas[1]).number == 1


def test_proposals_are_numbered_in_their_own_round(town: Municipality) -> None:
    first, second = make_round(town), make_round(town)
    assert [drafted(one).number for one in (first, first, second)] == [1, 2, 1]


@pytest.mark.parametrize("name", ["pot", "theme"])
def test_pot_and_theme_are_of_the_same_round(town: Municipality, name: str) -> None:
    round, other = make_round(town), make_round(town)
    with in_town(town):
        theme = other.themes.create(municipality=town, code="puistot")
        plain = ProposalInput({"fi": "Keinu"})
        wrong = replace(plain, pot=other.pots.get()) if name == "pot" else replace(plain, theme=theme)
    with pytest.raises(Refused, match=f"{name}: of_another_round"):
        make_proposal(town=town, round=round, proposal=wrong)


def test_a_proposal_has_a_name(town: Municipality) -> None:
    with pytest.raises(Refused, match="titles: required"):
        make_proposal(town=town, round=make_round(town), proposal=ProposalInput({"fi": " "}))


def test_an_edit_keeps_what_was_said_before_and_where(town: Municipality) -> None:
    made = opened(make_round(town))
    edit_proposal(town=town, proposal=made, wishes=ProposalInput({"fi": "Keinu"}, {"fi": "Iso."}, spot(3, 3)))
    edit_proposal(town=town, proposal=made, wishes=ProposalInput({"fi": "Keinu"}, {"fi": "Iso."}, spot(4, 4)))
    with in_town(town):
        first, second = made.history.filter(kind="edited")
    assert (first.before["titles"], first.before["texts"]) == ({"fi": "Penkkejä"}, {"fi": "Kaksi penkkiä."})
    assert second.before == {"geom": spot(3, 3).ewkt}
    assert PublishedProposal.objects.get().titles == {"fi": "Keinu"}


def test_the_same_edit_again_writes_nothing(town: Municipality) -> None:
    made = opened(make_round(town))
    wishes = ProposalInput({"fi": "Keinu"}, place=spot(3, 3))
    assert edit_proposal(town=town, proposal=made, wishes=wishes) is not None
    assert edit_proposal(town=town, proposal=again(made), wishes=wishes) is None


def test_an_edit_of_an_older_version_overwrites_nothing(town: Municipality) -> None:
    made = opened(make_round(town))
    seen = By(version=made.version)
    edit_proposal(town=town, proposal=made, wishes=ProposalInput({"fi": "Keinu"}), by=seen)
    with pytest.raises(StaleProposal):
        edit_proposal(town=town, proposal=made, wishes=ProposalInput({"fi": "Liuku"}), by=seen)
    assert again(made).titles == {"fi": "Keinu"}


@pytest.mark.parametrize("state", ["not_feasible", "withdrawn"])
def test_it_ends_only_with_a_reason_that_its_senders_are_told(town: Municipality, state: str) -> None:
    round, by = collecting(town), By(keeper(town))
    idea = make_idea(round, language="sv")
    made = opened(round, idea)
    with pytest.raises(Refused, match="reason: required"):
        end_proposal(town=town, proposal=made, state=state, reason={}, by=by)
    for _ in range(2):
        end_proposal(town=town, proposal=made, state=state, reason=REASON, by=by)
    assert told(idea.pin)[1:] == [REASON["sv"]]
    assert (again(made).reason, steps(made)) == (REASON, ["made", "state", "state"])
    assert PublishedProposal.objects.get().state == state


def test_what_won_can_be_dropped_with_a_reason_and_what_is_open_cannot(town: Municipality) -> None:
    round = make_round(town)
    won, waiting = accepted(round, state="won"), opened(round)
    assert end_proposal(town=town, proposal=won, state="dropped", reason=REASON).state == "dropped"
    with pytest.raises(Refused, match="not_now"):
        end_proposal(town=town, proposal=waiting, state="dropped", reason=REASON)


def test_what_has_ended_is_edited_no_more(town: Municipality) -> None:
    made = opened(make_round(town))
    end_proposal(town=town, proposal=made, state="withdrawn", reason=REASON)
    with pytest.raises(Refused, match="ended"):
        edit_proposal(town=town, proposal=made, wishes=ProposalInput({"fi": "Keinu"}))
