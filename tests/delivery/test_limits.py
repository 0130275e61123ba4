"""TRUST.md A17: a flood is stopped, and a whole school behind one address is not."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models.functions import Now
from django.test import RequestFactory

from delivery.models import RateBucket, RateSecret
from delivery.services import Limit, RateLimited, address_bucket, address_of, allow, demand, limits

SCHOOL = "193.166.1.1"


@pytest.fixture(autouse=True)
def _no_cached_secret() -> Iterator[None]:
    limits._cached = None
    yield
    limits._cached = None


def knock(person: str, address: str = SCHOOL) -> bool:
    return allow(Limit("pin.person", person, 30), Limit("pin.address", address_bucket(address), 600)).allowed


@pytest.mark.django_db
def test_one_person_is_stopped_after_thirty() -> None:
    assert [knock("maija") for _ in range(32)] == [True] * 30 + [False] * 2


@pytest.mark.django_db
def test_a_school_of_five_hundred_behind_one_address_passes() -> None:
    assert all(knock(f"pupil {number}") for number in range(500))


@pytest.mark.django_db
def test_a_flood_from_one_address_is_stopped_and_others_still_pass() -> None:
    assert sum(knock(f"robot {number}") for number in range(700)) == 600
    assert knock("maija", "84.250.0.1")


@pytest.mark.django_db
def test_a_refusal_says_when_to_come_back() -> None:
    with pytest.raises(RateLimited) as refusal:
        for _ in range(3):
            demand(Limit("door", "maija", 2, window_s=600))
    assert 590 <= refusal.value.retry_after_s <= 600


@pytest.mark.django_db
def test_a_new_window_starts_afresh() -> None:
    assert [knock("maija") for _ in range(31)][-1] is False
    RateBucket.objects.update(window_end=Now() - timedelta(seconds=1))
    assert knock("maija")


@pytest.mark.django_db
def test_no_address_is_stored_and_the_secret_is_random() -> None:
    knock("maija")
    stored = b"".join(bytes(bucket.key) for bucket in RateBucket.objects.all())
    assert SCHOOL.encode() not in stored
    assert len(bytes(RateSecret.objects.get().secret)) == 32


@pytest.mark.django_db
def test_after_48_hours_the_same_address_has_another_key() -> None:
    knock("maija")
    before = {bytes(bucket.key) for bucket in RateBucket.objects.all()}
    RateSecret.objects.update(period=1)
    limits._cached = None
    knock("maija")
    after = {bytes(bucket.key) for bucket in RateBucket.objects.all()} - before
    assert len(after) == 2


@pytest.mark.django_db
def test_two_doors_are_counted_in_one_statement(django_assert_num_queries: object) -> None:
    knock("maija")
    with django_assert_num_queries(1):  # type: ignore[operator]
        knock("maija")


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("193.166.1.1", "193.166.1.1"),
        ("2001:14ba:1:2:3:4:5:6", "2001:14ba:1:2::/64"),
        ("::ffff:193.166.1.1", "193.166.1.1"),
        ("nonsense", "unknown"),
    ],
)
def test_one_connection_is_one_address(address: str, bucket: str) -> None:
    assert address_bucket(address) == bucket


@pytest.mark.parametrize(("behind_proxy", "bucket"), [(False, "10.0.0.1"), (True, "84.250.0.1")])
def test_only_our_own_proxy_is_believed(settings: Any, behind_proxy: bool, bucket: str) -> None:
    settings.BEHIND_PROXY = behind_proxy
    forwarded = {"X-Forwarded-For": "6.6.6.6, 84.250.0.1"}
    assert address_of(RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=forwarded)) == bucket


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_concurrent_knocks_are_counted_exactly() -> None:
    start = threading.Barrier(8)

    def work(_: int) -> int:
        try:
            start.wait()
            return sum(allow(Limit("b", "x", 100), Limit("a", "y", 1000)).allowed for _ in range(25))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 100


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_knock_waits_for_no_disk() -> None:
    allow(Limit("a", "x", 10_000))
    start = time.perf_counter()
    for _ in range(300):
        allow(Limit("a", "x", 10_000))
    assert (time.perf_counter() - start) / 300 < 0.02


@pytest.mark.django_db
def test_the_buckets_are_unlogged() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relpersistence FROM pg_class WHERE relname IN ('delivery_ratebucket', 'delivery_ratesecret')"
        )
        assert cursor.fetchall() == [("u",), ("u",)]
