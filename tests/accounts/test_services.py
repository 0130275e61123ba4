from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from accounts.models import AccessLog, ApiToken, Body, Membership, Private, Role, User
from accounts.services import (
    NewBody,
    Permit,
    Post,
    create_body,
    create_staff,
    end_role,
    grant_private,
    issue_token,
    look_at,
)
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


def test_only_the_hash_of_a_token_is_kept(town: Municipality, staff: Staffed) -> None:
    token = issue_token(user=staff(password=PASSWORD), label="script")
    assert token.encode() not in bytes(ApiToken.objects.get().digest)


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
