"""From the tree of a filter to a condition of the database: only listed properties, only values of their type.

A comparison with what is not known is neither true nor false (CQL2 as SQL has it), so NOT is carried down to the
comparisons and each says by itself what it is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely
from django.db.models import CharField, F, Lookup, Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from doors.ogc import cql2, systems
from doors.ogc.fields import Field, Text
from doors.ogc.layers import GEOMETRY, Ground, Layer
from doors.ogc.moments import day_of, moment_of

MOST_COMPARISONS = 200
MOST_WILDCARDS = 10
SMALLEST, LARGEST = -(2**31), 2**31 - 1
LOOKUPS = {"=": "exact", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
LOWERED = {"=": Exact, "<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual}
FLIPPED = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
LONE_ESCAPE = re.compile(r"(?:[^\\]|\\.)*\\", re.DOTALL)
NOTHING, EVERYTHING = Q(pk__in=[]), Q()


class FilterRefused(ValueError):
    """A filter that asks for what is not there, in words for people."""

    def __init__(self, detail: Text) -> None:
        super().__init__(str(detail))
        self.detail = detail


class _SqlLike(Lookup):
    """LIKE as CQL2 has it: % and _ stand for letters, a backslash takes their meaning away."""

    lookup_name = "sql_like"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*left_values, *right_values)


@dataclass(frozen=True)
class Asked:
    """A property as a comparison has it, and whether its case does not matter."""

    field: Field
    casei: bool

    @property
    def left(self) -> Any:
        return Lower(F(self.field.alias)) if self.casei else F(self.field.alias)

    @property
    def known(self) -> Q:
        return Q(**{f"{self.field.alias}__isnull": False})


def no_property(name: str) -> Text:
    return format_lazy(_("There is no property “{name}”."), name=name[:60])


def condition(layer: Layer, text: str, system: systems.System) -> Q:
    """The condition that a filter says; FilterRefused for what it may not ask."""
    try:
        tree = cql2.read(text)
    except cql2.NotCql2 as error:
        detail = _("This is not CQL2 as it is read here. Reading ended at character {at}.")
        raise FilterRefused(format_lazy(detail, at=error.at + 1)) from error
    return _Reader(layer, system).told(tree, negated=False)


class _Reader:
    """Reads one tree for one collection."""

    def __init__(self, layer: Layer, system: systems.System) -> None:
        self.layer = layer
        self.system = system
        self.comparisons = 0

    def told(self, node: Any, *, negated: bool) -> Q:
        self._count()
        readers: dict[type, Callable[[Any, bool], Q]] = {
            cql2.Not: lambda of, no: self.told(of.of, negated=not no),
            cql2.Both: lambda of, no: self._joined(of.parts, no, all_of=not no),
            cql2.Either: lambda of, no: self._joined(of.parts, no, all_of=no),
            cql2.Constant: lambda of, no: EVERYTHING if of.value != no else NOTHING,
            cql2.Comparison: self._comparison,
            cql2.Like: self._like,
            cql2.Among: self._among,
            cql2.IsNull: self._is_null,
            cql2.Intersects: self._intersects,
        }
        return readers[type(node)](node, negated)

    def _count(self) -> None:
        self.comparisons += 1
        if self.comparisons > MOST_COMPARISONS:
            raise FilterRefused(_("The filter is too long."))

    def _joined(self, parts: tuple[Any, ...], negated: bool, *, all_of: bool) -> Q:
        found = [self.told(part, negated=negated) for part in parts]
        joined = found[0]
        for more in found[1:]:
            # an empty condition is everything, and the database is asked for it by name
            joined = joined & more if all_of else (EVERYTHING if not joined or not more else joined | more)
        return joined

    def _asked(self, node: Any) -> Asked:
        casei = isinstance(node, cql2.Casei)
        inner = node.of if casei else node
        field = self.layer.field(inner.name) if isinstance(inner, cql2.Property) else None
        if field is None:
            if isinstance(inner, cql2.Property) and inner.name != GEOMETRY:
                raise FilterRefused(no_property(inner.name))
            raise FilterRefused(_("Compare a property with a value."))
        if casei and field.kind != "string":
            raise FilterRefused(format_lazy(_("“{name}” is not a text."), name=field.name))
        return Asked(field, casei)

    def _comparison(self, node: cql2.Comparison, negated: bool) -> Q:
        left, operator, right = node.left, node.operator, node.right
        if isinstance(left, cql2.Literal) or (isinstance(left, cql2.Casei) and isinstance(left.of, cql2.Literal)):
            left, operator, right = right, FLIPPED[operator], left
        asked = self._asked(left)
        value = _value(asked, right)
        operator = OPPOSITE[operator] if negated else operator
        if operator == "<>":
            return asked.known & ~_compared(asked, "=", value)
        return _compared(asked, operator, value)

    def _like(self, node: cql2.Like, negated: bool) -> Q:
        asked = self._asked(node.left)
        pattern = _value(asked, node.pattern)
        if not isinstance(pattern, str):
            raise FilterRefused(format_lazy(_("“{name}” is not a text."), name=asked.field.name))
        if pattern.count("%") > MOST_WILDCARDS or LONE_ESCAPE.fullmatch(pattern):
            raise FilterRefused(_("This pattern cannot be used."))
        found = Q(_SqlLike(asked.left, Value(pattern)))
        return asked.known & ~found if negated else found

    def _among(self, node: cql2.Among, negated: bool) -> Q:
        asked = self._asked(node.left)
        values = []
        for value in node.values:
            self._count()
            values.append(_value(asked, value))
        found = Q()
        for value in values:
            found |= _compared(asked, "=", value)
        return asked.known & ~found if negated else found

    def _is_null(self, node: cql2.IsNull, negated: bool) -> Q:
        if isinstance(node.left, cql2.Property) and node.left.name == GEOMETRY:
            placeless = self.layer.without_place
            return ~placeless if negated else placeless
        known = self._asked(node.left).known
        return known if negated else ~known

    def _intersects(self, node: cql2.Intersects, negated: bool) -> Q:
        if node.name != GEOMETRY:
            raise FilterRefused(no_property(node.name))
        place = in_storage(node.place, self.system)
        found = NOTHING if place is None else self.layer.touching(Ground(place))
        return ~self.layer.without_place & ~found if negated else found


def in_storage(written: Any, system: systems.System) -> Any:
    """A place as it was written in a system's order of axes, in storage metres; None where it is far from Finland."""
    place = shapely.transform(written, lambda xy: xy[:, ::-1]) if system.north_first else written
    if not place.is_valid:
        raise FilterRefused(_("The area's outline crosses or touches itself."))
    found = systems.stored(place, system)
    return None if found.is_empty else found


def _value(asked: Asked, node: Any) -> Any:
    """The value of a literal as its property's type has it."""
    if isinstance(node, cql2.Casei):
        if not asked.casei:
            raise FilterRefused(_("Write CASEI on both sides."))
        return str(_value(asked, node.of)).lower()
    if not isinstance(node, cql2.Literal):
        raise FilterRefused(_("Compare a property with a value."))
    value = _of_kind(asked.field, node.kind, node.value)
    if value is None:
        raise FilterRefused(format_lazy(_("“{name}” cannot be compared with this value."), name=asked.field.name))
    return value.lower() if asked.casei and isinstance(value, str) else value


def _of_kind(field: Field, kind: str, value: Any) -> Any:
    if field.kind in {"integer", "number"}:
        return float(value) if kind == "number" else None
    if field.kind == "boolean":
        return value if kind == "truth" else None
    if field.kind == "date":
        return day_of(value) if kind in {"date", "text"} else None
    if field.kind == "date-time":
        return moment_of(value) if kind in {"timestamp", "date", "text"} else None
    return value if kind == "text" and "\x00" not in value else None


def _compared(asked: Asked, operator: str, value: Any) -> Q:
    """Whole numbers are compared with what may be a fraction, and never with what does not fit their column."""
    if asked.field.kind == "integer":
        if not SMALLEST <= value <= LARGEST:
            below = value > LARGEST
            return asked.known if operator in (("<", "<=") if below else (">", ">=")) else NOTHING
        if not float(value).is_integer():
            if operator == "=":
                return NOTHING
            operator, value = ("<=" if operator in ("<", "<=") else ">"), int(value // 1)
        value = int(value)
    if asked.casei:
        left = Lower(F(asked.field.alias), output_field=CharField())
        return Q(LOWERED[operator](left, Value(value, output_field=CharField())))
    return Q(**{f"{asked.field.alias}__{LOOKUPS[operator]}": value})


def equal_to(layer: Layer, name: str, text: str) -> Q:
    """The condition of a query parameter that is named like a property."""
    field = layer.field(name)
    assert field is not None
    return _compared(Asked(field, casei=False), "=", _read_text(field, text))


def _read_text(field: Field, text: str) -> Any:
    value: Any = None
    if field.kind in {"integer", "number"}:
        value = float(text) if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,9})?", text) else None
    elif field.kind == "boolean":
        value = {"true": True, "false": False}.get(text)
    else:
        value = _of_kind(field, "text", text)
    if value is None:
        raise FilterRefused(format_lazy(_("“{name}” cannot be compared with this value."), name=field.name))
    return value
