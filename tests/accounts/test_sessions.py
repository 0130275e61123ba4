"""TRUST.md A25: a session ends after a pause and after its hours, and never carries one that was planted."""

import time
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client

from accounts.models import Role
from accounts.sessions import BEGAN, SEEN
from tests.accounts.conftest import Staffed
from tests.delivery.killing import in_python

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]
INSIDE = "/accounts/2fa/"


@pytest.fixture
def signed_in(staff: Staffed, client: Client) -> Client:
    client.force_login(staff(Role.CLERK))
    return client


def age(client: Client, stamp: str, seconds: int) -> None:
    session = client.session
    session[stamp] = int(time.time()) - seconds
    session.save()


def is_in(client: Client) -> bool:
    return bool(client.get(INSIDE).status_code == 200)


def test_a_session_lives_while_it_is_used(signed_in: Client) -> None:
    age(signed_in, SEEN, project.SESSION_IDLE_S - 10)
    assert is_in(signed_in)
    assert time.time() - signed_in.session[SEEN] < 5


def test_a_session_ends_after_a_pause(signed_in: Client) -> None:
    age(signed_in, SEEN, project.SESSION_IDLE_S + 1)
    assert not is_in(signed_in)


def test_a_session_ends_after_its_hours_however_busy(signed_in: Client) -> None:
    age(signed_in, BEGAN, project.SESSION_COOKIE_AGE + 1)
    assert not is_in(signed_in)


def test_an_ended_session_is_gone_from_the_database(signed_in: Client) -> None:
    key = signed_in.session.session_key or ""
    age(signed_in, SEEN, project.SESSION_IDLE_S + 1)
    is_in(signed_in)
    assert not signed_in.session.exists(key)


def test_signing_out_ends_the_session_on_the_server(signed_in: Client) -> None:
    stolen = signed_in.cookies["session"].value
    signed_in.post("/accounts/logout/")
    thief = Client()
    thief.cookies["session"] = stolen
    assert not is_in(thief)


def test_busy_use_writes_the_session_once_a_minute(signed_in: Client, django_assert_num_queries: Any) -> None:
    is_in(signed_in)
    before = signed_in.session[SEEN]
    assert is_in(signed_in)
    assert signed_in.session[SEEN] == before


def test_a_changed_password_ends_other_sessions(staff: Staffed, client: Client) -> None:
    user = staff(Role.CLERK)
    client.force_login(user)
    user.set_password("something else entirely")
    user.save()
    assert not is_in(client)


def test_cookies_are_locked_to_the_host_in_production() -> None:
    shown = in_python(
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.STAFF_TOTP)",
        KUULUVUUS_MODE="production",
    )
    assert shown.split() == ["__Host-session", "__Host-csrf", "True", "True", "True", "Lax", "required"]
