"""The page of staff: who is asked in, what ends, what boards may see, and that each change is told."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Grant, Membership, Role, StaffChange, User
from accounts.services import NewBody, create_body
from delivery.services import relay
from geo.models import Area, Municipality
from geo.tenancy import in_town
from tests.factories import make_halves, make_town

PAGE = "/en/testtown/desk/staff"


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testtown")
    make_halves(town)
    return town


@pytest.fixture
def admin(town: Municipality) -> Client:
    return signed_in(person(town, "admin"))


def person(town: Municipality, role: str, email: str = "") -> User:
    user = User.objects.create_user(email or f"{role}@example.org")
    Membership.objects.create(user=user, municipality=town, role=role)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def changes(town: Municipality) -> list[tuple[str, str]]:
    with in_town(town):
        return list(StaffChange.objects.order_by("pk").values_list("kind", "role"))


def test_only_administrators_of_this_town_see_it(town: Municipality, admin: Client) -> None:
    assert admin.get(PAGE).status_code == 200
    assert signed_in(person(town, "clerk")).get(PAGE).status_code == 403
    assert signed_in(person(make_town("othertown"), "admin", "a@other.fi")).get(PAGE).status_code == 404


def test_an_invitation_makes_a_user_with_a_role_and_a_letter(town: Municipality, admin: Client) -> None:
    area = Area.objects.get(code="W")
    form = {"email": " Maija@Example.org", "name": "Maija", "role": "board", "area": str(area.pk)}
    assert admin.post(PAGE, form)["Location"] == PAGE
    held = Membership.objects.get(user__email="maija@example.org")
    assert (held.role, held.area, held.user.has_usable_password()) == (Role.BOARD, area, False)
    relay()
    assert [letter.to for letter in mail.outbox] == [["maija@example.org"]]
    html = admin.get(PAGE).content.decode()
    assert "Maija" in html and "Has not signed in yet" in html and "is on its way" in html


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"role": "clerk"}, "Write the e-mail address."),
        ({"email": "maija", "role": "clerk"}, "valid email"),
        ({"email": "m@example.org", "role": "emperor"}, "emperor"),
        ({"email": "m@example.org", "role": "board"}, "Choose the board, or the area that it is for."),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_invited(
    town: Municipality, admin: Client, form: dict[str, str], says: str
) -> None:
    answer = admin.post(PAGE, form)
    assert (answer.status_code, User.objects.count(), len(mail.outbox)) == (400, 1, 0)
    assert says in answer.content.decode()


def test_a_role_ends_at_once_or_after_a_day(town: Municipality, admin: Client) -> None:
    clerk, planner = person(town, "clerk"), person(town, "planner")
    Membership.objects.exclude(role="admin").update(valid_from="2026-01-01")
    admin.post(f"/en/testtown/desk/staff/roles/{clerk.memberships.get().pk}/end")
    admin.post(f"/en/testtown/desk/staff/roles/{planner.memberships.get().pk}/end", {"last_day": "2030-06-30"})
    assert [m.role for m in Membership.objects.valid_on().order_by("role")] == ["admin", "planner"]
    assert planner.memberships.get().valid_to == datetime.date(2030, 7, 1)
    html = admin.get(PAGE).content.decode()
    assert "clerk@example.org" not in html.split('id="invite"')[0] and "until" in html
    assert changes(town)[-2:] == [("role_ended", "clerk"), ("role_ended", "planner")]


def test_the_last_administrator_cannot_leave(town: Municipality, admin: Client) -> None:
    mine = Membership.objects.get(role="admin")
    answer = admin.post(f"/en/testtown/desk/staff/roles/{mine.pk}/end", follow=True)
    assert "last administrator" in answer.content.decode()
    assert Membership.objects.valid_on().count() == 1


def test_another_towns_people_are_out_of_reach(town: Municipality, admin: Client) -> None:
    other = make_town("othertown")
    stranger = person(other, "clerk", "clerk@other.fi")
    right = Grant.objects.create(municipality=other, role="board", what="contact")
    mine = stranger.memberships.get().pk
    for path in (f"roles/{mine}/end", f"{stranger.pk}/letter", f"grants/{right.pk}/end"):
        assert admin.post(f"/en/testtown/desk/staff/{path}").status_code == 404
    assert "clerk@other.fi" not in admin.get(PAGE).content.decode()
    assert (Membership.objects.valid_on().count(), Grant.objects.count()) == (2, 1)


def test_a_board_is_let_see_unpublished_messages_and_no_longer(town: Municipality, admin: Client) -> None:
    create_body(new=NewBody(town, "pohjoinen", {"en": "Northern board"}))
    form = {"role": "board", "body": "pohjoinen", "what": "unpublished"}
    assert "which decision this rests on" in admin.post(f"{PAGE}/grants", form).content.decode()
    admin.post(f"{PAGE}/grants", {**form, "reason": "Town board 12 §"})
    grant = Grant.objects.get()
    assert (grant.what, grant.granted_by) == ("unpublished", User.objects.get(email="admin@example.org"))
    assert "Northern board" in admin.get(PAGE).content.decode()
    admin.post(f"{PAGE}/grants/{grant.pk}/end")
    assert not Grant.objects.exists()
    assert changes(town) == [("grant_given", "board"), ("grant_ended", "board")]


def test_the_invitation_is_sent_again_to_who_works_here(town: Municipality, admin: Client) -> None:
    late = person(town, "clerk")
    assert admin.post(f"{PAGE}/{late.pk}/letter").status_code == 302
    relay()
    assert "/accounts/password/reset/key/" in str(mail.outbox[0].body)


@pytest.mark.parametrize("language", ["", "/sv", "/en"])
def test_the_page_asks_few_questions_of_the_database(
    town: Municipality, admin: Client, language: str, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(20):
        person(town, "clerk", f"clerk{number}@example.org")
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert admin.get(f"{language}/testtown/desk/staff").status_code == 200
