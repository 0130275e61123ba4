"""Where statements may be cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from zoning.dividing import LONG_PARAGRAPH, stretches_of

TEXT = "Ensimmäinen asia. Vielä siitä!\n\nToinen asia?  \n \nKolmas."


def _said(text: str, *cuts: int, by_sentence: bool = False) -> list[str]:
    return [text[starts:ends] for starts, ends in stretches_of(text, cuts, by_sentence=by_sentence)]


def test_a_text_is_cut_at_its_paragraphs() -> None:
    assert _said(TEXT) == ["Ensimmäinen asia. Vielä siitä!", "Toinen asia?", "Kolmas."]


def test_it_is_cut_at_sentences_where_that_is_asked_or_a_paragraph_is_long() -> None:
    assert _said(TEXT, by_sentence=True)[:2] == ["Ensimmäinen asia.", "Vielä siitä!"]
    long = "Tämä on virke. " * (LONG_PARAGRAPH // 10)
    assert set(_said(long)) == {"Tämä on virke."}


def test_where_it_was_cut_before_it_is_cut_again() -> None:
    assert _said(TEXT, 12)[:2] == ["Ensimmäinen", "asia. Vielä siitä!"]


def test_no_text_has_no_stretch() -> None:
    assert _said("") == _said(" \n\n ") == []


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="aä.! \n", max_size=200), st.lists(st.integers(-5, 250), max_size=4), st.booleans())
def test_the_stretches_hold_every_letter_once_and_in_order(text: str, cuts: list[int], by_sentence: bool) -> None:
    found = stretches_of(text, cuts, by_sentence=by_sentence)
    assert "".join("".join(text[starts:ends].split()) for starts, ends in found) == "".join(text.split())
    assert all(one[1] <= two[0] for one, two in pairwise(found))
