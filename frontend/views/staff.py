"""/<town>/desk/staff – who works here and as what, for the town's administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import permissions
from accounts.models import Grant, Membership, StaffChange, User
from accounts.services import (
    Invitation,
    end_role,
    grant_private,
    invite_staff,
    revoke_private,
    send_invitation,
    withdraw_invitation,
)
from frontend.pages import page_of, show_privately
from frontend.staff_forms import EndForm, GrantForm, InviteForm
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.tenancy import in_town

CHANGES_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_manage_staff)
def staff(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Everybody who works here, and a form that asks one more."""
    form = _invite_form(request, town)
    if request.method == "POST" and form.is_valid():
        invited = Invitation(
            form.cleaned_data["email"], form.post, _me(request), _base(request), form.cleaned_data["name"]
        )
        invite_staff(invitation=invited)
        messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invited.email})
        return _back(request)
    return _page(request, town, invite=form)


@require_POST
@desk_page(permissions.may_manage_staff)
def end(request: HttpRequest, town: Municipality, membership: int) -> HttpResponse:
    """A role ends, at once or after a day."""
    found = get_object_or_404(Membership.objects.filter(municipality=town), pk=membership)
    form = EndForm(request.POST)
    try:
        end_role(membership=found, last_day=form.cleaned_data["last_day"] if form.is_valid() else None, by=_me(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _back(request)
    messages.success(request, _("The role has been ended."))
    return _back(request)


@require_POST
@desk_page(permissions.may_manage_staff)
def write_again(request: HttpRequest, town: Municipality, user: int) -> HttpResponse:
    """The letter of invitation once more, to somebody who works here."""
    working_here = User.objects.filter(memberships__in=Membership.objects.valid_on().filter(municipality=town))
    found = get_object_or_404(working_here.distinct(), pk=user)
    send_invitation(user=found, town=town, by=_me(request), base_url=_base(request))
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": found.email})
    return _back(request)


@require_POST
@desk_page(permissions.may_manage_staff)
def withdraw(request: HttpRequest, town: Municipality, user: int) -> HttpResponse:
    """An invitation that nobody has followed yet: the roles end, and the letter's link opens nothing."""
    invited = User.objects.filter(memberships__in=Membership.objects.valid_on().filter(municipality=town))
    found = get_object_or_404(invited.distinct(), pk=user)
    try:
        withdraw_invitation(user=found, town=town, by=_me(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("The invitation to %(email)s has been withdrawn.") % {"email": found.email})
    return _back(request)


@require_POST
@desk_page(permissions.may_manage_staff)
def grant(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The members of a board may see something private from now on."""
    form = GrantForm(request.POST, town=town)
    if not form.is_valid():
        return _page(request, town, grant=form)
    grant_private(permit=form.permit, by=_me(request))
    messages.success(request, _("The right has been given. Each look will be noted down."))
    return _back(request, "#grants")


@require_POST
@desk_page(permissions.may_manage_staff)
def end_grant(request: HttpRequest, town: Municipality, grant: int) -> HttpResponse:
    revoke_private(grant=get_object_or_404(Grant.objects.filter(municipality=town), pk=grant), by=_me(request))
    messages.success(request, _("The right has been ended."))
    return _back(request, "#grants")


def _page(request: HttpRequest, town: Municipality, **forms: Any) -> HttpResponse:
    with in_town(town):
        changes = StaffChange.objects.filter(municipality=town).select_related("by", "user").order_by("-at", "-pk")
        context = {
            "people": _people(town),
            "grants": Grant.objects.filter(municipality=town).select_related("body", "granted_by").order_by("pk"),
            "changes": list(changes[:CHANGES_SHOWN]),
            "invite": forms.get("invite") or _invite_form(request, town, is_empty=True),
            "grant": forms.get("grant") or GrantForm(town=town),
            "today": timezone.localdate(),
        }
        is_wrong = any(form.errors for form in forms.values())
        return show_privately(request, "frontend/desk/staff.html", context, status=400 if is_wrong else 200)


def _people(town: Municipality) -> list[User]:
    """Those with a role today or from a later day on, each with the roles of this town alone."""
    held = (
        Membership.objects.filter(municipality=town)
        .exclude(valid_to__lte=timezone.localdate())
        .select_related("body", "area__area_set")
        .order_by("pk")
    )
    here = Prefetch("memberships", held, to_attr="held")
    people = User.objects.filter(memberships__in=held, is_system=False).distinct()
    return list(people.prefetch_related(here).order_by("email"))


def _invite_form(request: HttpRequest, town: Municipality, *, is_empty: bool = False) -> InviteForm:
    sent = request.POST if request.method == "POST" and not is_empty else None
    start = {"email": request.GET.get("email", ""), "role": "clerk"}
    return InviteForm(sent, initial=start, town=town, language=page_of(request).language)


def _me(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # desk_page lets nobody else in
    return user


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/")


def _back(request: HttpRequest, where: str = "") -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url("desk_staff") + where)
