"""The order of a list, and how it goes on.

A page begins after the last row of the one before, by the values of that row and never by a number of rows. What is
written meanwhile can therefore neither repeat a feature nor push one out of the list.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from doors.ogc.layers import Layer

_WHEN = "when"


@dataclass(frozen=True)
class Sort:
    """One step of an order. What is not known comes last, whichever way."""

    column: str
    descending: bool = False
    nullable: bool = False

    @property
    def order(self) -> OrderBy:
        column = F(self.column)
        last = True if self.nullable else None
        return column.desc(nulls_last=last) if self.descending else column.asc(nulls_last=last)

    def beyond(self, value: Any) -> Q:
        """Rows that come after a value by this step alone."""
        if value is None:
            return Q(pk__in=[])
        found = Q(**{f"{self.column}__{'lt' if self.descending else 'gt'}": value})
        return found | Q(**{f"{self.column}__isnull": True}) if self.nullable else found

    def from_(self, value: Any) -> Q:
        """Rows at a value and beyond."""
        return Q(**{f"{self.column}__{'lte' if self.descending else 'gte'}": value})

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.column}__isnull": True}) if value is None else Q(**{self.column: value})


def full_order(layer: Layer, sorts: Sequence[Sort]) -> tuple[Sort, ...]:
    """With the collection's key at the end, so that no two rows stand at one place."""
    return (*sorts, Sort(layer.key, descending=bool(sorts) and sorts[0].descending))


def after(order: Sequence[Sort], place: Sequence[Any]) -> Q:
    """Rows that come after a place in the order."""
    first, value = order[0], place[0]
    if len(order) == 1:
        return first.beyond(value)
    found = first.beyond(value) | (first.same(value) & after(order[1:], place[1:]))
    # said once more as one bound, so that an index is entered there and not read from its beginning
    return found if value is None or first.nullable else first.from_(value) & found


def place_of(order: Sequence[Sort], row: dict[str, Any]) -> list[Any]:
    """Where a row stands, as JSON can hold it."""
    return [_held(row[sort.column]) for sort in order]


def placed(held: Sequence[Any]) -> list[Any]:
    return [_given(value) for value in held]


def _held(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return {_WHEN: value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, datetime.date) else value


def _given(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if _WHEN in value:
        return datetime.datetime.fromisoformat(value[_WHEN])
    return datetime.date.fromisoformat(value["day"])
