"""The API is even: what holds for one address holds for all, and the description is walked to see it."""

from __future__ import annotations

import datetime

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils.http import parse_http_date
from rest_framework.request import Request

from geo.api.answers import OpenView, public_answer
from geo.api.leaving import Leaving, leaves
from tests.api.described import Operation, body_schema, operations
from tests.permissions.world import World

COUNTED = {"numberMatched", "numberReturned", "next"}
# These tell of one thing that holds lists: no page of theirs is asked for
NO_LISTS = {
    "area_summary",
    "coverage",
    "exact_coverage",
    "budget_results",
    "open_space",
    "pin_support",
    "initiative_support",
}
READS = [pytest.param(one, id=one.id) for one in operations("GET")]
# What needs a parameter to be asked at all
ASKED = {"places": "?q=kes", "planned_here": "?at=27.27,61.69", "similar_pins": "?text=katu"}


@pytest.mark.parametrize("operation", READS)
def test_every_list_tells_how_many_there_are_and_where_it_goes_on(operation: Operation) -> None:
    fields = body_schema(operation.said, "200").get("properties", {})
    if operation.path.endswith("}") or operation.id in NO_LISTS:
        return
    assert any(one.get("type") == "array" for one in fields.values()), "a list, or one that NO_LISTS should name"
    assert set(fields) >= COUNTED


@pytest.mark.parametrize("operation", READS)
def test_every_read_has_a_version_that_saves_its_reader_the_answer(world: World, operation: Operation) -> None:
    client = world.client("admin")
    address = operation.address(world) + ASKED.get(operation.id, "")
    first = client.get(address)
    assert first.status_code == 200, first.content
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("operation", [pytest.param(one, id=f"{one.method} {one.id}") for one in operations()])
def test_every_refusal_is_told_in_one_form(world: World, operation: Operation) -> None:
    """Under a town that is not there, with a parameter that nobody knows, and by a method that nothing has."""
    address = operation.address(world)
    for answer in (
        Client().generic(
            operation.method, address.replace("/towns/kokeila", "/towns/ei-ole"), b"{}", "application/json"
        ),
        Client().generic(operation.method, f"{address}?nobody=knows", b"{}", "application/json"),
        Client().generic("PUT", address),
    ):
        if answer.status_code == 200:
            assert address == "/api/v1/towns", address
            continue
        assert answer.status_code in {400, 401, 403, 404, 405}, (address, answer.content)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "errors"} <= set(answer.json())


CHANGES = [one for one in operations() if one.method in {"PATCH", "PUT", "DELETE"} or one.id in {"desk_act"}]


@pytest.mark.parametrize("operation", [pytest.param(one, id=one.id) for one in CHANGES])
def test_every_change_of_what_is_there_names_the_version_that_it_changes(world: World, operation: Operation) -> None:
    client, address = world.client("admin"), operation.address(world)
    assert "If-Match" in operation.headers()
    asked = {"data": b'{"label": "x", "act": "note"}', "content_type": "application/json"}
    if "act" not in operation.id:
        asked["data"] = b'{"label": "x"}'
    else:
        asked["data"] = b'{"act": "note", "note": "x"}'
    method = operation.method
    assert client.generic(method, address, **asked).status_code == 428  # type: ignore[arg-type]
    stale = client.generic(method, address, **asked, headers={"If-Match": '"999"'})  # type: ignore[arg-type]
    assert stale.status_code == 412
    now = client.get(address).headers["ETag"]
    assert stale.headers["ETag"] == now
    done = client.generic(method, address, **asked, headers={"If-Match": now})  # type: ignore[arg-type]
    assert done.status_code in {200, 204}, done.content


SINCE, GONE = datetime.date(2027, 1, 1), datetime.date(2028, 3, 1)


@leaves(Leaving(SINCE, GONE, "/api/v1/towns"))
class _OldTowns(OpenView):
    def get(self, request: Request) -> HttpResponse:
        return public_answer(request, {"towns": []})


class _NewTowns(OpenView):
    def get(self, request: Request) -> HttpResponse:
        return public_answer(request, {"towns": []})


urlpatterns = [path("old", _OldTowns.as_view()), path("new", _NewTowns.as_view())]


@override_settings(ROOT_URLCONF="tests.api.test_even")
def test_an_address_that_leaves_says_so_in_each_answer_long_before() -> None:
    for answer in (Client().get("/old"), Client().get("/old?x=1"), Client().post("/old")):
        assert answer.headers["Deprecation"] == "@1798761600"
        assert parse_http_date(answer.headers["Sunset"]) == 1835481600
        assert 'rel="deprecation"' in answer.headers["Link"]
        assert '</api/v1/towns>; rel="successor-version"' in answer.headers["Link"]
    assert not {"Deprecation", "Sunset"} & set(Client().get("/new").headers)


def test_an_address_cannot_be_made_to_leave_within_less_than_a_year() -> None:
    with pytest.raises(ValueError, match="a year"):
        Leaving(SINCE, SINCE + datetime.timedelta(days=300))
