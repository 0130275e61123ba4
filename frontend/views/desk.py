"""Who gets into the desk, and its smaller chores: one decision of a moderator, who came to events, remarks answered."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.models import Private
from accounts.services import look_at
from feedback_map.models import Moderation, Pin
from feedback_map.moderation_queue import moderated_by
from feedback_map.services import Change, moderate_pin
from frontend.map_settings import home_areas
from frontend.pages import page_of, show_privately, town_page
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.attendance import Came, attendance_of, record_attendance, remove_attendance
from participation.models import AgeBand, Attendance, Event, ResidentType
from participation.service_feedback import mark_answered

P = ParamSpec("P")


def desk_page(
    may_enter: Callable[[permissions.Visitor, Municipality], bool],
) -> Callable[[Callable[Concatenate[HttpRequest, Municipality, P], HttpResponse]], Callable[..., HttpResponse]]:
    """A page of the desk: visitors sign in first, and to others than the town's staff it is not there."""

    def wrapped(view: Callable[Concatenate[HttpRequest, Municipality, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, town: Municipality, *args: P.args, **rest: P.kwargs) -> HttpResponse:
            if not permissions.may_enter_desk(request.user, town):
                raise Http404("No such page")
            if not may_enter(request.user, town):
                raise PermissionDenied
            return view(request, town, *args, **rest)

        page: Callable[..., HttpResponse] = town_page(guarded)  # type: ignore[arg-type]  # wraps keeps the signature

        @functools.wraps(view)
        def for_staff(request: HttpRequest, *args: Any, **rest: Any) -> HttpResponse:
            """Before the town is looked up: a visitor learns of no town, and staff of a closed one find the way in."""
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            return page(request, *args, **rest)

        return for_staff

    return wrapped


@require_POST
@desk_page(permissions.may_moderate)
def moderate(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """Show, hide or reject one message; hiding and showing again undo each other."""
    decision = request.POST.get("decision", "")
    if decision not in (Moderation.SHOWN, Moderation.HIDDEN, Moderation.REJECTED):
        raise Http404("No such decision")
    with in_town(town):
        mine = Pin.objects.filter(moderated_by(request.user, town), municipality=town)
        found, by = get_object_or_404(mine, public_id=pin), request.user if request.user.is_authenticated else None
        moderate_pin(town=town, pin=found, moderation=decision, change=Change(by=by))
    return HttpResponseRedirect(page_of(request).url("desk_pin", pin=pin))


@require_POST
@desk_page(permissions.may_answer)
def answered(request: HttpRequest, town: Municipality, remark: str) -> HttpResponse:
    mark_answered(town=town, public_id=remark)
    return HttpResponseRedirect(page_of(request).url("desk") + "#remarks")


class CameForm(forms.Form):
    """Who came: a headcount, or one person who counts as a participant."""

    heads = forms.IntegerField(min_value=1, initial=1, label=_("How many people"))
    one_by_one = forms.BooleanField(required=False, label=_("One person, who counts as a participant"))
    area = forms.CharField(required=False)
    age_band = forms.ChoiceField(required=False, choices=[("", _("not known")), *AgeBand.choices])
    resident_type = forms.ChoiceField(required=False, choices=[("", _("not known")), *ResidentType.choices])
    basis = forms.ChoiceField(choices=Attendance.Basis.choices, label=_("How the number is known"))
    key = forms.CharField(required=False, max_length=100)


@desk_page(permissions.may_answer)
def event(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    """An event's attendance: its entries, and a form that adds one."""
    found = get_object_or_404(Event, municipality=town, code=code)
    form = CameForm(request.POST or None, initial={"key": new_secret()})
    if request.method == "POST" and _recorded(town, found, form):
        return HttpResponseRedirect(page_of(request).url("desk_event", code=code))
    entries, heads = attendance_of(town, found)
    context = {"event": found, "form": form, "entries": entries, "heads": heads, "areas": home_areas(town)}
    return show_privately(request, "frontend/desk/event.html", context, status=400 if form.errors else 200)


@require_POST
@desk_page(permissions.may_answer)
def remove_entry(request: HttpRequest, town: Municipality, code: str, entry: int) -> HttpResponse:
    remove_attendance(town=town, entry_id=entry)
    return HttpResponseRedirect(page_of(request).url("desk_event", code=code))


def _recorded(town: Municipality, found: Event, form: CameForm) -> bool:
    if not form.is_valid():
        return False
    data: dict[str, Any] = dict(form.cleaned_data)
    key, code = data.pop("key"), data.pop("area")
    data["area"] = next((area for area in home_areas(town) if area.code == code), None)
    try:
        record_attendance(town=town, event=found, came=Came(**data), key=key)
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field, str(error.detail))
        return False
    return True


def log_looks(request: HttpRequest, town: Municipality, pins: list[Pin]) -> None:
    """Those who see unpublished messages by a grant, not by office, are noted down each time."""
    private = [pin.public_id for pin in pins if not pin.is_published]
    if private and not permissions.roles_in(request.user, town) & permissions.SEE_UNPUBLISHED:
        look_at(user=request.user, town=town, what=Private.UNPUBLISHED, subjects=private, why="desk")
