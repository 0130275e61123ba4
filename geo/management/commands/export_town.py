"""export_town SLUG --out FILE: a town's data in one file, with what only staff see. Can be run twice without harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.exporting import endings, export_town
from geo.importing.command import town_named


class Command(BaseCommand):
    help = "Write a town's areas and plans into a GeoPackage, or its plans as national messages (Ryhti JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("town", metavar="SLUG")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=f"ends {' or '.join(endings())}")

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        if out.suffix.lower() not in endings():
            raise CommandError(f"--out ends {' or '.join(endings())}")
        if not out.absolute().parent.is_dir():
            raise CommandError(f"There is no folder {out.absolute().parent}")
        counts = export_town(town_named(options["town"]), out)
        self.stdout.write(json.dumps(counts, ensure_ascii=False))
