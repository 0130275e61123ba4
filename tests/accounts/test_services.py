import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import AccessLog, Body, Membership, Private, Role, StaffChange, User
from accounts.services import (
    Invitation,
    NewBody,
    Permit,
    Post,
    Staff,
    create_body,
    create_staff,
    end_role,
    grant_private,
    invite_staff,
    look_at,
    revoke_private,
)
from delivery.services import relay
from geo.models import Municipality
from geo.tenancy import in_town
from tests.accounts.conftest import PASSWORD, Staffed

pytestmark = pytest.mark.django_db


def test_one_address_is_one_user_however_it_is_written(town: Municipality) -> None:
    for email in ("Maija.M@Kokeila.FI", " maija.m@kokeila.fi "):
        create_staff(email=email, post=Post(town, Role.CLERK))
    assert User.objects.get().email == "maija.m@kokeila.fi"
    assert Membership.objects.count() == 1


def test_the_database_refuses_a_second_spelling_too(town: Municipality) -> None:
    with pytest.raises(IntegrityError):
        User.objects.bulk_create([User(email="Maija@kokeila.fi")])


def test_a_made_up_password_is_told_once_and_works(town: Municipality) -> None:
    first = create_staff(email="m@kokeila.fi", post=Post(town, Role.CLERK))
    again = create_staff(email="m@kokeila.fi", post=Post(town, Role.CLERK))
    assert first.password is not None
    assert first.user.check_password(first.password)
    assert (again.password, again.is_new) == (None, False)
    assert first.password not in repr(first)


def test_a_weak_password_is_refused_and_leaves_no_user(town: Municipality) -> None:
    with pytest.raises(ValidationError):
        create_staff(email="m@kokeila.fi", post=Post(town, Role.CLERK), password="salasana")
    assert not User.objects.exists()


def test_a_user_may_hold_several_roles_and_lose_one(town: Municipality) -> None:
    user = create_staff(email="m@kokeila.fi", post=Post(town, Role.CLERK)).user
    planner = create_staff(email="m@kokeila.fi", post=Post(town, Role.PLANNER)).membership
    end_role(membership=planner)
    assert [m.role for m in user.memberships.valid_on()] == [Role.CLERK]


def test_a_role_ends_on_its_last_day(town: Municipality) -> None:
    held = create_staff(email="m@kokeila.fi", post=Post(town, Role.CLERK)).membership
    today = timezone.localdate()
    end_role(membership=held, last_day=today)
    assert Membership.objects.valid_on(today).count() == 1
    assert Membership.objects.valid_on(today + timedelta(days=1)).count() == 0


def test_a_unit_of_another_town_is_refused(town: Municipality, other_town: Municipality) -> None:
    body = create_body(new=NewBody(other_town, "tekninen", {"fi": "Tekninen"}))
    with pytest.raises(ValidationError):
        create_staff(email="m@kokeila.fi", post=Post(town, Role.CLERK, body=body))


def test_a_body_made_twice_is_one_body(town: Municipality) -> None:
    for name in ("Tekninen", "Tekniset palvelut"):
        create_body(new=NewBody(town, "tekninen", {"fi": name}))
    assert Body.objects.get().names == {"fi": "Tekniset palvelut"}


def test_a_look_at_something_private_is_logged(town: Municipality, staff: Staffed) -> None:
    clerk = staff(Role.CLERK)
    look_at(user=clerk, town=town, what=Private.CONTACT, subjects=["pin a", "pin b"], why="answering")
    with in_town(town):
        rows = AccessLog.objects.order_by("pk").values_list("user_id", "role", "what", "subject", "why")
        assert list(rows) == [(clerk.pk, "clerk", "contact", f"pin {x}", "answering") for x in "ab"]


def test_a_look_without_the_right_is_refused_and_a_grant_opens_it(town: Municipality, staff: Staffed) -> None:
    member = staff(Role.BOARD)
    with pytest.raises(PermissionDenied):
        look_at(user=member, town=town, what=Private.UNPUBLISHED, subjects=["pin"])
    grant_private(permit=Permit(town, Private.UNPUBLISHED, reason="decision 12 §"))
    look_at(user=member, town=town, what=Private.UNPUBLISHED, subjects=["pin"])
    with in_town(town):
        assert AccessLog.objects.get().role == Role.BOARD


def test_the_log_of_one_town_is_hidden_from_another(
    town: Municipality, other_town: Municipality, staff: Staffed
) -> None:
    look_at(user=staff(Role.CLERK), town=town, what=Private.CONTACT, subjects=["pin"])
    with in_town(other_town):
        assert AccessLog.objects.count() == 0
    assert AccessLog.objects.count() == 0


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_application_can_change_nothing_in_the_log(town: Municipality, staff: Staffed, change: str) -> None:
    look_at(user=staff(Role.CLERK), town=town, what=Private.CONTACT, subjects=["pin"])
    with in_town(town), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        if change == "update":
            AccessLog.objects.update(why="something else")
        else:
            AccessLog.objects.all()._raw_delete("default")
    assert connections["default"].settings_dict["USER"] != connections["owner"].settings_dict["USER"]


def invite(town: Municipality, by: User, email: str = "uusi@kokeila.fi", role: Role = Role.CLERK) -> Staff:
    return invite_staff(invitation=Invitation(email, Post(town, role), by, "https://kuuluvuus.example/", "Uusi Tekijä"))


def test_who_is_invited_chooses_a_password_by_a_link(town: Municipality, staff: Staffed) -> None:
    found = invite(town, staff(Role.ADMIN))
    assert found.is_new and not found.user.has_usable_password()
    relay()
    [letter] = mail.outbox
    assert letter.to == ["uusi@kokeila.fi"]
    assert re.search(r"https://kuuluvuus\.example/accounts/password/reset/key/\S+", str(letter.body))


def test_who_has_a_password_already_is_told_where_to_sign_in(town: Municipality, staff: Staffed) -> None:
    known = staff(Role.PLANNER, "uusi@kokeila.fi", password=PASSWORD)
    found = invite(town, staff(Role.ADMIN))
    relay()
    assert (found.is_new, found.user.pk, known.name) == (False, known.pk, "")
    body = str(mail.outbox[0].body)
    assert "/password/" not in body and "https://kuuluvuus.example/kokeila/desk/" in body
    known.refresh_from_db()
    assert known.check_password(PASSWORD)


def test_each_change_of_rights_is_noted_with_who_made_it(town: Municipality, staff: Staffed) -> None:
    admin = staff(Role.ADMIN)
    found = invite(town, admin)
    end_role(membership=found.membership, by=admin)
    grant = grant_private(permit=Permit(town, Private.UNPUBLISHED, reason="12 §"), by=admin)
    revoke_private(grant=grant, by=admin)
    with in_town(town):
        rows = list(StaffChange.objects.order_by("pk").values_list("by_id", "user_id", "kind", "role"))
        told = StaffChange.objects.get(kind="grant_given").detail
    new, me = found.user.pk, admin.pk
    assert rows == [
        (None, me, "role_given", "admin"),
        (me, new, "role_given", "clerk"),
        (me, new, "invited", "clerk"),
        (me, new, "role_ended", "clerk"),
        (me, None, "grant_given", "board"),
        (me, None, "grant_ended", "board"),
    ]
    assert told == "unpublished · 12 §"


def test_a_town_keeps_an_administrator(town: Municipality, staff: Staffed) -> None:
    first, second = staff(Role.ADMIN), staff(Role.ADMIN, "toinen@kokeila.fi")
    end_role(membership=first.memberships.get())
    with pytest.raises(ValidationError):
        end_role(membership=second.memberships.get())
    assert [m.user_id for m in Membership.objects.valid_on()] == [second.pk]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_application_can_change_nothing_in_the_list_of_changes(
    town: Municipality, staff: Staffed, change: str
) -> None:
    staff(Role.CLERK)
    with in_town(town), pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        if change == "update":
            StaffChange.objects.update(detail="something else")
        else:
            StaffChange.objects.all()._raw_delete("default")
