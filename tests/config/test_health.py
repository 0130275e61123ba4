"""What a load balancer sees."""

import pytest
from django.db import connections
from django.test import Client


@pytest.mark.django_db
def test_a_healthy_service_says_so_to_any_host() -> None:
    answer = Client(SERVER_NAME="10.0.0.7").get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_without_its_database_the_service_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connections["default"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    answer = Client().get("/healthz")
    connection.close()
    assert (answer.status_code, answer.json()) == (503, {"status": "down", "database": "down"})
