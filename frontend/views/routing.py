"""/<town>/desk/routing – by which rules messages find their owner, and whether everyone finds exactly one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import permissions
from accounts.models import User
from feedback_map.aggregates import lock_derived, rebuild_published
from feedback_map.models import Pin, RoutingRule
from feedback_map.ownership.checking import Season, check_ownership, rules_of
from feedback_map.ownership.drawing import ownership_svg
from feedback_map.ownership.words import season_words, told_findings
from feedback_map.permissions import may_change_routing
from feedback_map.services import add_rule, change_rule, end_rule, route_waiting
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.routing_forms import RuleForm, rule_values
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

ENDED_SHOWN = 20


@desk_page(permissions.may_enter_desk)
def routing(request: HttpRequest, town: Municipality) -> HttpResponse:
    """All rules, what is wrong with them, and a form that adds one. Staff read; some may change."""
    form = RuleForm(_sent(request, town), town=town, language=page_of(request).language)
    if request.method == "POST" and form.is_valid():
        try:
            add_rule(town=town, rule=form.rule, by=me(request))
        except Refused as refused:
            _take_errors(form, refused)
        else:
            return _back(request, _("The rule holds from now on."))
    return _page(request, town, form)


@desk_page(may_change_routing)
def change(request: HttpRequest, town: Municipality, rule: int) -> HttpResponse:
    """Another rule in the place of this one."""
    found = _rule(town, rule)
    sent = request.POST if request.method == "POST" else None
    form = RuleForm(sent, initial=rule_values(found), town=town, language=page_of(request).language)
    if sent is not None and form.is_valid():
        try:
            change_rule(town=town, rule=found, new=form.rule, by=me(request))
        except Refused as refused:
            _take_errors(form, refused)
        else:
            return _back(request, _("The rule has been changed."))
    context = {"rule": found, "form": form, "season": _season(found), **rights(request, town)}
    return show_privately(request, "frontend/desk/rule.html", context, status=400 if form.errors else 200)


@desk_page(may_change_routing)
def end(request: HttpRequest, town: Municipality, rule: int) -> HttpResponse:
    end_rule(rule=_rule(town, rule), by=me(request))
    return _back(request, _("The rule has been ended."))


@desk_page(may_change_routing)
def route_those_waiting(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Messages that no rule fitted when they came get the owner that the rules of today give them."""
    with in_town(town):
        lock_derived(town)
        routed = route_waiting(town=town, promising=True)
        if routed:
            rebuild_published(town)
    said = ngettext("%(count)s message got an owner.", "%(count)s messages got an owner.", routed)
    return _back(request, said % {"count": routed})


def _page(request: HttpRequest, town: Municipality, form: RuleForm) -> HttpResponse:
    found, language = check_ownership(town), page_of(request).language
    ended = RoutingRule.objects.filter(municipality=town, ended_at__isnull=False)
    ended = (
        ended.select_related("category", "area", "body", "ended_by").defer("area__geom").order_by("-ended_at", "-pk")
    )
    with in_town(town):
        waiting = Pin.objects.filter(municipality=town, owner=None, closed_at=None, is_test=False).count()
    context: dict[str, Any] = {
        "rules": [(rule, _season(rule)) for rule in rules_of(town)],
        "ended": [(rule, _season(rule)) for rule in ended[:ENDED_SHOWN]],
        "found": found,
        "findings": told_findings(town, found, language),
        "svg": ownership_svg(town, found.findings),
        "waiting": waiting,
        "form": form,
        "may_change": may_change_routing(request.user, town),
        **rights(request, town),
    }
    return show_privately(request, "frontend/desk/routing.html", context, status=400 if form.errors else 200)


def _sent(request: HttpRequest, town: Municipality) -> Any:
    if request.method != "POST":
        return None
    if not may_change_routing(request.user, town):
        raise PermissionDenied
    return request.POST


def _rule(town: Municipality, rule: int) -> RoutingRule:
    rules = RoutingRule.objects.filter(municipality=town, ended_at=None)
    return get_object_or_404(rules.select_related("category", "area", "body").defer("area__geom"), pk=rule)


def _season(rule: RoutingRule) -> str:
    return season_words(Season(rule.season_from, rule.season_to or 0)) if rule.season_from else ""


def _take_errors(form: RuleForm, refused: Refused) -> None:
    for error in refused.errors:
        field = {"season": "season_from"}.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, str(error.detail))


def me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # desk_page lets nobody else in
    return request.user


def _back(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(page_of(request).url("desk_routing"))
