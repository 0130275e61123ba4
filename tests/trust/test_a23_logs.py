"""A23: logs name no person, tell no text, place, key or password, and cannot be written into from outside."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from config.logs import JsonLines
from geo.models import Municipality
from tests.factories import make_category, make_halves, make_town
from tests.wire import degrees, message

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, TEXT = "kanarialintu@example.fi", "kanarialintu on keltainen 7", "Kanarialintu lauloi pihallani"
TOKEN, KEY = "kanarialintuntunnus-0123456789", "kanarialintu-avain-1"
PLACE = degrees(2.345678, 2.345678)


class Written(logging.Handler):
    """What the service's own line in the log would have been."""

    def __init__(self, form: str) -> None:
        super().__init__()
        line: dict[str, Any] = cast("Any", settings.LOGGING)["formatters"]["line"]
        plain = logging.Formatter(line["format"], style=line["style"])
        self.setFormatter(JsonLines() if form == "json" else plain)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(params=["line", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[Written]:
    """Everything from INFO up, as an operator who looks for a fault would set it, in both forms."""
    written, root = Written(request.param), logging.getLogger()
    before = root.level
    root.addHandler(written)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(written)
    root.setLevel(before)


@pytest.fixture
def town() -> Municipality:
    town = make_town("kokeila")
    make_category(town)
    make_halves(town)
    return town


def post(path: str, body: object, **headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().post(path, json.dumps(body), content_type="application/json", headers=named).status_code


def test_what_a_resident_sends_is_in_no_log(town: Municipality, log: Written) -> None:
    pins = "/api/v1/towns/kokeila/pins"
    good = message({"type": "Point", "coordinates": PLACE}, text=TEXT)
    bad = message({"type": "Point", "coordinates": [*PLACE, "x"]}, text=TEXT, kind=TEXT)
    headers = {"X_Participant_Token": TOKEN, "Idempotency_Key": KEY}
    assert post(pins, good, **headers) in (201, 422)
    assert post(pins, good) == 201
    assert post(pins, bad, **headers) == 400
    assert post(pins, message({"type": "Point", "coordinates": [25.0, 65.0]}, text=TEXT)) == 400
    assert post(pins, good, Authorization=f"Bearer {TOKEN}") == 401
    assert Client().get(f"/kokeila/pins/{'x' * 22}", {"key": TOKEN}).status_code == 404
    assert Client().get(f"{pins}/{'x' * 22}", {"key": TOKEN}).status_code == 404
    said = "\n".join(log.lines)
    for secret in (TEXT, TOKEN, KEY, *(f"{value:.4f}" for value in PLACE)):
        assert secret not in said


def test_who_signs_in_is_in_no_log(town: Municipality, log: Written) -> None:
    User.objects.create_user(EMAIL, PASSWORD)
    for email, password in ((EMAIL, PASSWORD), (EMAIL, PASSWORD + "x"), ("x" + EMAIL, PASSWORD)):
        Client().post("/accounts/login/", {"login": email, "password": password})
    Client().post("/accounts/password/reset/", {"email": EMAIL})
    said = "\n".join(log.lines)
    assert EMAIL not in said and PASSWORD not in said


@pytest.mark.parametrize("break_", ["%0A", "%0D%0A", "%E2%80%A8", "%1B[31m"])
def test_nobody_writes_a_line_of_their_own(log: Written, break_: str) -> None:
    Client().get(f"/nowhere{break_}2026-01-01 00:00:00 WARNING django.request forged")
    Client().get("/api/v1/towns/nowhere/pins", headers={"User-Agent": "a\nforged"})
    forged = [line for text in log.lines for line in text.splitlines() if line.startswith(("2026-01-01", "forged"))]
    assert log.lines and forged == []
    assert "\x1b" not in "".join(log.lines)
