"""Databases for measurements: cloned from the cluster's template, never the one that the service uses."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

PROJECT = Path(__file__).resolve().parent.parent
# Two checkouts may share one server: each has its own names.
PREFIX = "kuuluvuus_b" + hashlib.sha256(str(PROJECT).encode()).hexdigest()[:8]


def set_up() -> None:
    """Django, with the private cluster running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    from config import cluster

    cluster.start_if_down()
    django.setup()


@contextmanager
def passing(name: str) -> Iterator[str]:
    """An empty migrated database for one measurement, dropped afterwards; both aliases point at it."""
    database = f"{PREFIX}_{name}_{os.getpid()}"
    _make(database)
    try:
        yield database
    finally:
        drop(database)


def kept(name: str) -> bool:
    """Point both aliases at a database that stays, its schema brought up to date; tells whether it had to be made."""
    database = f"{PREFIX}_{name}"
    if database not in names():
        _make(database)
        return True
    point_at(database)
    _migrate()
    return False


def kept_copy(name: str, source: str) -> bool:
    """A kept database that starts as a copy of another kept one; tells whether it had to be made."""
    from django.db import connections

    made = f"{PREFIX}_{name}" not in names()
    if made:
        connections.close_all()
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with _server() as server:
            server.execute(copy.format(sql.Identifier(f"{PREFIX}_{name}"), sql.Identifier(f"{PREFIX}_{source}")))
    kept(name)
    return made


def forget(name: str) -> None:
    """Drop a kept database that was not finished."""
    drop(f"{PREFIX}_{name}")


def names() -> list[str]:
    with _server() as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        return [row[0] for row in rows.fetchall()]


def drop(database: str) -> None:
    from django.db import connections

    connections.close_all()
    with _server() as server:
        for patience in range(20, -1, -1):  # the owner may not end others: they end by themselves
            try:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))
                return
            except psycopg.errors.ObjectInUse:
                if not patience:
                    raise
                time.sleep(1)


def point_at(database: str) -> None:
    """Both aliases, the application's role and the owner, at one database."""
    from django.conf import settings
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = settings.DATABASES[alias]["NAME"] = database


def _make(database: str) -> None:
    from config import cluster

    with _server() as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(database), sql.Identifier(cluster.TEMPLATE))
        )
    point_at(database)
    _migrate()


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    from django.conf import settings

    owner = settings.DATABASES["owner"]
    address = {"host": owner["HOST"], "port": owner["PORT"], "user": owner["USER"], "password": owner["PASSWORD"]}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as connection:
        yield connection
