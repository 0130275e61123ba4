"""States of a town's own, and ready texts."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from feedback_map.models import Category, ResponseTemplate, State, StateType
from feedback_map.services import (
    Change,
    StateWishes,
    TemplateWishes,
    change_state,
    is_fixed,
    keep_state,
    keep_template,
    make_first_states,
    state_of_type,
    templates_for,
)
from geo.models import Municipality
from geo.refusals import Refused
from tests.factories import make_category, make_town
from tests.feedback_map.handling import make_pin, make_state

pytestmark = pytest.mark.django_db


def test_a_new_town_has_a_state_of_every_type_in_three_languages() -> None:
    for _ in range(2):
        call_command("create_town", "kokeila", "--name-fi", "Kokeila", stdout=StringIO())
    town = Municipality.objects.get(slug="kokeila")
    states = State.objects.filter(municipality=town)
    assert sorted(state.type for state in states) == sorted(StateType.values)
    assert all(set(state.names) == {"fi", "sv", "en"} and all(state.names.values()) for state in states)


def test_a_town_keeps_its_own_states(town: Municipality) -> None:
    own = make_state(town, "oma")
    make_first_states(town)
    assert list(State.objects.filter(municipality=town)) == [own]


def test_only_done_counts_as_fixed(town: Municipality) -> None:
    assert [type_ for type_ in StateType.values if is_fixed(State(type=type_))] == ["done"]
    assert not is_fixed(None)


def test_what_a_state_means_cannot_change_once_a_pin_has_it(town: Municipality) -> None:
    state = make_state(town, "valmis", StateType.NOT_DONE)
    keep_state(town=town, wishes=StateWishes("valmis", StateType.OPEN, {"fi": "Avoin"}))
    change_state(town=town, pin=make_pin(town), state=state, change=Change())
    with pytest.raises(Refused):
        keep_state(town=town, wishes=StateWishes("valmis", StateType.DONE, {"fi": "Tehty"}))
    renamed = keep_state(town=town, wishes=StateWishes("valmis", StateType.OPEN, {"fi": "Työn alla"}))
    assert (renamed.pk, renamed.name("fi"), renamed.type) == (state.pk, "Työn alla", StateType.OPEN)


def test_a_town_without_a_state_of_a_type_gets_the_common_one(town: Municipality) -> None:
    made = state_of_type(town, StateType.DUPLICATE)
    assert (made.name("fi"), state_of_type(town, StateType.DUPLICATE)) == ("Jo kerrottu", made)


def test_ready_texts_suit_the_message_the_most_particular_first(town: Municipality) -> None:
    streets, parks, done = town_things(town)
    for order, (category, state) in enumerate([(None, None), (streets, None), (parks, done), (streets, done)]):
        wishes = TemplateWishes({"fi": f"{order}"}, {"fi": "Kiitos viestistä."}, category, state, order)
        keep_template(town=town, wishes=wishes)
    found = templates_for(town=town, category=streets, state=done)
    assert [template.names["fi"] for template in found] == ["3", "1", "0"]
    assert [template.names["fi"] for template in templates_for(town=town, category=None)] == ["0"]


def test_a_ready_text_needs_words_and_its_own_town(town: Municipality) -> None:
    with pytest.raises(Refused):
        keep_template(town=town, wishes=TemplateWishes({"fi": "Tyhjä"}, {"fi": " "}))
    with pytest.raises(Refused):
        keep_template(town=make_town(), wishes=TemplateWishes({}, {"fi": "Kiitos"}, town_things(town)[0]))
    assert not ResponseTemplate.objects.exists()


def town_things(town: Municipality) -> tuple[Category, Category, State]:
    return Category.objects.get(municipality=town), make_category(town, "parks"), make_state(town, "done", "done")
