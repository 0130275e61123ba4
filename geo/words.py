"""The words of a text as they are searched for: base forms, and the parts of compounds.

Finnish is taken apart by Voikko (pyöräteiden → pyörätie, pyörä, tie); other languages keep their words as they stand.
A misspelt Finnish word also counts as the word it was most likely meant to be. Words that say nothing of a matter,
such as pronouns, are left out.
"""

from __future__ import annotations

import re
import threading
from functools import cache, lru_cache
from typing import Any

from libvoikko import Voikko, VoikkoException

FINNISH = "fi"
LONGEST_WORD, MOST_WORDS = 60, 400
SHORTEST_MISSPELT, MOST_MISSPELT = 5, 12
_WORD = re.compile(r"\w+", re.UNICODE)
_PART = re.compile(r"\(([^()+]+)\)")
_SAYING_NOTHING = frozenset({"sidesana", "asemosana", "kieltosana", "suhdesana", "huudahdussana"})
_COMMON_VERBS = frozenset({"olla", "voida", "pitää", "saada", "tulla", "tehdä"})
_voikko_lock = threading.Lock()


def words_of(text: str, language: str = FINNISH) -> list[str]:
    """Base forms and compound parts of a text, each once, in alphabetical order."""
    found: set[str] = set()
    misspelt = 0
    for word in dict.fromkeys(_tokens(text)):
        if not language.startswith(FINNISH):
            found.add(word)
            continue
        forms = _forms(word)
        if forms is None and len(word) >= SHORTEST_MISSPELT and misspelt < MOST_MISSPELT and not _has_figure(word):
            misspelt += 1
            found |= set(_meant(word))
        found |= {word} if forms is None else forms
    return sorted(found)


def base_forms(word: str) -> set[str]:
    """What one searched word is called in its base form, as a whole; nothing where it is not Finnish."""
    return {form for token in _tokens(word)[:1] for form in _wholes(token)}


def _tokens(text: str) -> list[str]:
    """The words of a text, small; nobody's text is so long that its end must be searched as well."""
    return [word for word in _WORD.findall(text[:20_000].lower())[:MOST_WORDS] if 1 < len(word) <= LONGEST_WORD]


def _has_figure(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


@lru_cache(maxsize=50_000)
def _forms(word: str) -> frozenset[str] | None:
    """Base forms and parts; empty for a word that says nothing, None for one that Voikko does not know."""
    readings = _analyse(word)
    if not readings:
        return None
    kept = [reading for reading in readings if reading.get("CLASS") not in _SAYING_NOTHING]
    if len(kept) < len(readings):  # in one reading it is a pronoun: so it mostly is
        return frozenset()
    simplest = min(_depth(reading) for reading in kept)
    found: set[str] = set()
    for reading in kept:
        if _depth(reading) == simplest:
            found |= {reading["BASEFORM"].lower(), *_parts(reading)}
    return frozenset(found - _COMMON_VERBS)


@lru_cache(maxsize=5_000)
def _wholes(word: str) -> frozenset[str]:
    readings = _analyse(word)
    simplest = min((_depth(reading) for reading in readings), default=0)
    return frozenset(each["BASEFORM"].lower() for each in readings if _depth(each) == simplest)


@lru_cache(maxsize=20_000)
def _meant(word: str) -> frozenset[str]:
    """The base forms of the first word that Voikko would write instead, if it is one word and begins alike."""
    with _voikko_lock:
        voikko = finnish()
        offered = [each.lower() for each in voikko.suggest(word)] if voikko else []
    for each in offered:
        if " " not in each and "-" not in each and each[:1] == word[:1] and abs(len(each) - len(word)) <= 2:
            return _forms(each) or frozenset({each})
    return frozenset()


def _depth(reading: dict[str, Any]) -> int:
    """How many pieces a reading takes the word into: the fewer, the likelier (suoja+tie before suo+ja+tie)."""
    return str(reading.get("WORDBASES", "")).count("(")


def _parts(reading: dict[str, Any]) -> set[str]:
    pieces = [piece for base in _PART.findall(reading.get("WORDBASES", "")) for piece in base.split("=")]
    return {piece.lower() for piece in pieces if len(piece) > 1} if len(pieces) > 1 else set()


def _analyse(word: str) -> list[dict[str, Any]]:
    with _voikko_lock:
        voikko = finnish()
        found: list[dict[str, Any]] = voikko.analyze(word) or voikko.analyze(word.capitalize()) if voikko else []
    return found


@cache
def finnish() -> Voikko | None:
    """Opened when it is first needed, and used by one thread at a time: a handle of Voikko bears no more.

    None where the system has no Voikko or no Finnish for it: words then stand as they are (checks.py tells).
    """
    try:
        return Voikko(FINNISH)
    except (OSError, VoikkoException):
        return None


@lru_cache(maxsize=20_000)
def classes_of(word: str) -> frozenset[str]:
    """What kinds of word a Finnish word may be, as written: "etunimi", "sukunimi", "nimisana" … None known: {}."""
    return frozenset(str(reading.get("CLASS")) for reading in _readings(word))


@lru_cache(maxsize=20_000)
def written_forms(word: str) -> frozenset[str]:
    """The base forms of a word as it is written, small: Virtasen → virtanen."""
    return frozenset(str(reading["BASEFORM"]).lower() for reading in _readings(word))


def _readings(word: str) -> list[dict[str, Any]]:
    if len(word) > LONGEST_WORD:
        return []
    with _voikko_lock:
        voikko = finnish()
        found: list[dict[str, Any]] = voikko.analyze(word) if voikko else []
    return found
