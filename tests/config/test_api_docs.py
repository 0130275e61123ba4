"""The API is described once, for programs and for people."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_readable_page_names_every_operation_of_the_schema() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    schema = Client().get("/api/v1/schema", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    operations = [(method, path) for path, item in schema["paths"].items() for method in item if method != "parameters"]
    assert operations
    assert [f"{method.upper()} {path}" for method, path in operations if f"{method.upper()} {path}" not in page] == []


@pytest.mark.django_db
def test_the_readable_page_is_in_the_readers_language() -> None:
    answer = Client().get("/api/v1/docs", headers={"Accept-Language": "sv"})
    assert answer.headers["Content-Language"] == "sv"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.django_db
def test_the_readable_page_says_which_token_is_needed_and_how_addresses_leave() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    assert "token with the scope <code>messages.write</code>" in page
    assert 'id="leaving"' in page
