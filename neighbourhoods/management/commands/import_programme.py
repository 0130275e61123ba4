"""import_programme FILE --town SLUG --programme SLUG: a programme of participation from its table. Can be run twice."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from geo.importing.command import run_import, town_named
from geo.importing.report import ImportReport
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from neighbourhoods.models import Programme
from neighbourhoods.programme.importing import ProgrammeFile, import_programme
from neighbourhoods.programme.services import ProgrammeWords
from zoning.clock import town_today


class Command(BaseCommand):
    help = "Goals and measures of a programme from a CSV or XLSX file with one measure a row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--town", required=True, metavar="SLUG")
        parser.add_argument("--programme", required=True, metavar="SLUG", help="its short name in addresses")
        parser.add_argument("--title", default="", help="needed when the programme is new")
        parser.add_argument("--language", default="fi", choices=("fi", "sv", "en"), help="of the file")
        parser.add_argument("--from", dest="first", type=datetime.date.fromisoformat, metavar="DAY")
        parser.add_argument("--to", dest="last", type=datetime.date.fromisoformat, metavar="DAY")
        parser.add_argument("--stage", choices=Programme.Stage.values, help="a draft when it is new")
        parser.add_argument("--public", action="store_true", help="show it on the town's pages")
        parser.add_argument("--source", default="", help="the document that the table is from")
        parser.add_argument("--source-url", default="", metavar="URL")
        parser.add_argument("--reject-file", type=Path, metavar="OUT.csv", help="keep rejected rows here")

    def handle(self, *args: Any, **options: Any) -> None:
        town = town_named(options["town"])
        file = ProgrammeFile(
            options["file"], options["programme"], _words(town, options), options["language"], town_today()
        )

        def bring_in(report: ImportReport) -> None:
            import_programme(town=town, file=file, report=report)

        try:
            run_import(self, bring_in, options["reject_file"])
        except Refused as refused:
            with translation.override("en"):
                raise CommandError("; ".join(str(error.detail) for error in refused.errors)) from refused


def _words(town: Municipality, options: dict[str, Any]) -> ProgrammeWords:
    """What is not said stays as it is; of a new programme its title and its years must be said."""
    with in_town(town):
        known = Programme.objects.filter(municipality=town, slug=options["programme"]).select_related("process").first()
    kept = {name: getattr(known, name) for name in ProgrammeWords.__dataclass_fields__} if known else {}
    said = {
        "titles": {**kept.get("titles", {}), options["language"]: options["title"]} if options["title"] else None,
        "starts_on": options["first"],
        "ends_on": options["last"],
        "stage": options["stage"],
        "is_public": True if options["public"] else None,
        "source": options["source"] or None,
        "source_url": options["source_url"] or None,
    }
    values = {**kept, **{name: value for name, value in said.items() if value is not None}}
    missing = [f"--{word}" for word, name in _NEEDED.items() if name not in values]
    if missing:
        raise CommandError(f"{town.slug} has no programme “{options['programme']}” yet; say also {', '.join(missing)}.")
    return ProgrammeWords(**values)


_NEEDED = {"title": "titles", "from": "starts_on", "to": "ends_on"}
