"""Writes of accounts: staff and their roles, bodies, grants, tokens, and the log of private looks."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts import permissions
from accounts.models import AccessLog, ApiToken, Body, Grant, Membership, Private, Role, User, normal_email
from delivery.mail import post_letter
from geo.models import Area, Municipality
from geo.tenancy import in_town

TOKEN_LIFETIME = timedelta(days=365)
RESET_LETTER = "accounts.password_reset"
TOKEN_PREFIX = "kuu_"  # noqa: S105  so that a leaked one is recognised


@dataclass(frozen=True)
class Post:
    """One role in one town, perhaps for one body or area."""

    town: Municipality
    role: Role
    body: Body | None = None
    area: Area | None = None


@dataclass(frozen=True)
class NewBody:
    town: Municipality
    code: str
    names: dict[str, str]
    kind: Body.Kind = Body.Kind.UNIT
    parent: Body | None = None
    area: Area | None = None
    email: str = ""
    is_external: bool = False


@dataclass(frozen=True)
class Staff:
    """`password` is set when one was made up here: show it once, it is kept nowhere."""

    user: User
    membership: Membership
    is_new: bool
    password: str | None = field(default=None, repr=False)


@transaction.atomic
def create_staff(*, email: str, post: Post, name: str = "", password: str | None = None) -> Staff:
    """Make (or find) a user and give a role; the same again changes nothing. A password given is set each time."""
    email = valid_email(email)
    user = User.objects.filter(email=email).first()
    is_new = user is None
    made_up = secrets.token_urlsafe(15) if is_new and password is None else None
    if user is None:
        user = User.objects.create_user(email, made_up, name=name, language=post.town.first_language)
    if password is not None:
        set_password(user=user, password=password)
    return Staff(user, grant_role(user=user, post=post), is_new, made_up)


def valid_email(email: str) -> str:
    email = normal_email(email)
    validate_email(email)
    return email


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    if user.check_password(password):
        return
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])


@transaction.atomic
def grant_role(*, user: User, post: Post) -> Membership:
    """Give a role from today on; one that is held already stays as it is."""
    for place in (post.body, post.area):
        if place is not None and place.municipality_id != post.town.pk:
            raise ValidationError("The unit or area belongs to another town.", code="other_town")
    user.__dict__.pop("_memberships_by_town", None)
    held, _ = Membership.objects.get_or_create(
        user=user, municipality=post.town, role=post.role, body=post.body, area=post.area, valid_to=None
    )
    return held


@transaction.atomic
def end_role(*, membership: Membership, last_day: date | None = None) -> None:
    """Take a role away after `last_day` (default: yesterday, so that it is gone at once)."""
    end = (last_day or timezone.localdate() - timedelta(days=1)) + timedelta(days=1)
    if end <= membership.valid_from:
        membership.delete()
        return
    membership.valid_to = end
    membership.save(update_fields=["valid_to"])


@transaction.atomic
def create_body(*, new: NewBody) -> Body:
    """Make a unit, board or council, or bring the one of that code up to date."""
    body, _ = Body.objects.update_or_create(
        municipality=new.town,
        code=new.code,
        defaults={
            "kind": new.kind,
            "names": new.names,
            "parent": new.parent,
            "area": new.area,
            "email": new.email,
            "is_external": new.is_external,
        },
    )
    return body


@dataclass(frozen=True)
class Permit:
    """What a town lets the holders of a role (of one body, or of all) see, and why."""

    town: Municipality
    what: Private
    role: Role = Role.BOARD
    body: Body | None = None
    reason: str = ""


@transaction.atomic
def grant_private(*, permit: Permit, by: User | None = None) -> Grant:
    grant, _ = Grant.objects.update_or_create(
        municipality=permit.town,
        body=permit.body,
        role=permit.role,
        what=permit.what,
        defaults={"reason": permit.reason, "granted_by": by},
    )
    return grant


@transaction.atomic
def revoke_private(*, grant: Grant) -> None:
    grant.delete()


def look_at(
    *, user: permissions.Visitor, town: Municipality, what: Private, subjects: Iterable[str], why: str = ""
) -> None:
    """Log that the user looks at something private, or refuse. Call it before showing; subjects are public ids."""
    role = permissions.acting_role(user, town, what)
    if role is None or not isinstance(user, User):
        raise PermissionDenied
    with in_town(town):
        AccessLog.objects.bulk_create(
            AccessLog(municipality=town, user=user, role=role, what=what, subject=subject[:120], why=why[:300])
            for subject in subjects
        )


@transaction.atomic
def ask_password_reset(*, email: str, base_url: str, language: str) -> None:
    """Have a reset letter written. Known and unknown addresses go the same way; who exists is looked up later."""
    post_letter(kind=RESET_LETTER, payload={"email": normal_email(email), "base_url": base_url, "language": language})


@transaction.atomic
def issue_token(*, user: User, label: str) -> str:
    """A key for a program that acts as the user. It is shown once; the database keeps its hash."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user, digest=token_digest(token), label=label[:80], expires_at=timezone.now() + TOKEN_LIFETIME
    )
    return token


def token_digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
