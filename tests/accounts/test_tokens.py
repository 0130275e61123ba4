"""Tokens of programs: whose they are, for what they are good, and how they end."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, Membership, Role, Scope, StaffChange, User
from accounts.tokens import NewToken, issue_system_token, issue_token, token_digest, withdraw_token
from geo.models import Municipality
from geo.tenancy import in_town
from tests.accounts.conftest import Staffed

pytestmark = pytest.mark.django_db


def ask(path: str, token: str, method: str = "get") -> int:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return int(getattr(client, method)(path, content_type="application/json").status_code)


def system(town: Municipality, *scopes: str, role: Role = Role.CLERK) -> str:
    return issue_system_token(new=NewToken(town, "Kirjaamo", scopes), role=role)


def test_only_the_hash_of_a_token_is_kept(town: Municipality, staff: Staffed) -> None:
    token = issue_token(user=staff(Role.CLERK), new=NewToken(town, "script"))
    assert bytes(ApiToken.objects.get().digest) == token_digest(token)
    assert token.encode() not in bytes(ApiToken.objects.get().digest)


def test_a_token_is_good_for_its_scopes_alone_and_the_answer_says_which_it_would_need(town: Municipality) -> None:
    token = system(town, Scope.EXACT)
    path = f"/api/v1/towns/{town.slug}/desk/pins"
    assert ask(path, token) == 403
    refused = Client(headers={"Authorization": f"Bearer {token}"}).get(path)
    assert refused.json()["errors"][0]["code"] == "insufficient_scope"
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="messages.read"'
    assert ask(path, system(town, Scope.READ)) == 200


def test_a_scope_gives_no_right_that_the_role_lacks(town: Municipality) -> None:
    assert ask(f"/api/v1/towns/{town.slug}/desk/pins", system(town, Scope.READ, role=Role.ANALYST)) == 404


def test_a_token_of_one_town_opens_nothing_in_another_where_its_user_works_too(
    town: Municipality, other_town: Municipality, staff: Staffed
) -> None:
    user = staff(Role.CLERK)
    Membership.objects.create(user=user, municipality=other_town, role=Role.CLERK)
    token = issue_token(user=user, new=NewToken(town, "x"))
    assert ask(f"/api/v1/towns/{town.slug}/desk/pins", token) == 200
    assert ask(f"/api/v1/towns/{other_town.slug}/desk/pins", token) == 404


def test_a_withdrawn_token_opens_nothing_and_its_program_works_here_no_more(town: Municipality) -> None:
    token = system(town, Scope.READ)
    kept = ApiToken.objects.get()
    assert withdraw_token(town=town, token_id=kept.pk)
    assert ask(f"/api/v1/towns/{town.slug}/desk/pins", token) == 401
    assert not Membership.objects.valid_on().filter(user=kept.user).exists()
    assert not withdraw_token(town=town, token_id=kept.pk)


def test_a_town_cannot_withdraw_the_token_of_another(town: Municipality, other_town: Municipality) -> None:
    token = system(town, Scope.READ)
    assert not withdraw_token(town=other_town, token_id=ApiToken.objects.get().pk)
    assert ask(f"/api/v1/towns/{town.slug}/desk/pins", token) == 200


def test_making_and_withdrawing_are_noted_with_who_did_it(town: Municipality, staff: Staffed) -> None:
    admin = staff(Role.ADMIN)
    issue_system_token(new=NewToken(town, "Kirjaamo", [Scope.READ]), role=Role.CLERK, by=admin)
    withdraw_token(town=town, token_id=ApiToken.objects.get().pk, by=admin)
    with in_town(town):
        noted = StaffChange.objects.filter(by=admin).order_by("pk").values_list("kind", flat=True)
        assert [kind for kind in noted if kind.startswith("token")] == ["token_made", "token_ended"]


def test_a_program_has_no_password_and_no_letter_reaches_it(town: Municipality) -> None:
    system(town, Scope.READ)
    user = User.objects.get(is_system=True)
    assert not user.has_usable_password()
    assert user.email.endswith("@system.invalid")


def test_a_program_is_not_the_administrator_who_may_remain_alone(town: Municipality, staff: Staffed) -> None:
    from accounts.services import end_role

    staff(Role.ADMIN)
    system(town, Scope.WEBHOOKS, role=Role.ADMIN)
    with pytest.raises(ValidationError):
        end_role(membership=Membership.objects.get(user__is_system=False))


@pytest.mark.parametrize("scopes", [[], ["everything"]])
def test_a_token_for_nothing_or_the_unknown_is_not_made(town: Municipality, staff: Staffed, scopes: list[str]) -> None:
    with pytest.raises(ValidationError):
        issue_token(user=staff(Role.CLERK), new=NewToken(town, "x", scopes))
    assert not ApiToken.objects.exists()


def test_the_commands_make_list_and_withdraw(town: Municipality) -> None:
    out = io.StringIO()
    call_command("make_token", "Diaari", town=town.slug, scope=["messages.read"], role="clerk", days=30, stdout=out)
    kept = ApiToken.objects.get()
    assert bytes(kept.digest) == token_digest(out.getvalue().rsplit(": ", 1)[1].strip())
    assert kept.expires_at < timezone.now() + timedelta(days=31)
    call_command("withdraw_token", town=town.slug, stdout=out)
    assert f"{kept.pk}  Diaari  [messages.read]" in out.getvalue()
    call_command("withdraw_token", str(kept.pk), town=town.slug, stdout=out)
    kept.refresh_from_db()
    assert kept.withdrawn_at is not None
    with pytest.raises(CommandError):
        call_command("make_token", "Diaari", town="ei-ole", scope=["messages.read"], role="clerk")
