"""Writes of accounts: staff and their roles, bodies, grants, tokens, and the log of private looks."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import (
    AccessLog,
    Body,
    Grant,
    Membership,
    Private,
    Role,
    StaffChange,
    User,
    monday_to_friday,
    normal_email,
)
from delivery.mail import post_letter
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

if TYPE_CHECKING:
    from geo.importing.towns import TownWishes

RESET_LETTER = "accounts.password_reset"
INVITATION_LETTER = "accounts.invitation"


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
    phone: str = ""
    url: str = ""
    is_external: bool = False
    outside: str = ""
    working_days: list[int] = field(default_factory=monday_to_friday)
    promise_days: int | None = None


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


@dataclass(frozen=True)
class Invitation:
    """Who is asked to work in a role, by whom, and where the service is to be found."""

    email: str
    post: Post
    by: User
    base_url: str
    name: str = ""


@transaction.atomic
def invite_staff(*, invitation: Invitation) -> Staff:
    """Make (or find) a user, give the role, and write a letter by which a new user chooses the password."""
    email, town = valid_email(invitation.email), invitation.post.town
    user = User.objects.filter(email=email).first()
    is_new = user is None
    if user is None:
        user = User.objects.create_user(email, None, name=invitation.name, language=town.first_language)
    held = grant_role(user=user, post=invitation.post, by=invitation.by)
    send_invitation(user=user, town=town, by=invitation.by, base_url=invitation.base_url)
    return Staff(user, held, is_new)


@transaction.atomic
def send_invitation(*, user: User, town: Municipality, by: User, base_url: str) -> None:
    """The letter again, for who lost it or came too late: its link works for some days and once."""
    payload = {"email": user.email, "town": town.slug, "base_url": base_url, "language": town.first_language}
    post_letter(kind=INVITATION_LETTER, payload=payload, municipality=town)
    _note(StaffChange(municipality=town, by=by, user=user, kind=StaffChange.Kind.INVITED, role=_main_role(user, town)))


@transaction.atomic
def withdraw_invitation(*, user: User, town: Municipality, by: User) -> None:
    """Who has not signed in yet loses the roles in the town, and the link of the letter opens nothing any more."""
    if user.last_login is not None:
        raise ValidationError(_("This person has signed in already. End the roles one by one."), code="signed_in")
    for membership in Membership.objects.filter(user=user, municipality=town, valid_to=None).select_related("user"):
        end_role(membership=membership, by=by)
    if not user.has_usable_password() and not Membership.objects.filter(user=user, valid_to=None).exists():
        user.set_unusable_password()  # another one, on which the link does not rest
        user.save(update_fields=["password"])


@transaction.atomic
def make_operator(*, email: str, name: str = "", password: str | None = None) -> tuple[User, str | None]:
    """Make (or find) a user and let them make towns; gives the password too where one was made up here."""
    email = valid_email(email)
    user = User.objects.filter(email=email).first()
    made_up = secrets.token_urlsafe(15) if user is None and password is None else None
    user = user or User.objects.create_user(email, made_up, name=name)
    if password is not None:
        set_password(user=user, password=password)
    user.is_operator = True
    user.save(update_fields=["is_operator"])
    return user, made_up


@dataclass(frozen=True)
class Founding:
    """A town to be made: what is wished of it, by which operator, and whom else to invite as its administrator."""

    wishes: "TownWishes"
    by: User
    admin: str
    base_url: str


@transaction.atomic
def found_town(*, founding: Founding) -> Municipality:
    """Make a town that only its staff see until it is opened. Who makes it is its first administrator."""
    from geo.importing.command import ImportRefused  # reads files of maps, which the start need not wait for
    from geo.importing.report import ImportReport
    from geo.importing.towns import make_town

    if Municipality.objects.filter(slug=founding.wishes.slug).exists():
        raise Refused([FieldError("slug", "taken", _("There is a town at this address."))])
    try:
        town = make_town(founding.wishes, ImportReport())
    except ImportRefused:
        said = _("This cannot be the town's address. Write small letters, digits and hyphens, and begin with a letter.")
        raise Refused([FieldError("slug", "not_an_address", said)]) from None
    grant_role(user=founding.by, post=Post(town, Role.ADMIN), by=founding.by)
    if normal_email(founding.admin) not in {"", founding.by.email}:
        post = Post(town, Role.ADMIN)
        invite_staff(invitation=Invitation(founding.admin, post, founding.by, founding.base_url))
    return town


def _main_role(user: User, town: Municipality) -> str:
    held = Membership.objects.valid_on().filter(user=user, municipality=town).order_by("-pk").first()
    return held.role if held else ""


def _note(change: StaffChange) -> None:
    with in_town(change.municipality):
        change.save(force_insert=True)


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
def grant_role(*, user: User, post: Post, by: User | None = None) -> Membership:
    """Give a role from today on; one that is held already stays as it is."""
    for place in (post.body, post.area):
        if place is not None and place.municipality_id != post.town.pk:
            raise ValidationError(_("The unit or area belongs to another town."), code="other_town")
    user.__dict__.pop("_memberships_by_town", None)
    held, is_new = Membership.objects.get_or_create(
        user=user, municipality=post.town, role=post.role, body=post.body, area=post.area, valid_to=None
    )
    if is_new:
        _note(_change(held, StaffChange.Kind.ROLE_GIVEN, by))
    return held


def _change(held: Membership, kind: StaffChange.Kind, by: User | None) -> StaffChange:
    where = held.body.code if held.body else held.area.code if held.area else ""
    return StaffChange(
        municipality=held.municipality, by=by, user=held.user, kind=kind, role=held.role, detail=where[:300]
    )


@transaction.atomic
def end_role(*, membership: Membership, last_day: date | None = None, by: User | None = None) -> None:
    """Take a role away after `last_day` (default: yesterday, so that it is gone at once)."""
    end = (last_day or timezone.localdate() - timedelta(days=1)) + timedelta(days=1)
    if membership.role == Role.ADMIN and not _others_manage(membership, end):
        raise ValidationError(_("This is the town's last administrator. Name another one first."), code="last_admin")
    _note(_change(membership, StaffChange.Kind.ROLE_ENDED, by))
    if end <= membership.valid_from:
        membership.delete()
        return
    membership.valid_to = end
    membership.save(update_fields=["valid_to"])


def _others_manage(leaving: Membership, end: date) -> bool:
    """Whether somebody else is the town's administrator on that day; two who leave at once wait for one another."""
    Municipality.objects.select_for_update(no_key=True).only("pk").get(pk=leaving.municipality_id)
    managers = Membership.objects.valid_on(end).filter(municipality=leaving.municipality_id, role=Role.ADMIN)
    return managers.exclude(user=leaving.user_id).exclude(user__is_system=True).exists()


@transaction.atomic
def create_body(*, new: NewBody) -> Body:
    """Make a unit, board or council, or bring the one of that code up to date."""
    body, _made = Body.objects.update_or_create(
        municipality=new.town,
        code=new.code,
        defaults={
            "kind": new.kind,
            "names": new.names,
            "parent": new.parent,
            "area": new.area,
            "email": new.email,
            "phone": new.phone,
            "url": new.url,
            "is_external": new.is_external,
            "outside": new.outside,
            "working_days": new.working_days,
            "promise_days": new.promise_days,
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
    grant, _made = Grant.objects.update_or_create(
        municipality=permit.town,
        body=permit.body,
        role=permit.role,
        what=permit.what,
        defaults={"reason": permit.reason, "granted_by": by},
    )
    _note(_grant_change(grant, StaffChange.Kind.GRANT_GIVEN, by))
    return grant


@transaction.atomic
def revoke_private(*, grant: Grant, by: User | None = None) -> None:
    _note(_grant_change(grant, StaffChange.Kind.GRANT_ENDED, by))
    grant.delete()


def _grant_change(grant: Grant, kind: StaffChange.Kind, by: User | None) -> StaffChange:
    parts = [grant.what, grant.body.code if grant.body else "", grant.reason]
    detail = " · ".join(part for part in parts if part)
    return StaffChange(municipality=grant.municipality, by=by, kind=kind, role=grant.role, detail=detail[:300])


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
