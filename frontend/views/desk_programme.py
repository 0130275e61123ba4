"""/<town>/desk/programme – the programme at the desk: what is late, what nothing shows, and its words."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import may_enter_desk
from frontend.desk.programme_form import GoalForm, ProgrammeForm, programme_initial
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from neighbourhoods.models import Programme
from neighbourhoods.permissions import may_keep_programme
from neighbourhoods.programme.reading import in_order, programmes_of, told_programme
from neighbourhoods.programme.services import (
    StaleEdit,
    add_goal,
    change_programme,
    make_programme,
)
from zoning.clock import town_today


@require_safe
@desk_page(may_enter_desk)
def programmes(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All programmes; of those that are not over, the measures that are late and those that nothing shows."""
    with in_town(town):
        told = [told_programme(one, town_today()) for one in in_order(programmes_of(town, public=False))]
    going_on = [one for one in told if one.programme.stage != Programme.Stage.ENDED]
    context = {
        "told": told,
        "overdue": [(one.programme, row) for one in going_on for row in one.overdue],
        "without_evidence": [(one.programme, row) for one in going_on for row in one.without_evidence],
        "may_keep": may_keep_programme(request.user, town),
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/programme/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_keep_programme)
def new_programme(request: HttpRequest, town: Municipality) -> HttpResponse:
    return _write(request, town, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_keep_programme)
def programme(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    return _write(request, town, programme_named(town, slug))


@require_POST
@desk_page(may_keep_programme)
def new_goal(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    found, form = programme_named(town, slug), GoalForm(town, page_of(request).language, request.POST)
    if not form.is_valid():
        return _page(request, town, found, goal_form=form)
    goal = add_goal(town=town, programme=found, titles=form.said("goal"), form=form.cleaned_data["form"])
    messages.success(request, _("The goal was added. Write its first measure."))
    return HttpResponseRedirect(page_of(request).url("desk_measure_new", slug=slug, number=goal.number))


def programme_named(town: Municipality, slug: str) -> Programme:
    with in_town(town):
        return get_object_or_404(programmes_of(town, public=False), slug=slug)


def _write(request: HttpRequest, town: Municipality, found: Programme | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, town, found)
    form = ProgrammeForm(town, page_of(request).language, request.POST)
    if form.is_valid():
        try:
            kept = _saved(town, found, form)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(page_of(request).url("desk_programme_one", slug=kept.slug))
        except Refused as refused:
            refuse(form, refused)
        except StaleEdit as stale:
            form.add_error(None, stale_words())
            return _page(request, town, found, form=form, current=stale.current)
    return _page(request, town, found, form=form)


def _saved(town: Municipality, found: Programme | None, form: ProgrammeForm) -> Programme:
    if found is None:
        return make_programme(town=town, slug=form.slug(), words=form.words())
    version = form.cleaned_data["version"] or 0
    return change_programme(town=town, programme=found, words=form.words(), version=version)


def _page(request: HttpRequest, town: Municipality, found: Programme | None, **shown: object) -> HttpResponse:
    language, current = page_of(request).language, shown.get("current")
    form, goal_form = shown.get("form"), shown.get("goal_form")
    context = {
        "programme": found,
        "form": form or ProgrammeForm(town, language, initial=programme_initial(found)),
        "goal_form": goal_form or GoalForm(town, language),
        "current": current,
        **rights(request, town),
    }
    if found is not None:
        with in_town(town):
            context["told"] = told_programme(found, town_today())
    status = 412 if current else 400 if form or goal_form else 200
    return show_privately(request, "frontend/desk/programme/programme.html", context, status=status)


def refuse(form: forms.Form, refused: Refused) -> None:
    """The service's reasons beside the fields they are about."""
    for error in refused.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.detail))


def stale_words() -> str:
    return _("Somebody changed this meanwhile. Nothing of yours was saved; it stands below, beside how it is now.")
