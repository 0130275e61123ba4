"""What somebody wants to follow, and how to tell them: one form, with and without a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_map.following import AREA, CATEGORY, NEAR, RADII_M, STREET
from feedback_map.models import Category
from frontend.gazetteer import PlaceChoice, find_places
from frontend.map_settings import home_areas
from geo import crs
from geo.models import Municipality
from participation.models import Rhythm
from participation.topics import FollowTopic, follow_topic

WAYS = [
    (AREA, _("A part of the town")),
    (NEAR, _("Everything near a place")),
    (STREET, _("A street")),
    (CATEGORY, _("A topic")),
]


class FollowForm(forms.Form):
    """Either something chosen beforehand, named by a link, or one of the ways of choosing; then how to be told."""

    topic = forms.CharField(required=False, max_length=20, error_messages={"required": _("Choose what to follow.")})
    reference = forms.CharField(required=False, max_length=200)
    area = forms.CharField(required=False, max_length=100)
    category = forms.CharField(required=False, max_length=60)
    street = forms.CharField(required=False, max_length=80)
    search = forms.CharField(required=False, max_length=100)
    place = forms.CharField(required=False, max_length=200)
    radius = forms.TypedChoiceField(required=False, coerce=int, choices=[(metres, metres) for metres in RADII_M])
    email = forms.EmailField(required=False, error_messages={"invalid": _("This is not an e-mail address.")})
    rhythm = forms.ChoiceField(required=False, choices=Rhythm.choices)

    def __init__(self, *args: Any, town: Municipality, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town, self.language = town, language
        self.areas = home_areas(town)
        self.categories = Category.objects.filter(municipality=town, is_active=True)
        self.ways = WAYS
        self.radii = RADII_M

    @property
    def found(self) -> list[PlaceChoice]:
        return find_places(self.town, str(self["search"].value() or ""))

    @property
    def chosen(self) -> FollowTopic | None:
        """What a link has chosen beforehand, when there is such a thing."""
        topic, reference = follow_topic(str(self["topic"].value() or "")), str(self["reference"].value() or "")
        return topic if topic and reference and topic.check(self.town, reference) else None

    @property
    def chosen_name(self) -> str:
        topic = self.chosen
        return topic.name(self.town, str(self["reference"].value()), self.language) if topic else ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.chosen is None:
            data["reference"] = self._reference(data)
        return data

    def _reference(self, data: dict[str, Any]) -> str:
        way = data.get("topic", "")
        if way == NEAR:
            return self._near(data)
        field = {AREA: "area", CATEGORY: "category", STREET: "street"}.get(way)
        if field is None:
            self.add_error("topic", _("Choose what you want to follow."))
            return ""
        topic = follow_topic(way)
        if topic is None or not topic.check(self.town, data.get(field, "")):
            self.add_error(field, _MISSING[field])
        return str(data.get(field, ""))

    def _near(self, data: dict[str, Any]) -> str:
        """A place of those that were found, in metres. A search that finds one place has chosen it."""
        found = self.found
        place = data.get("place", "") or (found[0].value if len(found) == 1 else "")
        parts = str(place).split(",", 2)
        try:
            east, north = crs.point_to_storage(float(parts[0]), float(parts[1]))
            reference = f"{east:.0f},{north:.0f},{data.get('radius') or RADII_M[0]},{parts[2]}"
        except (ValueError, IndexError, OverflowError):
            self.add_error("place", _("Search for the place, and choose one of those that were found."))
            return ""
        topic = follow_topic(NEAR)
        if topic is None or not topic.check(self.town, reference):
            self.add_error("place", _("The place is outside the town."))
        return reference


_MISSING = {
    "area": _("Choose a part of the town from the list."),
    "category": _("Choose a topic from the list."),
    "street": _("Write the name of the street."),
}
