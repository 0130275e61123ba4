"""Loads proposals of participatory budgeting into a round from a CSV or a spatial file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from budgeting.importing import KNOWN, AskedColumns, ProposalImport
from budgeting.models import Round
from geo.importing.command import ImportCommand, reading_options
from geo.importing.report import ImportReport
from geo.models import Municipality
from geo.tenancy import in_town


class Command(ImportCommand):
    help = (
        "Loads proposals into a round from a CSV or a spatial file, and publishes them. Run again, it stores what is "
        "new, changes what the file changed, and leaves the rest alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add = parser.add_argument
        add("--round", required=True, metavar="SLUG", help="the round, which must be there")
        add("--id", metavar="COL[,COL…]", default="", help="what a row is known by the next time; else its row number")
        add("--title", metavar="COL", help="what it is called (known headings are found without)")
        add("--text", metavar="COL", help="what is made, and why")
        add("--x", metavar="COL", help="longitude or easting")
        add("--y", metavar="COL", help="latitude or northing")
        add("--cost", metavar="COL", help="investment in euros")
        add("--state", metavar="COL", help="accepted, rejected, withdrawn or one of our states; else open")
        add("--theme", metavar="COL", help="theme of the round by code or name")
        add("--area", metavar="COL", help="area of the home set by code or name, for rows without a place")

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        with in_town(town):
            found = Round.objects.of(town).filter(slug=options["round"]).first()
        if found is None:
            raise CommandError(f"The town has no round “{options['round']}”. Make it at the desk first.")
        found.municipality = town
        ids = tuple(filter(None, options["id"].split(",")))
        asked = AskedColumns({name: options[name] for name in KNOWN}, ids)
        ProposalImport(found, asked, report).run(options["file"], reading_options(options))
