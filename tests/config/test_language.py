"""The language comes from the address, and of the API from the reader; never from a cookie."""

import pytest
from django.test import RequestFactory

from config.language import of_request


@pytest.mark.parametrize(
    ("address", "language"),
    [("/sv/mikkeli/", "sv"), ("/fi-selko/mikkeli/", "fi-selko"), ("/mikkeli/", "fi"), ("/svenska/", "fi"), ("/", "fi")],
)
def test_an_address_names_its_language(address: str, language: str) -> None:
    request = RequestFactory().get(address, headers={"Accept-Language": "en"})
    request.COOKIES["django_language"] = "en"
    assert of_request(request) == language


@pytest.mark.parametrize(
    ("asked", "language"), [("sv-FI, fi;q=0.5", "sv"), ("de, en;q=0.3", "en"), ("de", "fi"), ("", "fi"), ("*", "fi")]
)
def test_the_api_answers_in_the_readers_language(asked: str, language: str) -> None:
    assert of_request(RequestFactory().get("/api/v1/schema", headers={"Accept-Language": asked})) == language
