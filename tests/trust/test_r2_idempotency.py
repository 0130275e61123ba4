"""R2: killed between request and answer and sent again: one effect, one answer, one outbox row."""

import pytest

from delivery.models import IdempotencyKey, OutboxMessage
from tests.delivery.drill import accept, register_topics
from tests.delivery.killing import KILLED, drill, drill_alone

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.mark.parametrize("point", ["key.claimed", "outbox.enqueued", "key.remembered"])
def test_a_worker_killed_on_the_way_leaves_nothing_and_the_repeat_does_it_once(point: str) -> None:
    assert drill("accept", "k1", dies_at=point) == KILLED
    assert not IdempotencyKey.objects.exists()
    register_topics()
    assert [accept("k1") for _ in range(2)] == ["k1", "k1"]
    assert IdempotencyKey.objects.filter(scope="pin").count() == 1
    assert OutboxMessage.objects.count() == 1


def test_fault_points_are_dead_unless_a_setting_allows_them() -> None:
    assert drill("accept", "k1", dies_at="key.claimed", FAULT_POINTS_ALLOWED=False) == 0
    production = drill_alone("accept", "k2", dies_at="key.claimed", KUULUVUUS_MODE="production")
    assert production.returncode == 0, production.stderr
