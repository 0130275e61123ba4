"""/<town>/events – meetings, workshops and working parties: what comes, what was, and signing up for one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from budgeting.models import WorkingParty
from delivery.services import Limit, address_of, demand
from frontend.budget.after_forms import ComingForm
from frontend.map_settings import map_settings, stage_labels
from frontend.meeting_parts import marks_settings
from frontend.numbered import numbered
from frontend.pages import page_of, show, show_privately, town_page
from frontend.place import as_geojson
from frontend.schema_org import event_ld
from frontend.views.budget_parties import MOST_FROM_AN_ADDRESS, _participant
from frontend.views.feeds import _address, _atom, _steady
from geo.ids import new_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.atom import MOST_ENTRIES
from participation.event_feed import feed_of_events
from participation.events import join_event
from participation.feeds import entry_of_event, written
from participation.models import Event, EventSignUp
from participation.sign_ups import key_of_sign_up, people_coming

ON_A_PAGE = 30


@town_page
def list_events(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Those to come, the next one first; then those of the last time."""
    page, now, kind = page_of(request), timezone.now(), request.GET.get("kind", "")[:20]
    shown = Event.objects.shown(town).select_related("place", "process")
    if kind:
        shown = shown.filter(kind=kind)
    kinds = {str(value): str(label) for value, label in Event.Kind.choices}
    context = {
        "coming": numbered(request, "coming", shown.coming(now), ON_A_PAGE),
        "past": numbered(request, "past", shown.past(now), ON_A_PAGE),
        "kind": kind,
        "kinds": list(kinds.items()),
        "settings": marks_settings(page, "events", kinds, page.url("events")),
    }
    return show(request, "frontend/events/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@town_page
def show_event(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    """One event; a POST signs up for it."""
    with in_town(town):
        found = get_object_or_404(Event.objects.shown(town).select_related("place", "process"), code=code)
        if (party := _party_of(found)) is not None:
            return HttpResponseRedirect(
                page_of(request).url("budget_party", slug=party.proposal.round.slug, party=code)
            )
        form = ComingForm(request.POST or None, initial={"key": new_secret()})
        made = _signed_up(request, town, found, form) if request.method == "POST" else None
        if made is not None:
            return HttpResponseRedirect(page_of(request).url("coming", key=key_of_sign_up(made)))
        context = _context(request, town, found, form)
    if form.is_bound:
        return show_privately(request, "frontend/events/event.html", context, status=422)
    return show(request, "frontend/events/event.html", context)


@town_page
def event_calendar(request: HttpRequest, town: Municipality, code: str) -> HttpResponse:
    """One event for one's own calendar."""
    found = get_object_or_404(Event.objects.shown(town).select_related("place", "process"), code=code)
    language = page_of(request).language
    content = written([entry_of_event(town, language, found)], found.name(language))
    response = _steady(request, content, "text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.code}.ics"'
    return response


@town_page
def feed(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The events that were told or changed last."""
    newest = Event.objects.shown(town).select_related("place").order_by("-changed_at", "-pk")[:MOST_ENTRIES]
    return _atom(request, feed_of_events(town, page_of(request).language, _address(request), newest))


def _party_of(event: Event) -> WorkingParty | None:
    """A working party of a budget has its own page. Inside `in_town`."""
    known = WorkingParty.objects.filter(event=event).select_related("proposal__round")
    return known.defer("proposal__geom").first()


def _context(request: HttpRequest, town: Municipality, found: Event, form: ComingForm) -> dict[str, object]:
    page, left = page_of(request), None
    if found.most_people is not None:
        left = max(0, found.most_people - people_coming(found))
    where = as_geojson(found.where) if found.where else None
    return {
        "event": found,
        "form": form,
        "left": left,
        "is_over": (found.ends_at or found.starts_at) <= timezone.now(),
        "settings": {"map": map_settings(page), "geometry": where, "labels": stage_labels()},
        "schema_org": event_ld(town, page.language, found),
    }


def _signed_up(request: HttpRequest, town: Municipality, found: Event, form: ComingForm) -> EventSignUp | None:
    """The entry, or None where the form says what is wrong."""
    if not form.is_valid():
        return None
    demand(Limit("sign-up", address_of(request), MOST_FROM_AN_ADDRESS))
    coming = form.coming(page_of(request).language, _participant(request, town))
    try:
        return join_event(town=town, event=found, coming=coming, once=form.cleaned_data["key"])
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field if error.field in form.fields else None, str(error.detail))
        return None
