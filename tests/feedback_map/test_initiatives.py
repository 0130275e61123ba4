"""Initiatives: received, looked at, supported once each, told of, and closed by an answer alone."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from delivery.mail import TOPIC as MAIL
from delivery.models import OutboxMessage
from feedback_map.initiatives_kept import forget_makers
from feedback_map.letters.to_initiator import initiative_letter
from feedback_map.models import Initiative, InitiativeStep, PublishedInitiative
from feedback_map.services.erasing import Whose, ask_for_erasure, erase_due
from feedback_map.services.initiatives import (
    InitiativeWords,
    Made,
    Measure,
    StaleInitiative,
    carry_initiative,
    forget_maker,
    hide_initiative,
    make_initiative,
    show_initiative,
    support_initiative,
    withdraw_initiative_support,
)
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.digests import latest_of
from participation.following import Wish, follow
from participation.models import Participant
from participation.news import notice_news
from participation.services import token_hash
from tests.factories import make_town, spot

pytestmark = pytest.mark.django_db
UNDER_WAY = Measure(text="Lautakunta käsittelee.", state="in_hands")
CLOSING = Measure(text="Latu tehdään ensi talvena.", state="closed", result="done")


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def propose(town: Municipality, **said: object) -> Made:
    words = {
        "title": "Latu",
        "text": "Koululaisille.",
        "maker": "Maija Meri",
        "email": "Maija@example.org",
    }
    return make_initiative(town=town, words=InitiativeWords(**{**words, **said}))  # type: ignore[arg-type]


def shown(town: Municipality, **said: object) -> Initiative:
    return show_initiative(town=town, initiative=propose(town, **said).initiative, by=None)


def published(one: Initiative) -> PublishedInitiative:
    return PublishedInitiative.objects.get(public_id=one.public_id)


def test_a_new_initiative_is_read_by_nobody_until_somebody_has_looked_at_it(town: Municipality) -> None:
    made = propose(town).initiative
    assert not PublishedInitiative.objects.exists()
    show_initiative(town=town, initiative=made, by=None)
    assert (published(made).title, published(made).state) == ("Latu", "open")


def test_the_makers_name_is_public_only_if_they_want_it(town: Municipality) -> None:
    assert published(shown(town)).maker == ""
    assert published(shown(town, names_maker=True)).maker == "Maija Meri"


@pytest.mark.parametrize("missing", ["title", "text", "maker", "email"])
def test_a_name_a_proposal_and_a_way_to_answer_are_a_must(town: Municipality, missing: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(town, **{missing: "  "})
    assert [error.field for error in refused.value.errors] == [missing]


def test_a_phone_number_is_a_way_to_answer_too(town: Municipality) -> None:
    assert propose(town, email="", phone="015 1234").initiative.phone == "015 1234"


def test_the_service_closes_none_without_an_answer(town: Municipality) -> None:
    one = shown(town)
    with pytest.raises(Refused) as refused:
        carry_initiative(town=town, initiative=one, measure=Measure(text=" ", state="closed", result="done"), by=None)
    assert [error.code for error in refused.value.errors] == ["answer_required"]


@pytest.mark.parametrize("answer", ["", " \n\t"])
def test_the_database_closes_none_without_an_answer(town: Municipality, answer: str) -> None:
    one = shown(town)
    with in_town(town), pytest.raises(IntegrityError, match="no_initiative_closes_unanswered"), transaction.atomic():
        Initiative.objects.filter(pk=one.pk).update(
            state="closed", answer=answer, result="done", closed_at=timezone.now()
        )


def test_an_answer_closes_it_and_everybody_reads_it(town: Municipality) -> None:
    one = carry_initiative(town=town, initiative=shown(town), measure=CLOSING, by=None)
    told = published(one)
    assert (told.state, told.result, told.answer) == ("closed", "done", CLOSING.text)
    assert [step["kind"] for step in told.steps] == ["state", "answer"]


def test_the_maker_is_told_of_receipt_and_of_every_measure(town: Municipality) -> None:
    one = shown(town)
    carry_initiative(
        town=town, initiative=one, measure=Measure(text="Lautakunta käsittelee.", state="in_hands"), by=None
    )
    carry_initiative(town=town, initiative=one, measure=CLOSING, by=None)
    letters = [initiative_letter(sent.payload) for sent in OutboxMessage.objects.filter(topic=MAIL).order_by("pk")]
    bodies = [letter.text for letter in letters if letter is not None]
    assert len(bodies) == 3 and {letter.to for letter in letters if letter} == {"maija@example.org"}
    assert "Lautakunta käsittelee." in bodies[1] and CLOSING.text in bodies[2]


def test_one_person_supports_once_and_may_take_it_back(town: Municipality) -> None:
    one = shown(town)
    first = support_initiative(town=town, initiative=one, token=None)
    again = support_initiative(town=town, initiative=one, token=first.participant_token)
    assert (first.is_new, again.is_new, published(one).supporters) == (True, False, 1)
    assert withdraw_initiative_support(town=town, initiative=one, token=first.participant_token)
    assert published(one).supporters == 0


def test_what_is_hidden_or_answered_takes_no_support(town: Municipality) -> None:
    hidden, closed = hide_initiative(town=town, initiative=shown(town)), shown(town)
    carry_initiative(town=town, initiative=closed, measure=CLOSING, by=None)
    for one in (hidden, closed):
        with pytest.raises(Refused):
            support_initiative(town=town, initiative=one, token=None)


def test_a_hidden_one_leaves_no_public_row_and_keeps_its_history(town: Municipality) -> None:
    one = hide_initiative(town=town, initiative=shown(town))
    assert not PublishedInitiative.objects.exists()
    with in_town(town):
        assert InitiativeStep.objects.filter(initiative=one).count() == 1


def test_who_looked_at_an_older_version_changes_nothing(town: Municipality) -> None:
    one = shown(town)
    carry_initiative(town=town, initiative=one, measure=Measure(state="in_hands"), by=None, version=one.version)
    with pytest.raises(StaleInitiative):
        carry_initiative(town=town, initiative=one, measure=CLOSING, by=None, version=one.version)


def test_a_form_sent_twice_is_one_initiative(town: Municipality) -> None:
    words = InitiativeWords(title="Penkki", text="Torille.", maker="A", phone="1", place=spot(1, 1))
    made = [make_initiative(town=town, words=words, once="key-of-the-form") for _again in range(2)]
    assert made[0].initiative.pk == made[1].initiative.pk and made[0].key == made[1].key


def test_those_who_follow_hear_of_a_new_one_and_of_its_steps(town: Municipality) -> None:
    wish = Wish("initiatives", "")
    kept = follow(town=town, wish=wish).follow
    one = carry_initiative(town=town, initiative=shown(town), measure=CLOSING, by=None)
    with in_town(town):
        notice_news(town)
        told = latest_of(town, kept, "fi")
    assert {entry.path for entry in told} == {f"initiatives/{one.public_id}"}
    assert any("Vastattu" in entry.title or "Answered" in entry.title for entry in told)


def test_the_maker_may_have_their_name_erased_and_the_initiative_stays(town: Municipality) -> None:
    made = propose(town, names_maker=True)
    show_initiative(town=town, initiative=made.initiative, by=None)
    forget_maker(town=town, key=made.key)
    with in_town(town):
        kept = Initiative.objects.get(pk=made.initiative.pk)
    assert (kept.maker, kept.email, published(kept).maker) == ("", "", "")


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_an_erased_person_made_and_supports_none(town: Municipality) -> None:
    made = propose(town, names_maker=True)
    show_initiative(town=town, initiative=made.initiative, by=None)
    other = shown(town)
    support_initiative(town=town, initiative=other, token=made.participant_token)
    with in_town(town):
        person = Participant.objects.get(token_hash=token_hash(made.participant_token))
    ask_for_erasure(town=town, whose=Whose(participant=person), at_once=True)
    erase_due(town)
    assert (published(made.initiative).maker, published(other).supporters) == ("", 0)


def test_names_go_some_months_after_the_answer_and_not_before(town: Municipality) -> None:
    one = carry_initiative(town=town, initiative=shown(town), measure=CLOSING, by=None)
    assert forget_makers(town=town) == 0
    later = timezone.now() + datetime.timedelta(days=24 * 31)
    assert forget_makers(town=town, now=later) == 1
    with in_town(town):
        assert Initiative.objects.get(pk=one.pk).email == ""


def test_one_towns_initiatives_are_not_seen_from_another(town: Municipality) -> None:
    propose(town)
    with in_town(make_town()):
        assert not Initiative.objects.exists()
