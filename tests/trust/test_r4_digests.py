"""R4 for digests: a worker killed at any point tells nobody twice, and forgets nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from geo.models import Municipality
from participation.digests import ask_for_digests
from participation.following import Wish, confirm_follow, confirm_token, follow
from participation.models import Follow
from tests.delivery.killing import KILLED, drill, posting_to
from tests.frontend.conftest import live_town, pin_at  # noqa: F401 - a fixture
from tests.mail import carry_all, due_at_once, mail_server, plain

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
MORNING = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
POINTS = [f"{point}:{time}" for point in ("outbox.leased", "outbox.carried", "outbox.committed") for time in (1, 2, 3)]


def following(town: Municipality, email: str) -> None:
    wish = Wish("category", "streets", email=email, rhythm="daily")
    made: Follow = follow(town=town, wish=wish).follow
    assert confirm_follow(town=town, follow_id=made.public_id, token=confirm_token(made))


@pytest.mark.parametrize(
    "point", [pytest.param(point, marks=[] if point == "outbox.carried:2" else pytest.mark.heavy) for point in POINTS]
)
def test_a_killed_worker_tells_each_reader_once(live_town: Municipality, point: str) -> None:  # noqa: F811
    readers = ("risto@example.fi", "raija@example.fi")
    with mail_server() as box:
        for reader in readers:
            following(live_town, reader)
        carry_all()
        placed = pin_at(live_town, 2, 2)
        ask_for_digests(now=MORNING)
        assert drill("relay", dies_at=point, **posting_to(box.port)) == KILLED
        due_at_once()
        carry_all()
        for reader in readers:
            told = {letter["Message-ID"] for letter in box.to(reader) if placed.code in plain(letter)}
            assert len(told) == 1
