"""Approval, and who is told of it and of the town's position."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from accounts.models import User
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.mail import carry_all
from tests.zoning.factories import make_hearing, make_plan
from tests.zoning.replying import ANNA, TEXT, About, make_planner, say
from zoning.models import Approval, Hearing, Plan, Position, Reply, Statement, StatementEvent
from zoning.services.approval import Decision, approve_plan
from zoning.services.positions import mark_posted, tell_those_who_asked, unposted, waiting_for
from zoning.services.replies import ReplyWords, Stretch, divide_statement, make_theme, publish_replies, reply_to
from zoning.services.statement_checks import SenderInput

ON_PAPER = SenderInput(name="Matti Mäki", street="Mäkitie 3", postcode="50100", city="Mikkeli")
REASON = "Muistutus koskee toista kaavaa, ja se on siirretty sinne."


@pytest.fixture
def plan(db: None) -> Plan:
    return make_plan(
        make_town("testila", names={"fi": "Testilä"}, languages=["fi", "sv", "en"]), "pajakatu", state="04"
    )


@pytest.fixture
def town(plan: Plan) -> Municipality:
    return plan.municipality


@pytest.fixture
def planner(town: Municipality) -> User:
    return make_planner(town)


@pytest.fixture
def hearing(plan: Plan) -> Hearing:
    return make_hearing(plan)


def _answer(statement: Statement, planner: User, *, publish: bool = True) -> None:
    town, plan = statement.municipality, statement.plan
    theme = make_theme(town=town, plan=plan, names={"fi": "Kerrosluku", "sv": "Våningstal"})
    divide_statement(town=town, statement=statement, stretches=[Stretch(0, len(TEXT), theme)])
    words = ReplyWords({"fi": "Lasketaan.", "sv": "Sänks."}, Reply.Effect.CHANGED, {"fi": "VI → IV", "sv": "VI → IV"})
    reply_to(town=town, to=theme, words=words, by=planner)
    if publish:
        publish_replies(town=town, plan=plan)


def _stands(plan: Plan) -> tuple[str, datetime.date | None]:
    with in_town(plan.municipality):
        now = Plan.objects.get(pk=plan.pk)
    return now.state, now.approved_on


def _letters(words: str) -> list[EmailMessage]:
    """What was mailed with these words in its subject; receipts of statements are others' matter."""
    carry_all()
    return [letter for letter in mail.outbox if words in letter.subject]


def _approve(plan: Plan, planner: User, reason: str = "", decided_by: str = "Valtuusto § 84") -> Approval:
    decision = Decision(datetime.date(2026, 6, 13), {"fi": decided_by}, reason)
    return approve_plan(town=plan.municipality, plan=plan, decision=decision, by=planner)


def test_a_plan_with_answered_objections_is_approved(plan: Plan, hearing: Hearing, planner: User) -> None:
    _answer(say(About(plan, hearing)), planner)
    approval = _approve(plan, planner)
    assert _stands(plan) == ("06", datetime.date(2026, 6, 13))
    assert (approval.unanswered, approval.override_reason) == ([], "")


@pytest.mark.parametrize("reason", ["", "Kiire"])
def test_an_unanswered_objection_stops_the_approval_without_a_reason(
    plan: Plan, hearing: Hearing, planner: User, reason: str
) -> None:
    say(About(plan, hearing))
    with pytest.raises(Refused) as refused:
        _approve(plan, planner, reason)
    assert [(error.field, error.code) for error in refused.value.errors] == [("override_reason", "unanswered")]
    assert _stands(plan) == ("04", None)


def test_a_reasoned_override_is_kept_with_what_was_unanswered(plan: Plan, hearing: Hearing, planner: User) -> None:
    objection = say(About(plan, hearing))
    approval = _approve(plan, planner, REASON)
    assert (approval.unanswered, approval.override_reason) == ([objection.receipt_code], REASON)


def test_unanswered_opinions_and_official_statements_stop_nothing(plan: Plan, hearing: Hearing, planner: User) -> None:
    say(About(plan, hearing, kind="opinion"))
    say(About(plan, hearing, sender="authority", who=SenderInput(organisation="Museovirasto", email="m@m.example")))
    assert _approve(plan, planner).unanswered == []


def test_an_approval_says_who_decided(plan: Plan, planner: User) -> None:
    with pytest.raises(Refused, match="decided_by"):
        _approve(plan, planner, decided_by=" ")


def test_the_same_approval_sent_twice_is_one(plan: Plan, planner: User) -> None:
    assert _approve(plan, planner).pk == _approve(plan, planner).pk


def test_an_approval_that_the_order_of_life_forbids_leaves_nothing(town: Municipality, planner: User) -> None:
    early = make_plan(town, "varhainen", state="03")
    with pytest.raises(Refused, match="state_not_allowed"):
        _approve(early, planner)
    with in_town(town):
        assert not Approval.objects.exists()


def test_those_who_asked_hear_of_the_approval_by_mail_or_on_paper_and_others_do_not(
    plan: Plan, hearing: Hearing, planner: User
) -> None:
    by_mail = say(About(plan, hearing, wants=("approval",)))
    on_paper = say(About(plan, hearing, who=ON_PAPER, wants=("approval",)))
    say(About(plan, hearing, wants=("position",)))
    _approve(plan, planner, REASON)
    (letter,) = _letters("hyväksytty")
    assert letter.to == [ANNA.email]
    assert "Kaava pajakatu" in letter.body
    assert "13.6.2026" in letter.body
    with in_town(plan.municipality):
        told = dict(Position.objects.values_list("statement_id", "method"))
        assert told == {by_mail.pk: "email", on_paper.pk: "post"}
        assert [each.statement_id for each in unposted(plan)] == [on_paper.pk]


def test_a_letter_on_paper_is_logged_when_it_was_posted_and_once(plan: Plan, hearing: Hearing, planner: User) -> None:
    on_paper = say(About(plan, hearing, who=ON_PAPER, wants=("approval",)))
    _approve(plan, planner, REASON)
    with in_town(plan.municipality):
        assert not StatementEvent.objects.filter(statement=on_paper, kind="approval").exists()
        posted = [each.public_id for each in unposted(plan)]
    assert mark_posted(town=plan.municipality, positions=posted, by=planner) == 1
    assert mark_posted(town=plan.municipality, positions=posted, by=planner) == 0
    with in_town(plan.municipality):
        event = StatementEvent.objects.get(statement=on_paper, kind="approval")
        assert (event.user_id, event.detail) == (planner.pk, {"position": posted[0], "method": "post"})


def _positions(plan: Plan, planner: User) -> list[Position]:
    return tell_those_who_asked(town=plan.municipality, plan=plan, kind="position", by=planner)


def test_the_position_goes_in_the_senders_language_with_the_reply_and_what_changed(
    plan: Plan, hearing: Hearing, planner: User
) -> None:
    statement = say(About(plan, hearing, wants=("position",), language="sv"))
    _answer(statement, planner)
    (position,) = _positions(plan, planner)
    (letter,) = _letters("ställningstagande")
    for said in ("VÅNINGSTAL", "Sänks.", "VI → IV", statement.receipt_code, "/sv/testila/plans/pajakatu/"):
        assert said in letter.body
    assert position.language == "sv"
    with in_town(plan.municipality):
        event = StatementEvent.objects.get(statement=statement, kind="position")
        assert event.detail == {"position": position.public_id, "method": "email"}


def test_a_position_keeps_nothing_of_what_the_sender_wrote(plan: Plan, hearing: Hearing, planner: User) -> None:
    _answer(say(About(plan, hearing, wants=("position",))), planner)
    (position,) = _positions(plan, planner)
    assert "Mäkinen" not in position.text
    assert "Virtanen" not in position.text


def test_nobody_gets_two_positions(plan: Plan, hearing: Hearing, planner: User) -> None:
    _answer(say(About(plan, hearing, wants=("position",))), planner)
    assert len(_positions(plan, planner)) == 1
    assert _positions(plan, planner) == []
    assert len(_letters("kannanotto")) == 1


def test_a_position_waits_for_the_reply_to_be_published(plan: Plan, hearing: Hearing, planner: User) -> None:
    _answer(say(About(plan, hearing, wants=("position",))), planner, publish=False)
    assert _positions(plan, planner) == []
    publish_replies(town=plan.municipality, plan=plan)
    with in_town(plan.municipality):
        assert [each.method for each in waiting_for(plan, "position")] == ["email"]


def test_no_notice_of_approval_goes_before_the_approval(plan: Plan, planner: User) -> None:
    with pytest.raises(Refused, match="not_approved"):
        tell_those_who_asked(town=plan.municipality, plan=plan, kind="approval", by=planner)
