"""A browser and a small town for the tests of trust that need them, and a service of its own for gentle drills."""

from collections.abc import Iterator

import pytest

from tests.frontend.conftest import chromium, driver, live_town
from tests.trust.service import Service, running_service
from tests.trust.traffic import TOWN

__all__ = ["chromium", "driver", "live_town"]


@pytest.fixture(scope="session")
def _spare_service(django_db_setup: None) -> Iterator[Service]:
    with running_service() as service:
        service.manage("shell", "--verbosity", "0", "-c", TOWN)
        yield service


@pytest.fixture
def spare_service(_spare_service: Service) -> Iterator[Service]:
    """One for all drills that leave it as they found it; it is made only where one of them runs."""
    yield _spare_service
    if _spare_service.settings:
        _spare_service.start_web_with()
