"""Finnish as people write it: whatever form a word has, it is found by its base form and its parts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_map.languages import language_of
from feedback_map.words import base_forms, words_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pyöräteiden auraus", {"pyörätie", "pyörä", "tie"}),
        ("Vettä on kellarissa, vedenpinta nousee", {"vesi", "kellari", "vedenpinta"}),
        ("pyöräkatos puuttuu", {"pyöräkatos", "katos"}),
        ("katokseen", {"katos"}),
        ("leikkipuistojen keinuilla", {"leikkipuisto", "puisto", "keinu"}),
        ("Hiekoittamatta jäi", {"hiekoittaa"}),
        ("KATUVALOT", {"katuvalo", "valo"}),
        ("Porrassalmenkadulla", {"porrassalmenkatu", "katu"}),
    ],
)
def test_a_word_is_known_by_its_base_form_and_its_parts(text: str, found: set[str]) -> None:
    assert found <= set(words_of(text))


@pytest.mark.parametrize(
    ("typo", "meant"), [("pyoratie", "pyörätie"), ("katuvlao", "katuvalo"), ("auramatta", "aurata")]
)
def test_a_misspelt_word_is_also_the_word_that_was_meant(typo: str, meant: str) -> None:
    assert {typo, meant} <= set(words_of(typo))


def test_words_that_say_nothing_are_left_out() -> None:
    assert words_of("Tämä on se, joka ei ole minun") == []


def test_suojatie_is_not_taken_for_suo_and_tie() -> None:
    assert "suo" not in words_of("suojatien")


def test_other_languages_keep_their_words() -> None:
    assert words_of("Gatan är mörk", "sv") == ["gatan", "mörk", "är"]


def test_a_searched_word_is_looked_for_as_a_whole() -> None:
    assert base_forms("pyöräteiden") == {"pyörätie"} and base_forms("?!") == set()


def test_the_longest_text_and_words_that_are_none_do_no_harm() -> None:
    assert len(words_of("x1y2 " * 100_000)) == 1 and words_of("ä" * 100_000) == [] and words_of("'\\ \x00") == []


def test_several_threads_ask_at_once() -> None:
    words = [f"{start}katuvalossa" for start in ("puisto", "ranta", "koulu", "tori")] * 25
    with ThreadPoolExecutor(8) as threads:
        assert all("valo" in found or "katuvalo" in found for found in threads.map(words_of, words))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Katuvalo on ollut rikki jo viikon koulun kohdalla", "fi"),
        ("Lampan i korsningen lyser inte på kvällarna", "sv"),
        ("The street light has been broken near the school for weeks", "en"),
        ("Уличный фонарь не работает уже неделю", "ru"),
        ("Kiitos!", ""),
    ],
)
def test_the_language_of_a_text_is_found_unless_it_is_too_short(text: str, language: str) -> None:
    assert language_of(text) == language
