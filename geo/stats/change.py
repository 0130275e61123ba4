"""Change: did an area's participation develop otherwise than the town's between two windows?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import scipy  # its parts load when they are first used

from geo.stats.adjust import benjamini_hochberg
from geo.stats.arrays import Floats, Ints

Verdict = Literal["up", "down", "no_evidence"]

LOOKS_A_YEAR = 12


@dataclass(frozen=True)
class TwoWindows:
    """Distinct participants and expected participants by area in the earlier and the later window, each (n,)."""

    before: Ints
    after: Ints
    expected_before: Floats
    expected_after: Floats

    def __post_init__(self) -> None:
        if len({len(self.before), len(self.after), len(self.expected_before), len(self.expected_after)}) > 1:
            raise ValueError("four columns of one length are needed")


@dataclass(frozen=True)
class ChangeRule:
    """alpha: the risk of any false alarm in a year of looks; material: a change smaller than this is none.

    material 0.8: the area's rate against the town's must have fallen below 0.8 times or risen above 1 / 0.8 times what
    it was. 1.0 tests for any difference at all.
    """

    alpha: float = 0.05
    looks: int = LOOKS_A_YEAR
    material: float = 0.8

    @property
    def alpha_per_look(self) -> float:
        """The share of alpha that one look may spend."""
        return self.alpha / self.looks


@dataclass(frozen=True)
class Change:
    """By area: ratio of rates against the town's own change, its exact 95 % limits, p, q over areas, the verdict."""

    ratio: Floats
    lo95: Floats
    hi95: Floats
    p: Floats
    q: Floats
    verdict: tuple[Verdict, ...]


def change_between(windows: TwoWindows, rule: ChangeRule | None = None) -> Change:
    """Did an area's participation change otherwise than the whole town's?

    Given t_i = y1_i + y2_i, y2_i is Binomial(t_i, pi_i) with pi_i = rho E2_i / (E1_i + rho E2_i), where E_k are the
    window's own expected counts (they sum to the town's total, so the town's overall change is the null) and rho = 1.
    p: the smaller of P(y2 >= seen | rho = 1/material) and P(y2 <= seen | rho = material), doubled. The ratio
    (y2/E2)/(y1/E1) has the exact (Clopper–Pearson) limits of the binomial share. q: Benjamini–Hochberg over all areas;
    up or down when q <= alpha / looks. Source: Przyborowski & Wilenski 1940; COVERAGE.md §4a on a material ratio.
    Spending alpha evenly keeps the risk of any false alarm in `looks` looks under alpha however much the windows
    overlap. The area's own people are part of the town's change, and the same persons in both windows vary less than
    the binomial: both make the test cautious.
    Nobody in either window, or nobody expected in one: ratio NaN or infinite, limits 0 and infinity, p 1. One area: it
    is the town, ratio 1. Areas need no neighbours, and their order does not matter.
    """
    rule = rule or ChangeRule()
    y1, y2 = windows.before, windows.after
    total = y1 + y2
    e1, e2 = windows.expected_before, windows.expected_after
    tested = (e1 > 0) & (e2 > 0) & (total > 0)
    odds = np.divide(e2, e1, out=np.ones(len(total)), where=tested)
    rise = scipy.stats.binom.sf(y2 - 1, total, _share(odds / rule.material))
    fall = scipy.stats.binom.cdf(y2, total, _share(odds * rule.material))
    p = np.where(tested, np.minimum(1.0, 2 * np.minimum(rise, fall)), 1.0)
    q = np.nan_to_num(benjamini_hochberg(np.where(tested, p, np.nan)), nan=1.0)
    ratio, lo, hi = _ratio(windows, odds, tested)
    return Change(ratio, lo, hi, p, q, _verdicts(q <= rule.alpha_per_look, ratio))


def _share(odds: Floats) -> Floats:
    return odds / (1 + odds)


def _ratio(windows: TwoWindows, odds: Floats, tested: npt.NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    y1, y2 = windows.before.astype(np.float64), windows.after.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(tested, y2 / y1 / odds, np.nan)
        low = scipy.stats.beta.ppf(0.025, y2, y1 + 1)
        high = scipy.stats.beta.ppf(0.975, y2 + 1, y1)
        lo = np.where(y2 > 0, low / (1 - low), 0.0) / odds
        hi = np.where(y1 > 0, high / (1 - high), np.inf) / odds
    return ratio, np.where(tested, lo, 0.0), np.where(tested, hi, np.inf)


def _verdicts(found: npt.NDArray[np.bool_], ratio: Floats) -> tuple[Verdict, ...]:
    return tuple(("up" if r > 1 else "down") if sure else "no_evidence" for sure, r in zip(found, ratio, strict=True))
