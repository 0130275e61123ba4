"""TRUST.md A7: a code opens one ballot, cannot be guessed, and ten wrong guesses make an address wait."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from budgeting.models import Ballot, Round, Turnout
from budgeting.services.casting import BallotInput, StaleBallot, cast_ballot
from budgeting.services.voters import WRONG_GUESSES, Knock, NotAdmitted, open_by_code
from budgeting.voting_codes import new_code, shown
from delivery.services import Limit, RateLimited
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import opened, printed
from tests.factories import make_town

USES, AT_ONCE = 100, 10
WINDOW_S = Limit("", "", WRONG_GUESSES).window_s


def guess(of: Round, code: str, address: str) -> str:
    try:
        open_by_code(town=of.municipality, round=of, typed=code, knock=Knock(address))
    except NotAdmitted as refused:
        return refused.code
    except RateLimited:
        return "429"
    return "hit"


# each guess commits, as in life: in one long transaction the counter's old rows could not be cleared away
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize(("guesses", "addresses"), [(300, 10), pytest.param(100_000, 200, marks=pytest.mark.heavy)])
def test_guesses_that_look_right_hit_nothing_and_ten_of_an_address_are_heard(guesses: int, addresses: int) -> None:
    of = make_round(make_town())
    printed(of, 200)
    begun = time.monotonic()
    outcomes = Counter(guess(of, new_code(), f"198.51.{number % addresses}.1") for number in range(guesses))
    heard = WRONG_GUESSES * addresses
    windows = 1 + (time.monotonic() - begun) // WINDOW_S  # an address is heard again when its window is over
    assert set(outcomes) == {"unknown", "429"} and outcomes.total() == guesses  # not one "hit"
    assert heard <= outcomes["unknown"] <= heard * windows


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_one_code_used_a_hundred_times_at_once_is_one_ballot() -> None:
    of = make_round(make_town())
    park = make_proposal(of)
    (code,) = printed(of)

    def use(_number: int) -> str:
        try:
            ballot = BallotInput((park.pk,))
            cast_ballot(town=of.municipality, admission=opened(of, code), ballot=ballot)
        except StaleBallot:
            return "there is one already"
        finally:
            connections.close_all()
        return "cast"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(use, range(USES)))
    assert outcomes == {"cast": 1, "there is one already": USES - 1}
    with in_town(of.municipality):
        assert (Ballot.objects.count(), Turnout.objects.count()) == (1, 1)


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_eleventh_wrong_code_of_an_address_is_answered_with_429_and_when_to_come_back(client: Client) -> None:
    of = make_round(make_town())
    address = f"/{of.municipality.slug}/budget/{of.slug}/vote/code"
    answers = [client.post(address, {"code": shown(new_code())}) for _ in range(WRONG_GUESSES + 1)]
    assert [answer.status_code for answer in answers] == [422] * WRONG_GUESSES + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
