"""What a new map sheet is to show: a part of the town, an area that was drawn, or so much ground around a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_map.map_sheets import Box
from feedback_map.models import Orientation, Paper
from feedback_map.services.sheets import MOST_FORMS, SheetWishes
from frontend.choices import offer
from frontend.desk.filters import outline_of
from frontend.gazetteer import PlaceChoice, find_places
from frontend.pages import OWN_NAMES, Page
from frontend.place import distance_outside_m
from geo.models import Area, AreaSet, Municipality
from geo.wire import WireRefused, load_json, parse_geometry
from participation.models import Event, Process

EITHER_WAY = _("whichever is larger")


class SheetForm(forms.Form):
    """What was drawn goes before a place, a place before a part of the town."""

    area = forms.CharField(required=False, max_length=200)
    place = forms.CharField(required=False, max_length=200)
    chosen = forms.CharField(required=False, max_length=300)
    across_km = forms.FloatField(
        min_value=0.2, max_value=100, initial=2, error_messages={"invalid": _("Write a number of kilometres.")}
    )
    drawn = forms.CharField(required=False, max_length=4_000)
    title = forms.CharField(required=False, max_length=120)
    paper = forms.ChoiceField(choices=Paper.choices, initial=Paper.A4)
    orientation = forms.ChoiceField(required=False, choices=[("", EITHER_WAY), *Orientation.choices])
    language = forms.ChoiceField()
    copies = forms.IntegerField(min_value=1, max_value=MOST_FORMS, initial=1)
    event = forms.CharField(required=False, max_length=80)
    process = forms.CharField(required=False, max_length=80)

    def __init__(self, *args: Any, page: Page, **rest: Any) -> None:
        super().__init__(*args, **rest)
        assert page.town is not None
        self.town: Municipality = page.town
        offer(self, "language", [(code, OWN_NAMES[code]) for code in page.languages])
        self.fields["language"].initial = page.language
        self.sets = list(AreaSet.objects.of(self.town).valid(timezone.localdate()).order_by("kind"))
        self.areas = {
            one: list(Area.objects.filter(area_set=one).without_geometry().order_by("code")) for one in self.sets
        }
        self.events = list(Event.objects.filter(municipality=self.town)[:30])
        self.processes = list(Process.objects.filter(municipality=self.town)[:50])
        self.found: list[PlaceChoice] = []
        self.box: Box | None = None
        self.shown: Area | None = None
        self.called = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("drawn"):
            self._take_drawn(data["drawn"])
        elif data.get("chosen") or data.get("place"):
            self._take_place(data)
        elif data.get("area"):
            self._take_area(data["area"])
        else:
            self.add_error("area", _("Choose a part of the town, name a place, or draw an area on the map."))
        return data

    def _take_drawn(self, said: str) -> None:
        outline = outline_of(said)
        if outline is None or outline.area <= 0:
            self.add_error("drawn", _("The drawn area could not be read. Draw it anew."))
        else:
            self.box = outline.extent

    def _take_area(self, said: str) -> None:
        kind, _slash, code = said.partition("/")
        found = Area.objects.filter(area_set__in=[one for one in self.sets if one.kind == kind], code=code).first()
        if found is None:
            self.add_error("area", _("Choose a part of the town from the list."))
        else:
            self.shown, self.box = found, found.geom.extent

    def _take_place(self, data: dict[str, Any]) -> None:
        """The one place of that name; which of several is asked."""
        if data.get("chosen"):
            lon, lat, self.called = (*data["chosen"].split(",", 2), "", "")[:3]
        else:
            self.found = find_places(self.town, data["place"])
            if len(self.found) != 1:
                told = _("There are several such places. Choose the right one.") if self.found else _("No such place.")
                self.add_error("place", told)
                return
            only = self.found[0]
            lon, lat, self.called = str(only.lon), str(only.lat), only.name
        try:
            spot = parse_geometry(load_json(f'{{"type": "Point", "coordinates": [{lon}, {lat}]}}'.encode()))
        except WireRefused as refused:
            self.add_error("place", str(refused.detail))
            return
        if distance_outside_m(self.town, spot):
            self.add_error("place", _("The place is outside the town."))
        self.box = spot.buffer(float(data.get("across_km") or 2) * 500).bounds

    @property
    def wishes(self) -> SheetWishes:
        data = self.cleaned_data
        assert self.box is not None
        named = self.shown.name(data["language"]) if self.shown else self.called or self.town.name(data["language"])
        return SheetWishes(
            box=self.box,
            title=data["title"].strip() or named,
            area=self.shown,
            paper=data["paper"],
            orientation=data["orientation"],
            language=data["language"],
            forms=data["copies"],
            event=next((one for one in self.events if one.code == data["event"]), None),
            process=next((one for one in self.processes if one.slug == data["process"]), None),
        )
