"""A service of its own for drills that kill: its own cluster, its own server processes, its own port."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import databases

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180.0


class Service:
    """Killed and brought back as often as the drill likes; nobody else's database is touched."""

    def __init__(self, folder: Path, tables: bytes) -> None:
        self.folder = folder
        self.cluster = _cluster_in(folder)
        self.cluster.setup()
        self.address = self.cluster.known()
        self.port = _free_port()
        self.web: subprocess.Popen[bytes] | None = None
        self.settings: dict[str, str] = {}  # of a drill, over those of the service
        command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", self.address["DATABASE_OWNER_URL"]]
        subprocess.run(command, input=tables, check=True, stdout=subprocess.DEVNULL)

    @property
    def environment(self) -> dict[str, str]:
        own = {name: self.address[name] for name in ("DATABASE_URL", "DATABASE_OWNER_URL")}
        return {**os.environ, **own, "PYTHONPATH": str(PROJECT), **self.settings}

    def manage(self, *arguments: str, stdin: str | None = None) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.environment, input=stdin, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_web(self, dies_at: str = "") -> None:
        """`dies_at`: a fault point at which a worker dies, and the server with it (delivery/faults.py)."""
        options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2"]
        if not dies_at:  # as script/server does: a worker that begins while the database is away is begun again
            options.append("--respawn-failed-workers")
        command = [str(Path(sys.executable).with_name("granian")), *options, "--blocking-threads", "5"]
        self.web = subprocess.Popen(
            [*command, "--log-level", "error", "config.wsgi:application"],
            cwd=PROJECT,
            env={**self.environment, "KUULUVUUS_FAULT_POINTS_ALLOWED": "1", "KUULUVUUS_FAULT_POINT": dies_at},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        if not dies_at:  # it may be dead before anybody has asked how it is
            self.wait_until_healthy()

    def kill_web(self) -> None:
        """kill -9 of the server with all its workers, between any two instructions."""
        if self.web:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()

    def wait_until_dead(self) -> None:
        """For a server that was started to die."""
        assert self.web
        self.web.wait(PATIENCE_S)
        self.kill_web()

    def kill_database(self) -> None:
        """kill -9 of PostgreSQL and all its backends, then a start with crash recovery."""
        pid_file = Path(self.address["CLUSTER_DATA"]) / "postmaster.pid"
        postmaster = int(pid_file.read_text().split()[0])
        children = _children(postmaster)
        for pid in (postmaster, *children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + PATIENCE_S
        while any(Path(f"/proc/{pid}").exists() for pid in (postmaster, *children)) and time.monotonic() < until:
            time.sleep(0.05)
        self.start_database()

    def stop_database(self) -> None:
        """As a machine that loses power would: nothing is finished, nothing is said to anybody."""
        self.cluster.run(["pg_ctl", "-D", self.address["CLUSTER_DATA"], "-m", "immediate", "-w", "stop"])

    def start_database(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self.cluster.start()
                return
            except self.cluster.ClusterError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.3)

    def start_web_with(self, **settings: str) -> None:
        """The web server anew, with these settings."""
        self.kill_web()
        self.settings = settings
        self.start_web()

    def wait_until_healthy(self) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self._is_healthy():
                return
            time.sleep(0.1)
        raise TimeoutError("the server did not come back")

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def close(self) -> None:
        self.kill_web()
        with contextlib.suppress(Exception):
            self.cluster.stop()


@contextlib.contextmanager
def running_service(within: Path | None = None) -> Iterator[Service]:
    """Wants the fixture `django_db_setup`: its tables are those of the tests' own database."""
    folder = Path(tempfile.mkdtemp(prefix="kuuluvuus-drill-", dir=within))
    folder.chmod(0o711)
    service = Service(folder, databases.dump())
    try:
        service.start_web()
        yield service
    finally:
        service.close()
        shutil.rmtree(folder, ignore_errors=True)


def _cluster_in(folder: Path) -> Any:
    """The cluster's own code, loaded a second time for another folder."""
    spec = importlib.util.spec_from_file_location("drill_cluster", PROJECT / "config" / "cluster.py")
    assert spec and spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules["drill_cluster"] = module
    spec.loader.exec_module(module)
    module.PROJECT = folder
    module.LOCAL = folder / ".local"
    module.ENV_FILE = module.LOCAL / "database.env"
    return module


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
