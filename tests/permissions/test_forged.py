"""TRUST.md A15: a form that another site sends in a visitor's name is refused, at every route that takes one."""

import pytest

from tests.permissions.table import TABLE, Row
from tests.permissions.world import World

# Mail programs unsubscribe for their reader with a bare POST (RFC 8058); the key in the address is the proof
BY_KEY = {"/<town>/follow/<key>/stop", "/<town>/pins/<pin>/letters"}
FORMS = [
    pytest.param(row, route, id=f"{route} {row.phase}".strip())
    for row in TABLE
    for route in row.routes
    if row.method == "POST" and not route.startswith("/api/") and route not in BY_KEY
]


@pytest.mark.parametrize(("row", "route"), FORMS)
def test_a_form_without_its_token_is_refused(world: World, row: Row, route: str) -> None:
    client = world.client(row.who[0] if row.who else "admin")
    client.handler.enforce_csrf_checks = True
    assert client.post(world.address(route, row), row.body).status_code == 403


@pytest.mark.parametrize("actor", ["clerk", "admin"])
def test_a_session_alone_does_not_write_through_the_api(world: World, actor: str) -> None:
    """The session of somebody who is signed in is no proof that they meant it; a message of theirs is a visitor's."""
    client = world.client(actor)
    client.handler.enforce_csrf_checks = True
    body = {
        "type": "Feature",
        "geometry": None,
        "properties": {"kind": "thanks", "text": "a", "visibility": "public", "channel": "phone"},
    }
    response = client.post("/api/v1/towns/kokeila/pins", body, content_type="application/json")
    assert response.status_code == 400, response.content
