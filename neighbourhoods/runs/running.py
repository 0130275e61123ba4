"""A run from the asking to the stored results, and an old run again from what it stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import CoverageRun, RunResult
from neighbourhoods.results import Coverage
from neighbourhoods.results_json import from_json, to_json
from neighbourhoods.runs.asking import Asked
from neighbourhoods.runs.computing import Facts, Spread, Task, compute, here, tasks_of
from neighbourhoods.runs.freezing import freeze
from neighbourhoods.runs.frozen import METHOD_VERSION, Frozen
from neighbourhoods.runs.storing import from_bytes, inputs_hash, to_bytes

READ, DONE = 40, 100  # per cent
LONGEST_FAILURE = 500

Say = Callable[[str, int], None]


@dataclass(frozen=True)
class Ran:
    """A run that is done, what it was computed from, and everything it found."""

    run: CoverageRun
    frozen: Frozen
    coverages: tuple[Coverage, ...]

    def of(self, kind: str, denominator: str) -> Coverage | None:
        return next((c for c in self.coverages if (c.borders.kind, c.denominator) == (kind, denominator)), None)


@dataclass(frozen=True)
class Repeated:
    """An old run computed again. `same`: to the last digit. `method_version`: of the code that computed it now."""

    run: CoverageRun
    coverages: tuple[Coverage, ...]
    same: bool
    method_version: str = METHOD_VERSION


def make_run(
    *, asked: Asked, purpose: str = CoverageRun.Purpose.ASKED, spread: Spread = here, say: Say | None = None
) -> Ran:
    """Freeze, compute, store. Progress is in the run's row for all to see; a failure is written there and raised."""
    run = _begin(asked, purpose)
    progress = _Progress(run, say)
    try:
        progress.now("reading", 0)
        frozen = freeze(asked)
        progress.now("computing", READ)
        _keep_inputs(run, frozen)
        coverages = compute(frozen, facts_of(run), progress.watching(spread, len(tasks_of(frozen))))
        progress.now("storing", DONE - 1)
        _keep_results(run, coverages)
    except Exception as error:
        _fail(run, error)
        raise
    return Ran(run, frozen, coverages)


def repeat_run(run: CoverageRun, *, spread: Spread = here) -> Repeated:
    """Compute a run again from what it stored alone: nothing is read of people, areas or messages of today."""
    if run.inputs is None:
        raise ValueError("The run keeps no inputs.")
    coverages = compute(from_bytes(bytes(run.inputs)), facts_of(run), spread)
    with in_town(run.municipality_id):
        stored = {(row.kind, row.denominator): row.coverage for row in RunResult.objects.filter(run=run)}
    again = {(one.borders.kind, one.denominator): to_json(one) for one in coverages}
    return Repeated(run, coverages, same=again == stored)


def run_named(town: Municipality, public_id: str) -> CoverageRun | None:
    with in_town(town):
        return CoverageRun.objects.filter(municipality=town, public_id=public_id).first()


def results_of(run: CoverageRun) -> tuple[Coverage, ...]:
    """Everything a run found, as stored."""
    with in_town(run.municipality_id):
        stored = list(RunResult.objects.filter(run=run).order_by("pk").values_list("coverage", flat=True))
    return tuple(from_json(one) for one in stored)


def facts_of(run: CoverageRun) -> Facts:
    return Facts(run.public_id, run.made_at, run.seed, run.inputs_hash, run.parameters)


def _begin(asked: Asked, purpose: str) -> CoverageRun:
    with in_town(asked.town):
        return CoverageRun.objects.create(
            municipality=asked.town,
            purpose=purpose,
            state=CoverageRun.State.RUNNING,
            made_at=timezone.now(),
            window_from=asked.window.start,
            window_to=asked.window.until,
            months=asked.window.months,
            process=asked.process,
            process_slug=asked.process.slug if asked.process else "",
            method_version=METHOD_VERSION,
            parameters=asked.parameters,
            seed=asked.seed,
        )


def _keep_inputs(run: CoverageRun, frozen: Frozen) -> None:
    run.inputs, run.inputs_hash = to_bytes(frozen), inputs_hash(frozen)
    with in_town(run.municipality_id):
        run.save(update_fields=["inputs", "inputs_hash"])


def _keep_results(run: CoverageRun, coverages: tuple[Coverage, ...]) -> None:
    run.state, run.step, run.percent, run.finished_at = CoverageRun.State.DONE, "", DONE, timezone.now()
    with in_town(run.municipality_id):
        RunResult.objects.bulk_create(
            RunResult(
                municipality_id=run.municipality_id,
                run=run,
                kind=one.borders.kind,
                denominator=one.denominator,
                coverage=to_json(one),
            )
            for one in coverages
        )
        run.save(update_fields=["state", "step", "percent", "finished_at"])


def _fail(run: CoverageRun, error: Exception) -> None:
    failure = f"{type(error).__name__}: {error}"[:LONGEST_FAILURE]
    with in_town(run.municipality_id):
        CoverageRun.objects.filter(pk=run.pk).update(
            state=CoverageRun.State.FAILED, failure=failure, finished_at=timezone.now()
        )


@dataclass
class _Progress:
    """Tells how far a run is: in its row, and to whoever asked."""

    run: CoverageRun
    say: Say | None

    def now(self, step: str, percent: int) -> None:
        with in_town(self.run.municipality_id):
            CoverageRun.objects.filter(pk=self.run.pk).update(step=step, percent=percent)
        if self.say:
            self.say(step, percent)

    def watching(self, spread: Spread, pieces: int) -> Spread:
        def watched(work: Callable[[Task], Any], tasks: list[Task]) -> Iterator[Any]:
            for done, piece in enumerate(spread(work, tasks), 1):
                self.now("computing", READ + (DONE - 1 - READ) * done // max(pieces, 1))
                yield piece

        return watched
