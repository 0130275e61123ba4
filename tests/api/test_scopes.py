"""TRUST.md A10 for programs: every route × method × role × scope does what the two tables say, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.authentication import BearerAuthentication
from accounts.models import Scope
from accounts.tokens import NewToken, issue_token
from tests.permissions.routes import METHODS, _readable
from tests.permissions.rows import Row
from tests.permissions.scopes import SCOPES
from tests.permissions.table import STAFF, TABLE
from tests.permissions.test_table import allowed
from tests.permissions.world import World

ROW_OF = {(route, row.method): row for row in TABLE for route in row.routes if not row.phase and row.who}
ACTIONS = [pytest.param(route, method, id=f"{method} {route}") for route, method in SCOPES]
SAMPLE = ("admin", "clerk")  # with --all every role, each with every scope


def views(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        here = before + _readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, here)
        elif (cls := getattr(pattern.callback, "cls", None)) is not None:
            yield here, cls


def takes_tokens(cls: Any, method: str) -> bool:
    request = type("Asked", (), {"method": method})()
    return any(isinstance(one, BearerAuthentication) for one in cls(request=request).get_authenticators())


def test_every_address_that_takes_a_token_has_a_scope_and_every_scope_an_address() -> None:
    takes = {
        (route, method)
        for route, cls in views(get_resolver().url_patterns)
        for method in METHODS
        if hasattr(cls, method.lower()) and takes_tokens(cls, method)
    }
    assert takes == set(SCOPES)


def bearer(world: World, actor: str, *scopes: str) -> Client:
    town = world.other_town if actor == "other_town_admin" else world.town
    token = issue_token(user=world.users[actor], new=NewToken(town, "x", scopes))
    return Client(headers={"Authorization": f"Bearer {token}"})


def tried(world: World, actor: str, scope: str, row: Row, address: str) -> bool:
    with transaction.atomic():
        found = allowed(bearer(world, actor, scope), row, address)
        transaction.set_rollback(True)
    return found


def expected(row: Row, actor: str, scope: str, needed: Scope) -> bool:
    return scope == needed and actor in row.who


@pytest.mark.parametrize("roles", [SAMPLE, pytest.param((*STAFF, "other_town_admin"), marks=pytest.mark.heavy)])
@pytest.mark.parametrize(("route", "method"), ACTIONS)
def test_a_token_does_what_its_role_and_its_scope_allow_together(
    world: World, route: str, method: str, roles: tuple[str, ...]
) -> None:
    row, needed = ROW_OF[route, method], SCOPES[route, method]
    address = world.address(route, row)
    scopes = {actor: Scope.values if actor == "admin" or roles != SAMPLE else [needed] for actor in roles}
    asked = [(actor, scope) for actor in roles for scope in scopes[actor]]
    found = {(actor, scope): tried(world, actor, scope, row, address) for actor, scope in asked}
    assert found == {(actor, scope): expected(row, actor, scope, needed) for actor, scope in found}


PUBLIC = [
    pytest.param(row, route, id=route)
    for row in TABLE
    for route in row.routes
    if route.startswith("/api/v1/towns/") and row.method == "GET" and not row.phase and (route, "GET") not in SCOPES
]


@pytest.mark.parametrize(("row", "route"), PUBLIC)
def test_what_is_public_is_the_same_with_a_token_of_everything(world: World, row: Row, route: str) -> None:
    address = world.address(route, row)
    with_token = bearer(world, "admin", *Scope.values).get(address)
    assert (with_token.status_code, with_token.content) == (
        Client().get(address).status_code,
        Client().get(address).content,
    )


def test_a_token_is_no_way_into_the_pages_of_the_desk(world: World) -> None:
    answer = bearer(world, "admin", *Scope.values).get("/kokeila/desk/")
    assert answer.status_code == 302
    assert "/accounts/login/" in answer.headers["Location"]
