"""The log in lines of JSON: one object a line, and nothing of what people sent."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import pytest
from django.test import Client

from config.logs import JsonLines
from tests.factories import make_town


def written(record: logging.LogRecord) -> dict[str, Any]:
    line = JsonLines().format(record)
    assert "\n" not in line and "\x1b" not in line
    found: dict[str, Any] = json.loads(line)
    return found


def record_of(message: str, *arguments: object, wrong: Any = None) -> logging.LogRecord:
    return logging.LogRecord("kuuluvuus", logging.ERROR, __file__, 1, message, arguments, wrong)


def test_a_line_has_its_time_level_and_message() -> None:
    found = written(record_of("%d letters\nforged line \x1b[31m", 3))
    assert (found["level"], found["logger"]) == ("ERROR", "kuuluvuus")
    assert found["message"].startswith("3 letters\nforged")
    assert found["time"].endswith("Z")


def test_an_exception_is_told_by_its_kind_and_place_and_not_by_its_words() -> None:
    try:
        raise ValueError("kanarialintu@example.fi is there already")
    except ValueError:
        found = written(record_of("it failed", wrong=sys.exc_info()))
    assert found["exception"] == "ValueError"
    assert "test_logs.py" in found["where"][-1]
    assert "kanarialintu" not in json.dumps(found)


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_route(caplog: pytest.LogCaptureFixture) -> None:
    make_town("kokeila")
    with caplog.at_level(logging.INFO, "kuuluvuus.request"):
        answer = Client().get("/kokeila/?q=kanarialintu", HTTP_USER_AGENT="kanarialintu")
    found = [written(record) for record in caplog.records if record.name == "kuuluvuus.request"]
    assert [(one["method"], one["status"], one["route"]) for one in found] == [("GET", 200, "<town:town>/")]
    assert "kanarialintu" not in json.dumps(found) and found[0]["ms"] >= 0
    assert len(answer.headers["X-Request-Id"]) == 16


@pytest.mark.django_db
def test_without_the_level_no_line_and_no_name_is_made() -> None:
    make_town("kokeila")
    assert "X-Request-Id" not in Client().get("/kokeila/").headers
