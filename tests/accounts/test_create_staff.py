import io
import sys

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken, Membership, Role, User
from accounts.services import NewBody, create_body
from accounts.tokens import token_digest
from geo.models import Municipality
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("create_staff", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_a_password_is_made_up_and_shown_once(town: Municipality) -> None:
    first = run("m@kokeila.fi", "--town", "kokeila", "--role", "clerk")
    again = run("m@kokeila.fi", "--town", "kokeila", "--role", "clerk")
    password = first.rsplit(": ", 1)[1].strip()
    assert User.objects.get().check_password(password)
    assert "Password" not in again
    assert Membership.objects.count() == 1


def test_a_password_is_read_from_standard_input(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(PASSWORD + "\n"))
    out = run("m@kokeila.fi", "--town", "kokeila", "--role", "admin", "--password-stdin")
    assert User.objects.get().check_password(PASSWORD)
    assert PASSWORD not in out


def test_a_token_is_shown_once_and_kept_as_a_hash(town: Municipality) -> None:
    token = run("m@kokeila.fi", "--town", "kokeila", "--role", "clerk", "--token").rsplit(": ", 1)[1].strip()
    assert bytes(ApiToken.objects.get().digest) == token_digest(token)


def test_a_unit_is_named_by_its_code(town: Municipality) -> None:
    body = create_body(new=NewBody(town, "kadut", {}))
    run("m@kokeila.fi", "--town", "kokeila", "--role", "clerk", "--unit", "kadut")
    assert Membership.objects.get().body == body


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--town", "olematon", "--role", "clerk"], "Towns: kokeila"),
        (["--town", "kokeila", "--role", "clerk", "--unit", "kadut"], "Units: none"),
        (["--town", "kokeila", "--role", "board", "--area", "1"], "SET/CODE"),
        (["--town", "kokeila", "--role", "board", "--area", "board/1"], "no area set 'board'"),
        (["--town", "kokeila", "--role", "emperor"], "invalid choice"),
    ],
)
def test_what_is_wrong_is_said(town: Municipality, arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run("m@kokeila.fi", *arguments)
    assert not User.objects.exists()


def test_an_address_that_is_none_is_refused(town: Municipality) -> None:
    with pytest.raises(CommandError):
        run("maija", "--town", "kokeila", "--role", Role.CLERK)
