"""Who may do what. Views and pages both ask here, and nothing is allowed because a template hid a button.

Rights come from memberships in force today, in the town asked about; a right in one town is none in another.
"""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts.models import Body, Grant, Membership, Private, Role, User
from geo.models import Area, Municipality

Visitor = User | AnonymousUser

HANDLERS = frozenset({Role.ADMIN, Role.PLANNER, Role.CLERK, Role.COORDINATOR})
SEE_UNPUBLISHED = HANDLERS | {Role.MODERATOR}
SEE_CONTACT = HANDLERS
ON_A_BOARD = frozenset({Role.BOARD, Role.SECRETARY})
READ_THE_LOG = frozenset({Role.ADMIN, Role.AUDITOR})


def memberships_in(user: Visitor, town: Municipality) -> list[Membership]:
    """The user's memberships in a town today; read once per request (the user object lives as long)."""
    if not isinstance(user, User) or lacks_second_factor(user):
        return []
    if user.__dict__.get("_only_town", town.pk) != town.pk:  # a token opens the doors of its own town alone
        return []
    known: dict[int, list[Membership]] = user.__dict__.setdefault("_memberships_by_town", {})
    if town.pk not in known:
        rows = Membership.objects.valid_on().filter(user=user, municipality=town)
        known[town.pk] = list(rows.select_related("area__area_set", "body__area__area_set"))
    return known[town.pk]


def lacks_second_factor(user: User) -> bool:
    """Where the town demands a second factor, who has none yet has no rights yet (but may set one up)."""
    if settings.STAFF_TOTP != "required":
        return False
    if "_has_second_factor" not in user.__dict__:
        user.__dict__["_has_second_factor"] = Authenticator.objects.filter(
            user=user, type=Authenticator.Type.TOTP
        ).exists()
    return not user.__dict__["_has_second_factor"]


def roles_in(user: Visitor, town: Municipality) -> frozenset[Role]:
    return frozenset(Role(membership.role) for membership in memberships_in(user, town))


def works_for(user: Visitor, town: Municipality, *roles: Role) -> bool:
    """Has one of the roles in the town; without roles named: any."""
    held = roles_in(user, town)
    return bool(held & set(roles)) if roles else bool(held)


def works_for_body(user: Visitor, body: Body) -> bool:
    """Belongs to the unit or board, or to one that it is part of."""
    own = {membership.body_id for membership in memberships_in(user, body.municipality) if membership.body_id}
    level: Body | None = body
    while level is not None:
        if level.pk in own:
            return True
        level = level.parent
    return False


def sits_on_board_of(user: Visitor, area: Area) -> bool:
    """Is a member or the secretary of the board of this area, in whichever version of the area set it appears."""
    here = [m for m in memberships_in(user, area.municipality) if m.role in ON_A_BOARD]
    return any(_same_area(own, area) for m in here for own in (m.area, m.body.area if m.body else None) if own)


def may_see_unpublished(user: Visitor, town: Municipality) -> bool:
    return bool(roles_in(user, town) & SEE_UNPUBLISHED) or _granted(user, town, Private.UNPUBLISHED)


def may_see_contact(user: Visitor, town: Municipality) -> bool:
    return bool(roles_in(user, town) & SEE_CONTACT) or _granted(user, town, Private.CONTACT)


def may_see(user: Visitor, town: Municipality, what: Private) -> bool:
    return may_see_contact(user, town) if what == Private.CONTACT else may_see_unpublished(user, town)


def may_answer(user: Visitor, town: Municipality) -> bool:
    return works_for(user, town, *HANDLERS)


def may_moderate(user: Visitor, town: Municipality) -> bool:
    return works_for(user, town, Role.ADMIN, Role.MODERATOR, Role.COORDINATOR)


def may_manage_staff(user: Visitor, town: Municipality) -> bool:
    return works_for(user, town, Role.ADMIN)


def may_set_up_town(user: Visitor, town: Municipality) -> bool:
    """Names, languages, areas, texts and logo of the town, and whether everybody sees it."""
    return works_for(user, town, Role.ADMIN)


def may_read_access_log(user: Visitor, town: Municipality) -> bool:
    return bool(roles_in(user, town) & READ_THE_LOG)


def may_enter_desk(user: Visitor, town: Municipality) -> bool:
    return works_for(user, town)


def may_look_around(request: HttpRequest, town: Municipality) -> bool:
    """Sees a town that is not open yet."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and may_enter_desk(user, town)


def may_make_towns(user: Visitor) -> bool:
    """The service's operator. It is a right in no town: in those that are there, only memberships count."""
    return isinstance(user, User) and user.is_active and user.is_operator and not lacks_second_factor(user)


def acting_role(user: Visitor, town: Municipality, what: Private) -> Role | None:
    """The role that lets the user see something private, for the access log."""
    own = roles_in(user, town)
    by_office = own & (SEE_CONTACT if what == Private.CONTACT else SEE_UNPUBLISHED)
    if by_office:
        return min(by_office, key=list(Role).index)
    return next((Role(grant.role) for grant in _grants(user, town, what)), None)


def _granted(user: Visitor, town: Municipality, what: Private) -> bool:
    return bool(_grants(user, town, what))


def _grants(user: Visitor, town: Municipality, what: Private) -> list[Grant]:
    """The town's grants that one of the user's memberships falls under: its role, and its body if one is named."""
    mine = memberships_in(user, town)
    if not mine:
        return []
    grants = Grant.objects.filter(municipality=town, what=what)
    return [g for g in grants if any(m.role == g.role and g.body_id in (None, m.body_id) for m in mine)]


def _same_area(own: Area, area: Area) -> bool:
    return own.pk == area.pk or (
        own.municipality_id == area.municipality_id
        and own.code == area.code
        and own.area_set.kind == area.area_set.kind
    )
