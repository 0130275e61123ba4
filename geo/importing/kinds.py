"""What well-known kinds of area sets are called. A town may change the words afterwards: they are data of the set."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class KindWords:
    """The name of a set and of one of its members, by language."""

    names: dict[str, str]
    member: dict[str, str] = field(default_factory=dict)


def _words(fi: tuple[str, str], sv: tuple[str, str], en: tuple[str, str]) -> KindWords:
    return KindWords(names={"fi": fi[0], "sv": sv[0], "en": en[0]}, member={"fi": fi[1], "sv": sv[1], "en": en[1]})


_POSTAL = _words(
    ("Postinumeroalueet", "postinumeroalue"),
    ("Postnummerområden", "postnummerområde"),
    ("Postal areas", "postal area"),
)
_BOARD = _words(
    ("Aluejohtokuntien alueet", "aluejohtokunnan alue"),
    ("Områdesdirektionernas områden", "områdesdirektionens område"),
    ("Areas of the area boards", "area of an area board"),
)
_DISTRICT = _words(
    ("Peruspiirit", "peruspiiri"),
    ("Distrikt", "distrikt"),
    ("Districts", "district"),
)
_NEIGHBOURHOOD = _words(
    ("Kaupunginosat", "kaupunginosa"),
    ("Stadsdelar", "stadsdel"),
    ("Neighbourhoods", "neighbourhood"),
)
_VILLAGE = _words(("Kylät", "kylä"), ("Byar", "by"), ("Villages", "village"))
_SCHOOL = _words(
    ("Oppilaaksiottoalueet", "oppilaaksiottoalue"),
    ("Elevupptagningsområden", "elevupptagningsområde"),
    ("School districts", "school district"),
)

_KNOWN = {
    "postal": _POSTAL,
    "postal-area": _POSTAL,
    "board": _BOARD,
    "area-board": _BOARD,
    "boards": _BOARD,
    "district": _DISTRICT,
    "neighbourhood": _NEIGHBOURHOOD,
    "quarter": _NEIGHBOURHOOD,
    "village": _VILLAGE,
    "school": _SCHOOL,
}


def words_of(kind: str) -> KindWords:
    """The words of a kind; of an unknown kind, the kind itself."""
    return _KNOWN.get(
        kind.replace("_", "-"), KindWords(names={"fi": kind.replace("-", " ").replace("_", " ").capitalize()})
    )
