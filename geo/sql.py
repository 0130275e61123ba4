"""The one place with a database cursor. Statements live in `<app>/sql/<name>.sql` with named parameters."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.postgresql.base import CursorMixin
from psycopg import RawCursor

Parameters = Mapping[str, Any]


@cache
def statement(name: str) -> str:
    """The text of `<app>/sql/<file>.sql`, named as "app/file"."""
    app_label, _, file_name = name.partition("/")
    return (Path(apps.get_app_config(app_label).path) / "sql" / f"{file_name}.sql").read_text("utf-8")


class _PreparedCursor(CursorMixin, RawCursor[Any]):
    """Parsed and planned once for each connection. For the few statements that stand in every request.

    Values go apart from the statement, so the server's log never holds them; where nothing may stay prepared, too.
    """

    def execute(self, query: Any, params: Any = None) -> Any:  # type: ignore[override]
        numbered, names = _numbered(query)
        connection = self.connection
        keeps = settings.PREPARED_STATEMENTS
        # Django has it at None, which means never, whatever is asked for
        connection.prepare_threshold = 0 if keeps else None
        try:
            return super().execute(numbered, [params[name] for name in names], prepare=keeps)
        finally:
            connection.prepare_threshold = None


@cache
def _numbered(query: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with $1, $2 … in place of names, and the names in that order."""
    names = tuple(dict.fromkeys(re.findall(r"%\((\w+)\)s", query)))
    numbers = {name: f"${number}" for number, name in enumerate(names, 1)}
    return re.sub(r"%\((\w+)\)s", lambda found: numbers[found[1]], query).replace("%%", "%").encode(), names


def _cursor(using: str, prepared: bool) -> Any:
    connection = connections[using]
    if not prepared:
        return connection.cursor()
    connection.ensure_connection()
    cursor = _PreparedCursor(connection.connection)
    return connection._prepare_cursor(cursor)  # type: ignore[attr-defined]


def run(name: str, parameters: Parameters | None = None, *, using: str = "default", prepared: bool = False) -> int:
    """Run a statement for its effect; gives the number of rows it touched."""
    with _cursor(using, prepared) as cursor:
        cursor.execute(statement(name), parameters or {})
        return int(cursor.rowcount)


def rows(
    name: str, parameters: Parameters | None = None, *, using: str = "default", prepared: bool = False
) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    with _cursor(using, prepared) as cursor:
        cursor.execute(statement(name), parameters or {})
        return list(cursor.fetchall())


def row(
    name: str, parameters: Parameters | None = None, *, using: str = "default", prepared: bool = False
) -> tuple[Any, ...] | None:
    """The first row of a statement, or nothing."""
    with _cursor(using, prepared) as cursor:
        cursor.execute(statement(name), parameters or {})
        return cursor.fetchone()  # type: ignore[no-any-return]


def ask(name: str, parameters: Parameters | None = None, *, prepared: bool = False) -> list[tuple[Any, ...]]:
    """All rows of a statement that may be run twice, without first trying whether the connection is alive.

    Django tries a kept connection with a question of its own before the first one of a request, which would double
    what a small answer costs. A connection that is gone is noticed by its failure, and the statement is run again.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        return rows(name, parameters, prepared=prepared)
    connection.health_check_done = True  # type: ignore[attr-defined]
    try:
        return rows(name, parameters, prepared=prepared)
    except (OperationalError, InterfaceError):
        if connection.is_usable():
            raise
        connection.close()
        return rows(name, parameters, prepared=prepared)


def is_away(error: BaseException | None) -> bool:
    """Whether something failed because the database is away, hangs or has no room: it goes again later by itself."""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)):
            return True
        error = error.__cause__ or error.__context__
    return False


def dicts(name: str, parameters: Parameters | None = None, *, using: str = "default") -> list[dict[str, Any]]:
    """All rows of a statement as dictionaries by column name."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement(name), parameters or {})
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, values, strict=True)) for values in cursor.fetchall()]


@contextmanager
def copy_in(command: str, *, using: str = "default") -> Iterator[Any]:
    """Open psycopg's COPY … FROM STDIN for a statement of ours; the caller writes rows to it."""
    with connections[using].cursor() as cursor, cursor.copy(statement(command)) as copy:
        yield copy


def copy_out(command: str, parameters: Parameters | None = None, *, using: str = "default") -> Iterator[memoryview]:
    """What a COPY … TO STDOUT statement of ours sends, piece by piece; `geo.arrays` makes columns of it."""
    with connections[using].cursor() as cursor, cursor.copy(statement(command), parameters or {}) as copy:
        for piece in copy:
            yield memoryview(piece)


def copy_rows(command: str, records: Iterable[tuple[Any, ...]], *, using: str = "default") -> None:
    """COPY records through the statement `command`."""
    with copy_in(command, using=using) as copy:
        for record in records:
            copy.write_row(record)


def set_local(name: str, value: str, *, using: str = "default") -> None:
    """Set a database setting for the rest of the transaction."""
    set_all_local({name: value}, using=using)


def set_all_local(values: Mapping[str, str], *, using: str = "default") -> None:
    """Set several at once."""
    calls = ", ".join(["set_config(%s, %s, true)"] * len(values))
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for setting in values.items() for part in setting])


def setting(name: str, *, using: str = "default") -> str:
    """The value of a database setting, empty when it is not set."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        found = cursor.fetchone()
    return str(found[0]) if found else ""
