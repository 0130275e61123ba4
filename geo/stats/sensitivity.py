"""Would another choice give another class? The rows of the sensitivity table, and what is called robust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from geo.stats.arrays import Codes, Flags, Floats
from geo.stats.classes import ON_PAR, UNDERSERVED, Rule, classify

DECISIVE = ("crude", "design_effect", "rest")  # an area whose class changes under one of these is not robust


@dataclass(frozen=True)
class Choices:
    """What the variants are made of. crude: (A,) the expectation without ages; headcounts: (A,) or None."""

    cases: Floats
    expected: Floats
    crude: Floats
    total: float
    empty: Flags
    headcounts: Floats | None = None


def variants(choices: Choices, rule: Rule) -> dict[str, Codes]:
    """Which classes would the areas get if one had chosen otherwise?

    delta_lower, delta_higher: δ ∓ .1; crude: no ages; design_effect: y/1.5 and E/1.5, as if participants came in small
    groups; rest: every area against the rest of the town; candidates: the sharper family of `candidates`;
    with_headcounts: people merely counted at events added, each
    as 1/1.5 of a participant (only when there are any).
    All arrays (A,), persons. Zero pins, zero people, one area, hidden counts, islands and ties: as `classify`.
    """
    deff = rule.design_effect
    plain = (choices.cases, choices.expected, choices.total)
    rows = {
        "delta_lower": (*plain, replace(rule, delta=rule.delta - 0.1)),
        "delta_higher": (*plain, replace(rule, delta=rule.delta + 0.1)),
        "crude": (choices.cases, choices.crude, choices.total, rule),
        "design_effect": (
            choices.cases / deff,
            choices.expected / deff,
            choices.total / deff,
            replace(rule, fewest_cases=rule.fewest_cases / deff),
        ),
        "rest": (*plain, replace(rule, town_share_limit=0.0)),
        "candidates": (*plain, replace(rule, candidates_only=True)),
    }
    if choices.headcounts is not None and choices.headcounts.any():
        rows["with_headcounts"] = _with_headcounts(choices, choices.headcounts / deff, rule)
    return {
        name: classify(cases, expected, its_rule, total=total, no_residents=choices.empty).codes
        for name, (cases, expected, total, its_rule) in rows.items()
    }


def _with_headcounts(choices: Choices, more: Floats, rule: Rule) -> tuple[Floats, Floats, float, Rule]:
    more = np.where(choices.expected > 0, more, 0.0)
    total = choices.total + float(more.sum())
    grown = choices.expected * (total / choices.total if choices.total else 1.0)
    return choices.cases + more, grown, total, rule


def robust(codes: Codes, rows: Mapping[str, Codes]) -> Flags:
    """Whose class does not hang on a choice?

    No row turns underserved into on par or the reverse, and the class is the same without ages, with a design effect of
    1.5, and against the rest of the town. δ and headcounts are shown, and asked only not to reverse. (A,) flags.
    """
    holds = np.ones(codes.shape, dtype=bool)
    for name, other in rows.items():
        reversed_ = ((codes == UNDERSERVED) & (other == ON_PAR)) | ((codes == ON_PAR) & (other == UNDERSERVED))
        holds &= ~reversed_
        if name in DECISIVE:
            holds &= codes == other
    return holds
