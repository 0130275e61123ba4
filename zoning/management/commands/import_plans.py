"""import_plans FILE --town SLUG: brings in plans, drawn or as national messages. Can be run twice without harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from geo.importing.command import ImportCommand, ImportRefused, reading_options
from geo.importing.report import ImportReport
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.codes import Lifecycle, PlanKind
from zoning.importing.drawn_file import Asked, DrawnFile
from zoning.importing.ryhti_file import RyhtiFile
from zoning.models import Plan, PlanVersion
from zoning.ryhti.exact import read_json
from zoning.services.importing import Into, OnDisplay

FEATURES = ("FeatureCollection", "Feature")


class Command(ImportCommand):
    help = (
        "Bring in plans: areas, lines and points of a GeoPackage, GeoJSON or Shapefile, or national messages (Ryhti "
        "JSON: plan matters, phases, plans, areas). Run again, it changes what the file changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        add = parser.add_argument
        add("--plan", metavar="SLUG", help="the plan that all of the file belongs to")
        add("--map", action="append", default=[], metavar="LAYER=plans|objects|skip", help="what a layer holds, where "
            "its name does not tell; may be given again")  # fmt: skip
        add("--kind", default=PlanKind.DETAILED.value, choices=PlanKind.values, help="kind of plan where none is said "
            "(national code; 31, a local detailed plan)")  # fmt: skip
        add("--state", choices=Lifecycle.values, help="where plans stand whose file does not say (national code)")
        add("--stage", choices=PlanVersion.Stage.values, help="which version this is; else told by the state")
        add("--option", default="", metavar="A", help="the option of a draft")
        add("--id", metavar="COL", help="what a plan or an object is known by the next time")
        add("--code", metavar="COL", help="column of an object's code, such as AK or VP")
        add("--name", metavar="COL", help="column of the name in the town's first language")
        add("--draft", action="store_true", help="only staff see what is new until they publish it")

    def bring_in(self, town: Municipality, options: dict[str, Any], report: ImportReport) -> None:
        plan = None
        with in_town(town):
            if options["plan"]:
                plan = Plan.objects.filter(municipality=town, slug=options["plan"]).first()
                if plan is None:
                    raise CommandError(f"The town has no plan “{options['plan']}”.")
            into = Into(town, plan, publish=not options["draft"], kind=PlanKind(options["kind"]))
            try:
                _bring_in(into, options, report)
            except OnDisplay as refused:
                raise ImportRefused(f"{refused}: it is not changed. Give another --stage or --option") from refused


def _bring_in(into: Into, options: dict[str, Any], report: ImportReport) -> None:
    path: Path = options["file"]
    if path.suffix.lower() == ".json" and not _holds_features(found := read_json(path)):
        RyhtiFile(into, path, report).bring_in(found)
    else:
        DrawnFile(into, path, reading_options(options), _asked(options), report).bring_in()


def _holds_features(found: Any) -> bool:
    return isinstance(found, dict) and found.get("type") in FEATURES


def _asked(options: dict[str, Any]) -> Asked:
    return Asked(
        roles=dict(map(_role, options["map"])),
        state=Lifecycle(options["state"]) if options["state"] else None,
        stage=PlanVersion.Stage(options["stage"]) if options["stage"] else None,
        option=options["option"],
        id=options["id"],
        code=options["code"],
        name=options["name"],
    )


def _role(text: str) -> tuple[str, str]:
    layer, equals, role = text.rpartition("=")
    if not equals or role not in ("plans", "objects", "skip"):
        raise CommandError("--map is written LAYER=plans, LAYER=objects or LAYER=skip")
    return layer, role
