"""The reasons for which a file is refused: codes for programs, sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

REASONS = {
    "no_such_file": _("There is no such file: {name}."),
    "unknown_kind": _("Files with the ending “{ending}” are not read. Use .gpkg, .geojson, .shp, .zip or .csv."),
    "empty_file": _("The file is empty."),
    "too_large": _("The file is larger than {megabytes} MB."),
    "wrong_content": _("The content of the file is not what its name says ({expected})."),
    "xml": _("The file holds XML. XML files (GML, KML, VRT, …) are not read."),
    "not_geopackage": _("The file is an SQLite database but not a GeoPackage."),
    "database_code": _("The GeoPackage holds a view, a trigger or a computed column, which are not run: {name}."),
    "broken_zip": _("The zip file is broken."),
    "zip_encrypted": _("The zip file is encrypted."),
    "zip_too_many": _("The zip file holds more than {limit} files."),
    "zip_bomb": _("The zip file would unpack to more than is allowed."),
    "zip_link": _("The zip file holds a link: {name}."),
    "zip_in_zip": _("The zip file holds another archive: {name}."),
    "zip_unsafe_name": _("The zip file holds a file that points out of it: {name}."),
    "zip_nothing": _("The zip file holds no file that can be read."),
    "zip_mixed": _("The zip file holds several data files: {names}."),
    "missing_part": _("The Shapefile is not whole: {name} is missing."),
    "not_text": _("The file is not text."),
    "not_json": _("The file is not JSON. Line {line}, column {column}: {problem}."),
    "broken_table": _("The table cannot be read at line {line}: {problem}."),
    "too_many_columns": _("The table has more than {limit} columns."),
    "too_many_layers": _("The file has more than {limit} layers."),
    "choose_layer": _("The file has several layers: {names}."),
    "no_such_layer": _("The file has no layer “{name}”. It has: {names}."),
    "no_such_column": _("The file has no column “{name}”. It has: {names}."),
    "no_rows": _("There are no rows to read."),
    "unreadable": _("The file cannot be read: {problem}"),
    "unknown_crs": _("The file's coordinate system is not known."),
    "unsupported_crs": _("The file's coordinate system is not one that is read: {name}."),
    "too_slow": _("Reading the file took too long."),
    "too_hungry": _("Reading the file needs too much memory."),
    "reader_stopped": _("The file stopped its reader. It is probably damaged."),
    "no_walls": _("Files are not opened here, because their reader cannot be shut off from the rest: {problem}"),
}


class FileRefused(Exception):
    """A file that is not read: a code, and why in the reader's language (lazy)."""

    def __init__(self, code: str, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code if code in REASONS else "unreadable"
        self.parameters = parameters
        self.detail: Promise | str = sentence(REASONS[self.code], parameters)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


def sentence(text: Any, parameters: Mapping[str, Any]) -> Promise | str:
    """A translated sentence with its blanks filled, in the language of whoever reads it (lazy)."""
    known = _Blanks({name: _printable(value) for name, value in parameters.items()})
    return format_lazy("{sentence}", sentence=_Sentence(text, known))


class _Blanks(dict[str, str]):
    """Parameters of a sentence; a missing one is a dash, never an error on top of an error."""

    def __missing__(self, key: str) -> str:
        return "–"


class _Sentence:
    """A translated sentence whose blanks are filled when it is shown."""

    def __init__(self, text: Any, blanks: _Blanks) -> None:
        self.text = text
        self.blanks = blanks

    def __str__(self) -> str:
        return str(self.text).format_map(self.blanks)


def _printable(value: Any) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return text if len(text) <= 300 else text[:300] + "…"
