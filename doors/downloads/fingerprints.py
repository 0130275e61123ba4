"""Whether a layer's rows are still those that its files were made of: one number over all of them, made in one read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Count, DecimalField, F, Func, Sum, TextField, Value
from django.db.models.functions import Cast

from doors.ogc.layers import Layer

FORM = "1"  # another one makes all files anew


class _Row(Func):
    function = "ROW"
    output_field = TextField()


class _Hash(Func):
    function = "hashtextextended"
    output_field = BigIntegerField()


def fingerprint(layer: Layer) -> str:
    """The same for the same rows in any order. Not secret, and not made to withstand anybody."""
    told: list[Any] = [F(layer.feature_id), *(field.expression for field in layer.fields), F(layer.geom)]
    one = _Hash(Cast(_Row(*told), TextField()), Value(0, output_field=BigIntegerField()))
    found = layer.rows.order_by().aggregate(
        rows=Count("*"), sum=Sum(one, output_field=DecimalField(max_digits=40, decimal_places=0))
    )
    names = ",".join(field.name for field in layer.fields)
    return together([FORM, layer.id, names, layer.licence, layer.source, str(found["rows"]), str(found["sum"])])


def together(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
