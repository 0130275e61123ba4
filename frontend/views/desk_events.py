"""/<town>/desk/events – events and working parties: made, changed, called off, who means to come, and who came."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Private, User
from accounts.permissions import may_answer, may_see_contact
from accounts.services import look_at
from frontend.budget.after_forms import WhyForm
from frontend.budget.desk_after import done
from frontend.desk.ground_forms import EventForm, event_values
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_places import located_page, stale_page
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.events import StaleEvent, call_off_event, change_event, make_event
from participation.models import Event, EventSignUp
from participation.sign_ups import mark_came

_send = require_http_methods(["GET", "HEAD", "POST"])
MOST_PAST = 100


@require_safe
@desk_page(may_answer)
def events(request: HttpRequest, town: Municipality) -> HttpResponse:
    now, known = timezone.now(), Event.objects.filter(municipality=town).select_related("place")
    context = {"coming": list(known.coming(now)), "past": list(known.past(now)[:MOST_PAST]), **rights(request, town)}
    return show_privately(request, "frontend/desk/ground/events.html", context)


@_send
@desk_page(may_answer)
def new_event(request: HttpRequest, town: Municipality) -> HttpResponse:
    form = EventForm(town, page_of(request).language, request.POST or None, initial={"key": new_secret()})
    if form.is_bound and form.is_valid():
        try:
            made = make_event(town=town, words=form.words(), once=form.cleaned_data["key"])
        except Refused as refused:
            form.take(refused)
        else:
            messages.success(request, _("Saved."))
            return _back(request, made.code)
    return located_page(request, town, form, {"title": _("An event")})


@_send
@desk_page(may_answer)
def change(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    """Change it, or call it off; whoever signed up with an address is told when time or place is another."""
    found, language = _found(town, code), page_of(request).language
    form = EventForm(town, language, request.POST or None, initial=event_values(found))
    if form.is_bound and form.is_valid():
        try:
            change_event(town=town, event=found, words=form.words(), version=form.cleaned_data["version"])
        except Refused as refused:
            form.take(refused)
        except StaleEvent as stale:
            return stale_page(request, stale.current.name(language), "desk_event_change", code=code)
        else:
            messages.success(request, _("Saved."))
            return _back(request, code)
    more = {"title": found.name(language), "event": found, "why_form": WhyForm(town, language)}
    public = page_of(request).url("event", code=code) if found.is_public else ""
    return located_page(request, town, form, {**more, "public": public})


@require_POST
@desk_page(may_answer)
def call_off(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    found, form = _found(town, code), WhyForm(town, page_of(request).language, request.POST)
    why = form.said("why") if form.is_valid() else {}
    words = _("It is called off, and those who gave an address are told.")
    done(request, lambda: call_off_event(town=town, event=found, why=why), words)
    return _back(request, code)


@require_safe
@desk_page(may_see_contact)
def people(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    """Who means to come. Each look at names and addresses is noted down."""
    found = _found(town, code)
    assert isinstance(request.user, User)
    with in_town(town):
        coming = list(EventSignUp.objects.filter(event=found, cancelled_at=None).select_related("attendance"))
        told = [one.public_id for one in coming if one.name or one.email or one.phone]
        look_at(user=request.user, town=town, what=Private.CONTACT, subjects=told, why="event")
        context = {
            "event": found,
            "coming": coming,
            "heads": sum(one.people for one in coming),
            **rights(request, town),
        }
        return show_privately(request, "frontend/desk/ground/people.html", context)


@require_POST
@desk_page(may_see_contact)
def came(request: HttpRequest, town: Municipality, code: str, sign_up: str) -> HttpResponse:
    """They came: kept as attendance, which names nobody."""
    found = _found(town, code)
    with in_town(town):
        one = get_object_or_404(EventSignUp, event=found, public_id=sign_up, cancelled_at=None)
        mark_came(town=town, sign_up=one)
    return HttpResponseRedirect(page_of(request).url("desk_event_people", code=code))


def _found(town: Municipality, code: str) -> Event:
    return get_object_or_404(Event.objects.select_related("place", "process"), municipality=town, code=code)


def _back(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponseRedirect(page_of(request).url("desk_event_change", code=code))
