"""Keeps the web server and the worker running, and says where they answer. Used by script/server and script/stop."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from config import cluster  # noqa: E402  (the project is on the path only now)

STATE = Path(os.environ.get("KUULUVUUS_RUN_DIR") or PROJECT / ".local" / "run") / "server.json"
LOGS = Path(os.environ.get("KUULUVUUS_LOG_DIR") or PROJECT / ".local" / "log")
BIN = PROJECT / ".venv" / "bin"
FIRST_PORT = 8000
PATIENCE_S = 90


class Child:
    """One program in a process group of its own, so that nothing of it is left when it goes."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name, self.command = name, command
        self.log = LOGS / f"{name}.log"
        self.started_at = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.started_at = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def restart_if_dead(self) -> bool:
        """At most one try in two seconds: a child that cannot start must not burn the machine."""
        if self.alive or time.monotonic() - self.started_at < 2:
            return False
        if self.process:
            _signal_group(self.process.pid, signal.SIGKILL)  # what a killed parent left behind
        self.start()
        return True

    def stop(self) -> None:
        if self.process:
            _stop_group(self.process)


def run(port: int | None) -> None:
    facts = _state()
    if _is_ours(facts.get("supervisor")):
        print(f"Already running at http://127.0.0.1:{facts['port']}/  (script/stop stops it)")
        return
    _kill_leftovers(facts)
    for folder in (STATE.parent, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    chosen = port or _first_free_port()
    if not _is_free(chosen):
        sys.exit(f"Port {chosen} is taken. Choose another with --port, or leave --port out and one is found.")
    _metrics_folder()
    children = [
        Child("web", _web_command(chosen)),
        Child("worker", [str(BIN / "python"), "manage.py", "procrastinate", "worker"]),
    ]
    for signal_number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signal_number, _leave)
    try:
        for child in children:
            child.log.unlink(missing_ok=True)  # one log for one start
            child.start()
        _remember(chosen, children)
        _wait_until_it_answers(chosen, children[0])
        print(f"Kuuluvuus answers at http://127.0.0.1:{chosen}/  (Ctrl-C or script/stop stops it)", flush=True)
        _watch(chosen, children)
    finally:
        for signal_number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(signal_number, signal.SIG_IGN)
        print("Stopping …", flush=True)
        for child in children:
            child.stop()
        STATE.unlink(missing_ok=True)
        cluster.stop_if_unused()


def stop() -> None:
    facts = _state()
    if _is_ours(facts.get("supervisor")):
        supervisor = facts["supervisor"]["pid"]
        os.kill(supervisor, signal.SIGTERM)
        for _ in range(300):
            if not _is_ours(facts["supervisor"]):
                break
            time.sleep(0.1)
    _kill_leftovers(facts)
    STATE.unlink(missing_ok=True)
    cluster.stop_if_unused()


def _web_command(port: int) -> list[str]:
    workers = os.environ.get("KUULUVUUS_WEB_WORKERS", "2")
    places = os.environ.get("KUULUVUUS_WEB_THREADS") or "4"
    threads = str(int(places) + 1) if places.isdigit() else places  # one for who watches: config/gate.py
    host = os.environ.get("KUULUVUUS_LISTEN", "127.0.0.1")
    options = ["--workers", workers, "--blocking-threads", threads, "--respawn-failed-workers", "--no-ws"]
    return [
        str(BIN / "granian"),
        *("--interface", "wsgi", "--host", host, "--port", str(port), "--log-level", "warning"),
        *("--workers-kill-timeout", "10", "--backlog", "1024", *options, "config.wsgi:application"),
    ]


def _metrics_folder() -> None:
    """Each process of the web server counts in a file of its own here; whoever is asked adds them up."""
    folder = STATE.parent / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _watch(port: int, children: list[Child]) -> None:
    """Whatever is killed comes back: the server, the worker, the private database."""
    while True:
        time.sleep(0.5)
        if [child for child in children if child.restart_if_dead()]:
            _remember(port, children)
        if not cluster.own_database_given():
            try:
                cluster.start_if_down()
            except SystemExit as error:
                print(error, file=sys.stderr, flush=True)
                time.sleep(5)


def _wait_until_it_answers(port: int, web: Child) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and web.alive:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    print(web.log.read_text(errors="replace")[-4000:], file=sys.stderr)
    sys.exit(f"The server does not answer on port {port}. Its log is in {web.log}")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _stop_group(process: subprocess.Popen[bytes]) -> None:
    _signal_group(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(15)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, number)


def _kill_leftovers(facts: dict[str, object]) -> None:
    """Children whose supervisor was killed. A number used again by a stranger is told apart by its start time."""
    children = facts.get("children")
    for child in children if isinstance(children, list) else []:
        if _is_ours(child):
            _signal_group(child["pid"], signal.SIGTERM)
            time.sleep(2)
            _signal_group(child["pid"], signal.SIGKILL)


def _state() -> dict[str, Any]:
    try:
        facts: dict[str, Any] = json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}
    return facts


def _remember(port: int, children: list[Child]) -> None:
    running = [_identity(child.process.pid) for child in children if child.process]
    facts = {"port": port, "supervisor": _identity(os.getpid()), "children": running}
    fresh = STATE.with_suffix(".new")
    fresh.write_text(json.dumps(facts))
    fresh.rename(STATE)


def _identity(pid: int) -> dict[str, int]:
    return {"pid": pid, "since": _start_time(pid)}


def _is_ours(identity: object) -> bool:
    return isinstance(identity, dict) and _start_time(identity["pid"]) == identity["since"] != 0


def _start_time(pid: int) -> int:
    """When the process began, in the kernel's ticks; 0 when there is none (or only its zombie)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if fields[0] == "Z" else int(fields[19])


def _first_free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + 200):
        if _is_free(port):
            return port
    sys.exit("No free port between 8000 and 8199: choose one with --port.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=["run", "stop", "web"])
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    if options.action == "run":
        run(options.port)
    elif options.action == "web":  # nothing around it: systemd looks after it
        _metrics_folder()
        os.execv(BIN / "granian", _web_command(options.port or FIRST_PORT))  # noqa: S606  (our own program)
    else:
        stop()


if __name__ == "__main__":
    main()
