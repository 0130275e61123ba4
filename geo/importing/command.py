"""The arguments that every import takes, and the frame it runs in: one transaction, one last line of JSON."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from geo import crs
from geo.files.reader import ReadOptions
from geo.files.refusals import FileRefused
from geo.importing.refusals import HINTS, ImportRefused
from geo.importing.rejects import RejectedRows
from geo.importing.report import ImportReport
from geo.models import Municipality

__all__ = [
    "ImportCommand",
    "ImportRefused",
    "NotStored",
    "add_reading_arguments",
    "reading_options",
    "run_import",
    "town_named",
]


class NotStored(Exception):
    """Rows were rejected and nobody keeps them: the import is taken back."""


class ImportCommand(BaseCommand):
    """A command that imports one file into one town. Subclasses add their arguments and `bring_in`."""

    requires_town = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--town", required=True, metavar="SLUG")
        add_reading_arguments(parser)
        parser.add_argument("--reject-file", type=Path, metavar="OUT.csv", help="keep rejected rows here")

    def handle(self, *args: Any, **options: Any) -> None:
        town = town_named(options["town"])
        run_import(self, lambda report: self.bring_in(town, options, report), options.get("reject_file"))

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        """Read the file and write what it holds, noting every row in the report."""
        raise NotImplementedError


def add_reading_arguments(parser: CommandParser) -> None:
    """`--layer`, `--where` and `--crs`, which say how a file is read."""
    parser.add_argument("--layer", metavar="LAYER", help="the layer of a file that has several")
    parser.add_argument("--where", metavar="COLUMN=VALUE", help="only rows whose column has this value")
    parser.add_argument("--crs", metavar="EPSG", help="coordinate system, where the file does not say it or is wrong")


def reading_options(options: dict[str, Any]) -> ReadOptions:
    """How to read the file, from a command's options."""
    where = None
    if options.get("where"):
        column, equals, value = str(options["where"]).partition("=")
        if not equals or not column.strip():
            raise CommandError("--where is written COLUMN=VALUE")
        where = (column.strip(), value.strip())
    try:
        code = crs.known_code(options["crs"]) if options.get("crs") else None
    except crs.UnknownCrs as error:
        known = ", ".join(map(str, sorted(crs.KNOWN)))
        raise CommandError(f"--crs {error} is not read. Known: {known}") from error
    return ReadOptions(layer=options.get("layer"), where=where, crs=code)


def town_named(slug: str) -> Municipality:
    """The town of a slug, or a refusal that says how to make it."""
    town = Municipality.objects.filter(slug=slug).first()
    if town is None:
        raise CommandError(f"There is no town “{slug}”. Make it with: create_town {slug} --name-fi NAME")
    return town


def run_import(
    command: BaseCommand, bring_in: Callable[[ImportReport], None], reject_file: Path | None
) -> ImportReport:
    """Run an import in one transaction, print its notes and, last, its line of JSON; exit 1 when it was taken back."""
    report = ImportReport(rejects=RejectedRows(kept=reject_file is not None))
    try:
        with closing(report.rejects), translation.override("en"), transaction.atomic():
            bring_in(report)
            if report.rejects and reject_file is None:
                raise NotStored
            if reject_file is not None:
                report.rejects.write(reject_file)
    except NotStored:
        _print(command, report)
        raise CommandError(
            f"{len(report.rejects)} rows were rejected, so nothing was written. Keep them with --reject-file OUT.csv",
            returncode=1,
        ) from None
    except (FileRefused, ImportRefused) as refused:
        raise CommandError(_with_a_hint(refused)) from refused
    _print(command, report)
    return report


def _with_a_hint(refused: FileRefused | ImportRefused) -> str:
    with translation.override("en"):
        return " ".join(filter(None, (str(refused), HINTS.get(refused.code))))


def _print(command: BaseCommand, report: ImportReport) -> None:
    for note in (*report.notes, *report.row_notes):
        command.stdout.write(note)
    for rejected in sorted(report.rejects.first, key=lambda one: one.number):
        command.stdout.write(f"row {rejected.number}: rejected, {rejected.reason}: {rejected.detail}")
    left = report.more_row_notes + len(report.rejects) - len(report.rejects.first)
    if left:
        command.stdout.write(f"… and {left} more lines")
    command.stdout.write(report.line())
