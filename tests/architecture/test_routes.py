"""Who may do what at each address. A new route adds a row here; one without a row fails."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from geo.models import Municipality
from tests.architecture.rows import TABLE

SOMETHING: dict[str, Any] = {
    "upload": "0123456789012345678901",
    "what": "areas",
    "attachment": "0123456789012345678901",
    "initiative": "0123456789012345678901",
    "programme": "x",
    "measure": "0123456789012345678901",
    "evidence": "0123456789012345678901",
    "decision": "0123456789012345678901",
    "step": "0123456789012345678901",
    "party": "0123456789012345678901",
    "proposal": "1",
    "pot": "town",
    "part": "pots",
    "round": "kierros",
    "author": "0123456789012345678901",
    "costing": "0123456789012345678901",
    "sign_up": "0123456789012345678901",
    "hearing": "0123456789012345678901",
    "drawing": "0123456789012345678901",
    "plan": "0123456789012345678901",
    "category": "x",
    "asked": "0123456789012345678901",
    "paper": "0123456789012345678901",
    "year": 2026,
    "town": "kokeila",
    "pin": "0123456789012345678901",
    "token": "x",
    "area_set": "board",
    "kind": "board",
    "base": "osm",
    "code": "x",
    "layer": "pins",
    "ending": "csv",
    "grid": "WebMercatorQuad",
    "collection": "kokeila_pins",
    "feature": "none",
    "row": 0,
    "column": 0,
    "provider_id": "town",
    "uidb36": "1",
    "key": "x",
    "slug": "x",
    "entry": 1,
    "follow": "0123456789012345678901",
    "grant": 1,
    "membership": 1,
    "user": 1,
    "outcome": "0123456789012345678901",
    "remark": "0123456789012345678901",
    "wave": "0123456789012345678901",
    "process": "x",
    "run": "0123456789012345678901",
    "fmt": "json",
    "request_id": "x",
    "key_id": 1,
    "sending": 1,
    "rule": 1,
    "unit": "x",
    "link": "0123456789012345678901",
    "secret": "x",
    "photo": "0123456789012345678901",
    "sheet": "0123456789012345678901",
    "document": "0123456789012345678901",
    "version": "0123456789012345678901",
    "number": 1,
    "batch": "0123456789012345678901",
    "piece": "0123456789012345678901",
    "theme": "0123456789012345678901",
    "statement": "0123456789012345678901",
    "moderator": 1,
    "webhook": "0123456789012345678901",
    "delivery": "0123456789012345678901",
    **dict.fromkeys("zxy", 0),
}


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        else:
            found.add(pattern.name or str(pattern.pattern))
    return found


def address(name: str) -> str:
    for keys in sorted(get_resolver().reverse_dict.getlist(name), key=lambda found: len(found[0][0][1])):
        wanted = {key: SOMETHING[key] for key in keys[0][0][1] if key in SOMETHING}
        try:
            return reverse(name, kwargs=wanted)
        except NoReverseMatch:
            continue
    raise AssertionError(f"give {name} its parts in SOMETHING")


@pytest.fixture
def visitor(db: None) -> Client:
    Municipality.objects.create(slug="kokeila", names={"fi": "Kokeila"})
    return Client(raise_request_exception=False)


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert names(get_resolver().url_patterns) == set(TABLE)


@pytest.mark.parametrize("name", [name for name, allowed in TABLE.items() if not allowed])
def test_staff_routes_turn_a_visitor_away(name: str, visitor: Client) -> None:
    for method in ("get", "post"):
        answer = getattr(visitor, method)(address(name))
        to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        assert to_sign_in or answer.status_code in {401, 403, 405}, (method, answer.status_code)


OURS = [name for name in TABLE if not name.startswith(("account_", "mfa_", "socialaccount_", "openid_connect_"))]


@pytest.mark.parametrize("name", OURS)
def test_a_visitor_changes_nothing_by_a_method_that_is_not_in_the_table(name: str, visitor: Client) -> None:
    for method in {"POST", "PUT", "PATCH", "DELETE"} - TABLE[name]:
        answer = visitor.generic(method, address(name), b"{}", content_type="application/json")
        turned_away = answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        assert turned_away or answer.status_code in {401, 403, 404, 405}, (method, answer.status_code)
