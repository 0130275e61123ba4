"""/<town>/initiatives – residents' initiatives: a list with its map, one of them, making and supporting one."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.models import Body
from delivery.services import IdempotencyConflict, Limit, address_of, demand
from feedback_map.initiative_feed import feed_of_initiatives
from feedback_map.models import Initiative, InitiativeState, InitiativeStep, InitiativeSupport, PublishedInitiative
from feedback_map.services.initiatives import (
    Made,
    forget_maker,
    initiative_by_key,
    make_initiative,
    support_initiative,
    withdraw_initiative_support,
)
from frontend.initiative_form import InitiativeForm
from frontend.map_settings import map_settings, stage_labels
from frontend.meeting_parts import marks_settings
from frontend.pages import PRIVATE, html_lang, page_of, show, show_privately, town_page
from frontend.participant_cookie import keep_token, token_of
from frontend.place import as_geojson
from frontend.schema_org import initiative_ld
from frontend.views.feeds import _address, _atom
from frontend.views.pin_form import sketch_labels
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.atom import MOST_ENTRIES
from participation.services import token_hash

MOST_FROM_AN_ADDRESS = 60
MOST_SHOWN = 200
PAGE = ["GET", "HEAD", "POST"]


@town_page
def list_initiatives(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The newest first; of one state, if asked."""
    page, state = page_of(request), request.GET.get("state", "")[:20]
    known = PublishedInitiative.objects.filter(municipality=town).defer("place")
    states = [pair for pair in InitiativeState.choices if pair[0] != InitiativeState.RECEIVED]
    context = {
        "initiatives": list((known.filter(state=state) if state else known)[:MOST_SHOWN]),
        "state": state,
        "states": states,
        "settings": marks_settings(
            page, "initiatives", {str(value): str(label) for value, label in states}, page.url("initiatives")
        ),
    }
    return show(request, "frontend/initiatives/list.html", context)


@town_page
def show_initiative(request: HttpRequest, town: Municipality, initiative: str) -> HttpResponse:
    """One that is not shown, or no longer, is not there."""
    found, page = _published(town, initiative), page_of(request)
    owner = Body.objects.filter(municipality=town, code=found.owner).first() if found.owner else None
    where = as_geojson(found.place) if found.place else None
    context = {
        "initiative": found,
        "owner": owner,
        "steps": [_shown_step(step) for step in found.steps if step["kind"] != "answer"],
        "settings": {"map": map_settings(page), "geometry": where, "labels": stage_labels()},
        "schema_org": initiative_ld(town, found),
    }
    return show(request, "frontend/initiatives/initiative.html", context)


@require_http_methods(PAGE)
@town_page
def new_initiative(request: HttpRequest, town: Municipality) -> HttpResponse:
    form = InitiativeForm(request.POST or None, town=town, initial={"where": "town", "key": new_secret()})
    sends = request.method == "POST" and request.POST.get("go") != "search"
    made = _made(request, town, form) if sends else None
    if made is None:
        return _form_page(request, town, form, sends)
    response = redirect(page_of(request).url("initiative_mine", key=made.key) + "?sent=1")
    response.status_code = 303
    response.headers["Cache-Control"] = PRIVATE
    if made.participant_token:
        keep_token(response, town, made.participant_token)
    return response


@require_http_methods(PAGE)
@town_page
def support(request: HttpRequest, town: Municipality, initiative: str) -> HttpResponse:
    """Support, and taking it back: counted by person, never shown who."""
    found = _published(town, initiative)
    if request.method == "POST":
        demand(Limit("supports", address_of(request), MOST_FROM_AN_ADDRESS))
        return _say(request, town, found)
    context = {"initiative": found, "supports": _supports(request, town, found), "said": request.GET.get("said", "")}
    return show_privately(request, "frontend/initiatives/support.html", context)


@require_http_methods(PAGE)
@town_page
def mine(request: HttpRequest, town: Municipality, key: str) -> HttpResponse:
    """The maker's own page: how far it has come. A POST has name and addresses erased."""
    if request.method == "POST":
        forget_maker(town=town, key=key)
        return redirect(page_of(request).url("initiative_mine", key=key) + "?erased=1")
    with in_town(town):
        found = initiative_by_key(town=town, key=key)
        if found is None:
            raise Http404("No such link")
        steps = [{"name": step.get_state_display() or step.get_kind_display(), "step": step} for step in _steps(found)]
        context = {
            "initiative": found,
            "steps": steps,
            "sent": "sent" in request.GET,
            "erased": "erased" in request.GET,
        }
        response = show_privately(request, "frontend/initiatives/mine.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@town_page
def feed(request: HttpRequest, town: Municipality) -> HttpResponse:
    newest = PublishedInitiative.objects.filter(municipality=town).defer("place")[:MOST_ENTRIES]
    return _atom(request, feed_of_initiatives(town, page_of(request).language, _address(request), newest))


def _published(town: Municipality, public_id: str) -> PublishedInitiative:
    return get_object_or_404(PublishedInitiative, municipality=town, public_id=public_id)


def _steps(initiative: Initiative) -> list[InitiativeStep]:
    return list(InitiativeStep.objects.filter(initiative=initiative).order_by("at", "pk"))


def _shown_step(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "name": _step_name(step), "at": datetime.datetime.fromisoformat(step["at"])}


def _step_name(step: dict[str, Any]) -> str:
    names = {str(value): str(label) for value, label in (*InitiativeStep.Kind.choices, *InitiativeState.choices)}
    return names.get(step["state"]) or names.get(step["kind"], "")


def _made(request: HttpRequest, town: Municipality, form: InitiativeForm) -> Made | None:
    """The initiative, or None where the form says what is wrong."""
    if not form.is_valid():
        return None
    demand(Limit("initiatives", address_of(request), MOST_FROM_AN_ADDRESS))
    words = form.words(html_lang(page_of(request).language))
    try:
        return make_initiative(town=town, words=words, token=token_of(request, town), once=form.cleaned_data["key"])
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
    except IdempotencyConflict:
        form.add_error(None, str(form.sent_already))
    return None


def _form_page(request: HttpRequest, town: Municipality, form: InitiativeForm, sends: bool) -> HttpResponse:
    labels = {**stage_labels(), **sketch_labels()}
    settings = {"map": map_settings(page_of(request)), "labels": labels}
    context = {"form": form, "shows": sends, "settings": settings, "key": form["key"].value() or new_secret()}
    return show_privately(request, "frontend/initiatives/new.html", context, 422 if sends else 200)


def _supports(request: HttpRequest, town: Municipality, found: PublishedInitiative) -> bool:
    token = token_of(request, town)
    if not token:
        return False
    with in_town(town):
        known = InitiativeSupport.objects.filter(initiative_id=found.pk, participant__token_hash=token_hash(token))
        return known.exists()


def _say(request: HttpRequest, town: Municipality, found: PublishedInitiative) -> HttpResponse:
    with in_town(town):
        whole, token = Initiative.objects.get(municipality=town, pk=found.pk), token_of(request, town)
    address = page_of(request).url("initiative_support", initiative=found.public_id)
    if request.POST.get("go") == "withdraw":
        withdraw_initiative_support(town=town, initiative=whole, token=token)
        return redirect(f"{address}?said=withdrawn")
    try:
        supported = support_initiative(town=town, initiative=whole, token=token)
    except Refused:
        return redirect(f"{address}?said=closed")
    response = redirect(f"{address}?said=support")
    keep_token(response, town, supported.participant_token)
    return response
