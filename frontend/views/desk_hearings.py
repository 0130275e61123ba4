"""/<town>/desk/plans/<plan>/hearings – a hearing from its draft to its end, and how long hearings of a kind last."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontend.desk.plan_parts import DeskPlan
from frontend.desk.rights import rights
from frontend.hearing_forms import HearingForm, first_values, how_proposed, initial_of
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.deadlines import length_rule
from zoning.models import Hearing, HearingLength
from zoning.notices import notice_of
from zoning.permissions import may_plan
from zoning.services.hearings import (
    cancel_hearing,
    change_hearing,
    edit_hearing,
    has_ended,
    open_hearing,
    proposed,
    publish_hearing,
    set_length,
)
from zoning.shown_hearings import standing_on

_send = require_http_methods(["GET", "HEAD", "POST"])


@_send
@desk_page(may_plan)
def new_hearing(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """A draft: the rule proposes its last day, and staff decide."""
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        first = first_values(town, at_desk.plan, town_today())
        form = HearingForm(request.POST or None, town=town, plan=at_desk.plan, initial=first)
        if request.method == "POST" and "propose" not in request.POST and form.is_valid():
            made = _tried(form, lambda: open_hearing(town=town, plan=at_desk.plan, facts=form.facts()))
            if made is not None:
                return _to(request, at_desk, made, _("The draft has been saved. Read the notice, and publish it."))
        return _form_page(at_desk, form, None)


@_send
@desk_page(may_plan)
def hearing(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> HttpResponse:
    """A draft is edited and published here; a published one is looked at, changed with a reason, or cancelled."""
    with in_town(town):
        at_desk, held = _held(request, town, slug, hearing)
        if held.published_at is not None:
            return _published_page(at_desk, held)
        form = HearingForm(request.POST or None, town=town, plan=at_desk.plan, initial=initial_of(held))
        is_sent = request.method == "POST" and "propose" not in request.POST and form.is_valid()
        if is_sent and _tried(form, lambda: edit_hearing(town=town, hearing=held, facts=form.facts())):
            return _to(request, at_desk, held, _("Saved."))
        return _form_page(at_desk, form, held)


@require_POST
@desk_page(may_plan)
def publish(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> HttpResponse:
    with in_town(town):
        at_desk, held = _held(request, town, slug, hearing)
        try:
            publish_hearing(town=town, hearing=held, user=at_desk.user)
        except Refused as refused:
            for error in refused.errors:
                messages.warning(request, str(error.detail))
            return _to(request, at_desk, held)
        return _to(request, at_desk, held, _("The hearing has been published."))


@_send
@desk_page(may_plan)
def change(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> HttpResponse:
    """With a reason in words that everybody reads; those who follow get a letter."""
    with in_town(town):
        at_desk, held = _held(request, town, slug, hearing)
        form = HearingForm(
            request.POST or None, town=town, plan=at_desk.plan, with_reason=True, initial=initial_of(held)
        )
        if request.method == "POST" and form.is_valid():
            facts, reason = form.facts(), form.reason()
            if _tried(
                form, lambda: change_hearing(town=town, hearing=held, facts=facts, reason=reason, user=at_desk.user)
            ):
                return _to(request, at_desk, held, _("The change is published, and those who follow are told."))
        return _form_page(at_desk, form, held, is_change=True)


@require_POST
@desk_page(may_plan)
def cancel(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> HttpResponse:
    with in_town(town):
        at_desk, held = _held(request, town, slug, hearing)
        reason = {code: request.POST.get(f"why_{code}", "")[:1_000] for code in town.languages}
        try:
            cancel_hearing(town=town, hearing=held, reason=reason, user=at_desk.user)
        except Refused as refused:
            messages.warning(request, str(refused.errors[0].detail))
            return _to(request, at_desk, held)
        return _to(request, at_desk, held, _("The hearing is cancelled, and those who follow are told."))


class LengthForm(forms.Form):
    kind = forms.ChoiceField(choices=Hearing.Kind.choices)
    days = forms.IntegerField(min_value=1, max_value=366)


@_send
@desk_page(may_plan)
def lengths(request: HttpRequest, town: Municipality) -> HttpResponse:
    """How many days hearings of a kind last here: the law's number, and the town's own practice."""
    form = LengthForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _tried(form, lambda: set_length(town=town, kind=said["kind"], days=said["days"])):
            messages.success(request, _("Saved. Hearings that there are keep their days."))
            return HttpResponseRedirect(page_of(request).url("desk_hearing_lengths"))
    with in_town(town):
        own = dict(HearingLength.objects.filter(municipality=town).values_list("kind", "days"))
    rules = [(kind, label, length_rule(kind), own.get(kind)) for kind, label in Hearing.Kind.choices]
    context = {"rules": rules, "form": form, **rights(request, town)}
    return show_privately(request, "frontend/desk/plans/lengths.html", context, status=400 if form.errors else 200)


def _held(request: HttpRequest, town: Municipality, slug: str, hearing: str) -> tuple[DeskPlan, Hearing]:
    at_desk = desk_plan(request, town, slug)
    held = get_object_or_404(Hearing.objects.filter(plan=at_desk.plan), public_id=hearing)
    held.plan = at_desk.plan
    return at_desk, held


def _tried(form: forms.Form, write: Any) -> Any:
    """What was written; None when it was refused, with the reasons on the form."""
    try:
        return write()
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        return None


def _form_page(at_desk: DeskPlan, form: HearingForm, held: Hearing | None, *, is_change: bool = False) -> HttpResponse:
    form.is_valid()
    said = form.cleaned_data if form.is_bound else form.initial
    kind, first_day = said.get("kind"), said.get("first_day")
    found = proposed(at_desk.town, at_desk.plan, kind, first_day) if kind and first_day else None
    if found is not None and "propose" in at_desk.request.POST:
        form.data = form.data.copy()  # type: ignore[attr-defined]  # bound to a request: a QueryDict
        form.data["last_day"] = found.last_day.isoformat()  # type: ignore[index]  # its copy may be changed
    context = {
        "plan": at_desk.plan,
        "form": form,
        "hearing": held,
        "is_change": is_change,
        "proposed": found,
        "how_proposed": how_proposed(found) if found else [],
        "notice": notice_of(at_desk.town, held) if held is not None and not is_change else {},
        **rights(at_desk.request, at_desk.town),
    }
    status = 400 if form.is_bound and form.errors else 200
    return show_privately(at_desk.request, "frontend/desk/plans/hearing_form.html", context, status=status)


def _published_page(at_desk: DeskPlan, held: Hearing) -> HttpResponse:
    context = {
        "plan": at_desk.plan,
        "hearing": held,
        "standing": standing_on(held, town_today()),
        "changes": list(held.changes.select_related("user")),
        "on_display": [row.version for row in held.on_display.select_related("version").defer("version__geom")],
        "is_over": held.cancelled_at is not None or has_ended(held),
        **rights(at_desk.request, at_desk.town),
    }
    return show_privately(at_desk.request, "frontend/desk/plans/hearing.html", context)


def _to(request: HttpRequest, at_desk: DeskPlan, held: Hearing, said: str = "") -> HttpResponse:
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(page_of(request).url("desk_hearing", slug=at_desk.plan.slug, hearing=held.public_id))
