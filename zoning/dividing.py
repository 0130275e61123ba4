"""Where a statement's text may be cut: at its paragraphs, at sentences where those are long, and where it was cut."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

LONG_PARAGRAPH = 600
_PARAGRAPH_END = re.compile(r"\n[ \t]{0,9}\n")
_SENTENCE_END = re.compile(r"[.!?…][\"”»)]{0,2}\s")
Bounds = tuple[int, int]


def stretches_of(text: str, cuts: Iterable[int] = (), *, by_sentence: bool = False) -> list[Bounds]:
    """Stretches in order that hold every letter of the text; what lies between them is blank."""
    marks = sorted({0, len(text), *(cut for cut in cuts if 0 < cut < len(text)), *_ends(text, by_sentence)})
    whole = (_without_blanks(text, *bounds) for bounds in pairwise(marks))
    return [(starts, ends) for starts, ends in whole if ends > starts]


def _ends(text: str, by_sentence: bool) -> Iterator[int]:
    paragraphs = [found.end() for found in _PARAGRAPH_END.finditer(text)]
    yield from paragraphs
    for starts, ends in zip([0, *paragraphs], [*paragraphs, len(text)], strict=True):
        if by_sentence or ends - starts > LONG_PARAGRAPH:
            yield from (found.end() for found in _SENTENCE_END.finditer(text, starts, ends))


def _without_blanks(text: str, starts: int, ends: int) -> Bounds:
    stretch = text[starts:ends]
    return starts + len(stretch) - len(stretch.lstrip()), starts + len(stretch.rstrip())
