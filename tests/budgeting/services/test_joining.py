"""Joining keeps both traces, asks for consent and can be undone; a split tells the senders of every part."""

from __future__ import annotations

import pytest

from budgeting.models import Proposal, ProposalAuthor, PublishedProposal
from budgeting.services.joining import merge_proposals, part_proposals, split_proposal
from budgeting.services.proposals import ProposalInput, open_proposal
from budgeting.services.telling import ideas_of
from budgeting.services.writing import Invitation, agree_to_write, invite_author
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_round
from tests.budgeting.ideas import again, collecting, drafted, make_idea, opened, steps, told
from tests.factories import make_town


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def pair(town: Municipality, *, may_be_merged: bool = True) -> tuple[Proposal, Proposal]:
    round = collecting(town)
    return opened(round, make_idea(round), title="Eka"), opened(
        round, make_idea(round, may_be_merged=may_be_merged), title="Toka"
    )


def ideas(of: Proposal) -> list[int]:
    with in_town(of.municipality):
        return [idea.pk for idea in ideas_of(of)]


def test_a_joined_proposal_leads_to_the_kept_one_which_has_the_ideas_of_both(town: Municipality) -> None:
    kept, other = pair(town)
    own, others = ideas(kept), ideas(other)
    merge_proposals(town=town, kept=kept, others=[other], text={"fi": "Samaa asiaa."})
    assert (again(other).state, again(other).merged_into) == ("merged", kept)
    assert ideas(kept) == own + others
    assert ideas(other) == others
    assert (steps(kept)[-1], steps(other)[-1]) == ("merged", "merged")
    assert PublishedProposal.objects.get(number=other.number).state == "merged"


def test_joining_is_told_to_the_senders_of_what_was_joined(town: Municipality) -> None:
    kept, other = pair(town)
    with in_town(town):
        [idea] = ideas_of(other)
    merge_proposals(town=town, kept=kept, others=[other], text={"fi": "Samaa asiaa."})
    assert told(idea.pin)[-1] == "Samaa asiaa."


def test_joining_needs_the_consent_of_every_sender(town: Municipality) -> None:
    kept, other = pair(town, may_be_merged=False)
    with pytest.raises(Refused, match="no_consent"):
        merge_proposals(town=town, kept=kept, others=[other])
    assert again(other).state == "open"


def test_joining_again_changes_nothing(town: Municipality) -> None:
    kept, other = pair(town)
    for _ in range(2):
        merge_proposals(town=town, kept=kept, others=[other])
    assert steps(kept).count("merged") == 1


def test_parting_gives_back_the_state_and_takes_the_ideas_along(town: Municipality) -> None:
    kept, other = pair(town)
    own, others = ideas(kept), ideas(other)
    with in_town(town):
        Proposal.objects.filter(pk=other.pk).update(state="costing")
    merge_proposals(town=town, kept=kept, others=[other])
    assert part_proposals(town=town, proposals=[other]) == [other]
    assert (again(other).state, again(other).merged_into, ideas(kept), ideas(other)) == ("costing", None, own, others)
    assert part_proposals(town=town, proposals=[other]) == []
    assert (steps(kept)[-1], steps(other)[-1]) == ("parted", "parted")


def test_proposals_of_two_rounds_are_never_joined(town: Municipality) -> None:
    with pytest.raises(Refused, match="of_another_round"):
        merge_proposals(town=town, kept=opened(make_round(town)), others=[opened(make_round(town))])


def test_a_published_one_is_not_joined_into_a_draft_where_nobody_would_find_it(town: Municipality) -> None:
    round = make_round(town)
    with pytest.raises(Refused, match="not_published"):
        merge_proposals(town=town, kept=drafted(round), others=[opened(round)])


def test_once_the_vote_has_begun_the_ballot_stays_as_it_is(town: Municipality) -> None:
    kept, other = pair(town)
    with in_town(town):
        Proposal.objects.filter(pk=other.pk).update(state="accepted", cost_cents=1, pot=kept.round.pots.get())
        type(kept.round).objects.filter(pk=kept.round_id).update(frozen_at="2026-01-01T00:00:00Z")
    with pytest.raises(Refused, match="frozen"):
        merge_proposals(town=town, kept=kept, others=[other])


def test_who_wrote_what_was_joined_is_asked_before_they_are_an_author_of_the_kept_one(town: Municipality) -> None:
    kept, other = pair(town)
    author = invite_author(town=town, proposal=other, who=Invitation("aino@example.fi"))
    agree_to_write(town=town, author=author)
    merge_proposals(town=town, kept=kept, others=[other])
    with in_town(town):
        asked = ProposalAuthor.objects.get(proposal=kept)
    assert (asked.email, asked.agreed_at) == ("aino@example.fi", None)


def test_a_split_makes_parts_that_stem_from_its_ideas_and_tells_of_each(town: Municipality) -> None:
    round = collecting(town)
    idea = make_idea(round)
    whole = opened(round, idea)
    parts = [ProposalInput({"fi": "Penkki"}), ProposalInput({"fi": "Roskis"})]
    made = split_proposal(town=town, proposal=whole, parts=parts)
    assert [(one.split_from, again(one).state) for one in made] == [(whole, "open")] * 2
    assert [ideas(one) for one in made] == [[idea.pk]] * 2
    assert (again(whole).state, len(told(idea.pin))) == ("split", 3)


def test_a_split_of_a_draft_is_seen_by_nobody(town: Municipality) -> None:
    whole = drafted(make_round(town))
    made = split_proposal(town=town, proposal=whole, parts=[ProposalInput({"fi": "A"}), ProposalInput({"fi": "B"})])
    assert not PublishedProposal.objects.exists()
    assert open_proposal(town=town, proposal=made[0]).state == "open"


def test_one_part_is_no_split(town: Municipality) -> None:
    with pytest.raises(Refused, match="too_few"):
        split_proposal(town=town, proposal=opened(make_round(town)), parts=[ProposalInput({"fi": "A"})])
