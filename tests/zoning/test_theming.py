"""Themes that are suggested for texts."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.zoning.sixty import MATTERS, sixty_statements
from zoning.theming import Text, nearest_themes, suggest_themes


def test_sixty_statements_fall_into_their_nine_matters() -> None:
    texts, about = sixty_statements()
    groups = suggest_themes(texts)
    assert len(texts) == 60
    assert len(groups) == 9
    assert [{about[text] for text in group.texts} for group in groups] == [{about[g.texts[0]]} for g in groups]
    assert sorted(text for group in groups for text in group.texts) == sorted(about)


def test_nine_that_were_asked_for_are_the_same_nine_for_other_statements_too() -> None:
    for seed in (1, 2, 3):
        texts, about = sixty_statements(seed)
        groups = suggest_themes(texts, 9)
        right = sum(max(sum(about[t] == matter for t in group.texts) for matter in MATTERS) for group in groups)
        assert right >= 57


def test_the_order_of_statements_does_not_matter() -> None:
    texts, _about = sixty_statements()
    mixed = texts[:]
    random.Random(5).shuffle(mixed)
    one, two = suggest_themes(texts), suggest_themes(mixed)
    assert {frozenset(group.texts) for group in one} == {frozenset(group.texts) for group in two}


def test_a_group_is_named_by_words_of_its_matter_in_their_base_form() -> None:
    texts, about = sixty_statements()
    named = {about[group.texts[0]]: set(group.words) for group in suggest_themes(texts)}
    assert named["water"] & {"hulevesi", "tulvia", "kellari", "oja", "sade"}
    assert "liito-orava" in named["trees"] or named["trees"] & {"mänty", "metsikkö", "orava", "liito"}
    assert all(1 <= len(words) <= 3 for words in named.values())


def test_a_new_statement_is_offered_the_theme_that_it_is_most_like() -> None:
    texts, about = sixty_statements()
    placed = [replace(text, theme=about[text.id]) for text in texts]
    new = [
        Text("new", "Pihamme tulvi, kun hulevesille ei ole viivytystä eikä ojaa."),
        Text("other", "Venesataman laituri kaipaa valaistusta."),
    ]
    assert nearest_themes([*placed, *new]) == {"new": "water"}


def test_without_texts_or_themes_nothing_is_offered() -> None:
    assert suggest_themes([]) == []
    assert nearest_themes([Text("a", "Puisto on hyvä.")]) == {}
    assert [group.texts for group in suggest_themes([Text("a", "Puisto on hyvä.")])] == [("a",)]
