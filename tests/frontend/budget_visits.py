"""Visits to the pages of participatory budgeting of the test town `testila`."""

from __future__ import annotations

from typing import Any

from django.test import Client

from budgeting.models import Round
from geo.models import Municipality
from tests.budgeting.ideas import collecting


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(f"/testila/{path}")
    assert answer.status_code == status
    return answer.content.decode()


def sent(client: Client, path: str, said: dict[str, Any], status: int = 302) -> str:
    answer = client.post(f"/testila/{path}", said)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer.headers.get("Location", "") or answer.content.decode()


def kesa(town: Municipality, **fields: object) -> Round:
    return collecting(town, slug="kesa", **fields)
