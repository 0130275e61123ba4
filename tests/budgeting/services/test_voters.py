"""How a ballot is opened, and what does not open one."""

from __future__ import annotations

import datetime
import re
import time
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings

from accounts.models import Body, Membership, Role, User
from budgeting.models import CodeSheet, Round, Voter, VotingWay
from budgeting.services.casting import BallotInput, cast_ballot
from budgeting.services.codes import SheetInput, print_sheet, sheets_of, withdraw_sheet
from budgeting.services.voters import (
    LETTERS_TO_AN_ADDRESS,
    LINK_DAYS,
    TICKET_HOURS,
    WRONG_GUESSES,
    Knock,
    LinkWish,
    NotAdmitted,
    admission_by_ticket,
    open_by_claims,
    open_by_code,
    open_by_link,
    open_for_member,
    send_link,
    ticket_of,
)
from budgeting.voter_keys import normal_address
from budgeting.voting_codes import new_code, shown
from delivery.models import OutboxMessage
from delivery.services import RateLimited, relay
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import HOME, after_the_vote, cast, closed, make_clerk, opened, printed
from tests.factories import make_town
from tests.zoning.town_clock import town_clock_at
from zoning.clock import town_now

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def why_not(of: Round, typed: str, knock: Knock = HOME) -> str:
    with pytest.raises(NotAdmitted) as refused:
        open_by_code(town=of.municipality, round=of, typed=typed, knock=knock)
    return refused.value.code


def link_to(of: Round, email: str, address: str = "192.0.2.1") -> str:
    """The key in the letter that came, as the reader's program would take it from the link."""
    mail.outbox.clear()
    send_link(town=of.municipality, round=of, wish=LinkWish(email, "fi"), knock=Knock(address))
    relay()
    (letter,) = mail.outbox
    found = re.search(rf"/budget/{of.slug}/vote/letter\?key=([\w-]+)", str(letter.body))
    assert found
    return found[1]


def test_a_printed_code_opens_one_ballot_of_its_round_and_of_no_other(town: Municipality) -> None:
    of, other = make_round(town), make_round(town)
    one, two = printed(of, 2, channel="school")
    admission = open_by_code(town=town, round=of, typed=one.lower(), knock=HOME)
    assert (admission.round, admission.way, admission.channel) == (of.pk, VotingWay.CODE, "school")
    assert open_by_code(town=town, round=of, typed=two, knock=HOME).voter != admission.voter
    assert why_not(other, one) == "unknown"


def test_codes_are_kept_as_keyed_hashes_alone(town: Municipality) -> None:
    of = make_round(town)
    (code,) = printed(of)
    with in_town(town):
        kept = bytes(Voter.objects.get().key_hash)
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[]):
        assert why_not(of, code) == "unknown"
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert open_by_code(town=town, round=of, typed=code, knock=HOME)
    assert code.replace("-", "").encode() not in kept


def test_ten_wrong_codes_are_told_and_then_the_address_waits_while_right_ones_still_open(town: Municipality) -> None:
    of = make_round(town)
    (code,) = printed(of)
    assert [why_not(of, shown(new_code())) for _ in range(WRONG_GUESSES)] == ["unknown"] * WRONG_GUESSES
    with pytest.raises(RateLimited):
        open_by_code(town=town, round=of, typed=new_code(), knock=HOME)
    assert why_not(of, new_code(), Knock("192.0.2.2")) == "unknown"
    assert open_by_code(town=town, round=of, typed=code, knock=HOME)


def test_a_slip_of_the_pen_is_no_guess(town: Municipality) -> None:
    of = make_round(town)
    (code,) = printed(of)
    wrong = ("1" if code[0] == "0" else "0") + code[1:]
    assert {why_not(of, wrong) for _ in range(2 * WRONG_GUESSES)} == {"mistyped"}


def test_a_withdrawn_sheet_opens_nothing_but_ballots_that_were_cast_with_it(town: Municipality) -> None:
    of = make_round(town)
    used, unused = printed(of, 2)
    cast(of, make_proposal(of), by=opened(of, used))
    with in_town(town):
        sheet = CodeSheet.objects.get()
    assert withdraw_sheet(town=town, sheet=sheet).withdrawn_at == withdraw_sheet(town=town, sheet=sheet).withdrawn_at
    assert why_not(of, unused) == "withdrawn"
    assert opened(of, used)


def test_the_desk_sees_how_many_codes_of_a_sheet_were_used(town: Municipality) -> None:
    of = make_round(town)
    codes = printed(of, 3)
    cast(of, make_proposal(of), by=opened(of, codes[0]))
    assert [(use.sheet.codes, use.used) for use in sheets_of(town=town, round=of)] == [(3, 1)]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (SheetInput(label=" ", codes=1), "required"),
        (SheetInput(label="9B", codes=0), "how_many"),
        (SheetInput(label="9B", codes=5_001), "how_many"),
        (SheetInput(label="9B", codes=1, channel="pigeon"), "unknown_channel"),
    ],
)
def test_a_sheet_says_for_whom_and_how_many(town: Municipality, sheet: SheetInput, code: str) -> None:
    with pytest.raises(Refused) as refused:
        print_sheet(town=town, round=make_round(town), sheet=sheet, by=make_clerk())
    assert [error.code for error in refused.value.errors] == [code]


def test_no_codes_are_printed_for_a_round_without_codes_or_after_closing(town: Municipality) -> None:
    without, over = make_round(town, ways=["email"]), make_round(town)
    make_proposal(over)
    closed(over)
    for of, code in ((without, "wrong_way"), (over, "closed")):
        with pytest.raises(Refused) as refused:
            printed(of)
        assert [error.code for error in refused.value.errors] == [code]


def test_nothing_opens_outside_the_days_of_the_vote(town: Municipality) -> None:
    of = make_round(town)
    (code,) = printed(of)
    with after_the_vote(of):
        assert why_not(of, code) == "not_open"


def test_a_link_sent_to_an_address_opens_its_one_ballot_however_the_address_is_written(town: Municipality) -> None:
    of = make_round(town)
    first, second = link_to(of, "Aino.Virta@gmail.com"), link_to(of, "ainovirta+vaali@googlemail.com")
    opened_by = open_by_link(town=town, round=of, key=second, knock=HOME)
    cast_ballot(town=town, admission=opened_by, ballot=BallotInput((make_proposal(of).pk,)))
    with pytest.raises(NotAdmitted):
        open_by_link(town=town, round=of, key=first, knock=HOME)
    with in_town(town):
        assert Voter.objects.count() == 1
        assert b"aino" not in bytes(Voter.objects.get().key_hash)


def test_two_people_of_one_mail_server_are_two_voters() -> None:
    assert normal_address("a.b@example.fi") != normal_address("ab@example.fi")
    assert normal_address(" A.B+x@Example.FI ") == "a.b@example.fi"


def test_a_link_works_for_some_days_and_no_longer(town: Municipality) -> None:
    of = make_round(town)
    key = link_to(of, "aino@example.fi")
    too_late = town_now() + datetime.timedelta(days=LINK_DAYS, minutes=1)
    with town_clock_at(too_late), pytest.raises(NotAdmitted) as refused:
        open_by_link(town=town, round=of, key=key, knock=HOME)
    assert refused.value.code == "expired"
    assert open_by_link(town=town, round=of, key=key, knock=HOME)


def test_the_address_is_gone_from_the_outbox_once_the_letter_was_sent(town: Municipality) -> None:
    of = make_round(town)
    link_to(of, "aino@example.fi")
    assert list(OutboxMessage.objects.filter(topic="mail").values_list("payload", flat=True)) == [{}]


def test_an_address_gets_a_few_letters_a_day_and_nobody_learns_whether_it_voted(town: Municipality) -> None:
    of = make_round(town)
    for number in range(LETTERS_TO_AN_ADDRESS + 2):
        send_link(town=town, round=of, wish=LinkWish("aino@example.fi", "fi"), knock=Knock(f"192.0.2.{number}"))
    relay()
    assert len(mail.outbox) == 1  # only the newest link opens anything, so only its letter is worth sending
    assert OutboxMessage.objects.filter(topic="mail").count() == LETTERS_TO_AN_ADDRESS


def test_what_is_no_address_gets_no_letter(town: Municipality) -> None:
    with pytest.raises(Refused):
        send_link(town=town, round=make_round(town), wish=LinkWish("aino", "fi"), knock=HOME)


def test_keys_of_links_are_guessed_ten_times(town: Municipality) -> None:
    of = make_round(town)
    knock = Knock("192.0.2.77")
    for _ in range(WRONG_GUESSES):
        with pytest.raises(NotAdmitted):
            open_by_link(town=town, round=of, key="x" * 32, knock=knock)
    with pytest.raises(RateLimited):
        open_by_link(town=town, round=of, key="x" * 32, knock=knock)


def test_strong_identification_opens_one_ballot_for_whom_the_round_is_meant(town: Municipality) -> None:
    of = make_round(town, ways=["oidc"], claims={"municipality": ["491"]})
    mine = {"municipality": "491"}
    first = open_by_claims(town=town, round=of, subject="sub-1", claims=mine)
    assert open_by_claims(town=town, round=of, subject="sub-1", claims=mine).voter == first.voter
    assert open_by_claims(town=town, round=of, subject="sub-2", claims=mine).voter != first.voter
    for claims in ({"municipality": "111"}, {}):
        with pytest.raises(NotAdmitted) as refused:
            open_by_claims(town=town, round=of, subject="sub-3", claims=claims)
        assert refused.value.code == "not_entitled"


def test_a_member_of_the_round_s_council_has_one_ballot_and_nobody_else_any(town: Municipality) -> None:
    council = Body.objects.create(municipality=town, kind=Body.Kind.COUNCIL, code="elders")
    of = make_round(town, ways=["council"], council=council)
    member, other = (User.objects.create_user(f"{name}@example.fi") for name in ("jasen", "muu"))
    Membership.objects.create(user=member, municipality=town, role=Role.BOARD, body=council)
    first = open_for_member(town=town, round=of, user=member)
    assert open_for_member(town=town, round=of, user=member) == first
    with pytest.raises(NotAdmitted):
        open_for_member(town=town, round=of, user=other)


def test_a_ticket_admits_its_voter_to_its_round_for_some_hours(town: Municipality) -> None:
    of, other = make_round(town), make_round(town)
    voter = opened(of)
    ticket = ticket_of(voter)
    assert admission_by_ticket(round=of, ticket=ticket) == voter
    assert admission_by_ticket(round=other, ticket=ticket) is None
    assert admission_by_ticket(round=of, ticket=ticket + "x") is None
    for hours, admitted in ((TICKET_HOURS - 1, voter), (TICKET_HOURS + 1, None)):
        # The clock of the library that signs: nothing of ours is replaced.
        with patch("django.core.signing.time.time", return_value=time.time() + hours * 3600):
            assert admission_by_ticket(round=of, ticket=ticket) == admitted


def test_a_ticket_of_a_closed_vote_admits_nobody(town: Municipality) -> None:
    of = make_round(town)
    voter = opened(of)
    cast(of, make_proposal(of), by=voter)
    closed(of)
    assert admission_by_ticket(round=of, ticket=ticket_of(voter)) is None
