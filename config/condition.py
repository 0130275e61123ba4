"""How the service is: database, worker, queue, outbox, room on the disk, backups; each with a word for people."""

from __future__ import annotations

import datetime
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from config.pulse import PULSE
from geo import sql

WORKER_SILENT_S = 60
QUEUE_LATE_S = 300
BACKUP_OLD_H = 26
HANDED_OVER_LATE_S = 600
NEEDED = (
    "database",
    "worker",
    "queue",
    "room",
)  # without these it does not do what it promises; the rest is for people


@dataclass(frozen=True)
class Part:
    name: str
    ok: bool
    told: str
    figures: dict[str, float]


@dataclass(frozen=True)
class Condition:
    parts: tuple[Part, ...]

    @cached_property
    def is_ready(self) -> bool:
        return all(part.ok for part in self.parts if part.name in NEEDED)


def condition() -> Condition:
    row = _row() if database_answers() else None
    if row is None:
        return Condition((Part("database", False, "does not answer", {}), _room(), _backup(None)))
    silent_s, jobs, jobs_s, due, due_s, dead, *handed_over = row
    return Condition(
        (
            Part("database", True, "answers", {}),
            _worker(silent_s),
            _queue(int(jobs), float(jobs_s)),
            _outbox(int(due), float(due_s), int(dead)),
            _room(),
            _backup((float(handed_over[0] or 0), bool(handed_over[1]), bool(handed_over[2]))),
        )
    )


def database_answers() -> bool:
    """Told at once, however slow the database is."""
    return PULSE.answers()


def _row() -> tuple[Any, ...] | None:
    try:
        return sql.row("delivery/condition")
    except (OperationalError, InterfaceError):  # it went away in between
        return None


def _worker(silent_s: float | None) -> Part:
    if silent_s is None:
        return Part("worker", False, "no worker runs: nothing is sent, nothing is computed", {})
    silent = float(silent_s)
    return Part("worker", silent <= WORKER_SILENT_S, f"last heard of {silent:.0f} s ago", {"silent_seconds": silent})


def _queue(due: int, oldest_s: float) -> Part:
    told = f"{due} jobs are due, the oldest for {oldest_s:.0f} s"
    return Part("queue", oldest_s <= QUEUE_LATE_S, told, {"jobs": due, "oldest_job_seconds": oldest_s})


def _outbox(due: int, oldest_s: float, dead: int) -> Part:
    told = f"{due} messages are due, the oldest for {oldest_s:.0f} s; {dead} were given up and need a person"
    figures = {"messages": due, "oldest_message_seconds": oldest_s, "dead_messages": dead}
    return Part("outbox", oldest_s <= QUEUE_LATE_S and not dead, told, figures)


def _room() -> Part:
    """Where pictures and documents are kept; the folder itself may be made only with the first of them."""
    folder = next(path for path in (settings.FILES_ROOT, *settings.FILES_ROOT.parents) if path.exists())
    free, wanted = shutil.disk_usage(folder).free, settings.LEAST_ROOM_MB * 1_000_000
    told = f"{free / 1e9:.1f} GB are free for files, {settings.LEAST_ROOM_MB / 1000:.1f} GB is the least"
    return Part("room", free >= wanted, told, {"free_bytes": free})


def _backup(handed_over: tuple[float, bool, bool] | None) -> Part:
    made = _newest_backup(settings.BACKUP_DIR / "latest.json")
    if made is None:
        return Part("backup", False, "there is no backup", {})
    age_s = (timezone.now() - made).total_seconds()
    wrong = list(_wrong_with_backups(age_s, handed_over))
    told = f"the newest is {age_s / 3600:.1f} hours old" + "".join(f"; {what}" for what in wrong)
    since = {"handed_over_seconds": handed_over[0]} if handed_over else {}
    return Part("backup", not wrong, told, {"backup_age_seconds": age_s, **since})


def _wrong_with_backups(age_s: float, handed_over: tuple[float, bool, bool] | None) -> Iterator[str]:
    if age_s > BACKUP_OLD_H * 3600:
        yield "one was due since"
    if handed_over is None:
        return
    since_s, kept, failing = handed_over
    if not kept:
        yield "what is written in between is not kept"
    elif failing or since_s > HANDED_OVER_LATE_S:
        yield "the database cannot hand over what it writes"


def _newest_backup(path: Path) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(json.loads(path.read_text())["made_at"])
    except (OSError, ValueError, KeyError):
        return None
