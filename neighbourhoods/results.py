"""What a run of coverage found and a release tells: one shape for both.

Exact results are for those who may see them. In a masked result a hidden number is None and `suppressed` says why;
whatever the public sees was computed from the masked counts alone, so nothing here gives a hidden number back.
Stored as JSON (`results_json`). Shares are between 0 and 1 unless the name says percent; distances are metres.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Literal

CoverageClass = Literal["underserved", "on_par", "too_little_data", "no_residents"]
Denominator = Literal["residents", "seasonal"]
Hidden = Literal["", "under_five", "protects", "few_people"]
Reference = Literal["town", "rest"]
Voice = Literal["missing", "on_par", "too_little_data", "no_residents"]
Reason = Literal["few_persons", "home_unknown", "home_unknown_to_most", "young", "one_area", "nobody", "few_heard"]

OUTSIDE = "outside"  # the code of the row of those who live in the town but in no area of the set


@dataclass(frozen=True)
class Borders:
    """The dated area set that a result uses. `member_term` is what one member is called, by language."""

    kind: str
    names: dict[str, str]
    member_term: dict[str, str]
    valid_from: datetime.date
    valid_to: datetime.date | None = None
    source: str = ""
    licence: str = ""
    illustrative: bool = False
    content_hash: str = ""


@dataclass(frozen=True)
class Window:
    """From the first moment to the moment before `until`. `months` is None where the window is a process's own."""

    start: datetime.datetime
    until: datetime.datetime
    months: int | None = None


@dataclass(frozen=True)
class Method:
    """How the numbers came about: enough to repeat them."""

    run: str
    version: str
    inputs_hash: str
    seed: int
    made_at: datetime.datetime
    window: Window
    process: str = ""
    delta: float = 0.8
    parameters: dict[str, float | int | str | bool] = field(default_factory=dict)
    bands: tuple[str, ...] = ()
    population_year: int | None = None
    population_basis: str = ""
    population_from_cells_m: int | None = None


@dataclass(frozen=True)
class Town:
    """The town as a whole. `participants` are all persons of the stratum; `placed` those whose home area is known.

    placed + unknown_home = participants. `other_ties` take part but live elsewhere (work, school, other) or belong to
    the other stratum; they are shown, and are no part of `participants`. `reasons` say why a result is provisional or
    without classes: few_persons (fewer than 30), home_unknown (over 40 %), home_unknown_to_most (over 60 %: no
    classes), young (collecting began in the last 90 days), one_area, nobody; few_heard (under 1 % of the residents).
    """

    participants: int | None
    residents: float | None
    share_percent: float | None
    placed: int | None
    unknown_home: int | None
    unknown_home_share: float | None
    other_ties: int | None
    headcount: int | None
    standardised: bool
    provisional: bool
    has_classes: bool
    reasons: tuple[Reason, ...] = ()
    unknown_home_by_channel: dict[str, float | None] = field(default_factory=dict)
    unknown_home_differs_by_channel: bool | None = None
    pins: int | None = None
    pins_without_place: int | None = None
    pins_outside: int | None = None


@dataclass(frozen=True)
class Group:
    """Persons of one age band or channel against their share of the people (None where there is no such thing).

    `ratio` is share of participants ÷ share of residents, with its 95 % limits; for channels it is None. The key
    `unknown` are those whose band nobody knows. `voice` is the word for it: missing only when a test says so.
    """

    key: str
    participants: int | None
    participants_share: float | None = None
    residents: float | None = None
    residents_share: float | None = None
    ratio: float | None = None
    ratio_lo95: float | None = None
    ratio_hi95: float | None = None
    suppressed: Hidden = ""
    voice: Voice | None = None


@dataclass(frozen=True)
class Change:
    """Against the window of the same length just before. `q` is adjusted for the number of areas and of looks."""

    participants_before: int | None
    residents_before: float | None = None
    ratio: float | None = None
    ratio_lo95: float | None = None
    ratio_hi95: float | None = None
    p: float | None = None
    q: float | None = None
    verdict: Literal["up", "down", "no_evidence"] = "no_evidence"


@dataclass(frozen=True)
class ReachPoint:
    """The share of people with at least `persons` distinct participants' places within `distance_m`."""

    distance_m: int
    persons: int
    share: float | None


@dataclass(frozen=True)
class AreaRow:
    """One area of the set; code `outside` is the row of people and persons outside all of them (never classed)."""

    code: str
    names: dict[str, str]
    people: float | None
    participants: int | None
    share_percent: float | None
    expected: float | None
    class_: CoverageClass | None
    sir: float | None = None
    sir_lo95: float | None = None
    sir_hi95: float | None = None
    p_low: float | None = None
    q_low: float | None = None
    eb_global: float | None = None
    ranking_mean: float | None = None
    p_below_delta: float | None = None
    reference: Reference = "town"
    overrepresented: bool | None = None
    robust: bool | None = None
    suppressed: Hidden = ""
    needed_in_town: int | None = None
    needed_here: int | None = None
    needed_here_class: CoverageClass | None = None
    nothing_here_would_do: bool | None = None
    findable_ratio: float | None = None
    headcount: int | None = None
    parent: str = ""
    estimated_people: bool = False
    notes: tuple[str, ...] = ()
    ages: tuple[Group, ...] = ()
    channels: tuple[Group, ...] = ()
    change: Change | None = None
    reach: tuple[ReachPoint, ...] = ()


@dataclass(frozen=True)
class Lorenz:
    """Cumulative shares of expected participation (x) and of participants (y), with what chance alone would give."""

    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    chance_lo: tuple[float, ...] = ()
    chance_hi: tuple[float, ...] = ()


@dataclass(frozen=True)
class Equity:
    """How unevenly the areas are heard. Only the excess over `gini_chance_*` means anything."""

    gini: float | None = None
    gini_chance_median: float | None = None
    gini_chance_lo: float | None = None
    gini_chance_hi: float | None = None
    theil: float | None = None
    theil_between: float | None = None
    theil_within: float | None = None
    lorenz: Lorenz = field(default_factory=Lorenz)
    pooled_areas: int = 0


@dataclass(frozen=True)
class Curve:
    """Reach of some people: everybody ("all"), an age band ("13-17"), holiday residents ("seasonal")."""

    of: str
    points: tuple[ReachPoint, ...]


@dataclass(frozen=True)
class Pocket:
    """A possible local gap: a hint, never a class. The centre is a population cell's, in EPSG:3067."""

    place: str
    x: float
    y: float
    radius_m: float
    people: float | None
    expected: float | None
    p: float
    participants: int | None = None
    relative_risk: float | None = None


@dataclass(frozen=True)
class SensitivityRow:
    """The classes under another choice: the areas whose class is another one then, with that class."""

    name: str
    changed: dict[str, CoverageClass] = field(default_factory=dict)
    counts_for_robust: bool = False


@dataclass(frozen=True)
class Identity:
    """By what participants are known, and how many persons there may be at least and at most."""

    shares: dict[str, float | None] = field(default_factory=dict)
    persons_at_least: int | None = None
    persons_at_most: int | None = None


@dataclass(frozen=True)
class Coverage:
    """One area set in one window under one denominator."""

    borders: Borders
    denominator: Denominator
    method: Method
    town: Town
    areas: tuple[AreaRow, ...]
    ages: tuple[Group, ...] = ()
    channels: tuple[Group, ...] = ()
    equity: Equity = field(default_factory=Equity)
    reach: tuple[Curve, ...] = ()
    pockets: tuple[Pocket, ...] = ()
    sensitivity: tuple[SensitivityRow, ...] = ()
    identity: Identity = field(default_factory=Identity)
    masked: bool = False

    def area(self, code: str) -> AreaRow | None:
        return next((row for row in self.areas if row.code == code), None)
