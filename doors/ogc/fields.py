"""What a collection tells of a feature: each property's name, type and title, and where it is read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import F, TextField
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.functional import Promise

Kind = Literal["string", "integer", "number", "boolean", "date", "date-time"]
Text = str | Promise


@dataclass(frozen=True)
class Field:
    """`source` is a column (or a way to one), or an expression. Only fields named here can be asked for at all."""

    name: str
    kind: Kind
    source: str | Combinable
    title: Text
    words: tuple[str, ...] = ()
    nullable: bool = True
    sortable: bool = True

    @property
    def alias(self) -> str:
        """A name of its own in the query, so that no property can be mistaken for a column."""
        return f"told_{self.name}"

    @property
    def expression(self) -> Combinable:
        return F(self.source) if isinstance(self.source, str) else self.source

    @property
    def schema(self) -> dict[str, Any]:
        """As JSON Schema has it."""
        told: dict[str, Any] = {"title": str(self.title)}
        if self.kind in {"date", "date-time"}:
            told |= {"type": "string", "format": self.kind}
        else:
            told["type"] = self.kind
        if self.words:
            told["enum"] = list(self.words)
        return told


def in_language(column: str, language: str, title: Text, name: str) -> Field:
    """A text of a column of texts by language; null where it is not written in that one."""
    return Field(f"{name}_{language}", "string", Cast(_texts(column, language), TextField()), title)


def _texts(column: str, language: str) -> KeyTextTransform:
    return KeyTextTransform(language, F(column))


def in_languages(column: str, languages: list[str], title: Text, name: str = "name") -> tuple[Field, ...]:
    spoken = [language for language in languages if language.isalpha()]
    return tuple(in_language(column, language, title, name) for language in spoken)


def _moment(value: datetime.datetime) -> str:
    return value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")


TOLD: dict[str, Callable[[Any], Any]] = {
    "date": datetime.date.isoformat,
    "date-time": _moment,
}
