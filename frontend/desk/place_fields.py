"""A place in a form of the desk: marked on the map, chosen from a list, or looked up by its name or address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.gazetteer import PlaceChoice, find_places
from frontend.place import distance_outside_m, readable_distance
from geo.models import Municipality
from geo.wire import WireRefused, load_json, parse_geometry


class PlaceForm(forms.Form):
    """`shape` is the place in EPSG:3067 once the form was cleaned; `found` are several places of one name."""

    place = forms.CharField(required=False, max_length=200)
    chosen = forms.CharField(required=False, max_length=300)
    geometry = forms.CharField(required=False, max_length=400_000)

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        self.found: list[PlaceChoice] = []
        self.shape: Any = None

    def read_place(self, data: dict[str, Any]) -> None:
        """A mark on the map; a place that was chosen; the one place of that name; else which of several is asked."""
        if data.get("geometry"):
            self._take("geometry", data["geometry"])
        elif data.get("chosen"):
            lon, _comma, rest = data["chosen"].partition(",")
            self._take("place", f'{{"type": "Point", "coordinates": [{lon}, {rest.partition(",")[0]}]}}')
        elif data.get("place"):
            self.found = find_places(self.town, data["place"])
            if len(self.found) > 1:
                self.add_error("place", _("There are several such places. Choose the right one."))
            elif len(self.found) == 1:
                only = self.found[0]
                self._take("place", f'{{"type": "Point", "coordinates": [{only.lon}, {only.lat}]}}')

    def _take(self, field: str, text: str) -> None:
        try:
            self.shape = parse_geometry(load_json(text.encode()))
        except WireRefused as refused:
            self.add_error(field, str(refused.detail))
            return
        if metres := distance_outside_m(self.town, self.shape):
            words = _("The place is outside the town, %(distance)s from its border. Choose a place inside the town.")
            self.add_error(field, words % {"distance": readable_distance(metres)})
