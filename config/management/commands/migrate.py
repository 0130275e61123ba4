"""migrate: Django's own, in a way that nobody who writes has to wait for. Can be run again without harm.

A change of a table waits for those who use it, and all who come later wait behind the change. So it waits for a moment
only, lets those go first, and tries again: each migration is one transaction, and those that are done stay done.
"""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from psycopg.errors import DeadlockDetected, LockNotAvailable

WAITS_S = 3
PAUSES_S = (1, 1, 2, 3, 5, 8, 13, 21, 34)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        session = connection.settings_dict["OPTIONS"]
        patient = session.get("options", "")
        connection.close()
        session["options"] = f"{patient} -c lock_timeout={WAITS_S}s"
        try:
            self._try_until_free(*args, **options)
        finally:
            session["options"] = patient
            connection.close()

    def _try_until_free(self, *args: Any, **options: Any) -> None:
        for pause_s in PAUSES_S:
            try:
                super().handle(*args, **options)
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, (LockNotAvailable, DeadlockDetected)):
                    raise
                self.stdout.write(f" a table is in use: waiting {pause_s} s", ending="\n")
                time.sleep(pause_s)
        raise CommandError(
            "A table was in use each time. Nothing is half done: run this again when fewer people write."
        )
