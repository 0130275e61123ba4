"""A released result of a made-up town, as its pages and documents get it: classes of every kind and hidden numbers."""

from __future__ import annotations

import datetime
from dataclasses import replace

from geo.models import AreaSet, Municipality
from geo.stats.poisson import ratio_limits
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun, Release, ReleasedCoverage, RunResult
from neighbourhoods.results import (
    AreaRow,
    Borders,
    Coverage,
    CoverageClass,
    Curve,
    Equity,
    Group,
    Hidden,
    Lorenz,
    Method,
    Pocket,
    ReachPoint,
    SensitivityRow,
    Town,
    Window,
)
from neighbourhoods.results_json import to_json
from participation.models import Process

UTC = datetime.UTC
WINDOW = Window(datetime.datetime(2025, 11, 1, tzinfo=UTC), datetime.datetime(2026, 11, 1, tzinfo=UTC), 12)
METHOD = Method(
    run="9hW2mQx7RkT4bVn8YcLsPd",
    version="1.0",
    inputs_hash="3f9a1c0d5e7b2468" * 4,
    seed=20261101,
    made_at=datetime.datetime(2026, 11, 2, 3, 0, tzinfo=UTC),
    window=WINDOW,
    parameters={"alpha": 0.05, "replicates": 999},
    bands=("0-17", "18-29", "30-44", "45-64", "65-74", "75+"),
    population_year=2024,
    population_basis="given",
)
BORDERS = Borders(
    kind="district",
    names={"fi": "Alueet", "sv": "Områden", "en": "Areas"},
    member_term={"fi": "aluejohtokunnan alue", "sv": "områdesdirektionens område", "en": "area board"},
    valid_from=datetime.date(2020, 1, 1),
)
TOWN = Town(
    participants=412,
    residents=51_151.0,
    share_percent=100 * 412 / 51_151,
    placed=389,
    unknown_home=23,
    unknown_home_share=23 / 412,
    other_ties=14,
    headcount=60,
    standardised=True,
    provisional=False,
    has_classes=True,
    reasons=("few_heard",),
    pins=530,
)


def area(code: str, people: float, participants: int | None, expected: float, class_: CoverageClass | None) -> AreaRow:
    """A row with its ratio and limits; without them where the number is hidden."""
    row = AreaRow(
        code=code,
        names={"fi": f"Alue {code}", "sv": f"Område {code}", "en": f"Area {code}"},
        people=people,
        participants=participants,
        share_percent=None if participants is None or not people else 100 * participants / people,
        expected=expected,
        class_=class_,
    )
    if participants is None:
        return row
    low, high = ratio_limits(participants, expected)
    return replace(row, sir=participants / expected, sir_lo95=float(low), sir_hi95=float(high), p_below_delta=0.2)


def hidden(row: AreaRow, why: Hidden) -> AreaRow:
    return replace(row, participants=None, share_percent=None, sir=None, sir_lo95=None, sir_hi95=None, suppressed=why)


AREAS = (
    replace(area("E", 5_200, 19, 41.6, "underserved"), ages=(), robust=True),
    replace(area("W", 33_000, 300, 262.0, "on_par"), reference="rest"),
    replace(
        area("N", 2_900, 25, 23.1, "too_little_data"),
        needed_in_town=1_927,
        needed_here=40,
        needed_here_class="on_par",
        findable_ratio=0.3,
    ),
    replace(hidden(area("S", 700, None, 5.0, "too_little_data"), "under_five"), needed_in_town=9_000),
    hidden(area("T", 1_200, None, 10.0, "too_little_data"), "protects"),
    replace(area("Z", 0, None, 0.0, "no_residents"), expected=None),
)
AGES = (
    Group("0-17", 12, 0.03, 8_258.0, 0.16, 0.19, 0.10, 0.33, voice="missing"),
    Group("18-29", 40, 0.10, 6_400.0, 0.125, 0.8, 0.57, 1.09),
    Group("30-44", 90, 0.22, 8_200.0, 0.16, 1.37, 1.1, 1.68),
    Group("45-64", 140, 0.34, 13_500.0, 0.264, 1.29, 1.08, 1.52),
    Group("65-74", 120, 0.29, 8_000.0, 0.156, 1.86, 1.54, 2.22),
    Group("75+", None, None, 6_793.0, 0.133, None, None, None, "under_five"),
)
CHANNELS = (Group("web", 350, 0.85), Group("paper", 40, 0.10), Group("phone", None, suppressed="under_five"))
POINTS = tuple(
    ReachPoint(metres, persons, round(min(0.97, (metres / 2500) ** 0.5 / persons**0.35), 3))
    for metres in (250, 500, 1000, 2000)
    for persons in (1, 3, 5)
)
EQUITY = Equity(
    gini=0.14,
    gini_chance_median=0.07,
    gini_chance_lo=0.04,
    gini_chance_hi=0.11,
    lorenz=Lorenz(
        (0.0, 0.1, 0.2, 0.3, 1.0), (0.0, 0.05, 0.14, 0.25, 1.0), (0.0, 0.07, 0.16, 0.26, 1.0), (0.0, 0.1, 0.2, 0.3, 1.0)
    ),
    pooled_areas=2,
)


def example(**changes: object) -> Coverage:
    """The released result; `changes` replace fields of it."""
    coverage = Coverage(
        borders=BORDERS,
        denominator="residents",
        method=METHOD,
        town=TOWN,
        areas=AREAS,
        ages=AGES,
        channels=CHANNELS,
        equity=EQUITY,
        reach=(Curve("all", POINTS), Curve("0-17", POINTS), Curve("75+", POINTS)),
        pockets=(Pocket("Ruutu 512/6834", 512_500.0, 6_834_500.0, 1_400.0, 420.0, 12.0, 0.02),),
        sensitivity=(
            SensitivityRow("delta_0.7", {"E": "too_little_data"}),
            SensitivityRow("crude", {}, counts_for_robust=True),
        ),
        masked=True,
    )
    return replace(coverage, **changes)  # type: ignore[arg-type]


def release_example(town: Municipality, coverage: Coverage | None = None, process: Process | None = None) -> str:
    """The example as the newest release, the month's or a process's; gives the run's public id."""
    coverage = coverage or example()
    window = coverage.method.window
    with in_town(town):
        run = CoverageRun.objects.create(
            municipality=town,
            purpose=CoverageRun.Purpose.RELEASE,
            state=CoverageRun.State.DONE,
            made_at=coverage.method.made_at,
            window_from=window.start,
            window_to=window.until,
            months=window.months,
        )
        release = Release.objects.create(
            municipality=town,
            process=process,
            made_at=run.made_at,
            window_from=window.start,
            window_to=window.until,
        )
    told = replace(coverage, method=replace(coverage.method, run=run.public_id))
    kind = told.borders.kind
    ReleasedCoverage.objects.create(
        release=release,
        municipality=town,
        area_set=AreaSet.objects.get(municipality=town, kind=kind),
        kind=kind,
        months=None if process else window.months,
        denominator=told.denominator,
        coverage=to_json(told),
    )
    return run.public_id


def exact_example(town: Municipality, coverage: Coverage) -> str:
    """A nightly run of a town's with these exact numbers; gives its public id."""
    window = coverage.method.window
    with in_town(town):
        run = CoverageRun.objects.create(
            municipality=town,
            purpose=CoverageRun.Purpose.NIGHTLY,
            state=CoverageRun.State.DONE,
            made_at=coverage.method.made_at,
            window_from=window.start,
            window_to=window.until,
            months=window.months,
        )
        RunResult.objects.create(
            municipality=town,
            run=run,
            kind=coverage.borders.kind,
            denominator=coverage.denominator,
            coverage=to_json(replace(coverage, method=replace(coverage.method, run=run.public_id))),
        )
    return run.public_id
