"""The power study, a sample of it here and the whole with --all: errors stay rare, and the goals are reached."""

from __future__ import annotations

import numpy as np
import pytest

from bench.power import RULE, SETTINGS, Study, make_towns, rounds_of, study
from bench.power_report import SHARPER, SHIPPED, found, half_on_par, largest_fdr
from bench.power_rules import RULES
from bench.power_towns import CELLS, RESIDENTS, Setting, Town, plant

ASKED = {name: RULES[name] for name in (SHIPPED, SHARPER)}
SAMPLE = tuple(one for one in SETTINGS if one.pins in (5_000, 15_000) and one.ratio in (1.0, 0.5) and one.tau == 0.2)


@pytest.fixture(scope="module")
def towns() -> list[Town]:
    return make_towns(12)


@pytest.fixture(scope="module")
def sample(towns: list[Town]) -> Study:
    return study(towns, SAMPLE, ASKED)


def test_the_towns_are_like_the_one_the_method_was_tried_on(towns: list[Town]) -> None:
    for town in towns:
        assert town.cells.size == CELLS
        assert town.cells.sum() == pytest.approx(RESIDENTS, rel=1e-3)
    assert np.median([np.median(town.cells) for town in towns]) == 4
    sizes = np.stack([np.sort(town.levels["neighbourhoods"].people.sum(axis=1)) for town in towns])
    assert 20 < np.median(sizes[:, 0]) < 80
    assert 400 < np.median(sizes) < 700
    assert 3000 < np.median(sizes[:, -1]) < 6000


def test_what_is_planted_has_exactly_its_ratio_and_about_eight_percent_of_residents(towns: list[Town]) -> None:
    for level in ("boards", "neighbourhoods"):
        rounds = rounds_of(towns, Setting(level, 5_000, 0.5, 0.0))
        shares = (rounds.people * rounds.planted).sum(axis=1) / rounds.people.sum(axis=1)
        assert ((shares > 0.05) & (shares < 0.13)).all()
        np.testing.assert_array_equal(rounds.planted, rounds.below)


def test_planted_neighbourhoods_lie_together_but_for_those_too_large_to_fit(towns: list[Town]) -> None:
    for number, town in enumerate(towns):
        level = town.levels["neighbourhoods"]
        planted = plant(level, np.random.default_rng(number))
        away = np.hypot(level.x - level.x[planted, None], level.y - level.y[planted, None])
        between = (away < away[:, planted].max(axis=1, keepdims=True)) & ~planted
        share = level.people.sum(axis=1) / level.people.sum()
        assert (~between | (share > 0.04)).all(axis=1).any()


def test_in_the_sample_false_discoveries_are_rare(sample: Study) -> None:
    for rule in ASKED:
        assert np.mean([outcome.fdr for (name, _), outcome in sample.outcomes.items() if name == rule]) <= 0.05
    assert half_on_par(sample) <= 0.05


def test_in_the_sample_half_the_rate_is_found_with_enough_data(sample: Study) -> None:
    assert found(sample, SHIPPED, "boards", 15_000) >= 0.94
    for level in ("boards", "neighbourhoods"):
        assert found(sample, SHIPPED, level, 15_000) > found(sample, SHIPPED, level, 5_000)
        for pins in (5_000, 15_000):
            assert found(sample, SHARPER, level, pins) >= found(sample, SHIPPED, level, pins)


def test_the_same_seed_gives_the_same_towns(towns: list[Town]) -> None:
    first, second = rounds_of(towns[:1], SAMPLE[0]), rounds_of(make_towns(1), SAMPLE[0])
    np.testing.assert_array_equal(first.cases, second.cases)
    assert RULE.delta == 0.8


@pytest.mark.heavy
def test_in_every_setting_the_errors_are_rare() -> None:
    whole = study(make_towns(30), SETTINGS, ASKED)
    assert len(SETTINGS) >= 100
    for rule in ASKED:
        assert largest_fdr(whole, rule) <= 0.05
    assert half_on_par(whole) <= 0.05
