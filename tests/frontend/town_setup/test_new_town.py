"""The operator's page: a town is made closed, with its first administrator, or nothing is made at all."""

from __future__ import annotations

import io

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Membership, Role, User
from accounts.services import Post, create_staff
from delivery.services import relay
from geo.models import Municipality
from tests.factories import make_town

SENT = {
    "names_fi": "Heinola", "names_sv": "Heinola", "names_en": "", "slug": "heinola", "code": "111",
    "first_language": "fi", "languages": ["fi", "sv", "en"], "admin": "",
}  # fmt: skip


def test_an_operator_makes_a_town_that_nobody_else_sees(operator: Client) -> None:
    answer = operator.post("/new-town", SENT)
    assert answer.headers["Location"] == "/heinola/desk/town/"
    made = Municipality.objects.get(slug="heinola")
    assert (made.names, made.code, made.languages) == ({"fi": "Heinola", "sv": "Heinola"}, "111", ["fi", "sv", "en"])
    assert not made.is_public
    assert Client().get("/heinola/").status_code == 404
    page = operator.get("/heinola/desk/town/").content.decode()
    assert "Seuraavaksi: Raja" in page


def test_the_operator_invites_the_towns_administrator(operator: Client) -> None:
    operator.post("/new-town", {**SENT, "admin": "Kaisa@heinola.fi"})
    roles = Membership.objects.filter(municipality__slug="heinola").values_list("user__email", "role")
    assert set(roles) == {("operator@kuuluvuus.fi", Role.ADMIN), ("kaisa@heinola.fi", Role.ADMIN)}
    relay()
    assert [letter.to for letter in mail.outbox] == [["kaisa@heinola.fi"]]
    assert "/accounts/password/reset/key/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"slug": "api"}, "slug"),
        ({"slug": "new-town"}, "slug"),
        ({"slug": "Heinola!"}, "slug"),
        ({"slug": "5heinola"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "oleva"}, "slug"),
        ({"code": "12a"}, "code"),
        ({"names_fi": ""}, "names_fi"),
        ({"languages": []}, "languages"),
        ({"admin": "kaisa"}, "admin"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(operator: Client, wrong: dict[str, object], field: str) -> None:
    make_town("oleva")
    answer = operator.post("/new-town", {**SENT, **wrong})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.content.decode()
    assert list(Municipality.objects.values_list("slug", flat=True)) == ["oleva"]


def test_a_visitor_signs_in_first_and_a_towns_administrator_makes_no_towns(db: None) -> None:
    assert "/accounts/login/" in Client().get("/new-town").headers["Location"]
    admin = Client()
    admin.force_login(create_staff(email="a@oleva.fi", post=Post(make_town("oleva"), Role.ADMIN)).user)
    for answer in (admin.get("/new-town"), admin.post("/new-town", SENT)):
        assert answer.status_code == 403
    assert not Municipality.objects.filter(slug="heinola").exists()


def test_an_operator_has_no_right_in_a_town_of_others(operator: Client) -> None:
    make_town("oleva")
    for address in ("/oleva/desk/", "/oleva/desk/town/", "/oleva/desk/staff"):
        assert operator.get(address).status_code == 404


def test_create_operator_makes_one_and_again_changes_nothing(db: None) -> None:
    told = io.StringIO()
    call_command("create_operator", "Pekka@kuuluvuus.fi", stdout=told)
    call_command("create_operator", "pekka@kuuluvuus.fi", stdout=told)
    assert User.objects.get().is_operator
    assert told.getvalue().count("Password (shown only now)") == 1
    with pytest.raises(CommandError):
        call_command("create_operator", "pekka")
