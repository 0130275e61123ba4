"""/<town>/desk/budget/…/ – a round is made from a template, set, shown to everybody and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from budgeting.permissions import may_keep_rounds
from budgeting.services.round_changes import Change, is_frozen
from budgeting.services.round_settings import edit_round
from budgeting.services.rounds import StaleRound, make_round, publish_round, withdraw_round
from frontend.budget.desk_parts import desk_round
from frontend.budget.part_forms import EMPTY_ROWS, PARTS, Part, RowForm
from frontend.budget.round_forms import NewRoundForm, ReasonForm, SettingsForm
from frontend.budget.rule_preview import preview_of
from frontend.budget.shown import DeskRound
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_budget import round_at_desk
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.clock import town_today

_send = require_http_methods(["GET", "HEAD", "POST"])


@_send
@desk_page(may_keep_rounds)
def new_round(request: HttpRequest, town: Municipality) -> HttpResponse:
    page = page_of(request)
    form = NewRoundForm(town, page.language, request.POST or None, initial={"opens_on": town_today()})
    if form.is_valid():
        try:
            made = make_round(town=town, new=form.new, user=_user(request))
            messages.success(request, _("The round was made. Only staff see it until you publish it."))
            return HttpResponseRedirect(page.url("desk_budget_round", slug=made.slug))
        except Refused as refused:
            form.take(refused)
    context = {"form": form, **rights(request, town)}
    return show_privately(request, "frontend/desk/budget/new.html", context, 422 if form.errors else 200)


@_send
@desk_page(may_keep_rounds)
def settings(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """What a round is set to, with its rule in words as it would be; a look at those words saves nothing."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        form = SettingsForm(
            town, at_desk.page.language, request.POST or None, initial=SettingsForm.values(at_desk.round)
        )
        if form.is_valid() and request.POST.get("act") != "preview" and _edited(at_desk, form):
            messages.success(request, _("Saved."))
            return _back(at_desk)
        context = {"form": form, "preview": preview_of(at_desk, form), **_about(at_desk)}
        return show_privately(request, "frontend/desk/budget/settings.html", context, 422 if form.errors else 200)


@_send
@desk_page(may_keep_rounds)
def part(request: HttpRequest, town: Municipality, slug: str, part: str) -> HttpResponse:
    """Pots, themes, phases or batches, a row for each."""
    if part not in PARTS:
        raise Http404("No such part of a round")
    with in_town(town):
        at_desk = desk_round(request, town, slug)
        rows, reason = _rows(at_desk, PARTS[part]), _reason(at_desk)
        if rows.is_bound and rows.is_valid() and reason.is_valid() and _set(at_desk, PARTS[part], (rows, reason)):
            messages.success(request, _("Saved."))
            return _back(at_desk)
        context = {"rows": rows, "reason": reason, "part": PARTS[part], **_about(at_desk)}
        wrong = bool(rows.is_bound)
        return show_privately(request, "frontend/desk/budget/part.html", context, 422 if wrong else 200)


@require_POST
@desk_page(may_keep_rounds)
def publish(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    """Show the round to everybody, or take it back while nobody has taken part."""
    with in_town(town):
        at_desk = desk_round(request, town, slug)
    takes_back = request.POST.get("act") == "withdraw"
    try:
        (withdraw_round if takes_back else publish_round)(town=town, round=at_desk.round)
    except Refused as refused:
        for error in refused.errors:
            messages.warning(request, str(error.detail))
        return round_at_desk(request, town, slug, status=422)
    messages.success(request, _("Only staff see the round now.") if takes_back else _("Everybody sees the round now."))
    return _back(at_desk)


def _edited(at_desk: DeskRound, form: SettingsForm) -> bool:
    try:
        edit_round(town=at_desk.town, round=at_desk.round, facts=form.facts, change=_change(at_desk, form))
    except (Refused, StaleRound) as refused:
        _take(form, refused)
        return False
    return True


def _set(at_desk: DeskRound, part: Part, said: tuple[BaseFormSet[RowForm], ReasonForm]) -> bool:
    rows, reason = said
    facts = [row.fact() for row in _filled(rows)]
    try:
        part.save(at_desk.town, at_desk.round, facts, _change(at_desk, reason))
    except (Refused, StaleRound) as refused:
        _take(reason, refused)
        return False
    return True


def _take(form: ReasonForm, refused: Refused | StaleRound) -> None:
    if isinstance(refused, Refused):
        form.take(refused)
    else:
        form.add_error(None, _("Somebody else changed the round meanwhile. Look at it again and then save."))


def _filled(rows: BaseFormSet[RowForm]) -> Sequence[RowForm]:
    return [row for row in rows if not row.is_left_out]


def _rows(at_desk: DeskRound, part: Part) -> BaseFormSet[RowForm]:
    made: type[BaseFormSet[RowForm]] = formset_factory(part.form, extra=EMPTY_ROWS)
    known = part.rows(at_desk.round)
    shared = {"town": at_desk.town, "language": at_desk.page.language}
    return made(at_desk.request.POST or None, initial=known, form_kwargs=shared)


def _reason(at_desk: DeskRound) -> ReasonForm:
    initial = {"version": at_desk.round.version}
    return ReasonForm(at_desk.town, at_desk.page.language, at_desk.request.POST or None, initial=initial)


def _change(at_desk: DeskRound, form: ReasonForm) -> Change:
    return Change(at_desk.user, form.cleaned_data["version"], form.said("reason"))


def _about(at_desk: DeskRound) -> dict[str, Any]:
    frozen = is_frozen(at_desk.round)
    return {"round": at_desk.round, "is_frozen": frozen, **rights(at_desk.request, at_desk.town)}


def _back(at_desk: DeskRound) -> HttpResponseRedirect:
    return HttpResponseRedirect(at_desk.page.url("desk_budget_round", slug=at_desk.round.slug))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
