"""Themes that texts may belong to: suggested by the base forms of their words, decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geo.stats.grouping import group_texts, likeness
from geo.words import words_of

LIKE_ENOUGH = 0.15  # below it, no theme is offered: a wrong offer costs more than none
NAMING_WORDS = 3


@dataclass(frozen=True)
class Text:
    """A piece of a statement, by its public id, and the theme it is in, if it is in one."""

    id: str
    text: str
    language: str = "fi"
    theme: str = ""


@dataclass(frozen=True)
class Suggestion:
    """Texts that seem to speak of one thing, and the words that tell them from the others."""

    texts: tuple[str, ...]
    words: tuple[str, ...]


def suggest_themes(texts: Sequence[Text], number: int | None = None) -> list[Suggestion]:
    """Groups of texts, the largest first; `number` is how many there shall be, else as many as tell apart best."""
    present, words = _table(texts)
    found = group_texts(present, number)
    groups = [
        Suggestion(
            tuple(text.id for text, label in zip(texts, found.labels, strict=True) if label == group),
            _naming(found.telling[group], words),
        )
        for group in range(len(found.telling))
    ]
    return sorted(groups, key=lambda group: -len(group.texts))


def nearest_themes(texts: Sequence[Text]) -> dict[str, str]:
    """For each text without a theme, the theme whose texts it is most like; none where it is like none."""
    waiting, placed = [text for text in texts if not text.theme], [text for text in texts if text.theme]
    if not waiting or not placed:
        return {}
    present, _words = _table([*waiting, *placed])
    alike = likeness(present[: len(waiting)], present[len(waiting) :])
    themes = sorted({text.theme for text in placed})
    members = np.array([[text.theme == theme for theme in themes] for text in placed], dtype=float)
    means = alike @ (members / members.sum(axis=0))
    return {
        text.id: themes[int(row.argmax())] for text, row in zip(waiting, means, strict=True) if row.max() >= LIKE_ENOUGH
    }


def _table(texts: Iterable[Text]) -> tuple[np.ndarray, list[str]]:
    """Texts × words: whether a word is in a text. Words that only one text has tell nothing, but keep it apart."""
    said = [frozenset(words_of(text.text, text.language)) for text in texts]
    words = sorted(frozenset().union(*said))
    at = {word: place for place, word in enumerate(words)}
    present = np.zeros((len(said), len(words)), dtype=bool)
    for row, each in enumerate(said):
        present[row, [at[word] for word in each]] = True
    return present, words


def _naming(telling: np.ndarray, words: Sequence[str]) -> tuple[str, ...]:
    """The most telling words; a part of a compound that is named already says nothing new."""
    named: list[str] = []
    for place in np.argsort(-telling, kind="stable"):
        word = words[place]
        if telling[place] <= 0 or len(named) == NAMING_WORDS:
            break
        if len(word) > 2 and not word.isdigit() and not any(word in known or known in word for known in named):
            named.append(word)
    return tuple(named)
