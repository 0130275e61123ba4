"""Consultations: what is asked, who decides and when, what can still change and what is already fixed."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from frontend.numbered import numbered
from frontend.pages import show, town_page
from geo.models import Municipality
from neighbourhoods.models import Release
from participation.models import Event, FormOfParticipation, Process

ENDED_ON_A_PAGE = 30


@town_page
def list_processes(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Open ones first; those that have ended stay, because people want to know what became of them."""
    today = timezone.localdate()
    shown = Process.objects.filter(municipality=town, is_public=True)
    known = list(shown.filter(Q(closes_on=None) | Q(closes_on__gte=today)))
    context = {
        "open": [one for one in known if one.opens_on <= today],
        "coming": [one for one in known if one.opens_on > today],
        "ended": numbered(request, "ended", shown.filter(closes_on__lt=today), ENDED_ON_A_PAGE),
    }
    return show(request, "frontend/processes/list.html", context)


@town_page
def show_process(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    public = Process.objects.filter(municipality=town, is_public=True)
    found = get_object_or_404(public.select_related("owner", "area__area_set").defer("area__geom"), slug=slug)
    names = dict(FormOfParticipation.choices)
    context = {
        "process": found,
        "forms": [names[form] for form in found.forms if form in names],
        "events": Event.objects.shown(town).filter(process=found).select_related("place").order_by("starts_at"),
        "is_released": Release.objects.filter(process=found).exists(),
        "is_open": found.opens_on <= timezone.localdate() <= (found.closes_on or timezone.localdate()),
    }
    return show(request, "frontend/processes/process.html", context)
