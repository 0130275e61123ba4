"""Forms of the page of other systems: a key for a client, and a system that handles categories for the town."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback_map.models import Category, Open311Peer
from feedback_map.open311.connections import PeerInput


class KeyForm(forms.Form):
    label = forms.CharField(max_length=120, error_messages={"required": _("Write who uses the key.")})
    may_update = forms.BooleanField(required=False)


class PeerForm(forms.Form):
    """One field for each of the town's categories: the other system's service code, empty where it has none."""

    code = forms.SlugField(max_length=60, error_messages={"required": _("Write a short name for the address.")})
    name = forms.CharField(max_length=120, error_messages={"required": _("Write the name of the system.")})
    endpoint = forms.URLField(
        assume_scheme="https",
        error_messages={"required": _("Write the address of its Open311 service, as far as before services.json.")},
    )
    jurisdiction_id = forms.CharField(required=False, max_length=120)
    api_key = forms.CharField(required=False, max_length=200)
    format = forms.ChoiceField(choices=Open311Peer.Format.choices)
    takes_key = forms.BooleanField(required=False)
    sends_private = forms.BooleanField(required=False)
    is_active = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, categories: list[Category], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = [(category, category.name(language)) for category in categories]
        for category in categories:
            self.fields[f"service-{category.code}"] = forms.CharField(required=False, max_length=120)

    @property
    def services(self) -> list[tuple[str, Any]]:
        return [(name, self[f"service-{category.code}"]) for category, name in self.categories]

    @property
    def peer(self) -> PeerInput:
        data = dict(self.cleaned_data)
        services = {category.code: data.pop(f"service-{category.code}") for category, _name in self.categories}
        return PeerInput(**data, services={code: service for code, service in services.items() if service})
