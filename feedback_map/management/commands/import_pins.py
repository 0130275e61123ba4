"""Loads messages on the map from a CSV or a spatial file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from feedback_map.importing.load import PinImport, Source
from feedback_map.importing.plan import Asked
from geo.importing.command import ImportCommand, reading_options
from geo.importing.report import ImportReport
from geo.models import Municipality

KNOWN = (
    "x", "y", "text", "kind", "category", "time", "id", "no_place", "participant", "home", "home_set", "age_band",
    "resident", "channel", "visibility", "process",
)  # fmt: skip


class Command(ImportCommand):
    help = (
        "Loads messages on the map from a CSV or a spatial file, assigns them to their areas and publishes the public "
        "ones. Run again, it stores what is new, changes what the file changed, and leaves the rest alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add = parser.add_argument
        add("--x", metavar="COL", help="longitude or easting (known headings are found without)")
        add("--y", metavar="COL", help="latitude or northing")
        add("--text", metavar="COL[,COL…]", help="the message; by default the title and the text; else its title")
        add("--kind", metavar="KIND|COL", help="feedback, suggestion, thanks, idea or a column of them; else column "
            "“kind”, else feedback")  # fmt: skip
        add("--category", metavar="COL", help="category by code or name; unknown ones are listed and left empty")
        add("--time", metavar="COL", help="when it came, ISO 8601 or 31.12.2025 14.30; else now")
        add("--id", metavar="COL[,COL…]", help="what a row is known by the next time; else the file and row number")
        add("--no-place", choices=["keep", "reject"], default="reject", help="rows without coordinates: messages about "
            "the whole town, or rejected (default)")  # fmt: skip
        add("--participant", metavar="COL", help="who; stored as a keyed hash. Rows without one count as no person")
        add("--home", metavar="COL", help="area where the participant lives, by code or name")
        add("--home-set", metavar="KIND", help="area set of --home; else the town's home set")
        add("--age-band", metavar="COL", help="0-12, 13-17, 18-29, 30-44, 45-64, 65-74 or 75+")
        add("--resident", metavar="COL", help="permanent, seasonal, work or other")
        add("--channel", metavar="CHANNEL|COL", default="web", help="web, phone, desk, paper, event, school, open311")
        add("--visibility", metavar="COL", default="public", help="column of public and private; else all are public")
        add("--process", metavar="SLUG", help="the consultation that the messages belong to")

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        asked = Asked(**{name: options[name] for name in KNOWN})
        source = Source(options["file"], reading_options(options))
        PinImport(town, source, asked, report, say=self._say).run()

    def _say(self, text: str) -> None:
        """Progress, apart from the report: its last line stays the last."""
        self.stderr.write(text)
