"""Axes: from values to places in a picture, the round numbers to write beside them, and the lines behind the data."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from frontend.charts.svg import INK, LINE, SOFT, tag, together, words

WIDTH = 360.0


def framed(height: float) -> str:
    """The view of a plot so high, with room around it."""
    return f"-8 -4 {WIDTH + 16:.0f} {height + 8:.0f}"


@dataclass(frozen=True)
class Axis:
    """`start` and `end` are where `low` and `high` stand; `rooted` gives small values more room."""

    low: float
    high: float
    start: float
    end: float
    rooted: bool = False

    def at(self, value: float) -> float:
        """Values beyond the axis stand at its end."""
        value = min(max(value, self.low), self.high)
        return self.start + (self.end - self.start) * self._part(value)

    def _part(self, value: float) -> float:
        if self.high <= self.low:
            return 0.0
        if self.rooted:
            return (math.sqrt(value) - math.sqrt(self.low)) / (math.sqrt(self.high) - math.sqrt(self.low))
        return (value - self.low) / (self.high - self.low)


def round_step(span: float, about: int = 4) -> float:
    """1, 2 or 5 times a power of ten, so that about so many fit into the span."""
    if span <= 0:
        return 1.0
    raw = span / about
    power = 10.0 ** math.floor(math.log10(raw))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= raw * 0.999)


def ticks(axis: Axis, about: int = 4) -> list[float]:
    if axis.rooted:
        return _spread(axis)
    step = round_step(axis.high - axis.low, about)
    first = math.ceil(axis.low / step - 1e-9)
    return [number * step for number in range(first, math.floor(axis.high / step + 1e-9) + 1)]


def _spread(axis: Axis) -> list[float]:
    """Round numbers that stand at least a sixth of the axis apart."""
    found: list[float] = []
    rounds = [step * 10.0**power for power in range(7) for step in (1, 2, 5)]
    for value in [axis.low, *(one for one in rounds if axis.low < one <= axis.high)]:
        if not found or abs(axis.at(value) - axis.at(found[-1])) >= abs(axis.end - axis.start) / 6:
            found.append(value)
    return found


@dataclass(frozen=True)
class Plane:
    """Two axes. In SVG y grows downwards, so `y.start` is below `y.end`."""

    x: Axis
    y: Axis

    def points(self, xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
        return [(self.x.at(x), self.y.at(y)) for x, y in zip(xs, ys, strict=True)]


def grid(
    plane: Plane, *, x_word: str, y_word: str, says: tuple[Callable[[float], str], Callable[[float], str]]
) -> SafeString:
    """Faint horizontal lines, numbers along both axes, and what the axes are."""
    left, right, floor, top = plane.x.start, plane.x.end, plane.y.start, plane.y.end
    parts: list[str] = []
    for value in ticks(plane.y):
        y = plane.y.at(value)
        parts.append(tag("line", x1=left, x2=right, y1=y, y2=y, stroke=LINE, stroke_width=1))
        parts.append(words(left - 6, y + 4, says[1](value), text_anchor="end", fill=SOFT))
    for value in ticks(plane.x):
        parts.append(words(plane.x.at(value), floor + 16, says[0](value), text_anchor="middle", fill=SOFT))
    parts.append(tag("line", x1=left, x2=right, y1=floor, y2=floor, stroke=INK, stroke_width=1))
    parts.append(words(right, floor + 33, x_word, text_anchor="end"))
    parts.append(words(0, top - 10, y_word))
    return together(parts)
