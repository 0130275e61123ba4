"""TRUST.md R2: a key is one effect, whoever repeats it and whenever."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction
from django.db.models.functions import Now

from delivery.models import IdempotencyKey, OutboxMessage
from delivery.services import Answer, IdempotencyConflict, answer_once, claim, enqueue, fingerprint, remember, scope_of

SCOPE = scope_of("POST /pins", "a participant")
PRINT = fingerprint("POST", "/pins", b'{"text": "a"}')


def answered(body: bytes = b"made") -> Answer:
    return answer_once(scope=SCOPE, key="k", fingerprint=PRINT, effect=lambda: Answer(201, body))


@pytest.mark.django_db
def test_a_repeat_gives_the_stored_answer() -> None:
    assert answered(b"first") == answered(b"second") == Answer(201, b"first")


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    answered()
    with pytest.raises(IdempotencyConflict):
        answer_once(
            scope=SCOPE, key="k", fingerprint=fingerprint("POST", "/pins", b"b"), effect=lambda: Answer(201, b"")
        )


@pytest.mark.django_db
def test_the_same_key_of_another_actor_or_route_is_another_key() -> None:
    answered(b"mine")
    for scope in (scope_of("POST /pins", "someone else"), scope_of("POST /homes", "a participant")):
        other = answer_once(scope=scope, key="k", fingerprint=PRINT, effect=lambda: Answer(201, b"theirs"))
        assert other.body == b"theirs"


@pytest.mark.django_db
def test_a_key_is_kept_for_at_least_a_week_and_then_free_again() -> None:
    answered(b"old")
    left = IdempotencyKey.objects.annotate(now=Now()).get()
    assert (left.expires_at - left.now).days >= 7
    IdempotencyKey.objects.update(expires_at="2020-01-01T00:00Z")
    assert answered(b"new").body == b"new"


@pytest.mark.django_db
def test_without_a_key_each_request_is_done() -> None:
    done = [
        answer_once(scope=SCOPE, key=None, fingerprint=PRINT, effect=lambda: Answer(201, b"")).status for _ in range(2)
    ]
    assert done == [201, 201]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_neither_key_nor_answer_stands_in_the_table_in_clear() -> None:
    answer_once(scope=SCOPE, key="secret-key", fingerprint=PRINT, effect=lambda: Answer(201, b"participant-token"))
    row = IdempotencyKey.objects.get()
    assert "secret-key" not in row.key
    assert row.body is not None
    assert b"participant-token" not in bytes(row.body)
    assert "a participant" not in row.scope


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_key_is_claimed_only_within_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        claim(scope=SCOPE, key="k", fingerprint=PRINT)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_fails_leaves_no_key_behind() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        remember(claim(scope=SCOPE, key="k", fingerprint=PRINT), 201, b"")
        raise ZeroDivisionError
    assert not IdempotencyKey.objects.exists()
    assert answered(b"again").body == b"again"


def _in_threads(count: int, work: Callable[[int], object]) -> list[object]:
    start = threading.Barrier(count)

    def run(number: int) -> object:
        try:
            start.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_concurrent_repeats_have_one_effect_and_the_others_wait_for_its_answer() -> None:
    def work(number: int) -> object:
        def effect() -> Answer:
            enqueue(topic="mail", payload={"number": number})
            time.sleep(0.2)
            return Answer(201, json.dumps(number).encode())

        return answer_once(scope=SCOPE, key="k", fingerprint=PRINT, effect=effect)

    answers = _in_threads(8, work)
    assert len(set(answers)) == 1
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_when_the_first_of_concurrent_repeats_fails_the_next_does_the_work() -> None:
    failed = threading.Event()

    def work(number: int) -> object:
        def effect() -> Answer:
            time.sleep(0.1)
            if not failed.is_set():
                failed.set()
                raise ZeroDivisionError
            return Answer(201, b"done")

        try:
            return answer_once(scope=SCOPE, key="k", fingerprint=PRINT, effect=effect).body
        except ZeroDivisionError:
            return b"failed"

    answers = _in_threads(4, work)
    assert sorted(map(str, answers)) == ["b'done'"] * 3 + ["b'failed'"]


@pytest.mark.django_db
def test_claim_and_remember_are_one_statement_each(django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        remember(claim(scope=SCOPE, key="k", fingerprint=PRINT), 201, b"x")
