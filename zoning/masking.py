"""What a report of statements must not show: who a person is, wherever it stands in a text.

The rules are plain and can be looked at before anything is published. They rather take away too much than too little;
a person at the desk reads the result and may write the piece anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from geo.words import FINNISH, classes_of, written_forms


class Masked(StrEnum):
    """What was taken away."""

    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    IDENTITY = "identity"
    PROPERTY = "property"


SHOWN_INSTEAD = {
    Masked.NAME: _("[name]"),
    Masked.ADDRESS: _("[address]"),
    Masked.PHONE: _("[phone number]"),
    Masked.EMAIL: _("[e-mail address]"),
    Masked.IDENTITY: _("[personal identity code]"),
    Masked.PROPERTY: _("[property identifier]"),
}
RULES = (
    (Masked.NAME, _("The sender's name in any case form, and other first names with a surname, or a surname alone.")),
    (Masked.ADDRESS, _("The sender's address, and any street with a house number. A street's name alone stays.")),
    (Masked.PHONE, _("Telephone numbers.")),
    (Masked.EMAIL, _("E-mail addresses.")),
    (Masked.IDENTITY, _("Personal identity codes.")),
    (Masked.PROPERTY, _("Property identifiers: each names its owner.")),
)

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(r"(?<![\w+-])(?:\+358|00358|\+46|0)[ ()-]{0,2}(?:\d[ ()-]{0,2}){5,11}\d(?!\d)")
_IDENTITY = re.compile(r"(?<!\w)\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Ya-y](?!\w)")
_PROPERTY = re.compile(r"(?<![\w-])\d{1,3}-\d{1,3}-\d{1,4}-\d{1,4}(?:-[A-Za-z]?\d{1,4})?(?![\w-])")
_STREET = re.compile(
    r"(?<!\w)([A-ZÅÄÖ][\w-]{1,40})\s\d{1,4}(?:\s?[–-]\s?\d{1,4})?(?:\s?[A-Za-z](?!\w)(?:\s?\d{1,3}(?!\w))?)?"
)
_STREETS = ("katu", "tie", "kuja", "polku", "raitti", "kaari", "väylä", "rinne", "ranta", "mäki", "aukio", "penger")
_STREETS_ELSEWHERE = ("vägen", "gatan", "gränden", "stigen", "stranden", "kajen", "street", "road")
_CASES = re.compile(r"(?:kadu|ti[ei]|kuja|polu|raiti|kaare|väylä|rintee|ranna|mäe)(?:n|ll[aäe]|lt[aä]|st[aä]|ss[aä])$")
_ROADS = ("valtatie", "kantatie", "seututie", "yhdystie", "maantie")  # their numbers are no house's
SHORTEST_NAME, LONGEST_ENDING = 3, 6


@dataclass(frozen=True)
class Mask:
    """A stretch of a text, in characters from `starts` up to `ends`, and what it holds."""

    starts: int
    ends: int
    what: Masked


@dataclass(frozen=True)
class Person:
    """Who sent a statement, as far as its text may repeat it. An organisation's own name is no personal data."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    email: str = ""
    phone: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """The parts of the name, small: "Anna-Liisa Virtanen" → anna-liisa, anna, liisa, virtanen."""
        parts = {part.lower() for part in _WORD.findall(self.name)}
        return frozenset(piece for part in parts for piece in (part, *part.split("-")) if len(piece) >= SHORTEST_NAME)


NOBODY = Person()


def masks_of(text: str, person: Person = NOBODY, language: str = FINNISH) -> list[Mask]:
    """What is masked of a text, in order and without overlap."""
    found = [
        *_all(_EMAIL, text, Masked.EMAIL),
        *_all(_IDENTITY, text, Masked.IDENTITY),
        *_all(_PROPERTY, text, Masked.PROPERTY),
        *_all(_PHONE, text, Masked.PHONE),
        *_streets(text),
        *_own_contacts(text, person),
        *_names(text, person, language),
    ]
    return _without_overlap(found)


def masked(text: str, person: Person = NOBODY, language: str = FINNISH) -> str:
    """The text with words such as "[name]" in place of what is masked, in the language that is active."""
    shown, at = [], 0
    for mask in masks_of(text, person, language):
        shown += [text[at : mask.starts], str(SHOWN_INSTEAD[mask.what])]
        at = mask.ends
    return "".join([*shown, text[at:]])


def names_anyone(text: str, persons: Iterable[Person]) -> bool:
    """Whether a text that the town wrote gives away a sender: the whole name, an address, a number."""
    words = {form for word in _WORD.findall(text) for form in (*word.lower().split("-"), *written_forms(word))}
    return any(_is_named(person, words) or any(_own_contacts(text, person)) for person in persons)


def _is_named(person: Person, words: set[str]) -> bool:
    parts = {part for name in person.names for part in name.split("-")}
    return len(parts) > 1 and parts <= words


def _all(pattern: re.Pattern[str], text: str, what: Masked) -> Iterator[Mask]:
    return (Mask(found.start(), found.end(), what) for found in pattern.finditer(text))


def _streets(text: str) -> Iterator[Mask]:
    for found in _STREET.finditer(text):
        if _is_street(found[1]):
            yield Mask(found.start(), found.end(), Masked.ADDRESS)


def _is_street(word: str) -> bool:
    """Pajakadulla is a form of Pajakatu. Names that Voikko cannot take apart are judged by their ends."""
    forms = written_forms(word) | {word.lower()}
    if any(form.endswith(_ROADS) for form in forms):
        return False
    return any(form.endswith((*_STREETS, *_STREETS_ELSEWHERE)) for form in forms) or bool(_CASES.search(word))


def _own_contacts(text: str, person: Person) -> Iterator[Mask]:
    """The sender's own address and numbers, however they are spaced."""
    for said, what in ((person.street, Masked.ADDRESS), (person.email, Masked.EMAIL), (person.phone, Masked.PHONE)):
        yield from _literal(text, said, what)
    if person.postcode:
        yield from _literal(text, person.postcode, Masked.ADDRESS)


def _literal(text: str, said: str, what: Masked) -> Iterator[Mask]:
    said = " ".join(said.split()).lower()
    at, low = 0, text.lower()
    while len(said) >= SHORTEST_NAME and len(low) == len(text) and (at := low.find(said, at)) >= 0:
        yield Mask(at, at + len(said), what)
        at += len(said)


def _names(text: str, person: Person, language: str) -> Iterator[Mask]:
    words = [found for found in _WORD.finditer(text) if found.group()[0].isupper()]
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else None
        if _is_of(word.group(), person):
            yield Mask(word.start(), word.end(), Masked.NAME)
        elif following and text[word.end() : following.start()] == " " and _are_name(word.group(), following.group()):
            yield Mask(word.start(), following.end(), Masked.NAME)
        elif language.startswith(FINNISH) and _is_nothing_but_name(word.group()):
            yield Mask(word.start(), word.end(), Masked.NAME)


def _is_of(word: str, person: Person) -> bool:
    """Virtasen, Virtaselle and Nguyenin are forms of Virtanen and Nguyen."""
    if not person.names:
        return False
    low, parts = word.lower(), {word.lower(), *word.lower().split("-")}
    if person.names & (parts | written_forms(word)):
        return True
    return any(low.startswith(stem) and len(low) - len(stem) <= LONGEST_ENDING for stem in _stems(person))


def _stems(person: Person) -> Iterator[str]:
    for name in person.names:
        if name.endswith("nen"):
            yield f"{name[:-3]}s"
        elif len(name) > SHORTEST_NAME:
            yield name


def _are_name(first: str, second: str) -> bool:
    """A first name and what may be a surname. Where the first can be nothing else, any word that is no place."""
    kinds, next_kinds = classes_of(first), classes_of(second)
    if "etunimi" not in kinds:
        return False
    if not next_kinds or next_kinds & {"etunimi", "sukunimi"} or second.endswith(("nen", "sen")):
        return True
    return kinds <= {"etunimi", "sukunimi"} and "paikannimi" not in next_kinds


def _is_nothing_but_name(word: str) -> bool:
    kinds = classes_of(word)
    return bool(kinds) and kinds <= {"etunimi", "sukunimi"}


def _without_overlap(found: list[Mask]) -> list[Mask]:
    """Where two rules meet, the stretch that begins first, grown to the end of both."""
    kept: list[Mask] = []
    for mask in sorted(found, key=lambda each: (each.starts, -each.ends)):
        if kept and mask.starts < kept[-1].ends:
            last = kept[-1]
            kept[-1] = Mask(last.starts, max(last.ends, mask.ends), last.what)
        else:
            kept.append(mask)
    return kept
