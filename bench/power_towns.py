"""Made-up towns with planted areas that are heard less: what the power study counts in. Seeded, same everywhere.

A town is like Mikkeli in what matters to counting: 55,000 residents on 1,271 inhabited square kilometres (a median of
four residents on one), a dense centre, church villages, 60 neighbourhoods and 12 boards of very different sizes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

RESIDENTS, CELLS, NEIGHBOURHOODS, BOARDS = 55_000, 1_271, 60, 12
SIDE_KM = 56
BANDS = np.array([0.15, 0.13, 0.22, 0.25, 0.25])  # residents by age, the town's share
ZEAL = np.array([0.3, 0.7, 1.1, 1.4, 1.0])  # how readily each age takes part
PLANTED_SHARE, LEAST_PLANTED, MOST_PLANTED = 0.08, 0.06, 0.12
PINS_EACH, PINS_SPREAD = 4.06, 4.7  # mean, and variance over mean, of pins per participant


@dataclass(frozen=True)
class Level:
    """One division of a town. people: (A, B) residents by area and age band; x, y: (A,) centres in km."""

    people: Floats
    x: Floats
    y: Floats


@dataclass(frozen=True)
class Town:
    """A town's two divisions. cells: residents per cell, for the record of what was made."""

    cells: Floats
    levels: dict[str, Level]


@dataclass(frozen=True)
class Setting:
    """What is planted and how much is known: tau is the standard deviation of the areas' natural variation."""

    level: str
    pins: int
    ratio: float
    tau: float


@dataclass(frozen=True)
class Round:
    """One round of participation. by_band: (A, B) participants; planted: (A,).

    truth, truth_to_rest: (A,) the true ratio to the town, and to the rest of it.
    """

    by_band: Floats
    truth: Floats
    truth_to_rest: Floats
    planted: Flags


def make_town(random: np.random.Generator) -> Town:
    """Cells around a centre and fifteen villages, then neighbourhoods and boards around what lies near."""
    x, y, urban = _cells(random)
    people = _residents(urban, random)
    hood = _nearest(x, y, _seeds(x, y, people**0.9, NEIGHBOURHOODS, random))
    hood_people: Floats = np.bincount(hood, people, NEIGHBOURHOODS).astype(np.float64)
    hx, hy = (np.bincount(hood, people * at, NEIGHBOURHOODS) / hood_people for at in (x, y))
    board_of = _nearest(hx, hy, _seeds(hx, hy, hood_people**0.6, BOARDS, random))
    ages = random.dirichlet(BANDS * 60, NEIGHBOURHOODS)
    by_band = hood_people[:, None] * ages
    of_board = np.stack([np.bincount(board_of, band, BOARDS).astype(np.float64) for band in by_band.T], axis=1)
    board_people = of_board.sum(axis=1)
    bx, by = (np.bincount(board_of, hood_people * at, BOARDS) / board_people for at in (hx, hy))
    return Town(people, {"neighbourhoods": Level(by_band, hx, hy), "boards": Level(of_board, bx, by)})


def _cells(random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Distinct inhabited cells and how town-like each is."""
    villages = random.uniform(0, SIDE_KM, (15, 2))
    weight = random.dirichlet(np.full(15, 2.0))
    gx, gy = (axis.ravel() for axis in np.meshgrid(np.arange(SIDE_KM) + 0.5, np.arange(SIDE_KM) + 0.5))
    centre = np.hypot(gx - SIDE_KM / 2, gy - SIDE_KM / 2)
    village = sum(
        w * np.exp(-(((gx - vx) ** 2 + (gy - vy) ** 2) / 5.0)) for (vx, vy), w in zip(villages, weight, strict=True)
    )
    urban = np.exp(-((centre / 3.4) ** 2)) + 0.9 * village
    keys = np.log(random.uniform(size=gx.size)) / (0.25 + 6 * urban)
    chosen = np.sort(np.argsort(-keys, kind="stable")[:CELLS])
    return gx[chosen], gy[chosen], urban[chosen]


def _residents(urban: Floats, random: np.random.Generator) -> Floats:
    """Rural cells hold a handful; the rest of the residents live where it is town-like."""
    rural = np.ceil(random.lognormal(0.7, 0.85, urban.size))
    weight = urban**1.1 * random.lognormal(0, 0.5, urban.size)
    left = RESIDENTS - rural.sum()
    return np.asarray(rural + np.round(left * weight / weight.sum()), dtype=np.float64)


def _seeds(x: Floats, y: Floats, weight: Floats, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Seeds that shun each other and seek people."""
    first = int(random.choice(x.size, p=weight / weight.sum()))
    chosen, away = [first], np.hypot(x - x[first], y - y[first])
    while len(chosen) < count:
        pull = weight * away**0.55
        new = int(random.choice(x.size, p=pull / pull.sum()))
        chosen.append(new)
        away = np.minimum(away, np.hypot(x - x[new], y - y[new]))
    return x[chosen], y[chosen]


def _nearest(x: Floats, y: Floats, seeds: tuple[Floats, Floats]) -> Ints:
    return np.asarray(np.argmin((x[:, None] - seeds[0]) ** 2 + (y[:, None] - seeds[1]) ** 2, axis=1), dtype=np.int64)


def plant(level: Level, random: np.random.Generator) -> Flags:
    """About 8 % of the residents: a board of 6–12 % of them, or neighbourhoods that lie together."""
    people = level.people.sum(axis=1)
    share = people / people.sum()
    alone = np.flatnonzero((share >= LEAST_PLANTED) & (share <= MOST_PLANTED)) if share.size <= BOARDS else np.array([])
    first = int(random.choice(alone if alone.size else np.flatnonzero(share <= MOST_PLANTED)))
    planted = np.zeros(people.size, dtype=bool)
    for area in np.argsort(np.hypot(level.x - level.x[first], level.y - level.y[first]), kind="stable"):
        if share[planted].sum() + share[area] <= MOST_PLANTED:
            planted[area] = True
        if share[planted].sum() >= (LEAST_PLANTED if alone.size else PLANTED_SHARE):
            break
    return planted


def take_part(town: Town, setting: Setting, random: np.random.Generator) -> Round:
    """A round: participants until their pins reach the setting's number, each a person of some area and age."""
    level = town.levels[setting.level]
    planted = plant(level, random) if setting.ratio < 1 else np.zeros(len(level.x), dtype=bool)
    theta = _theta(level, setting, planted, random)
    mean = level.people * ZEAL * theta[:, None]
    by_band = random.multinomial(_participants(setting.pins, random), (mean / mean.sum()).ravel()).reshape(mean.shape)
    alike = (level.people * (mean.sum(axis=0) / level.people.sum(axis=0))).sum(axis=1)
    here = mean.sum(axis=1)
    truth_to_rest = here / alike * (alike.sum() - alike) / (here.sum() - here)
    return Round(by_band.astype(float), here / alike, truth_to_rest, planted)


def _theta(level: Level, setting: Setting, planted: Flags, random: np.random.Generator) -> Floats:
    """Natural variation, and the planted part as a whole at exactly its ratio to the town, itself included."""
    shape = len(level.x)
    theta = random.gamma(1 / setting.tau**2, setting.tau**2, shape) if setting.tau else np.ones(shape)
    people = level.people @ ZEAL
    share = people[planted].sum() / people.sum()
    for part, ratio in ((planted, setting.ratio * (1 - share) / (1 - setting.ratio * share)), (~planted, 1.0)):
        if part.any():
            theta[part] *= ratio * people[part].sum() / (people[part] @ theta[part])
    return theta


def _participants(pins: int, random: np.random.Generator) -> int:
    """How many people it takes to make so many pins: one each, and a few make many more (negative binomial)."""
    extra = PINS_EACH - 1
    odds = PINS_EACH * PINS_SPREAD / extra
    each = 1 + random.negative_binomial(extra / (odds - 1), 1 / odds, pins)
    return int(np.searchsorted(np.cumsum(each), pins) + 1)
