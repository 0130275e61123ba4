"""From frozen rows to the arrays that statistics take: who counts under a denominator, by area, age and channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.stats.arrays import Floats, Ints
from geo.stats.coverage import AreaCounts
from neighbourhoods.results import Denominator
from neighbourhoods.runs.frozen import (
    AREA,
    BAND,
    CHANNELS,
    HEADS,
    HEADS_AREA,
    HEADS_STRATUM,
    PERSONS,
    STRATA,
    STRATUM,
    UNKNOWN,
    FrozenSet,
)

PEOPLE_PER_HOLIDAY_HOME = 2.0


@dataclass(frozen=True)
class Counted:
    """One set under one denominator. Rows of people and of persons are the areas and, last, outside them."""

    one: FrozenSet
    denominator: Denominator
    bands: tuple[str, ...]
    channels: tuple[str, ...]

    @property
    def areas(self) -> int:
        return len(self.one.areas)

    @cached_property
    def people(self) -> Floats:
        """(A + 1,): residents, or two for each holiday home."""
        homes: Floats = PEOPLE_PER_HOLIDAY_HOME * self.one.holiday_homes
        return homes if self.denominator == "seasonal" else self.one.people[:, 0]

    @cached_property
    def people_by_band(self) -> Floats | None:
        """(A + 1, bands), where ages are known; nobody knows the ages of holiday residents."""
        if self.denominator == "seasonal" or not self.bands or np.isnan(self.one.people[:-1, 1:]).any():
            return None
        return self.one.people[:, 1:]

    @cached_property
    def persons(self) -> Ints:
        """The rows of this stratum."""
        return self._own(self.one.persons)

    @cached_property
    def before(self) -> Ints:
        return self._own(self.one.before)

    def _own(self, rows: Ints) -> Ints:
        own: Ints = rows[rows[:, STRATUM] == STRATA.index(self.denominator)]
        return own

    @property
    def total(self) -> int:
        return int(self.persons[:, PERSONS].sum())

    @property
    def other_ties(self) -> int:
        return int(self.one.persons[:, PERSONS].sum()) - self.total

    @property
    def unknown_home(self) -> int:
        return int(self.persons[self.persons[:, AREA] == UNKNOWN, PERSONS].sum())

    def by_area(self, rows: Ints) -> Ints:
        """(A + 1,): persons of rows with a known home."""
        return self._sums(rows, rows[:, AREA], self.areas + 1)

    def by_area_and_band(self, rows: Ints) -> Ints:
        """(A + 1, bands + 1): persons with a known home; the last column is those of unknown age."""
        columns = len(self.bands) + 1
        band = np.where(rows[:, BAND] == UNKNOWN, len(self.bands), rows[:, BAND])
        place = np.where(rows[:, AREA] == UNKNOWN, UNKNOWN, rows[:, AREA] * columns + band)
        return self._sums(rows, place, (self.areas + 1) * columns).reshape(self.areas + 1, columns)

    def by_band(self) -> Ints:
        """(bands + 1,): everybody, with or without a known home; the last is of unknown age."""
        band = np.where(self.persons[:, BAND] == UNKNOWN, len(self.bands), self.persons[:, BAND])
        return self._sums(self.persons, band, len(self.bands) + 1)

    def in_channel(self, number: int) -> Ints:
        """The rows of persons who used a channel, perhaps among others."""
        used: Ints = self.persons[(self.persons[:, CHANNELS] >> number) & 1 == 1]
        return used

    @cached_property
    def by_channel(self) -> dict[int, Ints]:
        """(A + 2,) for each channel that anybody used: persons by area, outside, and of unknown home."""
        rows = {number: self.in_channel(number) for number in range(len(self.channels))}
        return {
            number: np.append(self.by_area(own), own[own[:, AREA] == UNKNOWN, PERSONS].sum())
            for number, own in rows.items()
            if len(own)
        }

    def first_channel(self) -> Ints:
        """One channel for each row: the first in the fixed order."""
        masks = self.persons[:, CHANNELS]
        return np.array([(mask & -mask).bit_length() - 1 for mask in masks.tolist()], dtype=np.int64)

    @cached_property
    def heads(self) -> Ints:
        """(A + 2,): people merely counted at events, by area, then outside (none), then where nobody named an area."""
        rows = self.one.heads[self.one.heads[:, HEADS_STRATUM] == STRATA.index(self.denominator)]
        place = np.where(rows[:, HEADS_AREA] == UNKNOWN, self.areas + 1, rows[:, HEADS_AREA])
        return np.bincount(place, rows[:, HEADS], minlength=self.areas + 2).astype(np.int64)

    def area_counts(self, rows: Ints) -> AreaCounts:
        """What `area_coverage` takes, of this window's rows or the earlier one's."""
        by_band = self.by_area_and_band(rows)[: self.areas]
        ages = self.people_by_band
        return AreaCounts(
            ids=self.one.codes,
            cases=by_band.sum(axis=1).astype(float),
            people=self.people[: self.areas],
            cases_by_band=None if ages is None else by_band[:, :-1].astype(float),
            people_by_band=None if ages is None else ages[: self.areas],
            without_area=float(rows[rows[:, AREA] == UNKNOWN, PERSONS].sum()),
            headcounts=self.heads[: self.areas].astype(float),
        )

    @staticmethod
    def _sums(rows: Ints, place: Ints, places: int) -> Ints:
        known = place >= 0
        return np.bincount(place[known], rows[known, PERSONS], minlength=places).astype(np.int64)
