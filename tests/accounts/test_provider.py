"""Staff sign in through an OpenID Connect provider: a real one over HTTP, on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.test import Client
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from accounts.models import Role, User
from accounts.services import Post, create_staff
from geo.models import Municipality
from tests.factories import make_town

pytestmark = pytest.mark.django_db
CLERK = "virpi@kokeila.example"


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kokeila")


@pytest.fixture
def clerk(town: Municipality) -> User:
    return create_staff(email=CLERK, post=Post(town, Role.CLERK)).user


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """It knows three people: the clerk, one whose address it does not vouch for, and a stranger."""
    people = [
        Person(sub="virpi", claims={"email": CLERK, "email_verified": True}),
        Person(sub="claims-to-be-virpi", claims={"email": CLERK, "email_verified": False}),
        Person(sub="stranger", claims={"email": "joku@muualla.example", "email_verified": True}),
    ]
    with run_server_in_thread(user_claims=people) as server:
        address = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "town",
            "name": "Kunnan kirjautuminen",
            "client_id": "kuuluvuus",
            "secret": "a-secret-of-the-test",
            "settings": {"server_url": address, "oauth_pkce_enabled": True, "verified_email": False},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield address


def signed_in(client: Client) -> Any:
    request = HttpRequest()
    request.session = client.session
    return get_user(request)


def come_from(client: Client, provider: str, person: str) -> Any:
    """From our button to the provider, where this person agrees, and back with what the provider gave."""
    begun = client.post("/accounts/provider/oidc/town/login/")
    asked = begun.headers["Location"]
    assert asked.startswith(provider) and "code_challenge=" in asked
    agreed = httpx.post(asked, data={"sub": person})
    back = urlsplit(agreed.headers["location"])
    assert back.path == "/accounts/provider/oidc/town/login/callback/"
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_a_member_of_staff_signs_in_by_the_towns_provider(provider: str, clerk: User) -> None:
    client = Client()
    answer = come_from(client, provider, "virpi")
    assert signed_in(client) == clerk
    assert answer.redirect_chain[-1][0] == "/kokeila/desk/"
    come_from(Client(), provider, "virpi")
    assert SocialAccount.objects.get(user=clerk).uid == "virpi"


@pytest.mark.parametrize("person", ["stranger", "claims-to-be-virpi"])
def test_who_does_not_work_here_or_is_not_vouched_for_gets_no_further(provider: str, clerk: User, person: str) -> None:
    client = Client()
    come_from(client, provider, person)
    assert not signed_in(client).is_authenticated
    assert User.objects.count() == 1


def test_an_answer_that_the_provider_never_gave_signs_nobody_in(provider: str, clerk: User) -> None:
    client = Client()
    client.post("/accounts/provider/oidc/town/login/")
    client.get("/accounts/provider/oidc/town/login/callback/?code=made-up&state=made-up")
    assert not signed_in(client).is_authenticated


def test_whoever_refuses_at_the_provider_is_not_signed_in(provider: str, clerk: User) -> None:
    client = Client()
    asked = client.post("/accounts/provider/oidc/town/login/").headers["Location"]
    refused = httpx.post(asked, data={"action": "deny"})
    back = urlsplit(refused.headers["location"])
    answer = client.get(f"{back.path}?{back.query}", follow=True)
    assert "error=access_denied" in back.query
    assert answer.status_code < 500 and not signed_in(client).is_authenticated


def test_without_a_provider_there_is_no_such_way_in(db: None) -> None:
    assert configured.OIDC_SERVER == "" and "/provider/" not in Client().get("/accounts/login/").content.decode()
