"""Categories at the desk: from a model, made, changed, ordered; and what is wrong is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Body
from feedback_map.models import Category, RoutingRule
from feedback_map.starting import beginnings
from geo.models import Municipality
from tests.factories import make_category

PAGE = "/uusila/desk/town/categories"
SENT: dict[str, Any] = {
    "name_fi": "Valaistus", "name_sv": "Belysning", "group_fi": "Liikkuminen", "icon": "lamp",
    "kinds": ["feedback", "thanks"], "needs_place": "on", "is_sensitive": "on", "is_answered": "on", "is_active": "on",
    "stop_fi": "Jos johto roikkuu, soita 112.",
    "ask_0": "string", "ask_0_fi": "Valaisimen numero", "hint_0_fi": "Se on tolpassa.",
    "ask_1": "singlevaluelist", "ask_1_fi": "Miten se on rikki?", "values_1_fi": "Ei pala\nVilkkuu",
    "values_1_sv": "Lyser inte\nBlinkar", "must_1": "on",
}  # fmt: skip


@pytest.mark.parametrize("model", ["finnish-town", "small-municipality", "surroundings"])
def test_a_model_brings_categories_units_and_rules_and_every_point_has_an_owner(
    admin: Client, town: Municipality, model: str
) -> None:
    assert admin.post("/uusila/desk/town/begin", {"beginning": model}).status_code == 302
    told = next(one for one in beginnings() if one.code == model)
    codes = list(Category.objects.filter(municipality=town).values_list("code", flat=True))
    assert codes == [one["code"] for one in told.categories]
    assert Body.objects.filter(municipality=town).count() == len(told.units)
    assert "on täsmälleen yksi vastuuyksikkö" in admin.get("/uusila/desk/routing").content.decode()


def test_a_model_leaves_what_the_town_has_and_twice_changes_nothing(admin: Client, town: Municipality) -> None:
    make_category(town, "muu", names={"fi": "Sekalaista"})
    for _ in range(2):
        admin.post("/uusila/desk/town/begin", {"beginning": "surroundings"})
    assert Category.objects.get(municipality=town, code="muu").names == {"fi": "Sekalaista"}
    assert Category.objects.filter(municipality=town).count() == 5
    assert RoutingRule.objects.filter(municipality=town).count() == 5
    assert admin.post("/uusila/desk/town/begin", {"beginning": "none"}).status_code == 404


def test_a_category_is_made_with_its_words_and_questions(admin: Client, town: Municipality) -> None:
    assert admin.post(f"{PAGE}/new", SENT).status_code == 302
    made = Category.objects.get(municipality=town)
    assert (made.code, made.names, made.group) == (
        "valaistus", {"fi": "Valaistus", "sv": "Belysning"}, {"fi": "Liikkuminen"},
    )  # fmt: skip
    assert (made.icon, made.kinds, made.needs_place, made.is_sensitive) == ("lamp", ["feedback", "thanks"], True, True)
    assert made.stop_text == {"fi": "Jos johto roikkuu, soita 112."}
    lamp, how = made.questions
    assert (lamp["datatype"], lamp["required"], lamp["hints"]) == ("string", False, {"fi": "Se on tolpassa."})
    assert how["required"] is True
    assert [one["names"] for one in how["values"]] == [
        {"fi": "Ei pala", "sv": "Lyser inte"},
        {"fi": "Vilkkuu", "sv": "Blinkar"},
    ]


def test_a_resident_is_warned_and_asked_what_the_desk_wrote(admin: Client, town: Municipality) -> None:
    admin.post(f"{PAGE}/new", SENT)
    page = admin.post("/uusila/pins/new", {"step": "where", "where": "town"}, follow=True).content.decode()
    assert "Jos johto roikkuu, soita 112." in page
    assert "Valaisimen numero" in page


def test_a_changed_category_keeps_its_code_and_the_keys_of_its_questions(admin: Client, town: Municipality) -> None:
    admin.post(f"{PAGE}/new", SENT)
    before = Category.objects.get(municipality=town)
    page = admin.get(f"{PAGE}/of/valaistus").content.decode()
    assert "Ei pala\nVilkkuu" in page
    assert 'value="Valaisimen numero"' in page
    changed = {**SENT, "name_fi": "Katuvalot", "ask_0_fi": "Lampun numero", "values_1_fi": "Vilkkuu\nEi pala\nMuu"}
    changed.pop("is_active")
    assert admin.post(f"{PAGE}/of/valaistus", changed).status_code == 302
    after = Category.objects.get(municipality=town)
    assert (after.code, after.names["fi"], after.is_active) == ("valaistus", "Katuvalot", False)
    assert [one["code"] for one in after.questions] == [one["code"] for one in before.questions]
    keys = {one["names"]["fi"]: one["key"] for one in before.questions[1]["values"]}
    assert [one["key"] for one in after.questions[1]["values"]][:2] == [keys["Vilkkuu"], keys["Ei pala"]]


def test_how_long_personal_data_is_kept_is_set_here_and_told_in_the_privacy_notice(
    admin: Client, town: Municipality
) -> None:
    admin.post(f"{PAGE}/new", SENT)
    made = Category.objects.get(municipality=town)
    assert (made.contact_months, made.anonymise_months) == (24, None)
    assert (
        admin.post(f"{PAGE}/of/valaistus", {**SENT, "contact_months": "7", "anonymise_months": "36"}).status_code == 302
    )
    made.refresh_from_db()
    assert (made.contact_months, made.anonymise_months) == (7, 36)
    page = admin.get(f"{PAGE}/of/valaistus").content.decode()
    assert 'name="contact_months" value="7"' in page and 'name="anonymise_months" value="36"' in page
    assert "7 kuukau" in admin.get("/uusila/privacy").content.decode()
    admin.post(f"{PAGE}/of/valaistus", {**SENT, "contact_months": "7", "anonymise_months": ""})
    made.refresh_from_db()
    assert (made.contact_months, made.anonymise_months) == (7, None)


def test_a_question_is_taken_away(admin: Client, town: Municipality) -> None:
    admin.post(f"{PAGE}/new", SENT)
    admin.post(f"{PAGE}/of/valaistus", {**SENT, "ask_0": ""})
    (left,) = Category.objects.get(municipality=town).questions
    assert left["names"] == {"fi": "Miten se on rikki?"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name_fi": ""}, "name_fi"),
        ({"name_fi": "!!!"}, "name_fi"),
        ({"name_fi": "Kadut"}, "name_fi"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["gossip"]}, "kinds"),
        ({"icon": "skull"}, "icon"),
        ({"stop_fi": "x" * 1001}, "stop_fi"),
        ({"ask_0_fi": ""}, "ask_0_fi"),
        ({"values_1_fi": ""}, "values_1_fi"),
        ({"ask_0": "spell"}, "ask_0"),
        ({"contact_months": "0"}, "contact_months"),
        ({"contact_months": "kauan"}, "contact_months"),
        ({"contact_months": "9" * 30}, "contact_months"),
        ({"anonymise_months": "121"}, "anonymise_months"),
        ({"contact_months": "12", "anonymise_months": "6"}, "anonymise_months"),
    ],
)
def test_what_is_wrong_with_a_category_is_told(
    admin: Client, town: Municipality, wrong: dict[str, Any], field: str
) -> None:
    make_category(town, "kadut")
    answer = admin.post(f"{PAGE}/new", {**SENT, **wrong})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.content.decode()
    assert Category.objects.filter(municipality=town).count() == 1


def test_categories_move_up_and_down(admin: Client, town: Municipality) -> None:
    for order, code in enumerate(("a", "b", "c")):
        make_category(town, code, order=order)
    admin.post(f"{PAGE}/of/c/move", {"way": "up"})
    admin.post(f"{PAGE}/of/a/move", {"way": "down"})
    admin.post(f"{PAGE}/of/c/move", {"way": "up"})
    assert list(Category.objects.filter(municipality=town).values_list("code", flat=True)) == ["c", "a", "b"]
    assert admin.post(f"{PAGE}/of/none/move").status_code == 404
