"""Run the drill in a process of its own, on this run's test database."""

import multiprocessing
import os
import subprocess
import sys
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.conf import settings

from tests.delivery.drill import work

PROJECT = Path(__file__).resolve().parents[2]
KILLED = 9
PATIENCE_S = 300
WORKERS = multiprocessing.get_context("forkserver")
WORKERS.set_forkserver_preload(["tests.delivery.ready"])


def database_url(alias: str) -> str:
    parts = settings.DATABASES[alias]
    return (
        f"postgresql://{quote(parts['USER'])}:{quote(parts['PASSWORD'])}@"
        f"{parts['HOST']}:{parts['PORT']}/{quote(parts['NAME'])}"
    )


def drill(*arguments: str, dies_at: str = "", **overridden: Any) -> int:
    """How a worker ended that did this: 0, or KILLED. `overridden` are settings of its own."""
    worker = start_drill(*arguments, dies_at=dies_at, **overridden)
    worker.join(PATIENCE_S)
    if worker.exitcode is None:
        worker.kill()
        raise TimeoutError("the worker did not end")
    return worker.exitcode


def start_drill(*arguments: str, dies_at: str = "", **overridden: Any) -> ForkServerProcess:
    """Forked from a process that has loaded everything and has no connection yet, on this run's test database."""
    with patch.dict(os.environ, environment()):
        forkserver.ensure_running()
        worker = WORKERS.Process(target=work, args=(arguments, dies_at, overridden), daemon=True)
        worker.start()
    return worker


def posting_to(port: int) -> dict[str, Any]:
    """The settings of a worker that sends its letters to a server on this machine."""
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return {"EMAIL_BACKEND": backend, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": port, "EMAIL_USE_TLS": False}


def drill_alone(*arguments: str, dies_at: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """The same as a program of its own, with an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.delivery.drill", *arguments],
        cwd=PROJECT,
        env={**os.environ, **environment(), "KUULUVUUS_FAULT_POINT": dies_at, **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def environment() -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url("default"),
        "DATABASE_OWNER_URL": database_url("owner"),
        "KUULUVUUS_SECRET_KEY": settings.SECRET_KEY,
        "KUULUVUUS_FAULT_POINTS_ALLOWED": "1",
    }


def in_python(program: str, **environment: str) -> str:
    """What a program prints in a process with the project's settings."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KUULUVUUS_SECRET_KEY": "x" * 60,
            "KUULUVUUS_HOSTS": "kuuluvuus.example.fi",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout
