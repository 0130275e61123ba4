"""The whole description, driven by schemathesis: no server error, and no answer that the description does not know.

A part of the requests asks for things that are there, so that not only refusals are seen; each is rolled back.
"""

from __future__ import annotations

import io
import random
from functools import cache
from typing import Any
from urllib.parse import unquote

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as sample
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from urllib3 import HTTPResponse

from accounts.models import Scope
from accounts.tokens import NewToken, issue_token
from tests.api.described import Operation, operations, schema
from tests.permissions.world import World

FEW, MANY = 4, 40
EACH_RUN = 14  # operations; with --all every one of them, and many requests to each
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
OPERATIONS = operations()
SAMPLE = random.Random(20_268).sample(OPERATIONS, EACH_RUN)


def named(chosen: list[Operation]) -> list[Any]:
    return [pytest.param(one, id=f"{one.method} {one.id}") for one in chosen]


@cache
def described() -> Any:
    return schemathesis.openapi.from_dict(schema())


def answered(case: Any, headers: dict[str, str]) -> requests.Response:
    """What the service answers, in this thread and its transaction, as the checks want to read it."""
    made = requests.Request(**case.as_transport_kwargs(base_url="http://testserver", headers=headers)).prepare()
    kept = set(made.headers) - {"Content-Length", "Content-Type"}
    sent = {name: str(made.headers[name]) for name in kept}
    body = made.body.encode() if isinstance(made.body, str) else made.body or b""
    kind = str(made.headers.get("Content-Type") or "")
    with transaction.atomic():
        answer = Client().generic(str(made.method), made.path_url, body, content_type=kind, headers=sent)
        transaction.set_rollback(True)
    raw = HTTPResponse(io.BytesIO(answer.content), dict(answer.headers), answer.status_code, preload_content=False)
    return HTTPAdapter().build_response(made, raw)


def parts_that_are_there(world: World, operation: Operation) -> dict[str, str]:
    """What stands in the address of the thing that is there, by the names of the address's parts."""
    wanted, there = operation.path.split("/"), operation.address(world).partition("?")[0].split("/")
    return {name[1:-1]: unquote(value) for name, value in zip(wanted, there, strict=True) if name.startswith("{")}


def tried(world: World, operation: Operation, most: int) -> int:
    strategy = described()[operation.path][operation.method].as_strategy()
    there, headers = parts_that_are_there(world, operation), bearer(world, operation)
    asked = 0

    @sample(max_examples=most, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy, st.integers(0, 3))
    def ask(case: Any, where: int) -> None:
        nonlocal asked
        if where and there:
            case.path_parameters = dict(there)
        answer = answered(case, headers)
        asked += 1
        case.validate_response(answer, checks=CHECKS)

    ask()
    return asked


def bearer(world: World, operation: Operation) -> dict[str, str]:
    if "x-scope" not in operation.said or operation.id == "send_pin":
        return {}
    token = issue_token(user=world.users["admin"], new=NewToken(world.town, "x", Scope.values))
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("operation", named(SAMPLE))
def test_a_few_requests_break_no_operation_and_every_answer_is_described(
    world: World, operation: Operation, settings: Any
) -> None:
    settings.WEBHOOKS_PRIVATE = True
    assert tried(world, operation, FEW)


@pytest.mark.heavy
@pytest.mark.parametrize("operation", named(OPERATIONS))
def test_many_requests_break_no_operation_and_every_answer_is_described(
    world: World, operation: Operation, settings: Any
) -> None:
    settings.WEBHOOKS_PRIVATE = True
    assert tried(world, operation, MANY)
