"""TRUST.md R4: at least once, whoever dies; nothing stays in work for ever; what is hopeless is seen."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.models.functions import Now

from delivery.models import IdempotencyKey, OutboxMessage
from delivery.services import enqueue, outbox_state, relay, revive
from delivery.services.outbox import _lease
from delivery.topics import Message, UnknownTopic, topic_named
from geo.models import Municipality
from geo.tenancy import current_town_id

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
Topics = Callable[..., list[Message]]


def make_due() -> None:
    OutboxMessage.objects.update(available_at=Now() - timedelta(seconds=1))


def break_down(message: Message) -> None:
    raise ValueError("the text of Maija Meikäläinen")


def test_a_message_is_carried_out_once(topic: Topics) -> None:
    carried = topic("t")
    enqueue(topic="t", payload={"pin": 7})
    assert (relay(), relay()) == (1, 0)
    assert [message.payload for message in carried] == [{"pin": 7}]


def test_a_message_goes_with_its_transaction(topic: Topics) -> None:
    topic("t")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        enqueue(topic="t", payload={})
        raise ZeroDivisionError
    assert not OutboxMessage.objects.exists()


def test_the_same_dedupe_is_written_once(topic: Topics) -> None:
    topic("t")
    assert [enqueue(topic="t", payload={}, dedupe="pin 1") for _ in range(2)] == [True, False]


def test_a_misspelled_topic_is_refused_when_written() -> None:
    with pytest.raises(UnknownTopic):
        enqueue(topic="tpoic", payload={})


def test_a_message_of_a_town_is_carried_out_in_that_town(topic: Topics, town: Municipality) -> None:
    seen: list[int | None] = []
    topic("t", lambda message: seen.append(current_town_id()))
    enqueue(topic="t", payload={}, municipality=town)
    relay()
    assert seen == [town.pk]


def test_a_failed_message_is_rolled_back_and_tried_again_later(topic: Topics) -> None:
    def half(message: Message) -> None:
        IdempotencyKey.objects.create(scope="half", key="done", fingerprint=b"")
        raise ValueError

    topic("t", half)
    enqueue(topic="t", payload={})
    relay()
    left = OutboxMessage.objects.annotate(now=Now()).get()
    assert timedelta(seconds=20) < left.available_at - left.now < timedelta(seconds=40)
    assert not IdempotencyKey.objects.exists()


def test_a_poison_message_ends_dead_and_visible_without_the_words_of_its_error(topic: Topics) -> None:
    topic("t", break_down, attempts=3)
    enqueue(topic="t", payload={})
    for _ in range(5):
        make_due()
        relay()
    out = StringIO()
    call_command("outbox", stdout=out)
    assert "given up 1" in out.getvalue()
    assert "ValueError at" in out.getvalue()
    assert "Maija" not in OutboxMessage.objects.get().last_error


def test_a_poison_message_does_not_hold_up_the_others(topic: Topics) -> None:
    topic("bad", break_down)
    carried = topic("good")
    for name in ("bad", "good", "bad", "good"):
        enqueue(topic=name, payload={})
    relay()
    assert len(carried) == 2


def test_a_dead_message_can_be_given_another_chance(topic: Topics) -> None:
    topic("t", break_down, attempts=1)
    enqueue(topic="t", payload={})
    relay()
    assert outbox_state().dead == 1
    assert revive() == 1
    assert outbox_state().waiting == 1


def test_the_payload_of_a_private_topic_is_gone_when_it_is_done(topic: Topics) -> None:
    topic("t", private=True)
    enqueue(topic="t", payload={"email": "maija@example.fi"})
    relay()
    assert OutboxMessage.objects.get().payload == {}


def test_a_message_whose_worker_died_comes_back_when_its_lease_is_over(topic: Topics) -> None:
    """The gap of FixMyStreet: a row left in "processing" by a kill -9 is never looked at again."""
    carried = topic("t")
    enqueue(topic="t", payload={})
    OutboxMessage.objects.update(attempts=1, lease_until=Now() - timedelta(seconds=1))
    relay()
    assert [message.attempt for message in carried] == [2]


def test_a_leased_message_is_left_to_its_worker(topic: Topics) -> None:
    carried = topic("t")
    enqueue(topic="t", payload={})
    later = Now() + timedelta(seconds=60)
    OutboxMessage.objects.update(attempts=1, lease_until=later, available_at=later)
    assert relay() == 0
    assert not carried


def test_a_message_that_kills_each_worker_is_given_up(topic: Topics) -> None:
    carried = topic("t", attempts=2)
    enqueue(topic="t", payload={})
    OutboxMessage.objects.update(attempts=2, lease_until=Now() - timedelta(seconds=1))
    relay()
    assert not carried
    assert OutboxMessage.objects.get().last_error == "the worker died each time"


def test_a_worker_that_lost_its_lease_has_no_effect(topic: Topics) -> None:
    def overtaken(message: Message) -> None:
        IdempotencyKey.objects.create(scope="effect", key=str(message.attempt), fingerprint=b"")
        OutboxMessage.objects.using("owner").update(attempts=message.attempt + 1)

    topic("t", overtaken)
    enqueue(topic="t", payload={})
    relay()
    assert not IdempotencyKey.objects.exists()


def test_many_workers_share_the_work_and_double_nothing(topic: Topics) -> None:
    carried = topic("t")
    for number in range(60):
        enqueue(topic="t", payload={"number": number})
    start = threading.Barrier(6)

    def work(_: int) -> int:
        try:
            start.wait()
            return relay()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        tried = list(pool.map(work, range(6)))
    assert sum(tried) == 60
    assert sorted(message.payload["number"] for message in carried) == list(range(60))


def test_a_poison_message_that_kills_workers_does_not_spoil_its_neighbours(topic: Topics) -> None:
    """What was tried before is leased alone, so that neighbours are not counted as killers too."""
    topic("t")
    for _ in range(5):
        enqueue(topic="t", payload={})
    OutboxMessage.objects.update(attempts=1)
    alone = _lease([topic_named("t")], most=50, fresh=True)
    assert alone == []
    assert len(_lease([topic_named("t")], most=1)) == 1


def test_relaying_stops_when_its_time_is_over(topic: Topics) -> None:
    topic("t")
    for _ in range(120):
        enqueue(topic="t", payload={})
    assert 0 < relay(for_s=0.0001) < 120
