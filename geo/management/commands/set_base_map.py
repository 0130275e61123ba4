"""set_base_map ID [URL] --town SLUG: a town's outside base map, set, changed or removed (see docs/base-maps.md)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from geo.basemaps import base_map_from
from geo.importing.command import town_named


class Command(BaseCommand):
    help = "Set, change or remove an outside base map of a town; the last line is JSON, without the map's address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", metavar="ID", help="short name in our addresses")
        parser.add_argument("url", metavar="URL", nargs="?", default="", help="a template of tiles, or a WMS")
        parser.add_argument("--town", required=True, metavar="SLUG")
        parser.add_argument("--crs", default="EPSG:3857", metavar="EPSG:CODE")
        parser.add_argument("--layers", default="", help="the layers a WMS is asked for")
        parser.add_argument("--credit", default="", help="the words its licence asks for")
        parser.add_argument("--name", action="append", default=[], metavar="LANGUAGE=NAME")
        parser.add_argument("--max-zoom", type=int, default=19)
        parser.add_argument("--first", action="store_true", help="the one that readers see to begin with")
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        town = town_named(options["town"])
        others = [one for one in town.base_maps if one.get("id") != options["id"]]
        if options["remove"]:
            if len(others) == len(town.base_maps):
                raise CommandError(f"{town.slug} has no base map called {options['id']}.")
            town.base_maps = others
        else:
            made = _described(options)
            place = next((at for at, one in enumerate(town.base_maps) if one.get("id") == options["id"]), len(others))
            others.insert(0 if options["first"] else place, made)
            town.base_maps = others
        town.save(update_fields=["base_maps"])
        self.stdout.write(json.dumps({"base_maps": [one.get("id") for one in town.base_maps]}))


def _described(options: dict[str, Any]) -> dict[str, Any]:
    if urlsplit(options["url"]).scheme not in {"http", "https"}:
        raise CommandError("The base map needs an address that begins with https:// or http://.")
    if "{z}" not in options["url"] and not options["layers"]:
        raise CommandError("An address without {z}, {x} and {y} is a WMS: name its --layers.")
    names = dict(one.partition("=")[::2] for one in options["name"])
    made = {name: options[name] for name in ("id", "url", "crs", "layers", "credit", "max_zoom") if options[name]}
    made |= {"names": names} if names else {}
    if not all(names.values()) or base_map_from(made) is None:
        raise CommandError("That is no base map: see docs/base-maps.md for what --crs and --name can be.")
    return made
