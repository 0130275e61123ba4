"""What a load balancer sees, and what only those see who keep the service running."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from config.condition import condition
from delivery.models import OutboxMessage

pytestmark = pytest.mark.django_db


def worker_was_heard(seconds_ago: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def told(name: str) -> tuple[bool, str]:
    part = next(part for part in condition().parts if part.name == name)
    return part.ok, part.told


@pytest.fixture
def backups(tmp_path: Path, settings: Settings) -> Path:
    settings.BACKUP_DIR = tmp_path
    return tmp_path


def test_a_healthy_service_says_so_to_any_host() -> None:
    answer = Client(SERVER_NAME="10.0.0.7").get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
def test_without_its_database_the_service_is_down_but_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connections["default"]
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    answers = {path: Client().get(path).status_code for path in ("/healthz", "/healthz/ready", "/healthz/live")}
    details = Client().get("/healthz/details").json()
    figures = Client().get("/metrics").content.decode()
    connection.close()
    assert answers == {"/healthz": 503, "/healthz/ready": 503, "/healthz/live": 200}
    assert details["parts"]["database"] == {"ok": False, "told": "does not answer"}
    assert 'kuuluvuus_ok{part="database"} 0.0' in figures


def test_it_is_ready_only_with_a_worker() -> None:
    assert Client().get("/healthz/ready").status_code == 503
    worker_was_heard(61)
    assert Client().get("/healthz/ready").status_code == 503
    worker_was_heard(3)
    assert Client().get("/healthz/ready").status_code == 200


def test_a_queue_that_stands_still_is_noticed() -> None:
    worker_was_heard(3)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, args, status, queue_name, scheduled_at)"
            " VALUES ('x', '{}', 'todo', 'default', now() - interval '6 minutes')"
        )
    ok, words = told("queue")
    assert not ok and words.startswith("1 jobs are due, the oldest for 36")
    assert Client().get("/healthz/ready").status_code == 503


def test_messages_that_wait_or_were_given_up_are_told() -> None:
    now = timezone.now()
    OutboxMessage.objects.create(topic="x", dedupe="late", available_at=now - datetime.timedelta(minutes=6))
    OutboxMessage.objects.create(topic="x", dedupe="dead", dead_at=now)
    OutboxMessage.objects.create(topic="x", dedupe="later", available_at=now + datetime.timedelta(minutes=6))
    ok, words = told("outbox")
    assert not ok and words.startswith("1 messages are due") and "1 were given up" in words


def test_too_little_room_for_files_is_noticed(settings: Settings) -> None:
    worker_was_heard(3)
    settings.LEAST_ROOM_MB = 1
    assert told("room")[0] and Client().get("/healthz/ready").status_code == 200
    settings.LEAST_ROOM_MB = 10**9
    assert not told("room")[0] and Client().get("/healthz/ready").status_code == 503


@pytest.mark.parametrize(("hours", "words"), [(1, "not kept"), (27, "one was due since")])
def test_an_old_backup_is_told(backups: Path, hours: int, words: str) -> None:
    assert told("backup") == (False, "there is no backup")
    made = timezone.now() - datetime.timedelta(hours=hours)
    (backups / "latest.json").write_text(json.dumps({"made_at": made.isoformat()}))
    ok, said = told("backup")
    assert not ok and f"{hours}.0 hours old" in said and words in said


@pytest.mark.parametrize("path", ["/healthz/details", "/metrics"])
def test_what_is_wrong_is_told_only_on_this_machine_or_for_the_key(path: str, settings: Settings) -> None:
    def status(**words: Any) -> int:
        return Client(**words).get(path).status_code

    assert status(REMOTE_ADDR="127.0.0.1") in (200, 503)
    assert status(REMOTE_ADDR="10.1.2.3") == 404
    assert status(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="10.1.2.3") == 404
    assert status(REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION="Bearer ") == 404
    settings.METRICS_TOKEN = "a key of theirs"
    assert status(REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION="Bearer a key of theirs") in (200, 503)
    assert status(REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION="Bearer another") == 404


def test_everybody_else_learns_one_word() -> None:
    assert Client().get("/healthz/ready").json() == {"status": "down"}


def test_nothing_can_be_sent_here() -> None:
    assert {Client().post(path).status_code for path in ("/healthz", "/healthz/ready", "/metrics")} == {405}
