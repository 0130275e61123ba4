"""describe_town FILE.json --town SLUG: what a town tells of itself, and its logo. Can be run twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from delivery.services.logos import keep_logo
from geo.importing.command import town_named
from geo.refusals import Refused
from geo.services.towns import BY_LANGUAGE, PLAIN, tell_of_town


class Command(BaseCommand):
    help = (
        "Change what a town tells of itself: phone, desk, controller, privacy_contact, greeting and so on, from JSON."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.json", help='such as {"phone": "…", "desk": {"fi": "…"}}')
        parser.add_argument("--town", required=True, metavar="SLUG")
        parser.add_argument("--logo", type=Path, metavar="PICTURE", help="PNG, JPEG or WebP; it is made anew")

    def handle(self, *args: Any, **options: Any) -> None:
        town = town_named(options["town"])
        told = _told(options["file"])
        logo = _content(options["logo"]) if options["logo"] else None
        with translation.override("en"):
            try:
                if logo is not None:
                    keep_logo(town=town, data=logo)
            except Refused as refused:
                raise CommandError(" ".join(str(error.detail) for error in refused.errors)) from refused
            tell_of_town(town=town, told=told)
        self.stdout.write(json.dumps({"changed": sorted([*told, *(["logo"] if logo else [])])}))


def _told(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(_content(path))
    except ValueError as error:
        raise CommandError(f"{path} is not JSON: {error}") from error
    wrong = [name for name, value in told.items() if not _fits(name, value)] if isinstance(told, dict) else ["file"]
    if wrong:
        known = ", ".join((*BY_LANGUAGE, *PLAIN))
        raise CommandError(
            f"{path}: {', '.join(wrong)} is nothing that a town tells, or has another form. Known: {known}."
        )
    return dict(told)


def _fits(name: str, value: Any) -> bool:
    if name in BY_LANGUAGE:
        return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
    if name == "languages":
        return isinstance(value, list) and bool(value) and all(isinstance(code, str) for code in value)
    return name in PLAIN and isinstance(value, str)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
