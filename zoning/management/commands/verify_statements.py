"""Compute the chain of statements anew, and report every row that is not what was received."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.models import Municipality
from zoning.chain import verify_chain


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", help="slug of the town; without it, all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        towns = Municipality.objects.defer("boundary").order_by("slug")
        asked = towns.filter(slug=options["town"]) if options["town"] else towns
        if options["town"] and not asked.exists():
            raise CommandError("There is no town of this slug.")
        wrong = sum(self._report(town) for town in asked)
        if wrong:
            raise CommandError(f"{wrong} faults")

    def _report(self, town: Municipality) -> int:
        report = verify_chain(town=town)
        told = f"{town.slug}: {report.statements} statements, {report.erased} parts erased by rule, head {report.head}"
        self.stdout.write(told)
        for fault in report.faults:
            self.stderr.write(f"{town.slug} {fault.number} {fault.code}: {fault.what}")
        return len(report.faults)
