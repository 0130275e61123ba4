"""A page that cannot be made says so in the reader's language, and asks the database for nothing."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connections
from django.http import HttpRequest
from django.test import Client, RequestFactory

from frontend.views.errors import broken


def told(error: Exception, path: str = "/en/somewhere") -> tuple[int, str, str]:
    """What Django answers while it holds an error."""
    request: HttpRequest = RequestFactory().get(path)
    try:
        raise error
    except Exception:
        response = broken(request)
    return response.status_code, response.headers.get("Retry-After", ""), response.content.decode()


def test_a_database_that_is_away_is_no_fault_of_ours() -> None:
    status, again, text = told(OperationalError("gone"))
    assert (status, again) == (503, "5")
    assert "Send it again after a moment." in text or "hetken" in text


def test_so_it_is_when_another_error_came_of_it() -> None:
    error = RuntimeError("the queue could not be reached")
    error.__cause__ = OperationalError("gone")
    assert told(error)[0] == 503


def test_any_other_error_is_ours_and_its_words_stay_with_us() -> None:
    status, again, text = told(RuntimeError("secret insides"))
    assert (status, again) == (500, "") and "secret" not in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/", "/nowhere/", "/api/v1/towns", "/ogc/collections"])
def test_without_a_database_every_door_says_when_to_come_back(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connections["default"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    answer = Client(raise_request_exception=False).get(path)
    connection.close()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
