"""Why an import is not done at all: codes for programs, sentences for people. What a command's options would mend is
said by the command (`HINTS`), as pages have no options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from geo.files.refusals import REASONS, FileRefused, sentence

IMPORT_REASONS = {
    "bad_boundary": _("Row {row} of the file, which is the town's, cannot be its boundary: {problem}."),
    "bad_slug": _("“{slug}” cannot be part of an address: use small letters, digits and hyphens."),
    "changed_since": _("{rows} rows that the file brought were changed since. Take back what came later first."),
    "columns_gone": _("The service has been changed since so that this can no longer be taken back."),
    "failed": _("Something went wrong; nothing was written. Try again, and if it stays so, ask who runs the service."),
    "no_area_of_set": _("No row of the file has a code of the area set “{kind}”. It may be the wrong set or column."),
    "no_boundary": _("The town has no boundary yet, so its squares cannot be told from those of other towns."),
    "no_cells": _("The squares have neither coordinates (columns xkoord and ykoord) nor shapes."),
    "no_code_column": _("No column is known to hold the code or the name of an area. There are: {columns}."),
    "no_crs": _("The file does not say its coordinate system."),
    "no_figures": _("No column is known to count people. There are: {columns}."),
    "no_places": _("Which columns hold the place? There are: {columns}."),
    "no_shapes": _("The file has no shapes: send a GeoPackage, GeoJSON or zipped Shapefile."),
    "no_such_set": _("The town has no area set “{kind}” on {day}. Bring it in first."),
    "rejected_rows": _("{count} rows were not taken, so nothing was written."),
    "rests_on_it": _("Something newer rests on what would go: {what} ({count})."),
    "several_towns": _("{count} rows of the file could be the town."),
    "taken_slug": _("“{slug}” is an address of the service itself; a town needs another one."),
    "too_late": _("It was brought in more than 30 days ago."),
    "town_not_in_file": _("No row of the file is the town ({town}), by municipality code or by name."),
    "unknown_column": _("The file has no column called “{name}”. It has: {columns}."),
    "unknown_figure": _("“{item}” is none of: {known}."),
}

# Of files, too: which option of a command helps
HINTS = {
    "choose_layer": "Name one with --layer.",
    "no_area_of_set": "Say --code.",
    "no_code_column": "Say --code (and --name).",
    "no_crs": "Say it with --crs.",
    "no_figures": "Say --columns total=COL.",
    "several_towns": "Say --code.",
    "unknown_crs": "Say it with --crs.",
    "zip_mixed": "Name one with --layer.",
}


class ImportRefused(Exception):
    """The import cannot be done as asked: a code of `IMPORT_REASONS` with what fills its sentence, or plain words."""

    def __init__(self, said: str, **parameters: Any) -> None:
        super().__init__(said)
        self.code = said if said in IMPORT_REASONS else ""
        self.parameters = parameters
        self.detail: Promise | str = sentence(IMPORT_REASONS[said], parameters) if self.code else said

    def __str__(self) -> str:
        return str(self.detail)


def kept_refusal(refused: FileRefused | ImportRefused) -> dict[str, Any]:
    """A refusal as JSON, to be told later in the language of whoever reads it."""
    with translation.override("en"):
        parameters = {name: str(value) for name, value in refused.parameters.items()}
        return {"code": refused.code, "parameters": parameters, "said": str(refused.detail)}


def told_again(kept: Mapping[str, Any]) -> str:
    """The sentence of a kept refusal in the language of now; empty when there is none."""
    text = {**REASONS, **IMPORT_REASONS}.get(kept.get("code", ""))
    if text is None:
        return str(kept.get("said", ""))
    parameters = dict(kept["parameters"])
    if "problem" in parameters and kept["code"] == "bad_boundary":
        parameters["problem"] = gettext(parameters["problem"])
    return str(sentence(text, parameters))
