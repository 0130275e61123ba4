"""One test database per run, cloned from a migrated template that is kept until a migration changes."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config import cluster

PROJECT = Path(__file__).resolve().parent.parent
# Two checkouts, or two machines, may share one server of their own: each drops only what it made.
PREFIX = "kuuluvuus_t" + hashlib.sha256(f"{socket.gethostname()}{PROJECT}".encode()).hexdigest()[:8]

TEMPLATES_KEPT = 4
SEEDED: set[str] = set()  # tables that the migrations themselves filled
RESTART = """
SELECT setval(numbers.oid::regclass, seqstart, false)
FROM pg_sequence
JOIN pg_class AS numbers ON numbers.oid = seqrelid
JOIN pg_depend ON objid = seqrelid AND classid = 'pg_class'::regclass AND refclassid = classid AND deptype IN ('a', 'i')
JOIN pg_class AS owner ON owner.oid = refobjid
WHERE owner.relname <> ALL (%(kept)s)
"""


def make() -> str:
    """Clone the migrated template for this process and point both aliases at the clone."""
    name = f"{PREFIX}_run_{os.getpid()}"
    with _server() as server, _one_at_a_time():
        _drop_leftovers(server)
        template = _migrated_template(server)
        _drop(server, name)
        _create(server, name, template)
    _point_at(name)
    with psycopg.connect(**_address(name)) as connection:
        SEEDED.update(_filled_tables(connection))
    return name


@contextmanager
def fresh() -> Iterator[None]:
    """A database without a table, for this process and as long as it wants it."""
    name = f"{PREFIX}_run_{os.getpid()}"
    with _server() as server:
        _create(server, name, _base(server))
        _point_at(name)
        try:
            yield
        finally:
            connections.close_all()
            _drop(server, name)


def dump(*only: str) -> bytes:
    """The migrated, empty database, for a cluster of another drill: quicker than migrating."""
    address = _address(settings.DATABASES["owner"]["NAME"])
    options = [f"--{name}={address[name]}" for name in ("host", "port", "dbname")]
    command = [
        "pg_dump",
        *options,
        f"--username={address['user']}",
        "--enable-row-security",
        "--extension=plpgsql",
        *only,
    ]
    environment = {**os.environ, "PGPASSWORD": address["password"]}
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


def clear() -> None:
    """Empty what a transactional test filled; what the migrations themselves put in stays.

    Truncating cascades from a town to nearly every table and index there is, some thousand files made anew after
    each test. The private cluster's administrator deletes rows instead, past triggers, keys and row-level security.
    Sizes tell which tables hold anything, not rows: row-level security hides those from their owner.
    """
    name = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(**_address(name), autocommit=True) as connection:
        _wait_until_nobody_writes(connection)
        filled = [sql.Identifier(table) for table in _filled_tables(connection) if table not in SEEDED]
    if not filled:
        return
    if cluster.own_database_given():
        with psycopg.connect(**_address(name), autocommit=True) as connection:
            _tried(lambda: _truncate(connection, filled))
    else:
        administrator = {"user": cluster.ADMIN, "password": cluster.known()["CLUSTER_ADMIN_PASSWORD"]}
        with psycopg.connect(**_address(name) | administrator, autocommit=True) as connection:
            _tried(lambda: _delete(connection, filled))


def _truncate(connection: psycopg.Connection[Any], tables: list[sql.Identifier]) -> None:
    connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(tables)))


def _delete(connection: psycopg.Connection[Any], tables: list[sql.Identifier]) -> None:
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(table))
        connection.execute(RESTART, {"kept": list(SEEDED)})
    connection.execute(sql.SQL("VACUUM (TRUNCATE, INDEX_CLEANUP ON) {}").format(sql.SQL(", ").join(tables)))


def _tried(empty: Callable[[], None], tries: int = 5) -> None:
    """A request that came after all takes tables in another order than we do: the loser of a deadlock tries again."""
    for left in reversed(range(tries)):
        try:
            empty()
        except psycopg.errors.DeadlockDetected:
            if not left:
                raise
        else:
            return


def _wait_until_nobody_writes(connection: psycopg.Connection[Any]) -> None:
    """A browser that has left a page may still have a request under way in the test's server."""
    for _ in range(100):
        found = connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        ).fetchone()
        if found == (0,):
            return
        time.sleep(0.05)


def _filled_tables(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relowner = current_user::regrole AND pg_relation_size(oid) > 0"
    )
    return [row[0] for row in rows.fetchall()]


def drop(name: str) -> None:
    connections.close_all()
    with _server() as server:
        _drop(server, name)


def _migrated_template(server: psycopg.Connection[Any]) -> str:
    """Made from the newest template whose migrations are all still the same, so that a new migration costs itself."""
    wanted = _migrations()
    name = f"{PREFIX}_mig_{_digest(json.dumps(wanted, sort_keys=True).encode())}"
    kept = _templates(server)
    if name in kept:
        return name
    same = [old for old, made_of in kept.items() if made_of.items() <= wanted.items()]
    earlier = max(same, key=_age(kept), default="")
    unfinished = f"{PREFIX}_making"
    _drop(server, unfinished)
    _create(server, unfinished, earlier or _base(server))
    _point_at(unfinished)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections.close_all()
    server.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(unfinished), sql.Literal(json.dumps(wanted)))
    )
    server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name)))
    for old in sorted(kept, key=_age(kept))[: -TEMPLATES_KEPT + 1]:
        _drop(server, old)
    return name


def _templates(server: psycopg.Connection[Any]) -> dict[str, dict[str, str]]:
    """What each template was made of."""
    rows = server.execute(
        "SELECT datname, coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database"
        " WHERE starts_with(datname, %s)",
        [f"{PREFIX}_mig_"],
    )
    return {name: json.loads(told) if told else {"": "unknown"} for name, told in rows.fetchall()}


def _age(kept: dict[str, dict[str, str]]) -> Callable[[str], int]:
    """More migrations are newer."""
    return lambda name: len(kept[name])


def _migrations() -> dict[str, str]:
    """Everything that a migration may read: itself, the modules it stands on, and other people's migrations."""
    ours = [path for path in PROJECT.glob("*/migrations/**/*.py") if ".venv" not in path.parts]
    stood_on = [PROJECT / "geo" / name for name in ("migrating.py", "rls.py")]
    made_of = {str(path.relative_to(PROJECT)): _digest(path.read_bytes()) for path in (*ours, *stood_on)}
    locked = (PROJECT / "requirements.lock").read_text("utf-8").splitlines()
    return made_of | {line.split("==")[0]: line for line in locked if line.startswith(("django", "procrastinate"))}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _base(server: psycopg.Connection[Any]) -> str:
    """The template with the extensions; on a server of one's own the database itself may have to serve."""
    if cluster.TEMPLATE in _names(server, cluster.TEMPLATE):
        return cluster.TEMPLATE
    return "template0"


def _create(server: psycopg.Connection[Any], name: str, template: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    if template == "template0":
        _point_at(name)
        cluster_sql = "; ".join(f"CREATE EXTENSION IF NOT EXISTS {extension}" for extension in cluster.EXTENSIONS)
        with psycopg.connect(**_address(name), autocommit=True) as fresh:
            fresh.execute(cluster_sql)
            fresh.execute(
                cluster.privileges(settings.DATABASES["owner"]["USER"], settings.DATABASES["default"]["USER"])
            )


def _drop(server: psycopg.Connection[Any], name: str, tries: int = 10) -> None:
    """Threads of a test's server keep their connections; the owner may not end the application's, but it may itself.
    Nor may it end the server's own cleaners, which are soon done."""
    with psycopg.connect(**_address("postgres", "default"), autocommit=True) as application:
        application.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
    for left in reversed(range(tries)):
        try:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            return
        except psycopg.errors.InsufficientPrivilege:
            if not left:
                raise
            time.sleep(0.5)


def _drop_leftovers(server: psycopg.Connection[Any]) -> None:
    """Databases of runs that were killed."""
    for name in _names(server, f"{PREFIX}_run_"):
        if not Path(f"/proc/{name.rsplit('_', 1)[1]}").exists():
            _drop(server, name)


def _names(server: psycopg.Connection[Any], prefix: str) -> list[str]:
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [row[0] for row in rows.fetchall()]


def _point_at(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = settings.DATABASES[alias]["NAME"] = name


def _address(database: str, alias: str = "owner") -> dict[str, Any]:
    known = settings.DATABASES[alias]
    return {
        "host": known["HOST"],
        "port": known["PORT"],
        "user": known["USER"],
        "password": known["PASSWORD"],
        "dbname": database,
    }


@contextmanager
def _server() -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(**_address("postgres"), autocommit=True) as connection:
        yield connection


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = PROJECT / ".local"
    folder.mkdir(exist_ok=True)
    with open(folder / "test-template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
