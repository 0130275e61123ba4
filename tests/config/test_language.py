"""The language comes from the address, and of the API from the reader; never from a cookie."""

import datetime

import pytest
from django.test import RequestFactory
from django.utils import translation
from django.utils.formats import date_format

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


@pytest.mark.parametrize(
    ("language", "written"),
    [("fi", "1.2.2026"), ("fi-selko", "1.2.2026"), ("sv", "1.2.2026"), ("en", "1 Feb 2026")],
)
def test_dates_are_written_as_in_finland(language: str, written: str) -> None:
    with translation.override(language):
        assert date_format(datetime.date(2026, 2, 1), "SHORT_DATE_FORMAT") == written
