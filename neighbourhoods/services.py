"""Making a release: runs over every window, disclosure control over all of them at once, and what is then public."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils import timezone

from delivery.services import enqueue
from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.population import People, people_by_area
from geo.stats.disclosure import CountTable, MaskedTable
from geo.tenancy import in_town
from neighbourhoods.models import AreaFigure, CoverageRun, Release, ReleasedCoverage
from neighbourhoods.releases.breakdowns import hidden_as
from neighbourhoods.releases.choosing import tell
from neighbourhoods.releases.coverage import Candidates, Material, released
from neighbourhoods.releases.memory import memory_of, remember
from neighbourhoods.releases.tables import TOWN, count_table, earlier_table, town_table
from neighbourhoods.results import Coverage
from neighbourhoods.results_json import to_json
from neighbourhoods.runs.asking import WINDOWS, Asked, months_before, window_of
from neighbourhoods.runs.computing import Spread, here
from neighbourhoods.runs.counting import Counted
from neighbourhoods.runs.running import Ran, facts_of, make_run
from neighbourhoods.topics import RELEASED
from participation.models import Process

DETAILED_MONTHS = 12
FEWEST_IN_DETAIL, MOST_AREAS_IN_DETAIL = 500, 15  # persons of the town, areas of the set
FEWEST_BEFORE = 30  # persons of the earlier window for each area of the set


@dataclass(frozen=True)
class _Piece:
    """One result to be: its run, its exact coverage, and where its tables stand among all of the release."""

    ran: Ran
    exact: Coverage
    counted: Counted
    table: int
    before: int | None

    @property
    def is_first(self) -> bool:
        """Of the shortest window and those who live here: it is there even when nothing of it may be shown."""
        return self.ran.run.months in (None, DETAILED_MONTHS) and self.exact.denominator == "residents"


@dataclass
class _LaidOut:
    """Every result with its tables, and how much each table matters: what is more important sorts first."""

    pieces: list[_Piece] = field(default_factory=list)
    laid: list[tuple[CountTable, tuple[int, int, str]]] = field(default_factory=list)

    def lay(self, table: CountTable, group: int, months: int | None, kind: str) -> int:
        self.laid.append((table, (group, months or 0, kind)))
        return len(self.laid) - 1

    @property
    def tables(self) -> tuple[CountTable, ...]:
        return tuple(table for table, _rank in self.laid)

    @property
    def importance(self) -> list[int]:
        return sorted(range(len(self.laid)), key=lambda place: (self.laid[place][1], place))


def make_release(
    *,
    town: Municipality,
    at: datetime.datetime | None = None,
    process: Process | None = None,
    replicates: int = 999,
    spread: Spread = here,
) -> Release:
    """Publish every set, window and denominator as of a moment (default: now), or those of one process.

    Runs first, each in its own transaction; then the release, all or nothing. Asked for by a calendar or a person,
    never by an input.
    """
    at = at or timezone.now()
    windows = [window_of(process, at)] if process else [months_before(at, months) for months in WINDOWS]
    asked = [Asked(town, window, process, replicates=replicates) for window in windows]
    rans = [make_run(asked=one, purpose=CoverageRun.Purpose.RELEASE, spread=spread) for one in asked]
    laid_out = _laid_out(rans, town.home_set)
    pieces = laid_out.pieces
    with in_town(town):
        sql.set_local("idle_in_transaction_session_timeout", "0")  # the masking of a large town takes its time
        memory, last = memory_of(town, at), _last_candidates(town, process, at)
    told = tell(laid_out.tables, laid_out.importance, memory)
    worth_it = [piece for piece in pieces if piece.is_first or piece.table not in told.withheld]
    results = _with_common_pockets(list(_results(worth_it, told.tables, last)))
    with in_town(town):
        release = _publish(town, process, at, (rans, results))
        remember(release, told.kept, told.masked, [ran.run.public_id for ran in rans])
        if process is None:
            sets = _sets_of(town, rans)
            AreaFigure.objects.bulk_create(_figures(release, pieces, told.tables, sets))
        enqueue(topic=RELEASED, payload={"release": release.public_id}, municipality=town)
    return release


def last_months_release(town: Municipality, at: datetime.datetime) -> Release | None:
    """The newest monthly release of the month before the one of `at`; a gap breaks the row."""
    this_month = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last_month = (this_month - datetime.timedelta(days=1)).replace(day=1)
    return Release.objects.filter(
        municipality=town, process=None, made_at__gte=last_month, made_at__lt=this_month
    ).first()


def this_months_release(town: Municipality, at: datetime.datetime) -> Release | None:
    month = timezone.localtime(at).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Release.objects.filter(municipality=town, process=None, made_at__gte=month, made_at__lte=at).first()


def _publish(
    town: Municipality, process: Process | None, at: datetime.datetime, made: tuple[list[Ran], list[_Result]]
) -> Release:
    rans, results = made
    sets = _sets_of(town, rans)
    widest = max((ran.run for ran in rans), key=lambda run: run.window_to - run.window_from)
    shortest = min((ran.run for ran in rans), key=lambda run: run.window_to - run.window_from)
    release = Release.objects.create(
        municipality=town,
        process=process,
        made_at=at,
        window_from=shortest.window_from,
        window_to=widest.window_to,
    )
    ReleasedCoverage.objects.bulk_create(
        ReleasedCoverage(
            release=release,
            municipality=town,
            area_set=sets[coverage.borders.kind],
            kind=coverage.borders.kind,
            months=piece.ran.run.months,
            denominator=coverage.denominator,
            coverage=to_json(coverage),
            candidates=now,
        )
        for piece, coverage, now in results
    )
    return release


def _sets_of(town: Municipality, rans: list[Ran]) -> dict[str, AreaSet]:
    """The sets that the runs used, by kind."""
    day = timezone.localtime(rans[0].run.window_to - datetime.timedelta(microseconds=1)).date()
    return {one.kind: one for one in AreaSet.objects.of(town).valid(day)}


def _laid_out(rans: list[Ran], home_set: str) -> _LaidOut:
    """The home set comes first, then the town's ages, longer windows, other sets, holiday residents, and change."""
    found, towns = _LaidOut(), set[str]()
    for ran in rans:
        sets = {one.borders.kind: one for one in ran.frozen.sets}
        months = ran.run.months
        for exact in ran.coverages:
            kind = exact.borders.kind
            counted = Counted(sets[kind], exact.denominator, ran.frozen.bands, ran.frozen.channels)
            # Each more count hides more of all: only the shortest window tells ages, channels and change
            shortest, before = months in (None, DETAILED_MONTHS) and exact.denominator == "residents", None
            group = 2 * (exact.denominator != "residents") + (kind != home_set)
            table = count_table(ran.frozen, counted, in_detail=shortest and _many(counted))
            place = found.lay(table, group, months, kind)
            if shortest and months and _many_before(counted):
                before = found.lay(earlier_table(ran.frozen, counted), 4, months, kind)
            if shortest and ran.run.public_id not in towns:
                towns.add(ran.run.public_id)
                found.lay(town_table(ran.frozen, counted), 0, months, "~")
            found.pieces.append(_Piece(ran, exact, counted, place, before))
    return found


_Result = tuple[_Piece, Coverage, Candidates]
_Last = dict[tuple[str, str, int | None, str], dict[str, str]]


def _last_candidates(town: Municipality, process: Process | None, at: datetime.datetime) -> _Last | None:
    """Last month's classes by set, its first day, months and denominator; None where no second look is needed."""
    if process is not None:
        return None
    last = last_months_release(town, at)
    found = ReleasedCoverage.objects.filter(release=last) if last else ReleasedCoverage.objects.none()
    return {
        (one.kind, str(one.area_set.valid_from), one.months, one.denominator): one.candidates
        for one in found.select_related("area_set").defer("coverage")
    }


def _results(pieces: list[_Piece], masked: tuple[MaskedTable, ...], last: _Last | None) -> Iterator[_Result]:
    for piece in pieces:
        exact = piece.exact
        key = (exact.borders.kind, str(exact.borders.valid_from), piece.ran.run.months, exact.denominator)
        material = Material(
            told=masked[piece.table],
            before=None if piece.before is None else masked[piece.before],
            town=next((table for table in masked if table.area_set == TOWN), None),
            counted=piece.counted,
            exact=exact,
            facts=facts_of(piece.ran.run),
        )
        yield (piece, *released(material, None if last is None else last.get(key, {})))


def _many_before(counted: Counted) -> bool:
    """Enough for change: a thin earlier window would have to be hidden, and much of this one to protect it."""
    return int(counted.by_area(counted.before).sum()) >= FEWEST_BEFORE * counted.areas


def _many(counted: Counted) -> bool:
    """Enough for ages and channels by area: both numbers are public."""
    return counted.total >= FEWEST_IN_DETAIL and counted.areas <= MOST_AREAS_IN_DETAIL


def _with_common_pockets(results: list[_Result]) -> list[_Result]:
    """Pockets are of the town, not of a set: those of the finest set stand in all of a window and denominator."""
    finest: dict[tuple[str, str], Coverage] = {}
    for piece, coverage, _now in results:
        key = (piece.ran.run.public_id, coverage.denominator)
        if key not in finest or len(coverage.areas) > len(finest[key].areas):
            finest[key] = coverage
    return [
        (piece, replace(coverage, pockets=finest[piece.ran.run.public_id, coverage.denominator].pockets), now)
        for piece, coverage, now in results
    ]


def _figures(
    release: Release, pieces: list[_Piece], masked: tuple[MaskedTable, ...], sets: dict[str, AreaSet]
) -> Iterator[AreaFigure]:
    """The few numbers of an area's summary: residents who took part in the shortest window."""
    for piece in pieces:
        if piece.ran.run.months != WINDOWS[0] or piece.exact.denominator != "residents":
            continue
        area_set = sets[piece.exact.borders.kind]
        people = people_by_area(area_set)
        told = dict(zip(masked[piece.table].areas, masked[piece.table].participants, strict=True))
        for area in Area.objects.filter(area_set=area_set).without_geometry():
            here = people.get(area.pk, People())
            yield AreaFigure(
                release=release,
                municipality_id=release.municipality_id,
                area_set=area_set,
                area=area,
                people=here.people,
                people_year=here.year,
                people_basis=here.basis,
                holiday_homes=here.holiday_homes,
                participants_home=told[area.code].value,
                hidden=hidden_as(told[area.code]),
            )
