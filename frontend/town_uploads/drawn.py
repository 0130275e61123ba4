"""A boundary that somebody draws: on the map, or corner by corner in words."""

from __future__ import annotations

import json
import re
from typing import Any

import shapely
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from frontend.views.pin_form import sketch_labels
from geo import crs
from geo.wire import Limits, WireRefused, load_json, parse_geometry

LEAST_CORNERS = 3
MOST_CORNERS = 10_000
# The largest municipality of Finland, Inari, has 17 000 km².
OF_A_TOWN = Limits(vertices=MOST_CORNERS, length_m=5_000_000.0, area_m2=30_000_000_000.0, kinds=frozenset({"Polygon"}))
_NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d{1,12})?")


class DrawnForm(forms.Form):
    """One of the two ways; `shape` is the boundary in EPSG:3067 once the form was cleaned."""

    geometry = forms.CharField(required=False, max_length=400_000, widget=forms.HiddenInput)
    corners = forms.CharField(
        label=_("Corners in words"),
        help_text=_("Latitude and longitude of a corner on each line, in their order, such as: 61.205 26.031"),
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    shape: BaseGeometry

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("geometry") and not given.get("corners", "").strip():
            raise ValidationError({"corners": _("Draw the boundary on the map, or write its corners.")})
        drawn = given.get("geometry") or _polygon(given["corners"])
        try:
            self.shape = parse_geometry(load_json(drawn.encode()), limits=OF_A_TOWN)
        except WireRefused as refused:
            raise ValidationError({"corners": str(refused.detail)}) from refused
        return given

    @property
    def as_geojson(self) -> str:
        """As a file would say it."""
        shape = json.loads(shapely.to_geojson(crs.wire_geometry(self.shape)))
        return json.dumps({"type": "FeatureCollection", "features": [_feature(shape)]})

    @property
    def map_words(self) -> dict[str, str]:
        return sketch_labels()


def _feature(shape: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {}, "geometry": shape}


def _polygon(text: str) -> str:
    """Corners in words as a polygon; raises ValidationError with the line that is not one."""
    corners = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        found = _NUMBER.findall(line)
        if len(found) != 2 or number > MOST_CORNERS:
            message = _("Line %(number)s is not a latitude and a longitude.") % {"number": number}
            raise ValidationError({"corners": message})
        latitude, longitude = (float(each.replace(",", ".")) for each in found)
        corners.append([longitude, latitude])
    if len(corners) < LEAST_CORNERS:
        raise ValidationError({"corners": _("An area has at least three corners.")})
    return json.dumps({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})
