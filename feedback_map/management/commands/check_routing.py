"""Proves that every message of a town has exactly one owner, or shows where it has none or several."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string
from django.utils import translation

from feedback_map.ownership.checking import Ownership, ask_at_points, check_ownership
from feedback_map.ownership.drawing import ownership_geojson, ownership_svg
from feedback_map.ownership.words import FindingWords, properties_of, told_findings
from geo.models import Municipality


class Command(BaseCommand):
    help = "Checks that the rules give one owner to every point of a town, every category and every season."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True, help="the slug of the town")
        parser.add_argument("--out", type=Path, help="a map of what was found: a .html file or a .geojson file")
        parser.add_argument("--points", type=int, default=0, help="also ask the rules at so many random points")
        parser.add_argument("--language", default="en", help="the language of what is told")

    def handle(self, *args: Any, town: str, out: Path | None, points: int, language: str, **options: Any) -> None:
        if out is not None and out.suffix not in {".html", ".geojson"}:
            raise CommandError("--out takes a file that ends in .html or .geojson")
        here = Municipality.objects.filter(slug=town).first()
        if here is None:
            raise CommandError(f"There is no town {town!r}. Make it with create_town.")
        with translation.override(language):
            found = check_ownership(here)
            words = told_findings(here, found, language)
            self._tell(here, found, words)
            is_sound = self._ask(here, found, points) and found.is_sound
            if out is not None:
                out.write_text(_file(here, found, words, out.suffix), encoding="utf-8")
                self.stdout.write(f"Written: {out}")
        if not is_sound:
            sys.exit(1)

    def _tell(self, town: Municipality, found: Ownership, words: list[FindingWords]) -> None:
        asked = f"{found.cells} pieces × {found.categories} categories × {len(found.seasons)} seasons"
        self.stdout.write(f"{town.slug}: {found.rules} rules, {found.km2:.1f} km² in {asked}")
        if found.is_sound:
            self.stdout.write("Every message has exactly one owner.")
        for each in words:
            kind = "Hole" if each.is_hole else "Overlap"
            self.stdout.write(f"{each.number}. {kind}: {each.where}, {each.km2}; {each.categories}; {each.seasons}")
            for rule in each.rules:
                self.stdout.write(f"     {rule}")

    def _ask(self, town: Municipality, found: Ownership, points: int) -> bool:
        if not points:
            return True
        asked, without = ask_at_points(town, points, found.seasons)
        self.stdout.write(f"Asked at {points} random points: {asked} answers, {without} without an owner")
        return not without


def _file(town: Municipality, found: Ownership, words: list[FindingWords], suffix: str) -> str:
    if suffix == ".geojson":
        told = [properties_of(each, finding) for each, finding in zip(words, found.findings, strict=True)]
        return json.dumps(ownership_geojson(found.findings, told), ensure_ascii=False)
    context = {"town": town, "found": found, "findings": words, "svg": ownership_svg(town, found.findings)}
    return render_to_string("feedback_map/ownership.html", context)
