"""The form of an outcome, in the town's languages, and the response to the messages that were picked."""

from __future__ import annotations

import json
import re
from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Body
from feedback_map.models import Outcome, OutcomeInput, Pin
from feedback_map.services import OutcomeWords
from feedback_map.services.outcomes import LONGEST_TEXT, LONGEST_TITLE, LONGEST_WHY
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.desk.place_fields import PlaceForm
from frontend.map_settings import home_areas
from frontend.pages import OWN_NAMES
from geo.languages import text_in
from geo.models import SRID, Area, Municipality
from geo.serializers import wire_shape
from participation.models import Process

_CODE = re.compile(r"\b[^\W\d_]{1,30}[ -]?\d{4}(?:-\d{1,6})?")


class OutcomeForm(PlaceForm):
    """A title and a text in each language, only the town's first language is a must; and its place, if it has one."""

    decided_on = forms.DateField(label=gettext_lazy("Decided on"), widget=forms.DateInput(attrs={"type": "date"}))
    decided_by = forms.ChoiceField(label=gettext_lazy("Who decided"), required=False)
    process = forms.ChoiceField(label=gettext_lazy("Consultation"), required=False)
    theme = forms.CharField(label=gettext_lazy("Theme"), required=False, max_length=60)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    no_place = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(*args, town=town, **rest)
        for name in ("place", "chosen", "geometry"):  # the template has a part of its own for them
            self.fields[name].widget = forms.HiddenInput()
        self._bodies = {body.code: body for body in Body.objects.filter(municipality=town).order_by("code")}
        self._processes = {one.slug: one for one in Process.objects.filter(municipality=town)}
        self._areas = {area.code: area for area in home_areas(town)}
        for name, things in (("decided_by", self._bodies), ("process", self._processes), ("area", self._areas)):
            named = [(code, _name_of(thing, language)) for code, thing in things.items()]
            offer(self, name, [NOTHING_CHOSEN, *named])
        for code in town.languages:
            is_first = code == town.first_language
            title = _("Title (%(language)s)") % {"language": OWN_NAMES.get(code, code)}
            text = _("What was decided, and why or why not (%(language)s)") % {"language": OWN_NAMES.get(code, code)}
            self.fields[f"title_{code}"] = forms.CharField(label=title, max_length=LONGEST_TITLE, required=is_first)
            self.fields[f"text_{code}"] = forms.CharField(
                label=text, max_length=LONGEST_TEXT, required=is_first, widget=forms.Textarea(attrs={"rows": 5})
            )
        words = [f"{part}_{code}" for code in town.languages for part in ("title", "text")]
        self.order_fields([*words, "decided_on", "decided_by", "process", "theme", "area"])

    @property
    def themes(self) -> list[str]:
        """Themes to choose from while writing: those of the town's consultations."""
        return sorted({theme for process in self._processes.values() for theme in process.themes})

    def clean(self) -> dict[str, Any]:
        """What was written goes before the mark that the map had already."""
        data = super().clean() or {}
        if not data.get("no_place"):
            is_written = bool(data.get("place") or data.get("chosen"))
            self.read_place({**data, "geometry": ""} if is_written else data)
            if data.get("place") and self.shape is None and not self.errors.get("place"):
                self.add_error("place", _("No place was found by that name."))
        return data

    def words(self) -> OutcomeWords:
        said = self.cleaned_data
        return OutcomeWords(
            titles={code: said[f"title_{code}"] for code in self.town.languages},
            texts={code: said[f"text_{code}"] for code in self.town.languages},
            decided_on=said["decided_on"],
            decided_by=self._bodies.get(said["decided_by"]),
            process=self._processes.get(said["process"]),
            theme=said["theme"],
            about_area=self._areas.get(said["area"]),
            place=None if self.shape is None else GEOSGeometry(shapely.to_wkb(self.shape, hex=True), srid=SRID),
        )


def initial_of(outcome: Outcome | None, asked: dict[str, str]) -> dict[str, Any]:
    """An outcome as the form shows it; a new one with the consultation and theme that were owed."""
    if outcome is None:
        return {"decided_on": timezone.localdate().isoformat(), **asked}
    words = {f"title_{code}": text for code, text in outcome.titles.items()}
    words |= {f"text_{code}": text for code, text in outcome.texts.items()}
    shape = None if outcome.place is None else wire_shape(shapely.from_wkb(bytes(outcome.place.wkb)))
    return {
        **words,
        "geometry": json.dumps(shape) if shape else "",
        "decided_on": outcome.decided_on.isoformat(),
        "decided_by": outcome.decided_by.code if outcome.decided_by else "",
        "process": outcome.process.slug if outcome.process else "",
        "theme": outcome.theme,
        "area": outcome.about_area.code if outcome.about_area else "",
        "version": outcome.version,
    }


class ResponseForm(forms.Form):
    """What became of the messages that were picked, and the codes of others that were not in the list."""

    response = forms.ChoiceField(choices=OutcomeInput.Response.choices, initial=OutcomeInput.Response.DONE)
    why = forms.CharField(required=False, max_length=LONGEST_WHY)
    codes = forms.CharField(required=False, max_length=10_000)


def pins_named(town: Municipality, public_ids: list[str], codes: str) -> tuple[list[Pin], list[str]]:
    """Pins that were ticked or whose codes were written down, and the codes that nobody has. Inside `in_town`."""
    written = {_as_kept(code) for code in _CODE.findall(codes)}
    pins = Pin.objects.filter(municipality=town).defer("geom")
    by_code = {pin.code: pin for pin in pins.filter(code__in=written)} if written else {}
    ticked = list(pins.filter(public_id__in=public_ids[:1_000]))
    return [*ticked, *by_code.values()], sorted(written - by_code.keys())


def _as_kept(code: str) -> str:
    word, number = re.fullmatch(r"([^\W\d_]+)[ -]?(.+)", code).groups()  # type: ignore[union-attr]
    return f"{word.capitalize()} {number}"


def _name_of(thing: Body | Process | Area, language: str) -> str:
    return (text_in(thing.names, language) or thing.code) if isinstance(thing, Body) else thing.name(language)
