"""Forms of the page of staff: who is asked to work here, and what boards may see."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, Private, Role, normal_email
from accounts.permissions import ON_A_BOARD
from accounts.services import Permit, Post
from geo.languages import text_in
from geo.models import Area, AreaSet, Municipality

SEE_BY_GRANT = (Role.BOARD, Role.SECRETARY, Role.ANALYST)


class InviteForm(forms.Form):
    email = forms.EmailField(error_messages={"required": _("Write the e-mail address.")})
    name = forms.CharField(required=False, max_length=120)
    role = forms.ChoiceField(choices=Role.choices, error_messages={"required": _("Choose a role.")})
    body = forms.CharField(required=False)
    area = forms.CharField(required=False)

    def __init__(self, *args: Any, town: Municipality, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        self.bodies = bodies_of(town)
        self.areas = areas_of(town)
        self.body_choices = [(body.code, text_in(body.names, language) or body.code) for body in self.bodies]
        self.area_groups = [
            (text_in(kind.names, language) or kind.kind, [(str(area.pk), area.name(language)) for area in members])
            for kind, members in self.areas
        ]

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["body"] = next((body for body in self.bodies if body.code == data.get("body")), None)
        everywhere = [area for _set, members in self.areas for area in members]
        data["area"] = next((area for area in everywhere if str(area.pk) == data.get("area")), None)
        if data.get("role") in ON_A_BOARD and not (data["body"] or data["area"]):
            self.add_error("area", _("Choose the board, or the area that it is for."))
        return data

    @property
    def post(self) -> Post:
        data = self.cleaned_data
        return Post(self.town, Role(data["role"]), data["body"], data["area"])


class GrantForm(forms.Form):
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in SEE_BY_GRANT])
    body = forms.CharField(required=False)
    what = forms.ChoiceField(choices=Private.choices, error_messages={"required": _("Choose what may be seen.")})
    reason = forms.CharField(max_length=200, error_messages={"required": _("Write which decision this rests on.")})

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.town = town
        self.bodies = bodies_of(town)

    def clean_body(self) -> Body | None:
        code = self.cleaned_data["body"]
        found = next((body for body in self.bodies if body.code == code), None)
        if code and found is None:
            raise forms.ValidationError(_("Choose from the list."))
        return found

    @property
    def permit(self) -> Permit:
        data = self.cleaned_data
        return Permit(self.town, Private(data["what"]), Role(data["role"]), data["body"], data["reason"])


class EndForm(forms.Form):
    """The last day of a role; without one it ends at once."""

    last_day = forms.DateField(required=False)


def bodies_of(town: Municipality) -> list[Body]:
    return list(Body.objects.filter(municipality=town).order_by("kind", "code"))


def areas_of(town: Municipality) -> list[tuple[AreaSet, list[Area]]]:
    sets = AreaSet.objects.of(town).valid(datetime.datetime.now(datetime.UTC).date()).order_by("kind")
    return [(kind, list(kind.areas.without_geometry().order_by("code"))) for kind in sets]
