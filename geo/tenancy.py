"""Whose rows a transaction may see: the town, told to the database for row-level security."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import transaction

from geo import sql
from geo.models import Municipality

_SETTING = "kuuluvuus.town"
# Prepared statements of a small write keep one plan for all values. They touch a handful of rows, so nested loops over
# indexes are right whatever the statistics of a young table say, and stay right while it grows.
_PLAN_ONCE = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
_ACTOR = "kuuluvuus.actor"
_actor: ContextVar[Callable[[], str] | None] = ContextVar("kuuluvuus_actor", default=None)
_current: ContextVar[int | None] = ContextVar("kuuluvuus_town", default=None)


@contextmanager
def in_town(town: Municipality | int, *, using: str = "default", plan_once: bool = False) -> Iterator[None]:
    """One transaction (or savepoint) in which source tables show this town's rows and no other's.

    The setting is local to the transaction, so a pooled connection never carries a town to the next request.
    """
    town_id = town if isinstance(town, int) else town.pk
    outer = _current.get()
    with transaction.atomic(using=using):
        plans = _PLAN_ONCE if plan_once and settings.PREPARED_STATEMENTS else {}
        sql.set_all_local({_SETTING: str(town_id), **_who(), **plans}, using=using)
        token = _current.set(town_id)
        try:
            yield
        finally:
            _current.reset(token)
    if transaction.get_connection(using).in_atomic_block:  # inside a larger transaction: give it its town back
        sql.set_local(_SETTING, "" if outer is None else str(outer), using=using)


@contextmanager
def acting(who: Callable[[], str] | str) -> Iterator[None]:
    """Who acts, for the history that the database keeps: "user 7", "job retention". Asked when a transaction begins."""
    token = _actor.set(who if callable(who) else lambda: who)
    try:
        yield
    finally:
        _actor.reset(token)


def _who() -> dict[str, str]:
    asked = _actor.get()
    return {} if asked is None else {_ACTOR: asked()}


def current_town_id() -> int | None:
    """The town of the innermost `in_town`, if any."""
    return _current.get()
