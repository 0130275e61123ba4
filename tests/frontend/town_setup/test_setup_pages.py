"""The pages by which a town is set up: steps, names, texts, logo, base maps, checks and opening."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Role
from accounts.services import NewBody, create_body
from delivery.files import read_file
from delivery.services import relay
from feedback_map.models import Category
from feedback_map.services import NewRule, add_rule
from geo.models import Municipality
from tests.factories import make_category
from tests.frontend.town_setup.conftest import person

DESK = "/uusila/desk/town/"
FACTS = {
    "names_fi": "Uusila", "names_sv": "Nyby", "names_en": "Newville", "code": "7", "first_language": "fi",
    "languages": ["fi", "sv"], "home_set": "district",
}  # fmt: skip
TEXTS = {
    "phone": "03 849 30", "email": "kirjaamo@uusila.example", "website": "https://uusila.example",
    "greeting_fi": "Tervetuloa kertomaan!", "desk_fi": "Palvelupiste, Torikatu 1",
    "controller_fi": "Uusilan kunnanhallitus", "privacy_contact_fi": "tietosuoja@uusila.example",
}  # fmt: skip


def picture(mode: str = "RGBA", kind: str = "PNG") -> SimpleUploadedFile:
    held = io.BytesIO()
    Image.new(mode, (900, 300), "red").save(held, kind)
    return SimpleUploadedFile("logo.png", held.getvalue(), "image/png")


def ready(town: Municipality) -> None:
    """What the town must have, by services."""
    make_category(town)
    add_rule(town=town, rule=NewRule(create_body(new=NewBody(town, "asiakaspalvelu", {"fi": "Asiakaspalvelu"}))))


def test_the_steps_tell_what_is_done_and_what_is_next(admin: Client, town: Municipality) -> None:
    page = admin.get(DESK).content.decode()
    assert "Seuraavaksi: Nimi ja kielet" in page
    assert page.count("town-step--done") == 2  # boundary and areas
    admin.post(f"{DESK}facts", FACTS)
    page = admin.get(DESK).content.decode()
    assert "Seuraavaksi: Aiheet ja yksiköt" in page
    assert page.count("town-step--done") == 4


def test_names_languages_and_home_areas_are_kept(admin: Client, town: Municipality) -> None:
    assert admin.post(f"{DESK}facts", FACTS).status_code == 302
    town.refresh_from_db()
    assert town.names == {"fi": "Uusila", "sv": "Nyby", "en": "Newville"}
    assert (town.code, town.languages, town.home_set) == ("007", ["fi", "sv"], "district")


@pytest.mark.parametrize("wrong", [{"names_fi": ""}, {"home_set": "none"}, {"code": "x"}, {"first_language": "xx"}])
def test_wrong_facts_are_told_and_change_nothing(admin: Client, town: Municipality, wrong: dict[str, str]) -> None:
    answer = admin.post(f"{DESK}facts", {**FACTS, **wrong})
    assert answer.status_code == 400
    assert f'href="#{next(iter(wrong))}"' in answer.content.decode()
    town.refresh_from_db()
    assert town.code == ""


def test_texts_stand_on_the_pages(admin: Client, town: Municipality) -> None:
    assert admin.post(f"{DESK}texts", TEXTS).status_code == 302
    page = admin.get("/uusila/").content.decode()
    for said in ("03 849 30", "Palvelupiste, Torikatu 1", "Tervetuloa kertomaan!"):
        assert said in page
    assert "Uusilan kunnanhallitus" in admin.get("/uusila/privacy").content.decode()


def test_a_text_that_is_emptied_goes_and_a_wrong_address_is_told(admin: Client, town: Municipality) -> None:
    admin.post(f"{DESK}texts", TEXTS)
    admin.post(f"{DESK}texts", {**TEXTS, "greeting_fi": ""})
    town.refresh_from_db()
    assert town.greeting == {}
    answer = admin.post(f"{DESK}texts", {**TEXTS, "email": "no address"})
    assert answer.status_code == 400
    assert 'href="#email"' in answer.content.decode()


def test_a_logo_is_made_anew_shown_and_removed(admin: Client, town: Municipality) -> None:
    sent = picture()
    assert admin.post(f"{DESK}logo", {"file": sent}).status_code == 302
    town.refresh_from_db()
    kept = read_file(town.logo)
    assert kept.startswith(b"\xff\xd8\xff")
    assert Image.open(io.BytesIO(kept)).width == 480
    assert "/uusila/logo.jpg" in admin.get("/uusila/").content.decode()
    shown = admin.get("/uusila/logo.jpg")
    assert (shown.content, shown.headers["Content-Type"]) == (kept, "image/jpeg")
    admin.post(f"{DESK}logo", {"remove": "1"})
    relay()
    assert admin.get("/uusila/logo.jpg").status_code == 404
    with pytest.raises(FileNotFoundError):
        read_file(town.logo)


def test_what_is_no_picture_is_refused_in_words(admin: Client, town: Municipality) -> None:
    for sent in (SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>"), None):
        answer = admin.post(f"{DESK}logo", {"file": sent} if sent else {})
        assert answer.status_code == 400
        assert 'id="file-wrong"' in answer.content.decode()
    town.refresh_from_db()
    assert town.logo == ""


MAP: dict[str, Any] = {
    "names_fi": "Maastokartta", "id": "maasto", "url": "https://maps.example/{z}/{x}/{y}.png", "crs": "EPSG:3067",
    "layers": "", "credit": "© Maanmittauslaitos", "max_zoom": "15",
}  # fmt: skip


def test_base_maps_are_added_put_first_and_removed(admin: Client, town: Municipality) -> None:
    admin.post(f"{DESK}base-maps", MAP)
    admin.post(f"{DESK}base-maps", {**MAP, "id": "ilma", "names_fi": "Ilmakuva"})
    admin.post(f"{DESK}base-maps", {**MAP, "credit": "© MML"})  # the same short name: changed
    assert admin.post(f"{DESK}base-maps/ilma", {"first": "1"}).status_code == 302
    town.refresh_from_db()
    assert [(one["id"], one["credit"]) for one in town.base_maps] == [
        ("ilma", "© Maanmittauslaitos"),
        ("maasto", "© MML"),
    ]
    admin.post(f"{DESK}base-maps/maasto", {"remove": "1"})
    town.refresh_from_db()
    assert [one["id"] for one in town.base_maps] == ["ilma"]
    assert "Ilmakuva" in admin.get(f"{DESK}base-maps").content.decode()
    assert admin.post(f"{DESK}base-maps/none", {"remove": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://wms.example/"}, "layers"),
        ({"id": "Maasto kartta"}, "id"),
        ({"crs": "EPSG:2393"}, "crs"),
        ({"max_zoom": "99"}, "max_zoom"),
        ({"names_fi": ""}, "names_fi"),
    ],
)
def test_a_wrong_base_map_is_told(admin: Client, town: Municipality, wrong: dict[str, str], field: str) -> None:
    answer = admin.post(f"{DESK}base-maps", {**MAP, **wrong})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.content.decode()
    town.refresh_from_db()
    assert town.base_maps == []


def test_a_town_opens_only_when_nothing_is_missing(admin: Client, town: Municipality) -> None:
    page = admin.get(f"{DESK}checks").content.decode()
    assert page.count("check--wrong") == 5  # home, categories, owners, help, privacy
    assert admin.post(f"{DESK}open").headers["Location"] == f"{DESK}checks"
    town.refresh_from_db()
    assert not town.is_public
    ready(town)
    admin.post(f"{DESK}facts", FACTS)
    admin.post(f"{DESK}texts", TEXTS)
    assert "check--wrong" not in admin.get(f"{DESK}checks").content.decode()
    admin.post(f"{DESK}open")
    assert Client().get("/uusila/").status_code == 200


def test_an_open_town_is_closed_again(admin: Client, town: Municipality) -> None:
    Municipality.objects.filter(pk=town.pk).update(is_public=True)
    assert Client().get("/uusila/").status_code == 200
    admin.post(f"{DESK}open", {"close": "1"})
    assert Client().get("/uusila/").status_code == 404
    assert Client().get("/tiles/uusila/areas/WebMercatorQuad/9/294/142.mvt").status_code == 404


def test_a_letter_goes_to_whoever_asks_for_it(admin: Client, town: Municipality) -> None:
    admin.post(f"{DESK}letter")
    relay()
    assert [letter.to for letter in mail.outbox] == [["admin@uusila.fi"]]


@pytest.mark.parametrize("page", ["", "facts", "texts", "checks", "base-maps"])
def test_others_than_administrators_do_not_set_the_town_up(town: Municipality, page: str) -> None:
    assert person(town, Role.CLERK).get(DESK + page).status_code == 403
    assert "/accounts/login/" in Client().get(DESK + page).headers["Location"]


def test_a_coordinator_changes_categories(town: Municipality) -> None:
    page = person(town, Role.COORDINATOR).get(f"{DESK}categories").content.decode()
    assert "Kaupunki tai suuri kunta" in page
    assert not Category.objects.filter(municipality=town).exists()
