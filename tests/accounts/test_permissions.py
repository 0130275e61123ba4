from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from accounts import permissions
from accounts.models import Private, Role, User
from accounts.services import NewBody, Permit, create_body, grant_private
from geo.models import Area, AreaSet, Municipality
from tests.accounts.conftest import Staffed

pytestmark = pytest.mark.django_db


def board_area(town: Municipality, code: str, valid_from: date, valid_to: date | None = None) -> Area:
    kept, _ = AreaSet.objects.get_or_create(
        municipality=town, kind="board", valid_from=valid_from, defaults={"valid_to": valid_to}
    )
    square = Polygon(((0, 0), (0, 1), (1, 1), (1, 0), (0, 0)), srid=3067)
    return Area.objects.create(
        municipality=town,
        area_set=kept,
        code=code,
        geom=MultiPolygon(square, srid=3067),
        label_point=Point(0, 0, srid=3067),
    )


def again(user: User) -> User:
    """The user as the next request sees it."""
    return User.objects.get(pk=user.pk)


def test_a_visitor_may_do_nothing(town: Municipality) -> None:
    for user in (AnonymousUser(), User.objects.create_user("nobody@kokeila.fi")):
        assert not permissions.works_for(user, town)
        assert not permissions.may_enter_desk(user, town)
        assert not permissions.may_see_contact(user, town)


def test_a_right_in_one_town_is_none_in_another(town: Municipality, other_town: Municipality, staff: Staffed) -> None:
    admin = staff(Role.ADMIN)
    assert permissions.may_manage_staff(admin, town)
    assert not permissions.may_manage_staff(admin, other_town)


def test_an_inactive_user_has_no_rights(town: Municipality, staff: Staffed) -> None:
    clerk = staff(Role.CLERK)
    User.objects.update(is_active=False)
    assert not permissions.works_for(again(clerk), town)


@pytest.mark.parametrize("role", [Role.BOARD, Role.SECRETARY, Role.ANALYST, Role.AUDITOR])
def test_boards_and_onlookers_see_nothing_private(town: Municipality, staff: Staffed, role: Role) -> None:
    user = staff(role)
    assert not permissions.may_see_contact(user, town)
    assert not permissions.may_see_unpublished(user, town)


def test_a_grant_opens_one_thing_to_one_board(town: Municipality, staff: Staffed) -> None:
    north, south = (create_body(new=NewBody(town, code, {"fi": code})) for code in ("north", "south"))
    ours, theirs = staff(Role.BOARD, "a@kokeila.fi", body=north), staff(Role.BOARD, "b@kokeila.fi", body=south)
    grant_private(permit=Permit(town, Private.UNPUBLISHED, body=north))
    assert permissions.may_see_unpublished(ours, town)
    assert not permissions.may_see_contact(ours, town)
    assert not permissions.may_see_unpublished(theirs, town)


def test_a_board_member_sits_on_the_board_of_the_area_only(town: Municipality, staff: Staffed) -> None:
    north, south = (board_area(town, code, date(2025, 1, 1)) for code in ("north", "south"))
    member = staff(Role.BOARD, area=north)
    assert permissions.sits_on_board_of(member, north)
    assert not permissions.sits_on_board_of(member, south)


def test_a_seat_stays_when_the_borders_are_drawn_anew(town: Municipality, staff: Staffed) -> None:
    old = board_area(town, "north", date(2024, 1, 1), date(2025, 1, 1))
    new = board_area(town, "north", date(2025, 1, 1))
    assert permissions.sits_on_board_of(staff(Role.BOARD, area=old), new)


def test_a_seat_may_come_from_the_body(town: Municipality, staff: Staffed) -> None:
    north = board_area(town, "north", date(2025, 1, 1))
    board = create_body(new=NewBody(town, "north-board", {}, area=north))
    assert permissions.sits_on_board_of(staff(Role.SECRETARY, body=board), north)


def test_a_clerk_of_an_area_sits_on_no_board(town: Municipality, staff: Staffed) -> None:
    north = board_area(town, "north", date(2025, 1, 1))
    assert not permissions.sits_on_board_of(staff(Role.CLERK, area=north), north)


def test_who_works_for_a_department_works_for_its_units(town: Municipality, staff: Staffed) -> None:
    department = create_body(new=NewBody(town, "tekninen", {}))
    unit = create_body(new=NewBody(town, "kadut", {}, parent=department))
    assert permissions.works_for_body(staff(Role.CLERK, body=department), unit)
    assert not permissions.works_for_body(staff(Role.CLERK, "b@kokeila.fi", body=unit), department)


def test_rights_wait_for_the_second_factor_where_it_is_demanded(
    town: Municipality, staff: Staffed, settings: object
) -> None:
    settings.STAFF_TOTP = "required"  # type: ignore[attr-defined]
    admin = staff(Role.ADMIN)
    assert permissions.lacks_second_factor(admin)
    assert not permissions.may_enter_desk(admin, town)
    admin.authenticator_set.create(type="totp", data={})  # type: ignore[attr-defined]
    assert permissions.may_enter_desk(again(admin), town)


def test_rights_of_a_request_are_read_once(
    town: Municipality, staff: Staffed, django_assert_num_queries: object
) -> None:
    user = again(staff(Role.CLERK))
    with django_assert_num_queries(1):  # type: ignore[operator]
        permissions.may_answer(user, town)
        permissions.may_moderate(user, town)
        permissions.may_enter_desk(user, town)
