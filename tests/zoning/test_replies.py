"""Statements divided, put in themes and answered; what of it is published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import User
from delivery.models import OutboxMessage
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import box, make_town
from tests.zoning.factories import area, make_hearing, make_plan
from tests.zoning.replying import ANNA, TEXT, About, make_planner, say
from zoning.models import Plan, PublishedStatement, Reply, Statement, StatementPiece, Theme
from zoning.replying import replying
from zoning.services import publish_plan, rebuild_plans
from zoning.services.replies import (
    ReplyWords,
    StaleReply,
    Stretch,
    divide_statement,
    make_theme,
    publish_replies,
    put_in_theme,
    remove_theme,
    reply_to,
    withdraw_replies,
    word_piece,
    word_theme,
)
from zoning.services.statements import note_event

HALF = TEXT.index("\n\n")
NO_CHANGE = ReplyWords({"fi": "Ei muutosta."}, Reply.Effect.NOT_CHANGED)


@pytest.fixture
def plan(db: None) -> Plan:
    return make_plan(make_town("testila"), "pajakatu", state="04")


@pytest.fixture
def town(plan: Plan) -> Municipality:
    return plan.municipality


@pytest.fixture
def planner(town: Municipality) -> User:
    return make_planner(town)


@pytest.fixture
def objection(plan: Plan) -> Statement:
    return say(About(plan, make_hearing(plan), km=(2.532, 2.468)))


def _theme(plan: Plan, name: str = "Hulevedet") -> Theme:
    return make_theme(town=plan.municipality, plan=plan, names={"fi": name})


def _divided(statement: Statement, *themes: Theme | None) -> list[StatementPiece]:
    """The first paragraph and the second, in the themes given."""
    bounds = ((0, HALF), (HALF + 2, len(TEXT)))
    stretches = [Stretch(*each, theme) for each, theme in zip(bounds, themes, strict=False)]
    return divide_statement(town=statement.municipality, statement=statement, stretches=stretches)


def _unanswered(plan: Plan, kind: str = "objection") -> list[int]:
    with in_town(plan.municipality):
        return [each.number for each in replying(plan).unanswered(kind)]


def test_an_objection_is_answered_when_each_of_its_pieces_is(plan: Plan, objection: Statement, planner: User) -> None:
    theme, town = _theme(plan), plan.municipality
    assert _unanswered(plan) == [1]
    first, _second = _divided(objection, None, theme)
    reply_to(town=town, to=theme, words=NO_CHANGE, by=planner)
    assert _unanswered(plan) == [1]
    reply_to(town=town, to=first, words=NO_CHANGE, by=planner)
    assert _unanswered(plan) == []


def test_an_opinion_is_answered_by_one_theme(plan: Plan, planner: User) -> None:
    opinion, theme = say(About(plan, make_hearing(plan, "preparation"))), _theme(plan)
    _divided(opinion, None, theme)
    assert _unanswered(plan, "opinion") == [1]
    reply_to(town=plan.municipality, to=theme, words=NO_CHANGE, by=planner)
    assert _unanswered(plan, "opinion") == []


def test_a_statement_judged_to_be_an_objection_counts_as_one_and_a_withdrawn_one_awaits_nothing(plan: Plan) -> None:
    opinion = say(About(plan, make_hearing(plan, "preparation")))
    with in_town(plan.municipality):
        note_event(statement=opinion, kind="judged", detail={"kind": "objection"})
    assert (_unanswered(plan), _unanswered(plan, "opinion")) == ([1], [])
    with in_town(plan.municipality):
        note_event(statement=opinion, kind="withdrawn")
    assert _unanswered(plan) == []


def test_pieces_that_keep_their_bounds_keep_their_words(plan: Plan, objection: Statement) -> None:
    first, second = _divided(objection, None, None)
    word_piece(town=plan.municipality, piece=first, words="Kerrosluku on liian suuri.")
    again = _divided(objection, _theme(plan))
    assert [piece.public_id for piece in again] == [first.public_id] != [second.public_id]
    assert again[0].masked_text == "Kerrosluku on liian suuri."


def test_a_piece_with_a_reply_is_not_divided_anew(plan: Plan, objection: Statement, planner: User) -> None:
    first, _second = _divided(objection, None, None)
    reply_to(town=plan.municipality, to=first, words=NO_CHANGE, by=planner)
    with pytest.raises(Refused, match="answered"):
        divide_statement(town=plan.municipality, statement=objection, stretches=[Stretch(0, 5)])


@pytest.mark.parametrize("bounds", [[(0, 10_000)], [(5, 5)], [(0, 20), (10, 30)]])
def test_pieces_lie_in_the_text_and_beside_each_other(
    plan: Plan, objection: Statement, bounds: list[tuple[int, int]]
) -> None:
    with pytest.raises(Refused, match="bad_bounds"):
        divide_statement(town=plan.municipality, statement=objection, stretches=[Stretch(*each) for each in bounds])


def test_a_theme_of_another_plan_takes_no_piece(plan: Plan, objection: Statement) -> None:
    other = _theme(make_plan(plan.municipality, "toinen"))
    with pytest.raises(Refused, match="other_plan"):
        _divided(objection, other)


def test_pieces_of_other_plans_are_not_moved(plan: Plan, objection: Statement) -> None:
    (piece, *_rest) = _divided(objection, None)
    other = make_plan(plan.municipality, "toinen")
    assert put_in_theme(town=plan.municipality, plan=other, pieces=[piece.public_id], theme=_theme(other)) == 0
    assert put_in_theme(town=plan.municipality, plan=plan, pieces=[piece.public_id], theme=_theme(plan)) == 1


def test_a_theme_without_a_name_or_with_a_reply_is_refused(plan: Plan, planner: User) -> None:
    with pytest.raises(Refused, match="required"):
        _theme(plan, "  ")
    theme = _theme(plan)
    reply_to(town=plan.municipality, to=theme, words=NO_CHANGE, by=planner)
    with pytest.raises(Refused, match="answered"):
        remove_theme(town=plan.municipality, theme=theme)


def test_themes_stand_in_the_order_they_were_made(plan: Plan) -> None:
    named = [_theme(plan, name).order for name in ("Melu", "Puut", "Hulevedet")]
    assert named == [0, 1, 2]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (ReplyWords({}, "changed", {"fi": "K"}), "text"),
        (ReplyWords({"fi": "V"}, "partly"), "change"),
        (ReplyWords({"fi": "V"}, ""), "effect"),
    ],
)
def test_a_reply_says_something_what_became_of_it_and_what_changed(
    plan: Plan, planner: User, words: ReplyWords, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        reply_to(town=plan.municipality, to=_theme(plan), words=words, by=planner)
    assert [error.field for error in refused.value.errors] == [field]


def test_two_who_write_one_reply_do_not_overwrite_each_other(plan: Plan, planner: User) -> None:
    theme, town = _theme(plan), plan.municipality
    first = reply_to(town=town, to=theme, words=NO_CHANGE, by=planner)
    second = reply_to(town=town, to=theme, words=replace(NO_CHANGE, text={"fi": "Toisin."}), by=planner, version=1)
    assert second.version == first.version + 1
    with pytest.raises(StaleReply) as stale:
        reply_to(town=town, to=theme, words=NO_CHANGE, by=planner, version=1)
    assert stale.value.current.text == {"fi": "Toisin."}


def _published(plan: Plan, statement: Statement, planner: User) -> Theme:
    theme = _theme(plan)
    _divided(statement, None, theme)
    reply_to(town=plan.municipality, to=theme, words=NO_CHANGE, by=planner)
    publish_replies(town=plan.municipality, plan=plan)
    return theme


def test_published_places_are_on_a_grid_of_100_metres(plan: Plan, objection: Statement, planner: User) -> None:
    _published(plan, objection, planner)
    shown = PublishedStatement.objects.get().geom
    assert (shown.x, shown.y) == (512_500.0, 6_832_500.0)


def test_a_place_that_the_grid_moves_out_of_the_plan_is_shown_at_its_edge(town: Municipality, planner: User) -> None:
    narrow = make_plan(town, "kapea", state="04", geom=area(box(2.03, 2.03, 3, 3)))
    _published(narrow, say(About(narrow, make_hearing(narrow), km=(2.04, 2.52))), planner)
    shown = PublishedStatement.objects.get().geom
    assert (shown.x, shown.y) == (512_030.0, 6_832_500.0)


def test_nothing_of_a_statement_is_published_before_a_reply_is_and_nothing_after_it_is_withdrawn(
    plan: Plan, objection: Statement, planner: User
) -> None:
    theme = _theme(plan)
    _divided(objection, None, theme)
    reply_to(town=plan.municipality, to=theme, words=NO_CHANGE, by=planner)
    assert not PublishedStatement.objects.exists()
    assert publish_replies(town=plan.municipality, plan=plan) == 1
    row = PublishedStatement.objects.get()
    assert (row.kind, row.themes) == ("objection", [theme.public_id])
    assert withdraw_replies(town=plan.municipality, plan=plan) == 1
    assert not PublishedStatement.objects.exists()


def test_a_statement_without_a_place_or_that_was_withdrawn_has_no_published_place(
    plan: Plan, objection: Statement, planner: User
) -> None:
    nowhere = say(About(plan, objection.hearing))
    theme = _published(plan, objection, planner)
    _divided(nowhere, theme)
    with in_town(plan.municipality):
        note_event(statement=objection, kind="withdrawn")
        publish_plan(town=plan.municipality, plan=plan)
    assert not PublishedStatement.objects.exists()


def test_a_rebuild_gives_the_same_published_places_and_a_withdrawn_plan_has_none(
    plan: Plan, objection: Statement, planner: User
) -> None:
    _published(plan, objection, planner)
    before = list(PublishedStatement.objects.values())
    PublishedStatement.objects.all()._raw_delete("default")
    rebuild_plans(plan.municipality)
    assert list(PublishedStatement.objects.values()) == before != []
    with in_town(plan.municipality):
        plan.published_at = None
        plan.save()
        publish_plan(town=plan.municipality, plan=plan)
    assert not PublishedStatement.objects.exists()


def test_followers_hear_of_published_replies_and_not_of_the_work_before(
    plan: Plan, objection: Statement, planner: User
) -> None:
    theme = _theme(plan)
    OutboxMessage.objects.all().delete()
    _divided(objection, None, theme)
    reply_to(town=plan.municipality, to=theme, words=NO_CHANGE, by=planner)
    assert not OutboxMessage.objects.filter(topic="plan.changed").exists()
    publish_replies(town=plan.municipality, plan=plan)
    assert OutboxMessage.objects.filter(topic="plan.changed").count() == 1


@pytest.mark.parametrize("where", ["text", "change", "summary", "name"])
def test_no_reply_that_names_a_sender_is_published(plan: Plan, objection: Statement, planner: User, where: str) -> None:
    theme, town, said = _theme(plan), plan.municipality, f"Kuten {ANNA.name} toteaa."
    _divided(objection, theme)
    text, change = (said if where == "text" else "Vastine."), (said if where == "change" else "Muutos.")
    reply_to(town=town, to=theme, words=ReplyWords({"fi": text}, "changed", {"fi": change}), by=planner)
    names, summary = {"fi": said if where == "name" else "Teema"}, {"fi": said if where == "summary" else ""}
    word_theme(town=town, theme=theme, names=names, summary=summary)
    with pytest.raises(Refused, match="names_sender"):
        publish_replies(town=town, plan=plan)
    with in_town(town):
        assert Reply.objects.get().published_at is None


def test_a_published_reply_and_its_theme_cannot_be_made_to_name_a_sender(
    plan: Plan, objection: Statement, planner: User
) -> None:
    theme, town = _published(plan, objection, planner), plan.municipality
    said = {"fi": f"{ANNA.email} sai vastauksen."}
    with pytest.raises(Refused, match="names_sender"):
        reply_to(town=town, to=theme, words=replace(NO_CHANGE, text=said), by=planner)
    with pytest.raises(Refused, match="names_sender"):
        word_theme(town=town, theme=theme, names={"fi": "Hulevedet"}, summary=said)


def test_replies_of_a_plan_that_only_staff_see_stay_there(town: Municipality) -> None:
    hidden = make_plan(town, "salainen", published_at=None)
    with pytest.raises(Refused, match="not_published"):
        publish_replies(town=town, plan=hidden)
