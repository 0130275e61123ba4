"""Real PostGIS, real migrations, and the application's own role: what every test stands on."""

import gc
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.test import TransactionTestCase, override_settings

from config import cluster


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", default=False, help="run the heavy drills too")
    parser.addoption("--soak-minutes", default="3", help="how long tests/trust/test_r13_soak.py works, with --all")


def pytest_configure(config: pytest.Config) -> None:
    cluster.start_if_down()
    if not config.getoption("--all") and not config.getoption("--hypothesis-profile"):
        hypothesis.settings.load_profile("ci")  # the same examples everywhere; the heavy drills look for new ones


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported for the tests stays: it need not be looked through for garbage again and again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--all"):
        return
    skip = pytest.mark.skip(reason="a heavy drill: runs with --all")
    for item in items:
        if "heavy" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords(django_test_environment: None) -> Iterator[None]:
    """A password takes a tenth of a second on purpose; only the test of timing (A19) waits for that."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_files(django_test_environment: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes into the store of files of the machine it runs on."""
    files, uploads = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("uploads")
    data = tmp_path_factory.mktemp("data")
    with override_settings(FILES_ROOT=files, UPLOADS_ROOT=uploads, OPEN_DATA_ROOT=data):
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_hands(django_test_environment: None) -> Iterator[None]:
    """Tests fill in forms at once; those of the forms' doubts set the seconds themselves."""
    with override_settings(FORM_LEAST_SECONDS=0):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Made by the owner, used by the application's role; see tests/databases.py."""
    from tests import databases

    with django_db_blocker.unblock():
        name = databases.make()
    yield
    with django_db_blocker.unblock():
        databases.drop(name)


def _clear_as_owner(self: TransactionTestCase) -> None:
    from tests import databases

    databases.clear()


TransactionTestCase._fixture_teardown = _clear_as_owner  # type: ignore[attr-defined]
