"""How often the classes err and what they find, in made-up towns: `script/bench power [--towns N]`.

120 settings (two divisions of the town, five amounts of data, four ratios of the planted area, three amounts of natural
variation), so many towns each. Writes its part of docs/method.md and docs/images/power.svg. Deterministic.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bench.power_rules import RULES, Naming
from bench.power_towns import Flags, Floats, Setting, Town, make_town, take_part
from geo.stats.classes import ON_PAR, Rule, classify
from geo.stats.expected import standardise

LEVELS, PINS = ("boards", "neighbourhoods"), (500, 1_500, 5_000, 15_000, 50_000)
RATIOS, TAUS = (1.0, 0.25, 0.5, 0.7), (0.0, 0.2, 0.35)
SETTINGS = tuple(Setting(*chosen) for chosen in itertools.product(LEVELS, PINS, RATIOS, TAUS))
SEED, TOWNS = 20_240_101, 100
RULE = Rule()


@dataclass(frozen=True)
class Rounds:
    """One setting in many towns, (T, A): counts, expectations, residents, what is planted and what is truly below δ."""

    cases: Floats
    expected: Floats
    people: Floats
    planted: Flags
    below: Flags


@dataclass(frozen=True)
class Outcome:
    """What a rule did in one setting. fdr: mean over towns of the share of named areas that are truly at or above δ;
    found: mean share of the planted residents that were named, NaN where nothing is planted."""

    fdr: float
    found: float


@dataclass(frozen=True)
class Study:
    """outcomes by rule and setting; on_par: share of the planted areas that the shipped classes call on par."""

    towns: int
    outcomes: Mapping[tuple[str, Setting], Outcome]
    on_par: Mapping[Setting, float]


def make_towns(count: int) -> list[Town]:
    return [make_town(np.random.default_rng([SEED, number])) for number in range(count)]


def rounds_of(towns: Sequence[Town], setting: Setting) -> Rounds:
    """One round in each town, expectations by age, and the truth against what the shipped rule compares with."""
    number = SETTINGS.index(setting)
    made = [take_part(town, setting, np.random.default_rng([SEED, 1, number, at])) for at, town in enumerate(towns)]
    residents = [town.levels[setting.level].people for town in towns]
    cases = np.stack([one.by_band.sum(axis=1) for one in made])
    expected = np.stack(
        [
            standardise(people.sum(axis=1), float(one.by_band.sum()), one.by_band, people).expected
            for one, people in zip(made, residents, strict=True)
        ]
    )
    to_rest = classify(cases, expected, RULE).against_rest
    truth = np.where(to_rest, np.stack([one.truth_to_rest for one in made]), np.stack([one.truth for one in made]))
    people = np.stack([one.sum(axis=1) for one in residents])
    return Rounds(cases, expected, people, np.stack([one.planted for one in made]), truth < RULE.delta - 1e-9)


def outcome_of(named: Flags, rounds: Rounds) -> Outcome:
    wrong = (named & ~rounds.below).sum(axis=1) / np.maximum(named.sum(axis=1), 1)
    if not rounds.planted.any():
        return Outcome(float(wrong.mean()), float("nan"))
    found = (rounds.people * (named & rounds.planted)).sum(axis=1) / (rounds.people * rounds.planted).sum(axis=1)
    return Outcome(float(wrong.mean()), float(found.mean()))


def study(
    towns: Sequence[Town],
    settings: Sequence[Setting] = SETTINGS,
    rules: Mapping[str, Naming] = RULES,
    progress: Callable[[str], None] = lambda _: None,
) -> Study:
    """Every rule in every setting."""
    outcomes, on_par = {}, {}
    for number, setting in enumerate(settings, start=1):
        rounds = rounds_of(towns, setting)
        for name, rule in rules.items():
            outcomes[name, setting] = outcome_of(rule(rounds.cases, rounds.expected), rounds)
        if rounds.planted.any():
            called = (classify(rounds.cases, rounds.expected, RULE).codes == ON_PAR) & rounds.planted
            on_par[setting] = float(called.sum() / rounds.planted.sum())
        progress(f"{number}/{len(settings)} {setting.level}, {setting.pins} pins, r {setting.ratio}, tau {setting.tau}")
    return Study(len(towns), outcomes, on_par)


def main() -> None:
    from bench import power_report

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=TOWNS, help="made-up towns for each setting")
    towns = parser.parse_args().towns
    start = time.monotonic()
    done = study(make_towns(towns), progress=lambda line: print(line, flush=True))
    power_report.publish(done)
    print(f"{time.monotonic() - start:.0f} s")
    if not power_report.goals_met(done):
        raise SystemExit("A goal of the method is not met.")


if __name__ == "__main__":
    main()
