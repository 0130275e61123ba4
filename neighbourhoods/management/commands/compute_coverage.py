"""compute_coverage --town SLUG --set KIND: freezes a town's counts, computes where it is heard, and keeps the run."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from geo.models import Municipality
from neighbourhoods.results import Coverage, Window
from neighbourhoods.runs.asking import SEED, WINDOWS, Asked, days_between, months_before, window_of
from neighbourhoods.runs.executors import WORKERS, ExecutorMissing, executor
from neighbourhoods.runs.running import make_run, repeat_run, run_named
from neighbourhoods.runs.writing import KINDS, write_rows
from participation.models import Process


class Command(BaseCommand):
    help = "Where a town is heard: exact numbers, for those who may see them. The run is kept and can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True)
        parser.add_argument("--set", required=True, dest="kind", help="the area set of the file and the table")
        parser.add_argument("--from", dest="first", type=datetime.date.fromisoformat, help="first day; a year ago")
        parser.add_argument("--to", dest="last", type=datetime.date.fromisoformat, help="last day; now without it")
        parser.add_argument("--process", default="", help="one consultation, in its own days unless days are given")
        parser.add_argument("--denominator", choices=("residents", "seasonal"), default="residents")
        parser.add_argument("--out", type=Path, help="a file .csv, .gpkg or .json")
        parser.add_argument("--repeat", default="", metavar="RUN", help="an old run again, from what it stored")
        parser.add_argument("--delta", type=float, default=0.8, help="the ratio below which a difference is material")
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--replicates", type=int, default=999)
        parser.add_argument("--executor", choices=("here", "dask"), default="here")
        parser.add_argument("--workers", type=int, default=WORKERS, help="processes of this machine, with dask")
        parser.add_argument("--cluster", default="", help="the address of a Dask scheduler instead of own processes")

    def handle(self, *args: Any, **options: Any) -> None:
        town = Municipality.objects.filter(slug=options["town"]).first()
        if town is None:
            raise CommandError(f"There is no town {options['town']!r}. Make it with create_town.")
        out: Path | None = options["out"]
        if out is not None and out.suffix not in KINDS:
            raise CommandError(f"--out: a file that ends in one of {', '.join(KINDS)}, please.")
        coverages = self._coverages(town, options)
        wanted = (options["kind"], options["denominator"])
        found = next((one for one in coverages if (one.borders.kind, one.denominator) == wanted), None)
        if found is None:
            known = ", ".join(sorted({one.borders.kind for one in coverages})) or "none"
            raise CommandError(f"The run has no set {options['kind']!r} for {options['denominator']}. It has: {known}.")
        self._tell(found)
        if out is not None:
            write_rows(found, out, town)
            self.stdout.write(f"written: {out}")

    def _coverages(self, town: Municipality, options: dict[str, Any]) -> tuple[Coverage, ...]:
        try:
            with executor(options["executor"], workers=options["workers"], address=options["cluster"]) as spread:
                if options["repeat"]:
                    return self._repeated(town, options["repeat"], spread)
                ran = make_run(asked=_asked(town, options), spread=spread, say=self._progress)
        except ExecutorMissing as missing:
            raise CommandError(str(missing)) from missing
        self.stdout.write(f"run {ran.run.public_id} inputs {ran.run.inputs_hash[:16]}")
        return ran.coverages

    def _repeated(self, town: Municipality, public_id: str, spread: Any) -> tuple[Coverage, ...]:
        run = run_named(town, public_id)
        if run is None or run.inputs is None:
            raise CommandError(f"{town.slug} has no run {public_id!r} that can be repeated.")
        again = repeat_run(run, spread=spread)
        if again.same:
            self.stdout.write(f"run {public_id} repeated: the same to the last digit")
        elif again.method_version == run.method_version:
            raise CommandError(f"run {public_id} repeated: the results are not the same")
        else:
            self.stdout.write(
                f"run {public_id} repeated by method {again.method_version}; it was made by {run.method_version}"
            )
        return again.coverages

    def _progress(self, step: str, percent: int) -> None:
        self.stderr.write(f"{percent:3d} % {step}")

    def _tell(self, found: Coverage) -> None:
        town, method, borders = found.town, found.method, found.borders
        until = "" if borders.valid_to is None else f" to {borders.valid_to}"
        self.stdout.write(
            f"{borders.kind} (borders of {borders.valid_from}{until}), {method.window.start:%Y-%m-%d} to "
            f"{method.window.until - datetime.timedelta(microseconds=1):%Y-%m-%d}, {found.denominator}: "
            f"{town.participants} participants of {town.residents or 0:.0f} people, {town.unknown_home} of unknown home"
        )
        for reason in town.reasons:
            self.stdout.write(f"  mind: {reason}")
        for row in found.areas:
            expected = "" if row.expected is None else f"{row.expected:.1f}"
            self.stdout.write(f"  {row.code:24} {row.participants!s:>6} {expected:>8}  {row.class_ or ''}")


def _asked(town: Municipality, options: dict[str, Any]) -> Asked:
    process = Process.objects.filter(municipality=town, slug=options["process"]).first()
    if options["process"] and process is None:
        raise CommandError(f"{town.slug} has no process {options['process']!r}.")
    return Asked(
        town=town,
        window=_window(process, options["first"], options["last"]),
        process=process,
        delta=options["delta"],
        replicates=options["replicates"],
        seed=options["seed"],
    )


def _window(process: Process | None, first: datetime.date | None, last: datetime.date | None) -> Window:
    now = timezone.now()
    if first is None and last is None:
        return window_of(process, now) if process else months_before(now, WINDOWS[0])
    until = days_between(last, last).until if last else now
    if first is None:
        return months_before(until, WINDOWS[0])
    window = days_between(first, last or timezone.localdate(now))
    if window.until <= window.start:
        raise CommandError("--from must be a day before --to.")
    return window
