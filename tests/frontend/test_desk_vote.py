"""The vote at the desk: cards with codes, ballots on paper entered and read twice, and the end of the vote."""

from __future__ import annotations

import datetime
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Role, User
from accounts.services import Post, create_staff
from budgeting.models import Ballot, CodeSheet, PaperBallot, Round, RoundResult, Turnout
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_pot, make_proposal, make_round
from tests.zoning.town_clock import town_clock_at

pytestmark = pytest.mark.django_db
DESK = "/en/testila/desk/budget/kierros"


def round_of(town: Municipality, **fields: Any) -> Round:
    made = make_round(town, "kierros", money=50_000, **{"checked_share": 0, **fields})
    for title, cost in (("Penkki", 10_000), ("Keinu", 25_000), ("Laituri", 40_000)):
        make_proposal(made, title, cost)
    return made


def staff(town: Municipality, name: str = "koordinaattori", role: Role = Role.COORDINATOR) -> User:
    return create_staff(email=f"{name}@testila.fi", post=Post(town, role)).user


def signed_in(user: User) -> Client:
    visitor = Client()
    visitor.force_login(user)
    return visitor


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def entry(number: str, marks: str, **more: str) -> dict[str, str]:
    return {"number": number, "marks": marks, "channel": "paper", **more}


def ballots(of: Round) -> list[tuple[list[int], list[int]]]:
    with in_town(of.municipality):
        return [(each.choices, each.points) for each in Ballot.objects.order_by("pk")]


def numbered(of: Round, *numbers: int) -> list[int]:
    with in_town(of.municipality):
        known = dict(of.proposals.values_list("number", "pk"))
    return [known[number] for number in numbers]


def test_cards_hold_a_code_each_and_how_to_use_it_in_three_languages(town: Municipality) -> None:
    round_of(town)
    desk = signed_in(staff(town))
    answer = desk.post(f"{DESK}/codes", {"label": "9 B", "codes": "3", "channel": "school"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    said = words_of(answer.content)
    codes = re.findall(r"\b(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}\b", said)
    assert len(set(codes)) == 3
    assert said.count("The code opens one ballot") == 3
    assert "testila/budget/kierros/vote" in said.replace(" ", "")
    opened = Client().post("/en/testila/budget/kierros/vote/code", {"code": codes[0].lower()})
    assert opened["Location"].endswith("/vote/ballot")


def test_ages_are_asked_of_a_sheet_only_where_some_money_is_for_an_age_group(town: Municipality) -> None:
    of = round_of(town)
    desk = signed_in(staff(town))
    assert 'name="age_bands"' not in desk.get(f"{DESK}/codes").content.decode()
    make_pot(of, "nuoret", 20_000, kind="age", age_bands=["13-17"])
    assert 'name="age_bands"' in desk.get(f"{DESK}/codes").content.decode()
    desk.post(f"{DESK}/codes", {"label": "9 B", "codes": "1", "channel": "school", "age_bands": ["13-17"]})
    with in_town(town):
        assert CodeSheet.objects.get(round=of).age_bands == ["13-17"]
    assert "13–17 years" in desk.get(f"{DESK}/codes").content.decode().split('id="made"')[1]


def test_a_code_is_on_no_page_of_the_desk(town: Municipality) -> None:
    round_of(town)
    desk = signed_in(staff(town))
    made = desk.post(f"{DESK}/codes", {"label": "9 B", "codes": "1", "channel": "school"})
    code = re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", words_of(made.content))[0]
    page = desk.get(f"{DESK}/codes").content.decode()
    assert "9 B" in page and code not in page


def test_the_unused_codes_of_a_lost_sheet_are_withdrawn(town: Municipality) -> None:
    of = round_of(town)
    desk = signed_in(staff(town))
    desk.post(f"{DESK}/codes", {"label": "9 B", "codes": "1", "channel": "school"})
    with in_town(town):
        sheet = CodeSheet.objects.get(round=of)
    desk.post(f"{DESK}/codes/{sheet.public_id}/withdraw")
    with in_town(town):
        assert CodeSheet.objects.get(round=of).withdrawn_at is not None


def test_printed_ballots_have_a_number_each_and_every_proposal(town: Municipality) -> None:
    round_of(town)
    answer = signed_in(staff(town)).get(f"{DESK}/paper/blank.pdf", {"first": "7", "many": "2", "language": "en"})
    said = words_of(answer.content)
    assert "0007" in said and "0008" in said and "0009" not in said
    assert said.count("Laituri") == 2
    assert "Do not write your name." in said


def test_a_ballot_is_entered_by_the_numbers_on_it_and_said_back(town: Municipality) -> None:
    of = round_of(town)
    desk = signed_in(staff(town, "sihteeri", Role.SECRETARY))
    page = desk.post(f"{DESK}/paper", entry("0007", "3, 1", place="Kirjasto")).content.decode()
    assert "Ballot 0007 is entered." in page and "Penkki" in page and "Laituri" in page
    assert ballots(of) == [(numbered(of, 1, 3), [])]
    assert 'value="Kirjasto"' in page
    with in_town(town):
        assert Turnout.objects.get().channel == "paper"


def test_the_same_number_is_entered_once(town: Municipality) -> None:
    of = round_of(town)
    desk = signed_in(staff(town))
    desk.post(f"{DESK}/paper", entry("0007", "3"))
    again = desk.post(f"{DESK}/paper", entry("0007", "1"))
    assert again.status_code == 422
    assert "was entered already" in again.content.decode()
    assert ballots(of) == [(numbered(of, 3), [])]


@pytest.mark.parametrize(
    ("marks", "words"), [("3 99", "There is no 99 on the ballot."), ("", "Nothing is chosen yet."), ("x", "no x on")]
)
def test_what_cannot_be_on_the_ballot_is_not_entered(town: Municipality, marks: str, words: str) -> None:
    of = round_of(town)
    answer = signed_in(staff(town)).post(f"{DESK}/paper", entry("0007", marks))
    assert words in answer.content.decode()
    assert ballots(of) == []


@pytest.mark.parametrize(
    ("kind", "marks", "order", "points"),
    [("points", "3:4 1:6", (1, 3), [6, 4]), ("ranking", "3 1 2", (3, 1, 2), [])],
)
def test_points_and_rankings_are_typed_as_they_stand(
    town: Municipality, kind: str, marks: str, order: tuple[int, ...], points: list[int]
) -> None:
    more = {"points_total": 10, "utility": "points"} if kind == "points" else {}
    of = round_of(town, ballot=kind, **more)
    signed_in(staff(town)).post(f"{DESK}/paper", entry("0007", marks))
    assert ballots(of) == [(numbered(of, *order), points)]


def test_a_spoiled_ballot_is_noted_and_not_counted(town: Municipality) -> None:
    of = round_of(town)
    page = signed_in(staff(town)).post(f"{DESK}/paper", entry("0007", "", spoiled="on")).content.decode()
    assert "It is spoiled and is not counted." in page
    assert ballots(of) == []


def test_a_second_person_reads_without_seeing_and_a_difference_is_decided(town: Municipality) -> None:
    of = round_of(town, double_entry=True)
    first, second = signed_in(staff(town)), signed_in(staff(town, "toinen", Role.CLERK))
    first.post(f"{DESK}/paper", entry("0007", "1 2"))
    with in_town(town):
        paper = PaperBallot.objects.get(round=of)
    assert f"/paper/{paper.public_id}/check" not in first.get(f"{DESK}/paper").content.decode()
    waiting = second.get(f"{DESK}/paper").content.decode()
    assert f"/paper/{paper.public_id}/check" in waiting
    asked = second.get(f"{DESK}/paper/{paper.public_id}/check").content.decode()
    assert 'name="marks" value=""' in asked
    told = second.post(f"{DESK}/paper/{paper.public_id}/check", {"marks": "1 3"}, follow=True).content.decode()
    assert "The two readings differ." in told
    both = second.get(f"{DESK}/paper/{paper.public_id}/decide").content.decode()
    assert "<td>1 2</td>" in both and "<td>1 3</td>" in both
    second.post(f"{DESK}/paper/{paper.public_id}/decide", {"marks": "1 3"})
    assert ballots(of) == [(numbered(of, 1, 3), [])]


def test_two_readings_that_agree_are_settled(town: Municipality) -> None:
    of = round_of(town, double_entry=True)
    signed_in(staff(town)).post(f"{DESK}/paper", entry("0007", "1 2"))
    with in_town(town):
        paper = PaperBallot.objects.get(round=of)
    second = signed_in(staff(town, "toinen", Role.CLERK))
    told = second.post(f"{DESK}/paper/{paper.public_id}/check", {"marks": "2 1"}, follow=True).content.decode()
    assert "Both read it in the same way." in told
    with in_town(town):
        assert PaperBallot.objects.get().state == "agreed"


def test_the_desk_tells_how_many_voted_and_never_what(town: Municipality) -> None:
    round_of(town)
    desk = signed_in(staff(town))
    desk.post(f"{DESK}/paper", entry("0007", "1"))
    page = desk.get(f"{DESK}/close").content.decode()
    assert "1 has voted" in page and "Paper form" in page
    assert "Penkki" not in page
    assert "The last day of the vote is not over yet." in page


def test_closing_is_asked_twice_and_then_counts(town: Municipality) -> None:
    of = round_of(town)
    desk = signed_in(staff(town))
    desk.post(f"{DESK}/paper", entry("0007", "1"))
    with town_clock_at(timezone.now() + datetime.timedelta(days=12)):
        assert "Tick the box first" in desk.post(f"{DESK}/close").content.decode()
        with in_town(town):
            assert Round.objects.get(pk=of.pk).closed_at is None
        assert desk.post(f"{DESK}/close", {"sure": "1"})["Location"] == f"{DESK}/"
    with in_town(town):
        assert Round.objects.get(pk=of.pk).closed_at is not None
        assert RoundResult.objects.filter(round=of).exists()
        assert not Ballot.objects.filter(round=of).exists()


def test_who_only_enters_ballots_prints_no_codes_and_closes_nothing(town: Municipality) -> None:
    round_of(town)
    clerk = signed_in(staff(town, "sihteeri", Role.SECRETARY))
    assert clerk.get(f"{DESK}/paper").status_code == 200
    assert clerk.get(f"{DESK}/codes").status_code == 403
    assert clerk.post(f"{DESK}/close", {"sure": "1"}).status_code == 403
