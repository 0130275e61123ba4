"""Signing in through the pages themselves: password, second factor, reset; nobody learns who has an account."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts.models import Role, User
from delivery.models import OutboxMessage
from delivery.services import relay
from tests.accounts import totp
from tests.accounts.conftest import PASSWORD, Staffed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
EMAIL = "clerk@kokeila.fi"


@pytest.fixture(autouse=True)
def _no_earlier_attempts(db: None) -> None:
    cache.clear()


@pytest.fixture
def clerk(staff: Staffed) -> User:
    return staff(Role.CLERK, EMAIL, password=PASSWORD)


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def errors(response: Any) -> str:
    return " ".join(re.findall(r"<li>(.*?)</li>", response.content.decode()))


def enrol(client: Client) -> str:
    """Turn the second factor on as a user does; gives the key."""
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get("/accounts/2fa/totp/activate/").content.decode())
    assert secret is not None
    done = client.post("/accounts/2fa/totp/activate/", {"code": totp.code(secret[1])})
    assert done.status_code == 302, errors(done)
    return secret[1]


def test_the_right_password_leads_to_the_desk(clerk: User, client: Client) -> None:
    response = sign_in(client, email="Clerk@Kokeila.fi ")
    assert (response.status_code, response["Location"]) == (302, "/kokeila/desk/")
    assert who(client) == str(clerk.pk)


def test_signing_in_changes_the_session_key(clerk: User, client: Client) -> None:
    session = client.session
    session["planted"] = 1
    session.save()
    before = session.session_key
    client.cookies["session"] = before or ""
    sign_in(client)
    assert client.cookies["session"].value != before


def test_wrong_password_and_unknown_address_read_the_same(clerk: User, client: Client) -> None:
    User.objects.create_user("closed@kokeila.fi", PASSWORD, is_active=False)
    wrong = sign_in(client, "not the password")
    answers = [wrong, sign_in(client, email="nobody@kokeila.fi"), sign_in(client, "wrong", "closed@kokeila.fi")]
    assert {answer.status_code for answer in answers} == {200}
    assert len({errors(answer) for answer in answers}) == 1
    assert errors(wrong)
    assert who(client) is None


def test_guessing_is_stopped_for_known_and_unknown_addresses_alike(clerk: User, client: Client) -> None:
    for email in (EMAIL, "nobody@kokeila.fi"):
        tries = [errors(sign_in(client, f"guess {number}", email)) for number in range(8)]
        assert tries[0] != tries[-1]
    assert errors(sign_in(client)) == tries[-1]


def test_a_second_factor_is_set_up_and_then_asked_for(clerk: User, client: Client) -> None:
    sign_in(client)
    secret = enrol(client)
    client.post("/accounts/logout/")
    cache.clear()
    response = sign_in(client)
    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert who(client) is None
    client.post(response["Location"], {"code": totp.code(secret)})
    assert who(client) == str(clerk.pk)


def test_a_wrong_code_does_not_let_in_and_guessing_codes_is_stopped(clerk: User, client: Client) -> None:
    sign_in(client)
    secret = enrol(client)
    client.post("/accounts/logout/")
    cache.clear()
    sign_in(client)
    wrong = f"{(int(totp.code(secret)) + 1) % 1_000_000:06d}"
    for _ in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": wrong})
    client.post("/accounts/2fa/authenticate/", {"code": totp.code(secret)})
    assert who(client) is None


def test_a_code_works_once(clerk: User, client: Client) -> None:
    sign_in(client)
    secret = enrol(client)
    client.post("/accounts/logout/")
    cache.clear()
    used = totp.code(secret)
    for browser, lets_in in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": used})
        assert (who(browser) is not None) is lets_in


def test_a_recovery_code_lets_in_once(clerk: User, client: Client) -> None:
    sign_in(client)
    enrol(client)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client.post("/accounts/logout/")
    for browser, lets_in in ((client, True), (Client(), False)):
        sign_in(browser)
        browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert (who(browser) is not None) is lets_in


def test_where_it_is_demanded_the_second_factor_comes_before_the_desk(
    clerk: User, client: Client, settings: Any
) -> None:
    settings.STAFF_TOTP = "required"
    assert sign_in(client)["Location"] == "/accounts/2fa/totp/activate/"


def test_a_reset_reads_the_same_for_everybody_and_only_a_user_gets_a_letter(clerk: User, client: Client) -> None:
    answers = [client.post("/accounts/password/reset/", {"email": email}) for email in (EMAIL, "nobody@kokeila.fi")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/password/reset/done/")}
    assert OutboxMessage.objects.count() == 2
    relay()
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]
    assert [message.payload for message in OutboxMessage.objects.all()] == [{}, {}]


def test_the_link_of_the_letter_sets_a_new_password_once(clerk: User, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": EMAIL})
    relay()
    link = re.search(r"http://testserver(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    new = {"password1": "uusi ja pitkä salasana", "password2": "uusi ja pitkä salasana"}
    assert client.post(form, new)["Location"] == "/accounts/password/reset/key/done/"
    assert User.objects.get(email=EMAIL).check_password("uusi ja pitkä salasana")
    assert b"password1" not in Client().get(link[1], follow=True).content


def test_a_password_is_confirmed_before_the_second_factor_is_turned_off(clerk: User, client: Client) -> None:
    sign_in(client)
    enrol(client)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}]
    session.save()
    asked = client.get("/accounts/2fa/totp/deactivate/")
    assert "/reauthenticate/" in asked["Location"]
    cache.clear()
    client.post(asked["Location"], {"password": PASSWORD, "code": ""})
    assert Authenticator.objects.filter(type="totp").exists()


def test_there_is_no_way_to_sign_up(client: Client) -> None:
    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", {"email": "x@y.fi"}).status_code == 404


@pytest.mark.parametrize(("language", "heading"), [("fi", "<h1>"), ("sv", "<h1>"), ("en", "<h1>Staff sign-in")])
def test_the_page_speaks_the_readers_language_and_works_without_scripts(
    client: Client, language: str, heading: str
) -> None:
    page = client.get("/accounts/login/", headers={"Accept-Language": language}).content.decode()
    assert heading in page
    assert f'<html lang="{language}"' in page
    for name in ("login", "password"):
        assert re.search(rf'<label for="id_{name}">', page)


def test_a_form_without_its_token_is_refused(clerk: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


def test_sign_in_pages_are_kept_by_no_cache(client: Client) -> None:
    answer = client.get("/accounts/login/")
    assert "no-store" in answer["Cache-Control"]
