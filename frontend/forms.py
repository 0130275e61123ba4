"""The two forms of a message: where and what. Their words are for people; the service checks again what it stores."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from feedback_map.models import Category, Kind, ShownPlace, Visibility
from feedback_map.models.pins import TEXT_LENGTH
from frontend.gazetteer import PlaceChoice, find_places
from frontend.map_settings import home_areas
from frontend.place import distance_outside_m, readable_distance
from frontend.question_fields import answers_of, asked_by, form_fields
from geo.models import Area, Municipality
from geo.wire import WireRefused, load_json, parse_geometry

MAP, PLACE, AREA, TOWN, NEAR = "map", "place", "area", "town", "near"
WAYS = [
    (MAP, _("Show it on the map")),
    (PLACE, _("Search for an address or a place")),
    (AREA, _("It is about one part of the town")),
    (NEAR, _("Tell it in your own words")),
    (TOWN, _("It is about the whole town")),
]
LONGEST_GEOMETRY = 400_000


class WhereForm(forms.Form):
    """Step 1. One way of saying the place is chosen, and only what belongs to it is read."""

    where = forms.ChoiceField(choices=WAYS, error_messages={"required": _("Choose how you tell the place.")})
    geometry = forms.CharField(required=False, max_length=LONGEST_GEOMETRY)
    search = forms.CharField(required=False, max_length=100)
    place = forms.CharField(required=False, max_length=200)
    area = forms.CharField(required=False, max_length=100)
    near = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        self.areas = home_areas(town)
        self.shape: BaseGeometry | None = None
        self.about: Area | None = None

    @property
    def found(self) -> list[PlaceChoice]:
        return find_places(self.town, str(self["search"].value() or ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        reader = {MAP: self._read_map, PLACE: self._read_place, AREA: self._read_area, NEAR: self._read_near}
        if (way := data.get("where")) in reader:
            reader[way](data)
        return data

    @property
    def note(self) -> str:
        """The place in the sender's words."""
        data = self.cleaned_data
        if data.get("where") == NEAR:
            return str(data.get("near", ""))
        return str(data.get("place", "")).split(",", 2)[-1] if data.get("where") == PLACE else ""

    def _read_map(self, data: dict[str, Any]) -> None:
        if not data.get("geometry"):
            self.add_error("geometry", _("Mark the place on the map, or choose another way to tell it."))
            return
        self._take("geometry", data["geometry"])

    def _read_place(self, data: dict[str, Any]) -> None:
        parts = str(data.get("place", "")).split(",", 2)
        if len(parts) != 3:
            self.add_error("place", _("Search for the place, and choose one of those that were found."))
            return
        self._take("place", f'{{"type": "Point", "coordinates": [{parts[0]}, {parts[1]}]}}')

    def _read_area(self, data: dict[str, Any]) -> None:
        self.about = self._area_named(data)
        if self.about is None:
            self.add_error("area", _("Choose a part of the town from the list."))

    def _read_near(self, data: dict[str, Any]) -> None:
        if not str(data.get("near", "")).strip():
            self.add_error("near", _("Tell the place in a few words."))
        self.about = self._area_named(data)

    def _area_named(self, data: dict[str, Any]) -> Area | None:
        return next((area for area in self.areas if area.code == data.get("area")), None)

    def _take(self, field: str, text: str) -> None:
        try:
            self.shape = parse_geometry(load_json(text.encode()))
        except WireRefused as refused:
            self.add_error(field, str(refused.detail))
            return
        if metres := distance_outside_m(self.town, self.shape):
            words = _("The place is outside the town, %(distance)s from its border. Choose a place inside the town.")
            self.add_error(field, words % {"distance": readable_distance(metres)})


class WhatForm(forms.Form):
    """Step 2: what somebody wants to say, and whether others may see it."""

    kind = forms.ChoiceField(choices=Kind.choices, error_messages={"required": _("Choose what kind of message it is.")})
    category = forms.CharField(required=False, max_length=60)
    text = forms.CharField(
        max_length=TEXT_LENGTH, error_messages={"required": _("Write what you want to say.")}, widget=forms.Textarea
    )
    visibility = forms.ChoiceField(
        choices=Visibility.choices, error_messages={"required": _("Choose whether the message is published.")}
    )
    shown_place = forms.ChoiceField(choices=ShownPlace.choices, required=False)

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = list(Category.objects.filter(municipality=town, is_active=True))
        self.questions = asked_by(self.chosen)
        self.fields.update(form_fields(self.questions))
        self.answers: dict[str, Any] = {}

    @property
    def chosen(self) -> Category | None:
        """The category that stands in the form, if the town has it."""
        code = self["category"].value()
        return next((each for each in self.categories if each.code == code), None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = next((each for each in self.categories if each.code == data.get("category")), None)
        if data.get("category") and chosen is None:
            self.add_error("category", _("Choose a topic from the list."))
        if chosen and data.get("kind") and data["kind"] not in chosen.kinds:
            self.add_error("category", _("This topic does not take this kind of message. Choose another topic."))
        self.answers = answers_of(self, self.questions)
        return data


def point_text(lon: str, lat: str) -> str:
    """A point that an address names (?lon=…&lat=…), as the form carries it; nothing if it is none."""
    try:
        return json.dumps({"type": "Point", "coordinates": [float(lon), float(lat)]})
    except ValueError:
        return ""
