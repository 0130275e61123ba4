"""/<town>/desk/initiatives – what residents propose: looked at, shown, carried on, and answered, every one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Private, User
from accounts.permissions import may_answer, may_see_contact
from accounts.services import look_at
from feedback_map.models import Initiative, InitiativeState, InitiativeStep, InitiativeSupport
from feedback_map.services.initiatives import (
    StaleInitiative,
    carry_initiative,
    hide_initiative,
    show_initiative,
)
from frontend.desk.ground_forms import MeasureForm
from frontend.desk.rights import rights
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import html_lang, page_of, show_privately
from frontend.place import as_geojson
from frontend.views.desk import desk_page
from frontend.views.desk_places import stale_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town


@require_safe
@desk_page(may_answer)
def initiatives(request: HttpRequest, town: Municipality) -> HttpResponse:
    """What waits for a first look, what waits for an answer – the oldest first – and what was answered."""
    with in_town(town):
        known = list(Initiative.objects.filter(municipality=town).select_related("owner").defer("place"))
    waiting = [one for one in reversed(known) if one.state != InitiativeState.CLOSED]
    context = {
        "new": [one for one in waiting if one.published_at is None and one.state == InitiativeState.RECEIVED],
        "open": [one for one in waiting if one.published_at is not None or one.state != InitiativeState.RECEIVED],
        "closed": [one for one in known if one.state == InitiativeState.CLOSED],
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/ground/initiatives.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_answer)
def initiative(request: HttpRequest, town: Municipality, initiative: str) -> HttpResponse:
    """One initiative with its maker; a POST enters a measure, a state, or the answer that closes it."""
    found = _found(town, initiative)
    form = MeasureForm(
        town, html_lang(page_of(request).language), request.POST or None, initial={"version": found.version}
    )
    if form.is_bound and form.is_valid():
        version, by = form.cleaned_data["version"], _user(request)
        try:
            carry_initiative(town=town, initiative=found, measure=form.measure(), by=by, version=version)
        except Refused as refused:
            for error in refused.errors:
                form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        except StaleInitiative as stale:
            return stale_page(request, stale.current.title, "desk_initiative", initiative=initiative)
        else:
            messages.success(request, _("Saved. The maker is told."))
            return _back(request, initiative)
    return _page(request, town, found, form)


@require_POST
@desk_page(may_answer)
def show_or_hide(request: HttpRequest, town: Municipality, initiative: str) -> HttpResponse:
    found = _found(town, initiative)
    if request.POST.get("go") == "hide":
        hide_initiative(town=town, initiative=found)
        messages.success(request, _("Nobody outside the desk sees it now. It is answered all the same."))
    else:
        show_initiative(town=town, initiative=found, by=_user(request))
        messages.success(request, _("Everybody reads it now, and may support it."))
    return _back(request, initiative)


def _page(request: HttpRequest, town: Municipality, found: Initiative, form: MeasureForm) -> HttpResponse:
    with in_town(town):
        steps = list(InitiativeStep.objects.filter(initiative=found).select_related("by").order_by("-at", "-pk"))
        supporters = InitiativeSupport.objects.filter(initiative=found).count()
        tells_maker = may_see_contact(request.user, town) and bool(found.maker or found.email or found.phone)
        if tells_maker:
            look_at(user=_user(request), town=town, what=Private.CONTACT, subjects=[found.public_id], why="initiative")
    where = as_geojson(found.place) if found.place else None
    context = {
        "initiative": found,
        "steps": steps,
        "supporters": supporters,
        "tells_maker": tells_maker,
        "form": form,
        "settings": {"map": map_settings(page_of(request)), "geometry": where, "labels": stage_labels()},
        **rights(request, town),
    }
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(request, "frontend/desk/ground/initiative.html", context, status)


def _found(town: Municipality, public_id: str) -> Initiative:
    with in_town(town):
        return get_object_or_404(Initiative.objects.select_related("owner"), municipality=town, public_id=public_id)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _back(request: HttpRequest, public_id: str) -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url("desk_initiative", initiative=public_id))
