"""Every error of the API is a problem in the reader's language, whatever raised it and wherever."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from geo.models import Municipality
from tests.factories import make_town
from tests.wire import codes


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


@pytest.mark.parametrize(
    ("method", "path", "headers", "status", "code"),
    [
        ("get", "/api/v1/towns/nowhere", {}, 404, "not_found"),
        ("get", "/api/v1/no-such-address", {}, 404, "not_found"),
        ("get", "/api/v1/towns/TOWN/pins/by-code/", {}, 404, "not_found"),
        ("delete", "/api/v1/towns", {}, 405, "method_not_allowed"),
        ("put", "/api/v1/towns/TOWN/pins", {}, 405, "method_not_allowed"),
        ("get", "/api/v1/towns", {"Accept": "application/xml"}, 406, "not_acceptable"),
        ("get", "/api/v1/towns?colour=red", {}, 400, "unknown_parameter"),
        ("get", "/api/v1/towns", {"Host": "evil.example"}, 400, "bad_request"),
    ],
)
def test_each_kind_of_error_is_a_problem(  # noqa: PLR0917  # noqa: PLR0917  a table of cases
    town: Municipality, method: str, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    response = getattr(Client(), method)(path.replace("TOWN", town.slug), headers=headers)
    assert response.status_code == status
    assert code in {code for _, code in codes(response)}
    problem = response.json()
    assert problem["status"] == status and problem["title"] and problem["type"] == "about:blank"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_method_that_is_not_allowed_names_those_that_are(town: Municipality) -> None:
    assert "GET" in Client().delete("/api/v1/towns").headers["Allow"]


def test_problems_speak_the_readers_language(town: Municipality) -> None:
    titles = {
        language: Client().get("/api/v1/towns/nowhere", headers={"Accept-Language": language}).json()["title"]
        for language in ("fi", "sv-FI,sv;q=0.9", "en-GB", "de")
    }
    assert titles["en-GB"] == "Nothing is found here."
    assert titles["de"] == titles["fi"]
    assert len(set(titles.values())) == 3


def test_the_body_of_a_problem_is_language_by_language_for_caches(town: Municipality) -> None:
    response = Client().get("/api/v1/towns/nowhere", headers={"Accept-Language": "sv"})
    assert "Accept-Language" in response.headers["Vary"]
    assert response.headers["Content-Language"] == "sv"


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_is_away_is_503_and_says_when_to_come_back(
    town: Municipality, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise error

    monkeypatch.setattr("geo.sql.row", away)
    response = Client().post(f"/api/v1/towns/{town.slug}/pins", b"{}", content_type="application/json")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert codes(response) == {("", "unavailable")}


def test_what_nobody_foresaw_is_500_without_its_insides(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret insides")

    monkeypatch.setattr("geo.api.areas.Query", broken)
    response = Client(raise_request_exception=False).get("/api/v1/towns")
    assert response.status_code == 500
    assert codes(response) == {("", "server_error")}
    assert b"secret" not in response.content


def test_a_post_needs_no_cookie_and_looks_at_none(town: Municipality) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/api/v1/towns/{town.slug}/pins", b"{}", content_type="application/json")
    assert response.status_code == 400
    assert not client.cookies
