"""The column names of files that Finnish towns have at hand, so that nobody has to spell them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geo.importing.refusals import ImportRefused

CODE = (
    *("postinumeroalue", "posti_alue", "postinumero", "postal_code", "pono", "posno", "zip_code"),
    *("natcode", "tunnus", "alue_koodi", "aluekoodi", "koodi", "code", "area_code", "value", "nro", "numero", "id_nro"),
    *("gml_id", "id"),
)
MUNICIPALITY = (
    *("kuntanro", "kunta", "kunta_nro", "kuntakoodi", "kunta_koodi", "knro", "natcode"),
    *("municipality", "municipality_code", "kuntanimi", "kunta_nimi"),
)
MUNICIPALITY_CODE = (
    *("natcode", "value", "kuntanro", "kunta_nro", "kuntakoodi", "kunta", "nationalcode"),
    *("code", "koodi", "tunnus"),
)
NAMES = {
    "fi": (
        *("nimi_fi", "name_fi", "namefin", "nimi", "nimi_suomi", "nimi_su", "kuntanimi", "alueen_nimi"),
        *("name", "area", "area_board", "alue"),
    ),
    "sv": ("nimi_sv", "nimi_se", "name_sv", "nameswe", "namn", "nimi_ruotsi", "nimi_ru"),
    "en": ("name_en", "nimi_en", "nameeng"),
}


def find(fields: Iterable[str], candidates: Sequence[str]) -> str | None:
    """The first candidate that is a column, whatever its case."""
    by_lower = {name.lower(): name for name in reversed(list(fields))}
    return next((by_lower[candidate] for candidate in candidates if candidate in by_lower), None)


def named(fields: Sequence[str], asked: str | None, candidates: Sequence[str]) -> str | None:
    """The column asked for, which must be there, or the first that is known."""
    if asked is None:
        return find(fields, candidates)
    found = find(fields, (asked.lower(),)) if asked not in fields else asked
    if found is None:
        raise ImportRefused("unknown_column", name=asked, columns=", ".join(fields))
    return found
