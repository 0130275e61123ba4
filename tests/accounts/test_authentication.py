from datetime import timedelta

import pytest
from django.db.models.functions import Now
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts import permissions
from accounts.authentication import BearerAuthentication
from accounts.models import ApiToken, Role, User
from accounts.tokens import NewToken, issue_token
from geo.models import Municipality
from tests.accounts.conftest import Staffed

pytestmark = pytest.mark.django_db


def authenticate(header: str) -> tuple[User, ApiToken] | None:
    request = Request(APIRequestFactory().get("/", headers={"Authorization": header}))
    return BearerAuthentication().authenticate(request)


def test_a_token_acts_for_its_user(town: Municipality, staff: Staffed) -> None:
    found = authenticate(f"Bearer {issue_token(user=staff(Role.PLANNER), new=NewToken(town, 'x'))}")
    assert found is not None
    assert permissions.works_for(found[0], town, Role.PLANNER)


def test_a_token_needs_no_second_factor(town: Municipality, staff: Staffed, settings: object) -> None:
    settings.STAFF_TOTP = "required"  # type: ignore[attr-defined]
    found = authenticate(f"bearer {issue_token(user=staff(Role.PLANNER), new=NewToken(town, 'x'))}")
    assert found is not None
    assert permissions.may_enter_desk(found[0], town)


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Token x"])
def test_other_schemes_are_left_to_others(header: str) -> None:
    assert authenticate(header) is None


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer kuu_x", "Bearer \xe4\xf6", "Bearer a b c"])
def test_what_is_no_token_gets_one_answer(header: str) -> None:
    with pytest.raises(AuthenticationFailed) as refusal:
        authenticate(header)
    assert refusal.value.get_codes() == "invalid_token"


def test_expired_tokens_and_closed_users_get_the_same_answer(town: Municipality, staff: Staffed) -> None:
    token = issue_token(user=staff(Role.CLERK), new=NewToken(town, "x"))
    User.objects.update(is_active=False)
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {token}")
    User.objects.update(is_active=True)
    ApiToken.objects.update(expires_at=Now() - timedelta(seconds=1))
    with pytest.raises(AuthenticationFailed):
        authenticate(f"Bearer {token}")


def test_use_is_noted_once_a_day(town: Municipality, staff: Staffed, django_assert_num_queries: object) -> None:
    token = issue_token(user=staff(Role.CLERK), new=NewToken(town, "x"))
    authenticate(f"Bearer {token}")
    with django_assert_num_queries(1):  # type: ignore[operator]
        authenticate(f"Bearer {token}")
