"""An operator, a closed town and its administrator."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Role, User
from accounts.services import Post, create_staff, make_operator
from geo.models import Municipality
from tests.factories import make_halves, make_town


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def person(town: Municipality, role: Role) -> Client:
    return signed_in(create_staff(email=f"{role}@{town.slug}.fi", post=Post(town, role)).user)


@pytest.fixture
def operator(db: None) -> Client:
    cache.clear()
    return signed_in(make_operator(email="operator@kuuluvuus.fi")[0])


@pytest.fixture
def town(db: None) -> Municipality:
    cache.clear()
    town = make_town("uusila", is_public=False, home_set="", names={"fi": "Uusila"})
    make_halves(town)
    return town


@pytest.fixture
def admin(town: Municipality) -> Client:
    return person(town, Role.ADMIN)
