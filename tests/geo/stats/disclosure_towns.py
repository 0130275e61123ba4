"""Random towns of persons, counted into release tables: what a masking is tried on.

Persons, not counts, are drawn, so that every count agrees with every other as it would in a real town.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from geo.stats.disclosure import Breakdown, CountTable, ReleaseTables, Window

AGES = ("0-17", "18-44", "45-64", "65+", "unknown")
CHANNELS = ("web", "paper", "phone")
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shape:
    """How large and how lively a town is, and what is published of it."""

    quarters: int
    boards: int
    postal: int
    residents: float
    share: float
    months: tuple[int, ...] = (12, 24, 36)
    broken_down: bool = False
    process: bool = False
    seasonal: bool = False


@dataclass(frozen=True)
class Acts:
    """Who did something, in which month, through which channel."""

    person: Ints
    month: Ints
    channel: Ints


@dataclass(frozen=True)
class RandomTown:
    shape: Shape
    rng: np.random.Generator

    @cached_property
    def people(self) -> Ints:
        """Residents of the quarters: a few large, many small, some tiny."""
        sizes = self.rng.lognormal(0, 1.2, self.shape.quarters)
        people: Ints = (sizes / sizes.sum() * self.shape.residents).astype(np.int64)
        return people

    @cached_property
    def board_of(self) -> Ints:
        return np.sort(self.rng.integers(0, self.shape.boards, self.shape.quarters))

    @cached_property
    def persons(self) -> dict[str, Ints]:
        """Home (−1 not known at all), quarter known or only the board, postal area, age, seasonal."""
        heard = self.people * self.share_of_quarters
        count = max(1, int(self.rng.poisson(heard.sum())))
        quarter = self.rng.choice(self.shape.quarters, count, p=heard / heard.sum())
        lost = self.rng.random(count)
        return {
            "quarter": np.where(lost < 0.15, -1, quarter),
            "board": np.where(lost < 0.1, -1, self.board_of[quarter]),
            "postal": np.where(self.rng.random(count) < 0.12, -1, self.rng.integers(0, self.shape.postal, count)),
            "age": self.rng.choice(len(AGES), count, p=(0.1, 0.25, 0.3, 0.25, 0.1)),
            "seasonal": (self.rng.random(count) < 0.2).astype(np.int64) * self.shape.seasonal,
        }

    @cached_property
    def share_of_quarters(self) -> npt.NDArray[np.float64]:
        return self.shape.share * self.rng.gamma(2, 0.5, self.shape.quarters) + 1e-6

    @cached_property
    def acts(self) -> Acts:
        """One to many acts of each person over four years; in a young service all of them late."""
        count = len(self.persons["age"])
        begun = self.rng.choice((0, 0, 20, 34))
        often = 1 + self.rng.poisson(0.7, count)
        person = np.repeat(np.arange(count), often)
        month = self.rng.integers(begun, 48, len(person))
        channel = self.rng.choice(len(CHANNELS), len(person), p=(0.8, 0.15, 0.05))
        return Acts(person, month, channel)

    def release(self, number: int) -> ReleaseTables:
        """The tables of the month `number` (0 … 11), after three years."""
        until = 36 + number
        windows = [(max(0, until - months), until, "") for months in self.shape.months]
        if self.shape.process:
            windows.append((34, until, "survey"))
        kinds = ("board", "quarter", "postal")
        people = ("residents", "seasonal") if self.shape.seasonal else ("residents",)
        return ReleaseTables(
            tuple(self._table(kind, window, who) for window in windows for kind in kinds for who in people)
        )

    def _table(self, kind: str, window: tuple[int, int, str], who: str) -> CountTable:
        start, until, process = window
        inside = (self.acts.month >= start) & (self.acts.month < until)
        if process:
            inside &= self.acts.person % 3 == 0
        active = np.zeros(len(self.persons["age"]), bool)
        active[self.acts.person[inside]] = True
        mine = active & (self.persons["seasonal"] == (who == "seasonal"))
        used = np.zeros((len(active), len(CHANNELS)), bool)
        used[self.acts.person[inside], self.acts.channel[inside]] = True
        size = {"board": self.shape.boards, "quarter": self.shape.quarters, "postal": self.shape.postal}[kind]
        home = self.persons[kind]
        people = {
            "board": np.bincount(self.board_of, self.people, size),
            "quarter": self.people,
            "postal": np.full(size, self.people.sum() / size),
        }[kind]
        parents = tuple(("board", str(board)) for board in self.board_of) if kind == "quarter" else (None,) * size
        ages = np.eye(len(AGES), dtype=bool)[self.persons["age"]]
        in_detail = self.shape.broken_down and until - start == min(self.shape.months)
        return CountTable(
            area_set=kind,
            window=Window(_month(start), _month(until)),
            denominator=who,
            areas=tuple(map(str, range(size))),
            participants=tuple(map(int, _by_area(home, mine, size))),
            people=tuple(map(float, people)),
            parents=parents,
            unknown_home=int((mine & (home < 0)).sum()),
            process=process,
            ages=_breakdown(AGES, home, mine[:, None] & ages, size) if in_detail else None,
            channels=_breakdown(CHANNELS, home, mine[:, None] & used, size) if in_detail else None,
        )


def _by_area(home: Ints, mine: npt.NDArray[np.bool_], size: int) -> Ints:
    return np.bincount(home[mine & (home >= 0)], minlength=size)


def _breakdown(labels: tuple[str, ...], home: Ints, mine: npt.NDArray[np.bool_], size: int) -> Breakdown:
    columns = [_by_area(home, mine[:, label], size) for label in range(len(labels))]
    rows = tuple(tuple(int(column[row]) for column in columns) for row in range(size))
    return Breakdown(labels, rows, tuple(map(int, mine.sum(axis=0))))


def _month(number: int) -> datetime.datetime:
    year, month = divmod(number, 12)
    return datetime.datetime(2023 + year, 1 + month, 1, tzinfo=datetime.UTC)


def random_town(seed: int) -> RandomTown:
    """A town of any size, from a single area to some dozens, silent or lively."""
    rng = np.random.default_rng(seed)
    quarters = int(rng.choice((1, 2, 3, 5, 8, 12, 20)))
    return RandomTown(
        Shape(
            quarters=quarters,
            boards=int(rng.integers(1, max(2, quarters // 3 + 1))),
            postal=int(rng.integers(1, 12)),
            residents=float(rng.choice((300, 1500, 6000, 30000))),
            share=float(rng.choice((0.004, 0.01, 0.03, 0.1))),
            broken_down=bool(rng.random() < 0.4),
            process=bool(rng.random() < 0.3),
            seasonal=bool(rng.random() < 0.3),
        ),
        rng,
    )
