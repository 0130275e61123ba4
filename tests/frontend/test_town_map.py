"""The map page asks the database little, however many messages there are."""

from __future__ import annotations

from typing import Any

from django.test import Client

from geo.models import Municipality
from tests.frontend.conftest import pin_at


def test_the_map_page_asks_the_database_at_most_ten_times(
    town: Municipality, client: Client, django_assert_max_num_queries: Any
) -> None:
    for east in range(1, 9):
        pin_at(town, east, 2)
    client.get("/testila/")
    with django_assert_max_num_queries(10):
        page = client.get("/testila/").content.decode()
    assert page.count("Katu on pimeä.") == 8
