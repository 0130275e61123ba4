"""The small open town, made once a module; each test runs in a transaction of its own that is rolled back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from geo.models import Municipality
from tests.doors.world import make_open_town


@pytest.fixture(scope="module")
def open_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Municipality]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_open_town()
        transaction.set_rollback(True)


@pytest.fixture
def town(open_town: Municipality, django_db_blocker: Any) -> Iterator[Municipality]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield open_town
        transaction.set_rollback(True)
