"""The headings of lists of meeting places that Finnish towns have at hand, and what is written under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.importing import columns
from geo.importing.refusals import ImportRefused
from geo.models import Place

KNOWN: Mapping[str, Sequence[str]] = {
    "code": ("tunnus", "koodi", "code", "place_code", "id", "tpr_id", "unit_id", "nro"),
    "kind": ("kind", "tyyppi", "laji", "luokka", "tilatyyppi", "type", "typ"),
    "x": ("x", "lon", "long", "longitude", "lng", "pituusaste", "easting", "e", "ita", "itä", "x_koord"),
    "y": ("y", "lat", "latitude", "leveysaste", "northing", "n", "pohjoinen", "y_koord"),
    "address": ("address", "osoite", "katuosoite", "street_address", "adress", "gatuadress"),
    "floor_area_m2": ("floor_area_m2", "pinta_ala", "pinta-ala", "pinta-ala_m2", "pinta_ala_m2", "m2", "neliot", "yta"),
    "is_free": ("is_free", "maksuton", "ilmainen", "free", "gratis"),
    "is_accessible": ("is_accessible", "esteeton", "esteetön", "accessible", "tillganglig", "tillgänglig"),
    "open_to": ("open_to", "kenelle", "kayttajat", "käyttäjät", "avoin", "for_whom"),
    "capacity": ("capacity", "henkilomaara", "henkilömäärä", "paikkoja", "hlo", "platser"),
    "texts": ("description", "kuvaus", "beskrivning", "texts"),
    "opening": ("opening", "aukiolo", "aukioloajat", "opening_hours", "oppettider", "öppettider"),
    "price": ("price", "hinta", "hinnasto", "pris"),
    "access": ("access", "esteettomyys", "esteettömyys", "tillganglighet", "tillgänglighet"),
    "phone": ("phone", "puhelin", "puh", "telefon"),
    "website": ("website", "www", "url", "verkkosivu", "linkki", "varaus", "booking"),
}
NAMES: Mapping[str, Sequence[str]] = {
    tongue: (*known, *({"fi": ("fi",), "sv": ("sv",), "en": ("en",)}[tongue]))
    for tongue, known in columns.NAMES.items()
}
KINDS = {
    "kirjasto": "library",
    "nuorisotila": "youth",
    "nuorisotalo": "youth",
    "koulu": "school",
    "kylatalo": "village_house",
    "kyläntalo": "village_house",
    "kylätalo": "village_house",
    "seurantalo": "village_house",
    "tori": "square",
    "aukio": "square",
    "puisto": "park",
    "kokoustila": "meeting_room",
    "kokoushuone": "meeting_room",
    "palvelupiste": "service_point",
    "kulttuuritalo": "culture",
    "uimaranta": "beach",
    "liikuntapaikka": "sports",
    "urheilukenttä": "sports",
    "kaupungintalo": "town_hall",
    "kunnantalo": "town_hall",
}
WHO = {
    "kaikille": Place.OpenTo.EVERYONE,
    "kaikki": Place.OpenTo.EVERYONE,
    "vapaa": Place.OpenTo.EVERYONE,
    "varattava": Place.OpenTo.BOOKING,
    "varauksella": Place.OpenTo.BOOKING,
    "varaus": Place.OpenTo.BOOKING,
    "jäsenille": Place.OpenTo.MEMBERS,
    "asiakkaille": Place.OpenTo.MEMBERS,
    "oppilaille": Place.OpenTo.MEMBERS,
    "": Place.OpenTo.EVERYONE,
    **{who.value: who for who in Place.OpenTo},
}
YES = frozenset({"yes", "true", "1", "kyllä", "kylla", "k", "x", "on", "ja", "t", "y"})
NO = frozenset({"no", "false", "0", "ei", "e", "nej", "f", "n"})


def read_headings(fields: Sequence[str], asked: Mapping[str, str], first_language: str) -> dict[str, str]:
    """Which column holds what: as asked, else by the headings that are known. Names are `name_<language>`."""
    unknown = set(asked) - set(KNOWN) - {"name", *(f"name_{tongue}" for tongue in NAMES)}
    if unknown:
        raise ImportRefused(
            f"--columns does not know: {', '.join(sorted(unknown))}. It knows: {', '.join(KNOWN)}, name"
        )
    wanted: dict[str, tuple[str | None, Sequence[str]]] = {
        what: (asked.get(what), candidates) for what, candidates in KNOWN.items()
    }
    for tongue, candidates in NAMES.items():
        is_first = tongue == first_language
        wanted[f"name_{tongue}"] = (
            asked.get(f"name_{tongue}") or (asked.get("name") if is_first else None),
            candidates,
        )
    found = {what: columns.named(fields, one, candidates) for what, (one, candidates) in wanted.items()}
    return {what: column for what, column in found.items() if column is not None}


def yes_or_no(text: str) -> bool | None:
    """None where nothing is said that is understood."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None
