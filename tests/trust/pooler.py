"""A real PgBouncer in transaction mode: a connection is somebody's for one transaction, then the next one's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

# What the service says at the beginning of a session of its own. Behind a pooler the pooler says it: docs/operations.md
SESSION = (
    "SET statement_timeout='30s'; SET lock_timeout='10s'; SET idle_in_transaction_session_timeout='60s'; SET jit=off"
)


@dataclass(frozen=True)
class Pooler:
    """`url`: the address of the database that it was made for, through it."""

    url: str
    port: int
    user: str
    password: str

    def told(self, question: str) -> list[tuple[object, ...]]:
        """What its console answers (SHOW POOLS …)."""
        console = psycopg.connect(
            host="127.0.0.1", port=self.port, dbname="pgbouncer", user=self.user, password=self.password
        )
        console.autocommit = True
        with console, psycopg.ClientCursor(console) as cursor:
            cursor.execute(question.encode())
            return cursor.fetchall()


@contextmanager
def pooled(database_url: str, *, connections: int) -> Iterator[Pooler]:
    """Few connections for many clients, so that each connection serves all of them in turn."""
    program = shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")
    if program is None:
        pytest.skip("no PgBouncer here: apt-get install pgbouncer")
    folder = Path(tempfile.mkdtemp(prefix="kuuluvuus-pooler-"))
    there = urlsplit(database_url)
    port = _free_port()
    user, password = there.username or "", there.password or ""
    (folder / "users.txt").write_text(f'"{user}" "{password}"\n')
    (folder / "pgbouncer.ini").write_text(_settings(folder, there.port or 5432, port, user, connections))
    run_as: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        run_as = ["runuser", "-u", "postgres", "--"]
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, "postgres", "postgres")
    running = subprocess.Popen([*run_as, program, "-q", str(folder / "pgbouncer.ini")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, running)
        place = f"{user}:{password}@127.0.0.1:{port}"
        yield Pooler(urlunsplit(there._replace(netloc=place)), port, user, password)
    finally:
        running.terminate()
        running.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path, database: int, port: int, user: str, connections: int) -> str:
    session = SESSION.replace("'", "''")
    return f"""
[databases]
* = host=127.0.0.1 port={database} connect_query='{session}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
admin_users = {user}
logfile = {folder}/pgbouncer.log
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits, options
"""


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("PgBouncer did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
