"""Consultations: what is asked, who decides and when, what can still change and what is already fixed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from frontend.pages import show, town_page
from geo.models import Municipality
from neighbourhoods.models import Release
from participation.models import Event, FormOfParticipation, Process


@town_page
def list_processes(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Open ones first; those that have ended stay, because people want to know what became of them."""
    today = timezone.localdate()
    known = list(Process.objects.filter(municipality=town, is_public=True).select_related("owner"))
    is_open = [one for one in known if one.opens_on <= today and (one.closes_on is None or one.closes_on >= today)]
    context = {
        "open": is_open,
        "coming": [one for one in known if one.opens_on > today],
        "ended": [one for one in known if one.closes_on and one.closes_on < today],
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
