"""Run the drill in a process of its own, on this run's test database."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

PROJECT = Path(__file__).resolve().parents[2]
KILLED = 9


def database_url(alias: str) -> str:
    parts = settings.DATABASES[alias]
    return (
        f"postgresql://{quote(parts['USER'])}:{quote(parts['PASSWORD'])}@"
        f"{parts['HOST']}:{parts['PORT']}/{quote(parts['NAME'])}"
    )


def drill(*arguments: str, dies_at: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    with start_drill(*arguments, dies_at=dies_at, **environment) as running:
        try:
            told, complaint = running.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            running.kill()
            raise
    return subprocess.CompletedProcess(running.args, running.returncode, told, complaint)


def start_drill(*arguments: str, dies_at: str = "", **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.drill", *arguments],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url("default"),
            "DATABASE_OWNER_URL": database_url("owner"),
            "KUULUVUUS_SECRET_KEY": settings.SECRET_KEY,
            "KUULUVUUS_FAULT_POINTS_ALLOWED": "1",
            "KUULUVUUS_FAULT_POINT": dies_at,
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


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
