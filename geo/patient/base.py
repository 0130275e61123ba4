"""A database that takes a question and never answers (a frozen machine, a network that swallows) holds nobody for ever.

`statement_timeout` is kept by the database itself, so it is of no help then. Where a web server says so in the
connection's settings (`PATIENCE_S`), an answer that does not come in that time ends the connection, with the error of
a database that is away. Commands and the worker wait as long as it takes.
"""

from __future__ import annotations

from typing import Any

import psycopg
from django.contrib.gis.db.backends.postgis import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg.errors import _WaitTimeout  # what a wait with a deadline ends with; it has no public name

PATIENCE = "PATIENCE_S"


class PatientConnection(psycopg.Connection[Any]):
    patience_s: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval=interval, timeout=timeout or self.patience_s)
        except _WaitTimeout as error:
            if timeout:
                raise
            self.pgconn.finish()  # whatever comes later must not be taken for the answer to another question
            raise psycopg.OperationalError("the database did not answer in time") from error


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> PatientConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        connection: PatientConnection = PatientConnection.connect(**conn_params)
        connection.patience_s = self.settings_dict.get(PATIENCE)
        self.register_geometry_adapters(connection)
        return connection
