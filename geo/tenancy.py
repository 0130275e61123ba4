"""Whose rows a transaction may see: the town, told to the database for row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from geo import sql
from geo.models import Municipality

_SETTING = "kuuluvuus.town"
_current: ContextVar[int | None] = ContextVar("kuuluvuus_town", default=None)


@contextmanager
def in_town(town: Municipality | int, *, using: str = "default") -> Iterator[None]:
    """One transaction (or savepoint) in which source tables show this town's rows and no other's.

    The setting is local to the transaction, so a pooled connection never carries a town to the next request.
    """
    town_id = town if isinstance(town, int) else town.pk
    outer = _current.get()
    with transaction.atomic(using=using):
        sql.set_local(_SETTING, str(town_id), using=using)
        token = _current.set(town_id)
        try:
            yield
        finally:
            _current.reset(token)
    if transaction.get_connection(using).in_atomic_block:  # inside a larger transaction: give it its town back
        sql.set_local(_SETTING, "" if outer is None else str(outer), using=using)


def current_town_id() -> int | None:
    """The town of the innermost `in_town`, if any."""
    return _current.get()
