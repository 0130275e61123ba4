"""Rows of the ground as they are kept: column by column, so that a column that comes later is no hindrance."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from geo import sql
from geo.importing.refusals import ImportRefused

Columns = Mapping[str, Sequence[str]]
Row = tuple[str, int, str | None, str | None]  # table, key, content before (null: none), fingerprint after
_HEAD = "columns"


@dataclass(frozen=True)
class KeptRows:
    """`columns`: of which columns of each table the rows are; None for rows that were kept as text, before 0008."""

    rows: tuple[Row, ...]
    columns: Columns | None

    def packed(self) -> bytes:
        lines = [json.dumps({_HEAD: self.columns}), *(json.dumps(row) for row in self.rows)]
        return gzip.compress("\n".join(lines).encode(), mtime=0)


def unpacked(packed: bytes) -> KeptRows:
    lines = [json.loads(line) for line in gzip.decompress(packed).decode().splitlines()]
    if lines and isinstance(lines[0], dict):
        return KeptRows(tuple(tuple(line) for line in lines[1:]), lines[0][_HEAD])
    return KeptRows(tuple(tuple(line) for line in lines), None)


def columns_now(tables: Iterable[str]) -> Columns:
    found = sql.row("geo/ground_columns", {"tables": list(tables)})
    assert found is not None
    return dict(json.loads(found[0]))


def usual_since(columns: Columns) -> dict[str, dict[str, str | None]]:
    """What the models give a new row in columns that came later, as the database writes it.

    Raises ImportRefused when a column has gone: what stood in it has no place to go back to.
    """
    now = columns_now(columns)
    if any(set(kept) - set(now.get(table, ())) for table, kept in columns.items()):
        raise ImportRefused("columns_gone")
    models_of = {model._meta.db_table: model for model in apps.get_app_config("geo").get_models()}
    return {
        table: {
            field.column: _as_text(field)
            for field in models_of[table]._meta.concrete_fields
            if field.column in set(now[table]) - set(kept) and field.db_default is NOT_PROVIDED
        }
        for table, kept in columns.items()
    }


def _as_text(field: models.Field[object, object]) -> str | None:
    value = field.get_db_prep_save(field.get_default(), connection)
    found = sql.row("geo/as_text", {"value": value})
    return None if found is None else found[0]
