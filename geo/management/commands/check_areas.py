"""check_areas --town SLUG: overlaps, gaps and invalid rings of every area set, with their areas in m²."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from geo.importing.area_checks import SetFindings, check_town
from geo.importing.command import town_named

MOST_LINES = 50


class Command(BaseCommand):
    help = "Report overlaps, gaps and invalid rings of the town's area sets; the last line is JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True, metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_town(town_named(options["town"]))
        for findings in found:
            for line in _lines(findings)[:MOST_LINES]:
                self.stdout.write(line)
        self.stdout.write(json.dumps({"sets": [findings.as_json() for findings in found]}, ensure_ascii=False))


def _lines(findings: SetFindings) -> list[str]:
    name = f"{findings.kind} (from {findings.valid_from})"
    lines = [f"{name}: area {bad.code} is not valid: {bad.problem}" for bad in findings.invalid]
    lines += [f"{name}: {pair.first} and {pair.second} overlap, {pair.m2:.0f} m²" for pair in findings.overlaps]
    lines += [f"{name}: gap of {gap.m2:.0f} m² near {gap.at[1]}, {gap.at[0]}" for gap in findings.gaps]
    return lines or [f"{name}: {findings.areas} areas, no overlaps, gaps or invalid rings"]
