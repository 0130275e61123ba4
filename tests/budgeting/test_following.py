"""Rounds and proposals can be followed: what is news of them, once, and only what is published."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from budgeting.following import PROPOSAL, ROUND
from budgeting.models import Proposal, Round, RoundChange
from budgeting.services.building import StepWords, plan_step
from budgeting.services.deciding import DecisionWords, Ruling, make_decision, publish_decision, rule_on
from budgeting.services.parties import PartyWords, make_party
from budgeting.services.publishing import publish_proposals
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.digests import news_of
from participation.following import Wish, follow
from participation.models import Follow
from participation.news import notice_news
from participation.topics import news_sources
from tests.budgeting.factories import make_phase, make_proposal, make_round
from tests.factories import make_town

pytestmark = pytest.mark.django_db
DONE = datetime.date(2026, 11, 1)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


@pytest.fixture
def voted(town: Municipality) -> Round:
    return make_round(town, "kierros")


@pytest.fixture
def won(voted: Round) -> Proposal:
    made = make_proposal(voted, "Puita torille", state="won")
    publish_proposals(town=voted.municipality, round=voted)
    return made


def followed(town: Municipality, topic: str, reference: str) -> Follow:
    return follow(town=town, wish=Wish(topic, reference)).follow


def news(town: Municipality, of: Follow) -> list[str]:
    """Titles of what is new in something that is followed, in the order in which it was noticed."""
    with in_town(town):
        found = news_of(town, of.follower, until=notice_news(town)).get(of.public_id, [])
        told = []
        for source, item in found:
            entries = next(one for one in news_sources() if one.name == source).entries(town, [item], "fi")
            told += [entry.title for entry in entries.values()]
        return told


def decide(of: Round, proposal: Proposal) -> None:
    words = DecisionWords(DONE, {"fi": "Toteutetaan."}, office_holder={"fi": "Kaupunginjohtaja"})
    made = make_decision(town=of.municipality, round=of, words=words, by=None)
    rule_on(town=of.municipality, decision=made, rulings=[Ruling(proposal.pk, True)])
    publish_decision(town=of.municipality, decision=made, by=None)


def test_what_happens_to_a_proposal_is_news_of_it(town: Municipality, voted: Round, won: Proposal) -> None:
    mine = followed(town, PROPOSAL, won.public_id)
    decide(voted, won)
    plan_step(town=town, proposal=won, words=StepWords({"fi": "Kuopat kaivettu"}, done_on=DONE), by=None)
    soon = timezone.now() + datetime.timedelta(days=2)
    make_party(town=town, proposal=won, words=PartyWords({"fi": "Istutetaan"}, soon))
    told = news(town, mine)
    assert len(told) == 5
    assert sum("Puita torille" in title for title in told) == 3
    assert any("Istutetaan" in title for title in told)


def test_a_round_tells_of_itself_and_of_decisions_and_not_of_each_step(
    town: Municipality, voted: Round, won: Proposal
) -> None:
    mine = followed(town, ROUND, "kierros")
    decide(voted, won)
    with in_town(town):
        RoundChange.objects.create(municipality=town, round=voted, reason={"fi": "Päivä korjattiin."})
        Round.objects.filter(pk=voted.pk).update(results_at=timezone.now())
    told = news(town, mine)
    assert len(told) == 3
    assert all("Kierros kierros" in title for title in told)


def test_a_phase_is_news_on_its_first_day_and_not_before(town: Municipality) -> None:
    of = make_round(town, "toinen", has_vote=False)
    mine = followed(town, ROUND, "toinen")
    today = timezone.localdate()
    make_phase(of, "collect", today + datetime.timedelta(days=1), None)
    assert news(town, mine) == []
    make_phase(of, "build", today, None)
    assert len(news(town, mine)) == 1


def test_other_proposals_are_no_news(town: Municipality, voted: Round, won: Proposal) -> None:
    other = make_proposal(voted, "Keinu", state="won")
    publish_proposals(town=town, round=voted)
    mine = followed(town, PROPOSAL, other.public_id)
    plan_of = Proposal.State.DECIDED
    with in_town(town):
        Proposal.objects.filter(pk=won.pk).update(state=plan_of)
    plan_step(town=town, proposal=won, words=StepWords({"fi": "Kuopat kaivettu"}, done_on=DONE), by=None)
    assert news(town, mine) == []


def test_what_is_not_published_cannot_be_followed_and_tells_nothing(town: Municipality) -> None:
    hidden = make_round(town, "salattu", published_at=None)
    with pytest.raises(Refused):
        followed(town, ROUND, "salattu")
    proposal = make_proposal(hidden)
    publish_proposals(town=town, round=hidden)
    with pytest.raises(Refused):
        followed(town, PROPOSAL, proposal.public_id)
