"""/<town>/desk/measures – one measure at the desk: its words, how far it has come, and what shows it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import may_enter_desk
from frontend.desk.programme_form import EvidenceForm, MeasureForm, ProgressForm, measure_initial, progress_initial
from frontend.desk.rights import rights
from frontend.map_settings import home_areas
from frontend.pages import page_of, show_privately
from frontend.programme_page import told_evidence, told_live
from frontend.views.desk import desk_page
from frontend.views.desk_programme import programme_named, refuse, stale_words
from geo.models import Area, Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from neighbourhoods.models import Goal, Measure
from neighbourhoods.permissions import may_follow_measure, may_keep_programme
from neighbourhoods.programme import services
from neighbourhoods.programme.reading import evidence_of, told_measures
from zoning.clock import town_today


@require_safe
@desk_page(may_enter_desk)
def measure(request: HttpRequest, town: Municipality, measure: str) -> HttpResponse:
    return _page(request, town, _measure(town, measure))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_keep_programme)
def new_measure(request: HttpRequest, town: Municipality, slug: str, number: int) -> HttpResponse:
    programme = programme_named(town, slug)
    with in_town(town):
        goal = get_object_or_404(Goal.objects.select_related("programme"), programme=programme, number=number)
    form = _measure_form(request, town, None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_measure(town=town, goal=goal, words=form.words())
            return _back(request, made, _("The measure was added."))
        except Refused as refused:
            refuse(form, refused)
    return _form_page(request, town, {"goal": goal, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_keep_programme)
def change(request: HttpRequest, town: Municipality, measure: str) -> HttpResponse:
    found = _measure(town, measure)
    form, current = _measure_form(request, town, found), None
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            services.change_measure(town=town, measure=found, words=form.words(), version=version)
            return _back(request, found, _("Saved."))
        except Refused as refused:
            refuse(form, refused)
        except services.StaleEdit:
            form.add_error(None, stale_words())
            current = _measure(town, measure)
    return _form_page(request, town, {"goal": found.goal, "measure": found, "form": form, "current": current})


@require_POST
@desk_page(may_enter_desk)
def progress(request: HttpRequest, town: Municipality, measure: str) -> HttpResponse:
    found = _followed(request, town, measure)
    form = ProgressForm(town, page_of(request).language, request.POST)
    if form.is_valid():
        try:
            told, version = form.progress(town_today()), form.cleaned_data["version"] or 0
            services.tell_progress(town=town, measure=found, progress=told, version=version)
            return _back(request, found, _("Saved. It is on the programme's page at once."))
        except Refused as refused:
            refuse(form, refused)
        except services.StaleEdit:
            form.add_error(None, stale_words())
            return _page(request, town, _measure(town, measure), status=412, progress=form)
    return _page(request, town, found, status=400, progress=form)


@require_POST
@desk_page(may_enter_desk)
def add_evidence(request: HttpRequest, town: Municipality, measure: str) -> HttpResponse:
    found, language = _followed(request, town, measure), page_of(request).language
    form = EvidenceForm(town, language, request.POST)
    if form.is_valid():
        try:
            assert isinstance(request.user, User)
            services.add_evidence(town=town, measure=found, shown=form.shown(town_today()), by=request.user)
            return _back(request, found, _("Added."))
        except Refused as refused:
            refuse(form, refused)
    return _page(request, town, found, status=400, evidence_form=form)


@require_POST
@desk_page(may_enter_desk)
def remove_evidence(request: HttpRequest, town: Municipality, measure: str, evidence: str) -> HttpResponse:
    found = _followed(request, town, measure)
    services.remove_evidence(town=town, measure=found, evidence=evidence)
    return _back(request, found, _("Removed."))


@require_POST
@desk_page(may_keep_programme)
def remove(request: HttpRequest, town: Municipality, measure: str) -> HttpResponse:
    found = _measure(town, measure)
    try:
        services.remove_measure(town=town, measure=found)
    except Refused as refused:
        messages.warning(request, " ".join(str(error.detail) for error in refused.errors))
        return _back(request, found)
    messages.success(request, _("Removed."))
    return HttpResponseRedirect(page_of(request).url("desk_programme_one", slug=found.goal.programme.slug))


def _measure(town: Municipality, public_id: str) -> Measure:
    related = ("goal__programme", "owner", "area__area_set", "municipality")
    with in_town(town):
        known = Measure.objects.filter(municipality=town).select_related(*related)
        return get_object_or_404(known.defer("area__geom", "municipality__boundary"), public_id=public_id)


def _followed(request: HttpRequest, town: Municipality, public_id: str) -> Measure:
    """A measure that this user may tell of."""
    found = _measure(town, public_id)
    if not may_follow_measure(request.user, found):
        raise PermissionDenied
    return found


def _measure_form(request: HttpRequest, town: Municipality, found: Measure | None) -> MeasureForm:
    areas: list[Area] = list(home_areas(town))
    if found is not None and found.area is not None and found.area.pk not in {area.pk for area in areas}:
        areas.append(found.area)
    language = page_of(request).language
    if request.method == "POST":
        return MeasureForm(town, language, areas, request.POST)
    return MeasureForm(town, language, areas, initial=measure_initial(found))


def _form_page(request: HttpRequest, town: Municipality, context: dict[str, Any]) -> HttpResponse:
    status = 412 if context.get("current") else 400 if context["form"].errors else 200
    page = {**context, **rights(request, town)}
    return show_privately(request, "frontend/desk/programme/measure_form.html", page, status=status)


def _page(
    request: HttpRequest, town: Municipality, found: Measure, *, status: int = 200, **shown: forms.Form
) -> HttpResponse:
    page, may_follow = page_of(request), may_follow_measure(request.user, found)
    with in_town(town):
        (told,) = told_measures(Measure.objects.filter(pk=found.pk), town_today())
        evidence = [told_evidence(one, page) for one in evidence_of(found, public=False)]
    context = {
        "measure": found,
        "told": told,
        "live": told_live([found], page).get(found.pk),
        "evidence": evidence,
        "may_follow": may_follow,
        "may_keep": may_keep_programme(request.user, town),
        "progress": shown.get("progress") or ProgressForm(town, page.language, initial=progress_initial(found)),
        "evidence_form": shown.get("evidence_form") or EvidenceForm(town, page.language),
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/programme/measure.html", context, status=status)


def _back(request: HttpRequest, found: Measure, said: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(page_of(request).url("desk_measure", measure=found.public_id))
