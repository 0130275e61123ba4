"""start_town --town SLUG --with CODE: gives a town its first categories, units and rules. Can be run twice."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from feedback_map.services.starting import begin_with
from feedback_map.starting import NoSuchBeginning, beginning_named, beginnings
from geo.importing.command import town_named


class Command(BaseCommand):
    help = "Give a town its first categories, units and rules, from a model of Finnish towns; the last line is JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--town", required=True, metavar="SLUG")
        parser.add_argument("--with", dest="model", required=True, metavar="MODEL", help=_known())

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            beginning = beginning_named(options["model"])
        except NoSuchBeginning as unknown:
            raise CommandError(f"There is no model {options['model']!r}. Models: {_known()}.") from unknown
        begun = begin_with(town=town_named(options["town"]), beginning=beginning)
        self.stdout.write(json.dumps(vars(begun)))


def _known() -> str:
    return ", ".join(one.code for one in beginnings())
