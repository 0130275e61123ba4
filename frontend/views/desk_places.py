"""/<town>/desk/places – meeting places and free spaces: what is told of each, and which are shown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import may_answer
from frontend.desk.ground_forms import LocatedForm, MeetingPlaceForm, place_values
from frontend.desk.rights import rights
from frontend.map_settings import map_settings, stage_labels
from frontend.meeting_parts import kind_name
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.pin_form import sketch_labels
from geo.models import Municipality, Place
from geo.refusals import Refused
from geo.services.places import StalePlace, change_place, make_place

_send = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@desk_page(may_answer)
def places(request: HttpRequest, town: Municipality) -> HttpResponse:
    known = [(place, kind_name(place.kind)) for place in Place.objects.filter(municipality=town).order_by("code")]
    return show_privately(request, "frontend/desk/ground/places.html", {"places": known, **rights(request, town)})


@_send
@desk_page(may_answer)
def new_place(request: HttpRequest, town: Municipality) -> HttpResponse:
    form = MeetingPlaceForm(town, page_of(request).language, request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made = make_place(town=town, words=form.words())
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(page_of(request).url("desk_place", code=made.code))
    return located_page(request, town, form, {"title": _("A meeting place")})


@_send
@desk_page(may_answer)
def change(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    found = get_object_or_404(Place, municipality=town, code=code)
    language = page_of(request).language
    form = MeetingPlaceForm(town, language, request.POST or None, initial=place_values(found))
    if form.is_bound and form.is_valid():
        try:
            change_place(town=town, place=found, words=form.words(), version=form.cleaned_data["version"])
        except Refused as refused:
            form.take(refused)
        except StalePlace as stale:
            return stale_page(request, stale.current.name(language), "desk_place", code=code)
        else:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(page_of(request).url("desk_place", code=code))
    public = page_of(request).url("place", code=code) if found.is_shown else ""
    return located_page(request, town, form, {"title": found.name(language), "public": public})


def located_page(request: HttpRequest, town: Municipality, form: LocatedForm, more: dict[str, Any]) -> HttpResponse:
    """A page with one form of something that has a place."""
    labels = {**stage_labels(), **sketch_labels()}
    settings = {"map": map_settings(page_of(request)), "labels": labels}
    is_place = isinstance(form, MeetingPlaceForm)
    context = {"form": form, "settings": settings, "here": "places" if is_place else "events", **more}
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(request, "frontend/desk/ground/form.html", {**context, **rights(request, town)}, status)


def stale_page(request: HttpRequest, name: str, route: str, **where: Any) -> HttpResponse:
    """Somebody else was quicker: what was just sent is shown, so that nobody's words are lost."""
    said = [(field, value) for field, value in request.POST.items() if field not in {"csrfmiddlewaretoken", "version"}]
    context = {"name": name, "said": [pair for pair in said if pair[1]], "again": page_of(request).url(route, **where)}
    return show_privately(request, "frontend/desk/ground/stale.html", context, status=412)
