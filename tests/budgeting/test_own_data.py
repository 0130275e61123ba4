"""What budgeting keeps about a person: told when they ask, gone when they want; never what they chose."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from budgeting.models import Idea, Proposal, ProposalAuthor, Round, Turnout
from budgeting.services.casting import BallotInput, cast_ballot
from feedback_map.models import Pin
from feedback_map.own_data import data_about
from feedback_map.services import Whose, ask_for_erasure, decide_texts, erase_due
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from participation.services import token_hash
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.ideas import collecting, keeper, make_idea, opened
from tests.budgeting.votes import opened as admitted
from tests.factories import make_halves, make_town

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
TOKEN = "a" * 32


@pytest.fixture
def town() -> Municipality:
    town = make_town()
    make_halves(town)
    return town


@pytest.fixture
def youth(town: Municipality) -> Round:
    return collecting(town, has_vote=False)


def person(town: Municipality) -> Participant:
    with in_town(town):
        return Participant.objects.get(token_hash=token_hash(TOKEN))


def votes(town: Municipality) -> Proposal:
    """One ballot of the person; gives what it chose."""
    of = make_round(town, "aanestys")
    chosen = make_proposal(of, "Valittu kohde")
    ballot = BallotInput(choices=(chosen.pk,), is_entitled=True)
    cast_ballot(town=town, admission=admitted(of), ballot=ballot, participant_token=TOKEN)
    return chosen


def idea_of(town: Municipality, of: Round) -> Idea:
    made = make_idea(of)
    with in_town(town):
        Pin.objects.filter(pk=made.pin_id).update(participant=person(town))
    return made


def writes(town: Municipality, proposal: Proposal) -> ProposalAuthor:
    with in_town(town):
        return ProposalAuthor.objects.create(
            municipality=town,
            proposal=proposal,
            participant=person(town),
            shown_name="Aino V.",
            email="aino@example.fi",
            key_hash=token_hash("k"),
        )


def test_a_person_reads_that_they_voted_and_never_what(town: Municipality) -> None:
    chosen = votes(town)
    told = data_about(town, Whose(participant=person(town)))
    assert [one["round"] for one in told["budgets"]["voted"]] == ["aanestys"]
    everything = json.dumps(told, cls=DjangoJSONEncoder)
    assert chosen.public_id not in everything
    assert "Valittu kohde" not in everything


def test_a_person_reads_their_ideas_and_what_they_write(town: Municipality, youth: Round) -> None:
    votes(town)
    idea = idea_of(town, youth)
    proposal = opened(youth, idea)
    writes(town, proposal)
    told = data_about(town, Whose(participant=person(town)))["budgets"]
    assert [(one["title"], one["proposals"]) for one in told["ideas"]] == [("Penkki", [proposal.public_id])]
    assert [(one["shown_name"], one["email"]) for one in told["writes"]] == [("Aino V.", "aino@example.fi")]


def test_erased_the_number_of_voters_stays_and_the_person_is_gone(town: Municipality, youth: Round) -> None:
    votes(town)
    idea = idea_of(town, youth)
    proposal = opened(youth, idea)
    author = writes(town, proposal)
    asked = ask_for_erasure(town=town, whose=Whose(participant=person(town)), at_once=True)
    decide_texts(town=town, request=asked, texts="blank", by=keeper(town))
    assert erase_due(town) == 1
    with in_town(town):
        left = ProposalAuthor.objects.get(pk=author.pk)
        assert (left.participant_id, left.shown_name, left.email, left.key_hash) == (None, "", "", None)
        assert Idea.objects.get(pk=idea.pk).title == ""
        kept = Proposal.objects.get(pk=proposal.pk)  # worded with the town, it is the town's, as the notice says
        assert (kept.titles, kept.texts) == (proposal.titles, proposal.texts) and kept.titles
        assert Turnout.objects.filter(participant=None, home=None).count() == Turnout.objects.count() == 1
