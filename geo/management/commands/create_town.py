"""create_town SLUG --name-fi NAME …: makes a town, or brings one up to date. Can be run twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.importing.command import add_reading_arguments, reading_options, run_import
from geo.importing.towns import TownWishes, make_town


class Command(BaseCommand):
    help = "Make a town, or change what is told of it. Its boundary comes from a file, or from its first areas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--name-fi", required=True)
        parser.add_argument("--name-sv")
        parser.add_argument("--name-en")
        parser.add_argument("--code", metavar="KUNTAKOODI", help="national municipality code, three digits")
        parser.add_argument("--boundary", type=Path, metavar="FILE", help="the town's, or all municipalities'")
        parser.add_argument("--languages", metavar="fi,sv,en", help="the town's languages, the first one first")
        parser.add_argument("--home-set", metavar="KIND", help="the kind of area that people name as their home")
        parser.add_argument(
            "--closed", action="store_true", help="a new town is seen by its staff alone: see open_town"
        )
        add_reading_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        names = {code: options[f"name_{code}"].strip() for code in ("fi", "sv", "en") if options[f"name_{code}"]}
        code = options["code"]
        if code is not None and not (code.isdigit() and len(code) <= 3):
            raise CommandError("--code is a municipality code of three digits")
        wishes = TownWishes(
            slug=options["slug"],
            names=names,
            code=code.zfill(3) if code else None,
            languages=_languages(options["languages"]),
            home_set=options["home_set"],
            boundary=options["boundary"],
            reading=reading_options(options),
            is_public=not options["closed"],
        )
        run_import(self, lambda report: void(make_town(wishes, report)), None)


def void(_result: object) -> None:
    """A town made is no result of the import."""


def _languages(text: str | None) -> list[str] | None:
    if not text:
        return None
    asked = [code.strip() for code in text.split(",") if code.strip()]
    unknown = set(asked) - {code for code, _name in settings.LANGUAGES}
    if unknown or not asked:
        raise CommandError(f"--languages: {', '.join(sorted(unknown))} is not a language of the service")
    return asked
