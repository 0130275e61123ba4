"""Staff enter what came by phone, at the desk, on paper or at an event: one short form, many in a row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_map.models import Category, Kind, Visibility
from feedback_map.permissions import BY_STAFF
from feedback_map.services import ContactInput, PinInput
from frontend.desk.place_fields import PlaceForm
from frontend.map_settings import home_areas
from geo.models import Area, Municipality
from participation.models import AgeBand, Channel, Event, ResidentType
from participation.services import Home

KEPT = ("channel", "event", "category", "kind", "visibility")
CHANNELS = [(value, label) for value, label in Channel.choices if value in BY_STAFF]
TOWN = "town"


class EntryForm(PlaceForm):
    """KEPT is what the next one of the row is likely to share."""

    channel = forms.ChoiceField(choices=CHANNELS, initial=Channel.PHONE)
    event = forms.CharField(required=False, max_length=80)
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.FEEDBACK)
    category = forms.CharField(required=False, max_length=60)
    text = forms.CharField(max_length=5_000, error_messages={"required": _("Write what was said.")})
    area = forms.CharField(required=False, max_length=100)
    visibility = forms.ChoiceField(choices=Visibility.choices, initial=Visibility.PRIVATE)
    name = forms.CharField(required=False, max_length=120)
    phone = forms.CharField(required=False, max_length=40)
    email = forms.EmailField(required=False)
    home = forms.CharField(required=False, max_length=100)
    age_band = forms.ChoiceField(required=False, choices=[("", _("not known")), *AgeBand.choices])
    resident_type = forms.ChoiceField(required=False, choices=[("", _("not known")), *ResidentType.choices])
    key = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, town: Municipality, language: str, **kwargs: Any) -> None:
        super().__init__(*args, town=town, **kwargs)
        self.language = language
        self.areas = home_areas(town)
        self.categories = list(Category.objects.filter(municipality=town, is_active=True))
        self.events = list(Event.objects.filter(municipality=town)[:30])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("category") and data["category"] not in {one.code for one in self.categories}:
            self.add_error("category", _("Choose a topic from the list."))
        self.read_place(data)
        return data

    @property
    def pin(self) -> PinInput:
        data = self.cleaned_data
        about = None if self.shape is not None else self._area(data["area"])
        return PinInput(
            kind=data["kind"],
            text=data["text"],
            category=data["category"],
            geometry=self.shape,
            about_area=about,
            place_note=data["place"],
            visibility=data["visibility"],
            language=self.town.first_language,
            channel=data["channel"],
            event=next((one for one in self.events if one.code == data["event"]), None),
            contact=self._contact(),
        )

    @property
    def home_told(self) -> Home | None:
        data = self.cleaned_data
        area = self._area(data["home"])
        if area is None and not (data["age_band"] or data["resident_type"]):
            return None
        return Home(area=area, age_band=data["age_band"], resident_type=data["resident_type"])

    def kept(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in KEPT}

    def _area(self, code: str) -> Area | None:
        return next((area for area in self.areas if area.code == code), None)

    def _contact(self) -> ContactInput | None:
        data = self.cleaned_data
        if not (data["name"] or data["phone"] or data["email"]):
            return None
        return ContactInput(data["name"], data["email"], data["phone"], self.town.first_language)
