"""Where the sender lives: asked after sending, in one tap, with the reason; never needed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.map_settings import home_areas
from geo.models import Area, Municipality
from participation.models import AgeBand, ResidentType
from participation.services import Home


class HomeForm(forms.Form):
    resident_type = forms.ChoiceField(
        choices=ResidentType.choices, error_messages={"required": _("Choose what ties you to the town.")}
    )
    area = forms.CharField(required=False, max_length=60)
    age_band = forms.ChoiceField(choices=[("", ""), *AgeBand.choices], required=False)

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = home_areas(town)

    def clean_area(self) -> Area | None:
        code = self.cleaned_data["area"]
        found = next((area for area in self.areas if area.code == code), None)
        if code and found is None:
            raise forms.ValidationError(_("Choose a part of the town from the list."))
        return found

    @property
    def home(self) -> Home:
        said = self.cleaned_data
        return Home(area=said["area"], age_band=said["age_band"], resident_type=said["resident_type"])
