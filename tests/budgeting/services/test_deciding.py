"""What is decided of proposals: funded or not and why, within the money, told, and taken back only in time."""

from __future__ import annotations

import datetime

import pytest

from budgeting.models import Decision, IntakeBatch, Proposal, Round
from budgeting.services.building import StepWords, plan_step
from budgeting.services.deciding import (
    DecisionWords,
    Ruling,
    attach_document,
    change_decision,
    decidable,
    drop_draft,
    make_decision,
    publish_decision,
    rule_on,
    take_back_decision,
)
from budgeting.services.proposals import end_proposal
from delivery.files import read_file
from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.ideas import again, collecting, make_idea, opened, told
from tests.factories import make_town
from zoning.services.documents import SentFile

pytestmark = pytest.mark.django_db
WORDS = DecisionWords(
    datetime.date(2026, 5, 4), {"fi": "Päätetään voittajien mukaan."}, office_holder={"fi": "Kaupunginjohtaja"}
)
PDF = SentFile("paatos.pdf", b"%PDF-1.7 decision")


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town(languages=["fi", "sv"])


@pytest.fixture
def voted(town: Municipality) -> Round:
    return make_round(town, money=20_000)


def draft(of: Round, words: DecisionWords = WORDS) -> Decision:
    return make_decision(town=of.municipality, round=of, words=words, by=None)


def decide(of: Round, *funded: Proposal, declined: Proposal | None = None, why: str = "Ei mahdu.") -> Decision:
    rulings = [Ruling(one.pk, True) for one in funded]
    rulings += [Ruling(declined.pk, False, {"fi": why})] if declined else []
    made = draft(of)
    rule_on(town=of.municipality, decision=made, rulings=rulings)
    return publish_decision(town=of.municipality, decision=made, by=None)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.errors[0].code


def test_a_published_decision_says_of_each_proposal_what_becomes_of_it(voted: Round) -> None:
    won, lost = make_proposal(voted, state="won"), make_proposal(voted, state="not_won")
    made = decide(voted, won, declined=lost)
    assert made.published_at is not None
    assert [again(one).state for one in (won, lost)] == ["decided", "declined"]
    assert again(lost).reason == {"fi": "Ei mahdu."}


def test_a_draft_changes_nothing(voted: Round) -> None:
    won = make_proposal(voted, state="won")
    rule_on(town=voted.municipality, decision=draft(voted), rulings=[Ruling(won.pk, True)])
    assert again(won).state == "won"


def test_senders_of_its_ideas_are_told_with_the_reason(town: Municipality) -> None:
    youth = collecting(town, has_vote=False)
    idea = make_idea(youth)
    proposal = opened(youth, idea)
    decide(youth, declined=proposal, why="Paikka on yksityinen.")
    assert told(idea.pin)[-1].endswith("Paikka on yksityinen.")


def test_published_twice_tells_once(town: Municipality) -> None:
    youth = collecting(town, has_vote=False)
    idea = make_idea(youth)
    made = decide(youth, declined=opened(youth, idea))
    letters = OutboxMessage.objects.count()
    publish_decision(town=town, decision=made, by=None)
    assert OutboxMessage.objects.count() == letters


def test_what_is_not_funded_needs_a_reason(voted: Round) -> None:
    lost = make_proposal(voted, state="not_won")
    with pytest.raises(Refused) as refused:
        rule_on(town=voted.municipality, decision=draft(voted), rulings=[Ruling(lost.pk, False)])
    assert code_of(refused) == "required"


def test_more_than_a_pot_holds_is_not_given_out(voted: Round) -> None:
    first, second = (make_proposal(voted, cost=12_000, state="won") for _ in range(2))
    decide(voted, first)
    with pytest.raises(Refused) as refused:
        decide(voted, second)
    assert code_of(refused) == "too_much"
    assert again(second).state == "won"


def test_money_of_what_was_dropped_is_free_again(voted: Round) -> None:
    first, second = (make_proposal(voted, cost=12_000, state="won") for _ in range(2))
    decide(voted, first)
    end_proposal(town=voted.municipality, proposal=first, state="dropped", reason={"fi": "Maaperä ei kanna."})
    decide(voted, second)
    assert again(second).state == "decided"


def test_what_has_no_cost_is_not_funded(town: Municipality) -> None:
    youth = collecting(town, has_vote=False)
    with pytest.raises(Refused) as refused:
        decide(youth, opened(youth))
    assert code_of(refused) == "no_cost"


def test_a_proposal_of_another_round_is_not_decided_on(voted: Round) -> None:
    other = make_proposal(make_round(voted.municipality), state="won")
    with pytest.raises(Refused) as refused:
        rule_on(town=voted.municipality, decision=draft(voted), rulings=[Ruling(other.pk, True)])
    assert code_of(refused) == "unknown"


def test_before_the_result_nothing_waits_for_a_decision(voted: Round) -> None:
    make_proposal(voted, state="accepted")
    with in_town(voted.municipality):
        assert decidable(voted) == []


def test_an_empty_decision_is_not_published(voted: Round) -> None:
    with pytest.raises(Refused) as refused:
        publish_decision(town=voted.municipality, decision=draft(voted), by=None)
    assert code_of(refused) == "empty"


def test_somebody_decided(voted: Round) -> None:
    with pytest.raises(Refused) as refused:
        draft(voted, DecisionWords(datetime.date(2026, 5, 4), {"fi": "Päätetään."}))
    assert code_of(refused) == "required"


def test_a_batch_of_another_round_is_refused(voted: Round) -> None:
    day = datetime.date(2026, 9, 1)
    with in_town(voted.municipality):
        other = make_round(voted.municipality)
        batch = IntakeBatch.objects.create(municipality=voted.municipality, round=other, closes_on=day, meets_on=day)
    with pytest.raises(Refused):
        draft(voted, DecisionWords(day, {"fi": "Päätetään."}, office_holder={"fi": "Johtaja"}, batch=batch))


def test_taken_back_everything_is_as_before_and_told(town: Municipality) -> None:
    youth = collecting(town, has_vote=False)
    idea = make_idea(youth)
    proposal = opened(youth, idea)
    made = decide(youth, declined=proposal)
    taken = take_back_decision(town=town, decision=made, why={"fi": "Virhe asiakirjassa."}, by=None)
    assert taken.published_at is None
    assert (again(proposal).state, again(proposal).reason) == ("open", {})
    assert told(idea.pin)[-1] == "Virhe asiakirjassa."


def test_what_is_being_built_cannot_be_taken_back(voted: Round) -> None:
    won = make_proposal(voted, state="won")
    made = decide(voted, won)
    plan_step(
        town=voted.municipality,
        proposal=won,
        words=StepWords({"fi": "Kaivettu"}, done_on=datetime.date(2026, 1, 1)),
        by=None,
    )
    with pytest.raises(Refused) as refused:
        take_back_decision(town=voted.municipality, decision=made, why={"fi": "Virhe."}, by=None)
    assert code_of(refused) == "begun"


def test_a_published_decision_keeps_its_rulings_and_can_mend_its_words(voted: Round) -> None:
    won = make_proposal(voted, state="won")
    made = decide(voted, won)
    with pytest.raises(Refused):
        rule_on(town=voted.municipality, decision=made, rulings=[])
    with pytest.raises(Refused):
        drop_draft(town=voted.municipality, decision=made)
    words = DecisionWords(WORDS.decided_on, {"fi": "Päätettiin."}, office_holder={"fi": "Johtaja"}, case_number="1/26")
    mended = change_decision(town=voted.municipality, decision=made, words=words)
    assert (mended.texts, mended.case_number) == ({"fi": "Päätettiin."}, "1/26")


def test_its_document_is_kept_as_it_came(voted: Round) -> None:
    made = attach_document(town=voted.municipality, decision=draft(voted), file=PDF)
    assert read_file(made.document) == PDF.content
    assert (made.document_name, made.document_type) == ("paatos.pdf", "application/pdf")


def test_a_program_is_no_document(voted: Round) -> None:
    with pytest.raises(Refused):
        attach_document(town=voted.municipality, decision=draft(voted), file=SentFile("a.pdf", b"MZ\x90\x00"))


def test_a_draft_goes_with_its_document(voted: Round) -> None:
    made = attach_document(town=voted.municipality, decision=draft(voted), file=PDF)
    drop_draft(town=voted.municipality, decision=made)
    with in_town(voted.municipality):
        assert not Decision.objects.filter(pk=made.pk).exists()
        assert OutboxMessage.objects.filter(topic="files.removed", payload__names=[made.document]).exists()
