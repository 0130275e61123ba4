"""open_town --town SLUG: opens a town to everybody once nothing is missing, or closes it. Can be run twice."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from feedback_map.readiness import Finding, may_open, readiness_of
from feedback_map.services.opening import open_when_ready
from geo.importing.command import town_named
from geo.services.towns import close_town


class Command(BaseCommand):
    help = "Check whether a town lacks anything, and open it to everybody; exit 1 when something is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True, metavar="SLUG")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--check", action="store_true", help="only say what is missing")
        way.add_argument("--close", action="store_true", help="from then on only its staff see the town")

    def handle(self, *args: Any, **options: Any) -> None:
        town = town_named(options["town"])
        if options["close"]:
            close_town(town=town)
            self.stdout.write(f"{town.slug} is closed: only its staff see it.")
            return
        with translation.override("en"):
            found = readiness_of(town)
            for finding in found:
                self.stdout.write(_line(finding))
        if not may_open(found):
            sys.exit(1)
        if not options["check"]:
            open_when_ready(town=town)
            self.stdout.write(f"{town.slug} is open: everybody finds it.")


def _line(finding: Finding) -> str:
    return f"{finding.state.value:5} {finding.title}: {finding.words}"
