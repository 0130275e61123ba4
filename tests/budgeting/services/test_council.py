"""A council's meeting about a batch of ideas: an opinion on each, carried out together, every sender told."""

from __future__ import annotations

import datetime

import pytest

from accounts.models import User
from budgeting.models import CouncilOpinion, Idea, IntakeBatch, Proposal, Round
from budgeting.services.council import Opinion, end_meeting, give_opinion, waiting_ideas
from budgeting.services.deciding import decidable
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.ideas import collecting, keeper, make_idea, told
from tests.factories import make_town
from zoning.clock import town_today

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town(languages=["fi", "sv"])


@pytest.fixture
def youth(town: Municipality) -> Round:
    made = collecting(town, has_vote=False, minimal_data=True)
    batch_of(made, 10)
    return made


@pytest.fixture
def secretary(town: Municipality) -> User:
    return keeper(town)


def batch_of(of: Round, days: int) -> IntakeBatch:
    day = town_today() + days * DAY
    with in_town(of.municipality):
        return IntakeBatch.objects.create(
            municipality=of.municipality, round=of, closes_on=day, meets_on=day + 14 * DAY
        )


def first_batch(of: Round) -> IntakeBatch:
    with in_town(of.municipality):
        return IntakeBatch.objects.filter(round=of).order_by("closes_on")[0]


def say(idea: Idea, stance: str, by: User, why: str = "", batch: IntakeBatch | None = None) -> CouncilOpinion:
    town = by.memberships.get().municipality
    with in_town(town):
        found = batch or IntakeBatch.objects.get(ideas=idea)
    opinion = Opinion(stance, votes_for=7, votes_against=2, comment={"fi": why} if why else {})
    return give_opinion(town=town, batch=found, idea=idea, opinion=opinion, by=by)


def test_ideas_wait_in_the_batch_of_their_day(youth: Round) -> None:
    idea = make_idea(youth)
    with in_town(youth.municipality):
        assert [one.pk for one in waiting_ideas(first_batch(youth))] == [idea.pk]


def test_what_the_council_is_for_becomes_a_proposal_that_waits_for_the_decision(youth: Round, secretary: User) -> None:
    idea = make_idea(youth, visibility="public")
    with in_town(youth.municipality):
        idea.pin.moderation = "shown"
        idea.pin.save(update_fields=["moderation"])
    say(idea, "for", secretary)
    (made,) = end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)
    with in_town(youth.municipality):
        assert [one.pk for one in decidable(youth)] == [made.pk]
        assert Idea.objects.get(pk=idea.pk).state == "taken"
    assert (made.titles["fi"], made.batch_id) == ("Penkki", idea.batch_id)


def test_words_that_were_not_to_be_shown_stay_a_draft(youth: Round, secretary: User) -> None:
    idea = make_idea(youth, visibility="private")
    say(idea, "for", secretary)
    (made,) = end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)
    assert (made.state, made.published_at) == (Proposal.State.DRAFT, None)


def test_what_the_council_is_against_is_not_taken_and_its_sender_hears_why(youth: Round, secretary: User) -> None:
    idea = make_idea(youth)
    say(idea, "against", secretary, "Rannassa on jo penkki.")
    assert end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary) == []
    with in_town(youth.municipality):
        assert Idea.objects.get(pk=idea.pk).state == "not_taken"
    assert told(idea.pin)[-1] == "Rannassa on jo penkki."


def test_what_is_left_for_later_goes_into_the_next_batch(youth: Round, secretary: User) -> None:
    idea = make_idea(youth)
    say(idea, "later", secretary)
    with pytest.raises(Refused) as refused:
        end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)
    assert refused.value.errors[0].code == "no_later"
    later = batch_of(youth, 90)
    end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)
    with in_town(youth.municipality):
        assert [one.pk for one in waiting_ideas(later)] == [idea.pk]
    assert told(idea.pin)


def test_a_meeting_ends_only_when_each_idea_has_an_opinion(youth: Round, secretary: User) -> None:
    first, second = make_idea(youth, "Penkki"), make_idea(youth, "Keinu")
    say(first, "for", secretary)
    with pytest.raises(Refused) as refused:
        end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)
    assert refused.value.errors[0].code == "unfinished"
    with in_town(youth.municipality):
        assert Idea.objects.get(pk=first.pk).state == "waiting"
    say(second, "against", secretary, "Keinuja on.")
    end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)


def test_an_ended_meeting_takes_no_opinions_and_does_nothing_again(youth: Round, secretary: User) -> None:
    idea = make_idea(youth)
    say(idea, "against", secretary, "Ei nyt.")
    end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary)
    assert end_meeting(town=youth.municipality, batch=first_batch(youth), by=secretary) == []
    assert len(told(idea.pin)) == 1
    with pytest.raises(Refused):
        say(idea, "for", secretary, batch=first_batch(youth))


def test_an_opinion_can_be_changed_before_the_meeting_ends(youth: Round, secretary: User) -> None:
    idea = make_idea(youth)
    say(idea, "against", secretary, "Ei nyt.")
    say(idea, "for", secretary)
    with in_town(youth.municipality):
        assert [one.stance for one in CouncilOpinion.objects.all()] == ["for"]


def test_against_needs_a_reason_and_votes_are_numbers(youth: Round, secretary: User) -> None:
    idea, batch = make_idea(youth), first_batch(youth)
    for opinion in (Opinion("against"), Opinion("maybe"), Opinion("for", votes_for=-1)):
        with pytest.raises(Refused):
            give_opinion(town=youth.municipality, batch=batch, idea=idea, opinion=opinion, by=secretary)


def test_an_idea_of_another_round_has_no_place_in_the_meeting(youth: Round, secretary: User) -> None:
    other = collecting(youth.municipality, has_vote=False)
    with pytest.raises(Refused):
        say(make_idea(other), "for", secretary, batch=first_batch(youth))
