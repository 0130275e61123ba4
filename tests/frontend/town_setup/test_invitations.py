"""Invitations to work in a town: they can be taken back until they were followed, and the link then opens nothing."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Role, User
from accounts.services import Post, create_staff, make_operator
from delivery.services import relay
from geo.models import Municipality
from tests.factories import make_town

STAFF = "/uusila/desk/staff"
EMAIL = "matti@uusila.example"


@pytest.fixture
def link(admin: Client) -> str:
    """The link of a letter to somebody who was invited as a clerk."""
    admin.post(STAFF, {"email": EMAIL, "role": "clerk"})
    relay()
    found = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert found
    return found[0]


def invited() -> User:
    return User.objects.get(email=EMAIL)


def opens(link: str) -> bool:
    return 'name="password1"' in Client().get(link, follow=True).content.decode()


def test_a_withdrawn_invitation_gives_no_role_and_its_link_opens_nothing(admin: Client, link: str) -> None:
    assert opens(link)
    answer = admin.post(f"{STAFF}/{invited().pk}/withdraw", follow=True)
    assert "on peruttu" in answer.content.decode()
    assert not Membership.objects.valid_on().filter(user=invited()).exists()
    assert not opens(link)


def test_who_was_invited_by_two_towns_keeps_the_other_towns_link(admin: Client, link: str) -> None:
    other = make_town("muualla")
    create_staff(email=EMAIL, post=Post(other, Role.CLERK))
    admin.post(f"{STAFF}/{invited().pk}/withdraw")
    assert [held.municipality for held in Membership.objects.valid_on().filter(user=invited())] == [other]
    assert opens(link)


def test_who_has_signed_in_is_not_withdrawn(admin: Client, link: str) -> None:
    User.objects.filter(email=EMAIL).update(last_login=timezone.now())
    answer = admin.post(f"{STAFF}/{invited().pk}/withdraw", follow=True)
    assert "on jo kirjautunut" in answer.content.decode()
    assert Membership.objects.valid_on().filter(user=invited()).exists()


def test_somebody_of_another_town_is_not_found(admin: Client, town: Municipality) -> None:
    stranger = create_staff(email="x@muualla.fi", post=Post(make_town("muualla"), Role.CLERK)).user
    assert admin.post(f"{STAFF}/{stranger.pk}/withdraw").status_code == 404


def test_an_operator_without_a_town_is_led_to_making_one(db: None) -> None:
    user, password = make_operator(email="operator@kuuluvuus.fi")
    answer = Client().post("/accounts/login/", {"login": user.email, "password": password})
    assert answer.headers["Location"] == "/new-town"
