"""TRUST.md A10: every route × method × role is in the table, and does what the table says."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from tests.permissions.routes import routes
from tests.permissions.table import ACTORS, TABLE, Row
from tests.permissions.world import World

ACTIONS = [
    pytest.param(row, route, id=f"{row.method} {route} {row.phase}".strip()) for row in TABLE for route in row.routes
]


def test_every_route_and_method_has_a_row_and_every_row_a_route() -> None:
    in_table: dict[str, set[str]] = defaultdict(set)
    for row in TABLE:
        for route in row.routes:
            in_table[route.partition("?")[0]].add(row.method)  # with a key in the query it is the same route
    here = {f"{method} {route}" for route, methods in routes().items() for method in methods}
    listed = {f"{method} {route}" for route, methods in in_table.items() for method in methods}
    assert {"without a row": here - listed, "without a route": listed - here} == {
        "without a row": set(),
        "without a route": set(),
    }


@pytest.mark.parametrize(("row", "route"), ACTIONS)
def test_the_table_is_what_happens(world: World, row: Row, route: str) -> None:
    address = world.address(route, row)
    assert [actor for actor in ACTORS if tried(world, actor, row, address)] == [a for a in ACTORS if a in row.who]


def tried(world: World, actor: str, row: Row, address: str) -> bool:
    with transaction.atomic():
        client = world.client(actor)
        answer = allowed(client, row, address)
        transaction.set_rollback(True)
    return answer


def allowed(client: Client, row: Row, address: str) -> bool:
    """Refused is: sent to sign in, elsewhere in accounts, to the desk or, as its operator is, to where towns are made;
    401, 403, 404. A form's complaint is not."""
    kind = "application/json" if address.startswith("/api/") else MULTIPART_CONTENT
    post = row.method == "POST"
    response = client.post(address, row.body, content_type=kind) if post else client.generic(row.method, address)
    assert response.status_code < 500, (client, address)
    if row.ends_at and response.get("Location") == row.ends_at:
        return True
    to = response.get("Location", "")
    sent_away = to.startswith("/accounts/") or to.endswith(("/desk/", "/new-town"))
    return not sent_away and response.status_code not in (401, 403, 404, 405)
