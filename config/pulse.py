"""Whether the database answers, asked by a thread of its own: who wants to know never waits long for it.

Each time it is asked over a new connection, as the next request may need one. There is one question at a time, however
many want to know.
"""

from __future__ import annotations

import threading
import time

from django.db import DatabaseError, InterfaceError, connections

TOLD_WITHIN_S = 0.12
SLOW_S = 1.0
SILENT_S = 5.0
PAUSE_S = 0.5


class Pulse:
    """What is known, and since when the question under way has waited."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._asked_at: float | None = None
        self._told_at = 0.0
        self._took_s = 0.0
        self._answers: bool | None = None

    def answers(self) -> bool:
        """Asks, and tells what comes at once; else what was known, for as long as a slow database may take."""
        with self._changed:
            asked_at = self._ask()
            self._changed.wait_for(lambda: self._asked_at != asked_at, TOLD_WITHIN_S)
            if self._answers is None:  # the first question of this process
                self._changed.wait_for(lambda: self._answers is not None, SILENT_S)
            waits_s = 0.0 if self._asked_at is None else time.monotonic() - self._asked_at
            return bool(self._answers) and waits_s < SILENT_S

    def heard(self) -> None:
        """Somebody else has just had an answer."""
        with self._changed:
            self._answers, self._told_at = True, time.monotonic()

    def is_slow(self) -> bool:
        """For whoever cannot wait at all: what is known, while the next question is under way."""
        with self._changed:
            now = time.monotonic()
            if self._asked_at is None and now - self._told_at > PAUSE_S:
                self._ask()
            waits_s = 0.0 if self._asked_at is None else now - self._asked_at
            return self._answers is False or max(waits_s, self._took_s) > SLOW_S

    def _ask(self) -> float:
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            threading.Thread(target=self._listen, args=(self._asked_at,), name="pulse", daemon=True).start()
        return self._asked_at

    def _listen(self, asked_at: float) -> None:
        answers = _database_answers()
        with self._changed:
            self._answers, self._asked_at = answers, None
            self._told_at = time.monotonic()
            self._took_s = self._told_at - asked_at
            self._changed.notify_all()


def _database_answers() -> bool:
    connection = connections["default"]  # this thread's own
    try:
        connection.ensure_connection()
        return bool(connection.is_usable())
    except (DatabaseError, InterfaceError):
        return False
    finally:
        connection.close()


PULSE = Pulse()
