"""Tokens: keys for programs. Each is of one town, for some purposes, until a day; the database keeps its hash alone."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Membership, Role, Scope, StaffChange, User
from accounts.services import Post, end_role, grant_role
from geo.ids import new_public_id
from geo.models import Municipality
from geo.tenancy import in_town

TOKEN_PREFIX = "kuu_"  # noqa: S105  so that a leaked one is recognised
LIFETIME_DAYS, LONGEST_DAYS = 365, 1_095
# Nobody reads letters there, and no provider can vouch for it: a program signs in by its token or not at all
NO_MAILBOX = "system.invalid"
ALL_SCOPES = tuple(Scope.values)
SYSTEM_ROLES = (Role.CLERK, Role.PLANNER, Role.MODERATOR, Role.COORDINATOR, Role.ANALYST, Role.ADMIN)


@dataclass(frozen=True)
class NewToken:
    """A key to be made: in which town, who uses it, and for what."""

    town: Municipality
    label: str
    scopes: Collection[str] = ALL_SCOPES
    days: int = LIFETIME_DAYS


@transaction.atomic
def issue_token(*, user: User, new: NewToken, by: User | None = None) -> str:
    """A key for a program that acts as the user. It is shown once."""
    scopes = sorted(set(new.scopes))
    if not scopes or not set(scopes) <= set(Scope.values):
        raise ValidationError(_("Choose what the token is for."), code="scopes")
    if not 1 <= new.days <= LONGEST_DAYS:
        raise ValidationError(_("A token lives for at most %(days)s days.") % {"days": LONGEST_DAYS}, code="days")
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        municipality=new.town,
        user=user,
        digest=token_digest(token),
        label=new.label[:80],
        scopes=scopes,
        made_by=by,
        expires_at=timezone.now() + timedelta(days=new.days),
    )
    _note(made, StaffChange.Kind.TOKEN_MADE, by)
    return token


@transaction.atomic
def issue_system_token(*, new: NewToken, role: Role, by: User | None = None) -> str:
    """A key for a program of its own name: it depends on nobody who may leave, and histories name it."""
    if role not in SYSTEM_ROLES:
        raise ValidationError(_("A program cannot have this role."), code="role")
    email = f"{new_public_id().lower()}@{NO_MAILBOX}"
    user = User.objects.create_user(email, None, name=new.label[:120], is_system=True)
    grant_role(user=user, post=Post(new.town, role), by=by)
    return issue_token(user=user, new=new, by=by)


@transaction.atomic
def withdraw_token(*, town: Municipality, token_id: int, by: User | None = None) -> bool:
    """The key opens nothing from now on; a program without a key works here no more. False when it was no key."""
    found = ApiToken.objects.select_for_update(of=("self",)).select_related("user")
    token = found.filter(municipality=town, pk=token_id, withdrawn_at=None).first()
    if token is None:
        return False
    token.withdrawn_at = timezone.now()
    token.save(update_fields=["withdrawn_at"])
    _note(token, StaffChange.Kind.TOKEN_ENDED, by)
    if token.user.is_system and not live_tokens(town).filter(user=token.user).exists():
        for held in Membership.objects.filter(user=token.user, municipality=town, valid_to=None):
            end_role(membership=held, by=by)
    return True


def live_tokens(town: Municipality) -> QuerySet[ApiToken]:
    """Keys that were not withdrawn, those past their day too: they tell why a program stopped."""
    found = ApiToken.objects.filter(municipality=town, withdrawn_at=None)
    return found.select_related("user", "made_by").order_by("label", "pk")


def token_digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _note(token: ApiToken, kind: StaffChange.Kind, by: User | None) -> None:
    held = Membership.objects.valid_on().filter(user=token.user, municipality=token.municipality).first()
    detail = f"{token.label}: {', '.join(token.scopes)}"[:300]
    with in_town(token.municipality):
        StaffChange.objects.create(
            municipality=token.municipality,
            by=by,
            user=token.user,
            kind=kind,
            role=held.role if held else "",
            detail=detail,
        )
