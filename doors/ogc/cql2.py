"""CQL2 text as a tree of what it asks. The grammar is read by a library; what may be asked of whom is `filtering`'s."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import shapely
from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

LONGEST = 8_000
DEEPEST = 24


class NotCql2(ValueError):
    """A text that is not CQL2, or more of it than is read; `at` is the character where reading ended."""

    def __init__(self, at: int = 0) -> None:
        super().__init__(f"at {at}")
        self.at = at


@dataclass(frozen=True)
class Property:
    name: str


@dataclass(frozen=True)
class Literal:
    """`kind`: text, number, truth, date, timestamp."""

    kind: str
    value: str | float | bool


@dataclass(frozen=True)
class Casei:
    of: Any


@dataclass(frozen=True)
class Constant:
    value: bool


@dataclass(frozen=True)
class Not:
    of: Any


@dataclass(frozen=True)
class Both:
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Either:
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class Comparison:
    left: Any
    operator: str
    right: Any


@dataclass(frozen=True)
class Like:
    left: Any
    pattern: Any


@dataclass(frozen=True)
class Among:
    left: Any
    values: tuple[Any, ...]


@dataclass(frozen=True)
class IsNull:
    left: Any


@dataclass(frozen=True)
class Intersects:
    """`name` of the geometry, and the place in the axis order in which it was written."""

    name: str
    place: BaseGeometry


def read(text: str) -> Any:
    """The tree of a filter; NotCql2 when it is not one, or is too long or too deep."""
    if len(text) > LONGEST or _depth(text) > DEEPEST:
        raise NotCql2
    try:
        return _grammar().parse(text)
    except UnexpectedInput as error:
        raise NotCql2(max(0, error.pos_in_stream or 0)) from error
    except NotCql2:
        raise
    except (ValueError, ShapelyError) as error:  # a ring of two corners, a line of one
        raise NotCql2 from error


def _depth(text: str) -> int:
    deepest = depth = 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


@cache
def _grammar() -> Lark:
    grammar = Path(__file__).with_suffix(".lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", transformer=_Tree(), maybe_placeholders=True)


def _unquoted(token: Token) -> str:
    return str(token)[1:-1].replace("''", "'").replace("\\'", "'")


def _number(token: Token) -> float:
    number = float(token)
    if not math.isfinite(number):
        raise NotCql2(token.start_pos or 0)
    return number


@v_args(inline=True)
class _Tree(Transformer[Any, Any]):
    """Each rule of the grammar as a part of the tree."""

    def either(self, *parts: Any) -> Either:
        return Either(parts)

    def both(self, *parts: Any) -> Both:
        return Both(parts)

    def not_(self, of: Any) -> Not:
        return Not(of)

    def constant(self, token: Token) -> Constant:
        return Constant(token.upper() == "TRUE")

    def comparison(self, left: Any, operator: Token, right: Any) -> Comparison:
        return Comparison(left, str(operator), right)

    def like(self, left: Any, negation: Token | None, pattern: Any) -> Any:
        return _perhaps_not(negation, Like(left, pattern))

    def between(self, left: Any, negation: Token | None, low: Any, high: Any) -> Any:
        return _perhaps_not(negation, Both((Comparison(left, ">=", low), Comparison(left, "<=", high))))

    def among(self, left: Any, negation: Token | None, *values: Any) -> Any:
        return _perhaps_not(negation, Among(left, values))

    def is_null(self, left: Any, negation: Token | None) -> Any:
        return _perhaps_not(negation, IsNull(left))

    def intersects(self, first: Any, second: Any) -> Intersects:
        if isinstance(second, Property):
            first, second = second, first
        if not isinstance(first, Property) or isinstance(second, Property):
            raise NotCql2
        return Intersects(first.name, second)

    def property(self, token: Token) -> Property:
        return Property(str(token).strip('"'))

    def text(self, token: Token) -> Literal:
        return Literal("text", _unquoted(token))

    def number(self, token: Token) -> Literal:
        return Literal("number", _number(token))

    def truth(self, token: Token) -> Literal:
        return Literal("truth", token.upper() == "TRUE")

    def date(self, token: Token) -> Literal:
        return Literal("date", _unquoted(token))

    def timestamp(self, token: Token) -> Literal:
        return Literal("timestamp", _unquoted(token))

    def casei(self, of: Any) -> Casei:
        return Casei(of)

    def position(self, x: Token, y: Token, _height: Token | None) -> tuple[float, float]:
        return _number(x), _number(y)

    def positions(self, *positions: Any) -> tuple[Any, ...]:
        return positions

    def rings(self, *rings: Any) -> tuple[Any, ...]:
        return rings

    def point(self, position: Any) -> BaseGeometry:
        return shapely.Point(position)

    def line(self, positions: Any) -> BaseGeometry:
        return shapely.LineString(positions)

    def polygon(self, rings: Any) -> BaseGeometry:
        return shapely.Polygon(rings[0], rings[1:])

    def multipoint(self, *positions: Any) -> BaseGeometry:
        return shapely.MultiPoint(positions)

    def multipoint_plain(self, positions: Any) -> BaseGeometry:
        return shapely.MultiPoint(positions)

    def multiline(self, *lines: Any) -> BaseGeometry:
        return shapely.MultiLineString(lines)

    def multipolygon(self, *polygons: Any) -> BaseGeometry:
        return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])

    def several(self, *geometries: Any) -> BaseGeometry:
        return shapely.GeometryCollection(geometries)

    def box(self, *numbers: Any) -> BaseGeometry:
        values = [_number(token) for token in numbers if token is not None]
        west, south, east, north = values if len(values) == 4 else (*values[:2], *values[3:5])
        if west > east or south > north:
            raise NotCql2
        return shapely.box(west, south, east, north)


def _perhaps_not(negation: Token | None, of: Any) -> Any:
    return Not(of) if negation else of
