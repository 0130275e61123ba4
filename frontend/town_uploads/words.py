"""What uploads are called on pages, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from geo.importing.refusals import told_again
from geo.models import Upload
from geo.uploads.looking import FoundLayer

What, State = Upload.What, Upload.State

WHATS: dict[str, Promise] = {
    What.BOUNDARY: gettext_lazy("The town's boundary"),
    What.AREAS: gettext_lazy("A division into areas"),
    What.PEOPLE: pgettext_lazy("upload", "Residents by area or square"),
    What.PLACES: gettext_lazy("Meeting places and free spaces"),
}
STATES: dict[str, Promise] = {
    State.ARRIVED: gettext_lazy("It is being looked at"),
    State.UNREAD: gettext_lazy("It waits for you to say how it is read"),
    State.TRYING: gettext_lazy("It is being tried"),
    State.TRIED: gettext_lazy("It waits for you to bring it in"),
    State.BRINGING: gettext_lazy("It is being brought in"),
    State.DONE: pgettext_lazy("upload", "Brought in"),
    State.UNDOING: gettext_lazy("It is being taken back"),
    State.UNDONE: pgettext_lazy("upload", "Taken back"),
    State.WITHDRAWN: gettext_lazy("Given up; nothing was brought in"),
}
STEPS: dict[str, Promise] = {
    "": gettext_lazy("It waits for its turn."),
    "looking": gettext_lazy("The file is looked at: its layers and columns."),
    "reading": gettext_lazy("The rows are read and checked."),
    "assigning": gettext_lazy(
        "Messages, homes and plans are given to the new areas; nobody's message is lost meanwhile."
    ),
    "checking": gettext_lazy("The result is compared with what was there."),
}
CHANGES: dict[str, Promise] = {
    "new": pgettext_lazy("area of an upload", "new"),
    "changed": pgettext_lazy("area of an upload", "borders change"),
    "same": pgettext_lazy("area of an upload", "as before"),
}
# What helps, beside the sentence that says what is wrong
ADVICE: dict[str, Promise] = {
    "choose_layer": gettext_lazy("Choose the layer below."),
    "zip_mixed": gettext_lazy("Send a zip file with one data file in it."),
    "unknown_crs": gettext_lazy("Choose the coordinate system below, if you know it; else ask whoever made the file."),
    "no_crs": gettext_lazy("Choose the coordinate system below, if you know it; else ask whoever made the file."),
    "unsupported_crs": gettext_lazy("Save the file anew in ETRS-TM35FIN (EPSG:3067), and send it again."),
    "no_code_column": gettext_lazy("Choose below which column is which."),
    "no_figures": gettext_lazy("Choose below which column is which."),
    "no_places": gettext_lazy("Choose below which column is which."),
    "no_area_of_set": gettext_lazy("Choose the column of the areas' codes below, or begin anew with another division."),
    "no_boundary": gettext_lazy("Bring the boundary in first."),
    "several_towns": gettext_lazy("Give the town its municipality code, or choose its rows by a column below."),
    "town_not_in_file": gettext_lazy("See that the town's municipality code and name are right, or send another file."),
    "missing_part": gettext_lazy(
        "Zip all files of the Shapefile together (.shp, .shx, .dbf, .prj) and send the zip file."
    ),
    "xml": gettext_lazy("Save the file as GeoPackage or GeoJSON, in QGIS for example, and send it again."),
    "unknown_kind": gettext_lazy("Save the file as GeoPackage or GeoJSON, in QGIS for example, and send it again."),
    "zip_encrypted": gettext_lazy("Send the file without a password."),
    "rejected_rows": gettext_lazy("Say that they may be left out, or mend the file and send it again."),
}
OTHERWISE = gettext_lazy("Mend the file or save it anew, in QGIS for example, and send it again.")
NO_ADVICE = frozenset({"columns_gone", "failed", "too_late", "changed_since", "rests_on_it"})

# GEOS's words for what was repaired
REPAIRS: dict[str, Promise] = {
    "Self-intersection": gettext_lazy("the border crossed itself"),
    "Ring Self-intersection": gettext_lazy("the border touched itself"),
    "Hole lies outside shell": gettext_lazy("a hole lay outside of the area"),
    "Nested holes": gettext_lazy("a hole lay inside of another"),
    "Nested shells": gettext_lazy("a part lay inside of another"),
    "Interior is disconnected": gettext_lazy("holes cut the area in two"),
    "Duplicate Rings": gettext_lazy("a border was drawn twice"),
}
_PLACE_OF = re.compile(r"\[(\S{1,30}) (\S{1,30})\]")


def refusal_words(upload: Upload) -> tuple[str, str]:
    """What was wrong and what helps; both empty when nothing was."""
    code = upload.refusal.get("code", "")
    said = told_again(upload.refusal)
    if not said or code in NO_ADVICE:
        return said, ""
    return said, str(ADVICE.get(code, OTHERWISE))


def repair_words(said: str) -> str:
    """What was repaired in a shape, in the reader's language; GEOS's own words where it has others."""
    known = next((words for reason, words in REPAIRS.items() if f"repaired: {reason}[" in said), None)
    code = said[1 : said.index(")")] if said.startswith("(") and ")" in said else ""
    return f"{code}: {known}" if known and code else str(known or said)


def trouble_words(layer: FoundLayer) -> str:
    return told_again({"code": layer.trouble, "parameters": {}}) if layer.trouble else ""


def figure_words(name: str) -> str:
    """total, holiday_homes, dwellings, 0-2, 85-."""
    named = {"total": _("residents, all ages"), "holiday_homes": _("holiday homes"), "dwellings": _("dwellings")}
    if name in named:
        return named[name]
    first, _dash, last = name.partition("-")
    if not last:
        return _("residents aged %(first)s or more") % {"first": first}
    return _("residents aged %(first)s–%(last)s") % {"first": first, "last": last}


def place_words(known: Iterable[str]) -> list[tuple[str, str]]:
    """What a column of a list of places may hold."""
    words = {
        "code": _("code, always the same for the same place"),
        "kind": _("kind of place"),
        "x": _("longitude or easting"),
        "y": _("latitude or northing"),
        "address": _("address"),
        "floor_area_m2": _("floor area in m²"),
        "is_free": _("free of charge or not"),
        "is_accessible": _("accessible or not"),
        "open_to": _("who may use it"),
        "capacity": _("for how many people"),
        "texts": _("description"),
        "opening": _("opening hours"),
        "price": _("price"),
        "access": _("words on accessibility"),
        "phone": _("phone"),
        "website": _("web address"),
    }
    names = [("name_fi", _("name in Finnish")), ("name_sv", _("name in Swedish")), ("name_en", _("name in English"))]
    return [*names, *((name, words.get(name, name)) for name in known)]
