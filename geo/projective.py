"""How a flat thing that was photographed lies on the ground: the projective transform of four corners. Arrays only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Reason = Literal["not_four", "too_flat", "crossed", "mirrored"]
# Twice the area of the smallest triangle of three neighbours, as a share of the square of the longest diagonal. A
# square seen from five degrees above its plane has about 0.08; far below that an error of a pixel is hundreds of
# metres.
FLATTEST = 0.01


class NotAQuadrilateral(ValueError):
    """Four points that are no picture of a rectangle, and why: `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Projective:
    """A projective transform of the plane between two frames, each moved to its middle and scaled to its size.

    Keeping the frames apart from the matrix keeps northings of seven figures from eating the digits of pixels.
    """

    matrix: Numbers
    middle_from: Numbers
    size_from: float
    middle_to: Numbers
    size_to: float

    def __call__(self, points: ArrayLike) -> Numbers:
        """Points (n, 2) carried over. What lies on or beyond the horizon of the picture has no place: not a number."""
        given = np.atleast_2d(np.asarray(points, dtype=np.float64))
        scaled = (given - self.middle_from) / self.size_from
        carried = np.column_stack((scaled, np.ones(len(scaled)))) @ self.matrix.T
        with np.errstate(divide="ignore", invalid="ignore"):
            flat = np.where(carried[:, 2:] > 0, carried[:, :2] / carried[:, 2:], np.nan)
        return flat * self.size_to + self.middle_to

    @property
    def back(self) -> Projective:
        """The transform the other way round."""
        inverse = np.linalg.inv(self.matrix)
        inverse = inverse / inverse[2, 2]
        return Projective(inverse, self.middle_to, self.size_to, self.middle_from, self.size_from)


def projective(corners_from: ArrayLike, corners_to: ArrayLike) -> Projective:
    """The one projective transform that carries four corners to four others, each list in the same turn.

    With (x, y) → (X, Y): X = (a x + b y + c) / (g x + h y + 1) and Y = (d x + e y + f) / (g x + h y + 1). Each pair of
    corners gives two equations that are linear in a … h; the eight are solved after both lists were moved to their
    middle and scaled to their size (direct linear transformation, normalised: R. Hartley and A. Zisserman, Multiple
    View Geometry in Computer Vision, 2nd ed., Cambridge 2004, sections 4.1 and 4.4).

    NotAQuadrilateral when either list is not four finite points, has three of them (nearly) in a line or two on one
    spot, turns both ways (crossed, or a corner that points inwards), or when one is the mirror image of the other: the
    y axes of both must point the same way, so pixels that count downwards are turned round before.
    """
    source, target = _four(corners_from), _four(corners_to)
    if _turn(source) != _turn(target):
        raise NotAQuadrilateral("mirrored")
    (a, middle_from, size_from), (b, middle_to, size_to) = _scaled(source), _scaled(target)
    rows = []
    for (x, y), (to_x, to_y) in zip(a, b, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -x * to_x, -y * to_x])
        rows.append([0, 0, 0, x, y, 1, -x * to_y, -y * to_y])
    solved = np.linalg.solve(np.array(rows), b.reshape(-1))
    return Projective(np.append(solved, 1.0).reshape(3, 3), middle_from, size_from, middle_to, size_to)


def _four(corners: ArrayLike) -> Numbers:
    given: Any = corners
    if not isinstance(given, Sequence | np.ndarray) or len(given) != 4:
        raise NotAQuadrilateral("not_four")
    points = np.asarray(given, dtype=np.float64)
    if points.shape != (4, 2) or not np.isfinite(points).all():
        raise NotAQuadrilateral("not_four")
    turns = _turns(points)
    longest = max(float(np.sum((points[i] - points[j]) ** 2)) for i in range(4) for j in range(i))
    if longest == 0 or np.abs(turns).min() < FLATTEST * longest:
        raise NotAQuadrilateral("too_flat")
    if len(set(np.sign(turns))) > 1:
        raise NotAQuadrilateral("crossed")
    return points


def _turns(points: Numbers) -> Numbers:
    """At each corner twice the area of the triangle with its neighbours, with the sign of the turn."""
    arriving = points - np.roll(points, 1, axis=0)
    leaving = np.roll(points, -1, axis=0) - points
    turns: Numbers = arriving[:, 0] * leaving[:, 1] - arriving[:, 1] * leaving[:, 0]
    return turns


def _turn(points: Numbers) -> float:
    return float(np.sign(_turns(points)[0]))


def _scaled(points: Numbers) -> tuple[Numbers, Numbers, float]:
    middle = points.mean(axis=0)
    away = points - middle
    size = float(np.sqrt((away**2).sum(axis=1)).mean())
    return away / size, middle, size
