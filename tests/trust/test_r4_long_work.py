"""R4: what takes long has one of the worker's two places, and the other is free for what people wait for."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from geo.services import SentGround, receive_upload
from geo.uploads.wishes import UploadWishes
from tests.delivery.killing import PROJECT, database_url
from tests.geo.uploads.conftest import town_of_degrees

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PATIENCE_S = 60


@contextmanager
def worker() -> Iterator[None]:
    """The worker as the service starts it, on this run's database."""
    urls = {"DATABASE_URL": database_url("default"), "DATABASE_OWNER_URL": database_url("owner")}
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    with subprocess.Popen(command, cwd=PROJECT, env={**os.environ, **urls}, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def states(task: str) -> list[str]:
    return sorted(ProcrastinateJob.objects.filter(task_name=task).values_list("status", flat=True))


def comes_true(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not (found := what()) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def test_two_long_files_at_once_hold_nothing_else_up(tmp_path: Path) -> None:
    for slug in ("here", "there"):
        path = tmp_path / "a.geojson"
        path.write_text("{}")
        sent = SentGround(path.name, path, "user 7")
        receive_upload(town=town_of_degrees(slug), sent=sent, wishes=UploadWishes("boundary"))
    uploads = "geo.tasks.carry_upload"
    with psycopg.connect(database_url("owner")) as somebody:
        somebody.execute("LOCK TABLE geo_upload")  # until this block ends, a file takes for ever
        with worker():
            assert comes_true(lambda: states(uploads) == ["doing", "todo"])
            # With a lock of its own: at seven past the hour the worker calls for the same by itself
            app.configure_task("delivery.tasks.expire", queueing_lock="drill").defer(timestamp=0)
            assert comes_true(lambda: "succeeded" in states("delivery.tasks.expire"))
            assert states(uploads) == ["doing", "todo"]
            somebody.rollback()
            assert comes_true(lambda: states(uploads) == ["succeeded", "succeeded"])
