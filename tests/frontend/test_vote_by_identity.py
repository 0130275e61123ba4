"""A voter is known by strong identification: it opens one ballot, and makes no account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client, RequestFactory

from accounts.identified import page_that_asked
from accounts.models import User
from budgeting.models import Voter
from geo.models import Municipality
from geo.tenancy import in_town
from tests.accounts.test_provider import provider  # noqa: F401  (a fixture)
from tests.budgeting.factories import make_proposal, make_round

pytestmark = pytest.mark.django_db
VOTE = "/en/testila/budget/kierros/vote"


@pytest.fixture(autouse=True)
def _asked(settings: Any, provider: str) -> None:  # noqa: F811  (the fixture of that name)
    settings.OIDC_SERVER = provider


def come_back(client: Client, person: str) -> Any:
    page = client.get(VOTE).content.decode()
    begin = page.partition('action="/accounts/provider/')[2].partition('"')[0].replace("&amp;", "&")
    asked = client.post(f"/accounts/provider/{begin}").headers["Location"]
    back = urlsplit(httpx.post(asked, data={"sub": person}).headers["location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_who_is_identified_votes_once_from_any_browser_and_has_no_account(town: Municipality) -> None:
    make_proposal(make_round(town, "kierros", ways=["oidc"]))
    for _browser in range(2):
        answer = come_back(Client(), "stranger")
        assert answer.redirect_chain[-1][0] == f"{VOTE}/ballot"
    with in_town(town):
        assert Voter.objects.count() == 1
    assert User.objects.count() == 0


def test_who_is_not_entitled_is_told_so(town: Municipality) -> None:
    make_proposal(make_round(town, "kierros", ways=["oidc"], claims={"municipality": ["491"]}))
    answer = come_back(Client(), "stranger")
    assert "Only those who belong to the voters" in answer.content.decode()


def test_what_the_provider_said_is_used_once(town: Municipality) -> None:
    make_proposal(make_round(town, "kierros", ways=["oidc"]))
    client = Client()
    come_back(client, "stranger")
    client.post(f"{VOTE}/leave")
    assert client.get(f"{VOTE}/identified")["Location"] == VOTE


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/mikkeli/budget/kierros/vote/identified", True),
        ("https://elsewhere.example/vote/identified", False),
        ("//elsewhere.example/vote/identified", False),
        ("/mikkeli/desk/", False),
    ],
)
def test_only_our_own_page_of_a_vote_learns_who_somebody_is(wanted: str, found: bool) -> None:
    assert bool(page_that_asked(RequestFactory().get("/"), wanted)) is found
