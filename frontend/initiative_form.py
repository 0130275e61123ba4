"""The form of an initiative: what, where if anywhere, who, and how the answer reaches them."""

from __future__ import annotations

from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _

from feedback_map.services.initiatives import LONGEST, InitiativeWords
from frontend.forms import TOWN, WhereForm
from geo.models import SRID


class InitiativeForm(WhereForm):
    """`where` and what follows it are the fields of every message's form (forms.WhereForm)."""

    title = forms.CharField(
        max_length=LONGEST["title"],
        label=_("What do you propose, in a few words?"),
        error_messages={"required": _("Give the initiative a name.")},
    )
    text = forms.CharField(
        max_length=LONGEST["text"],
        label=_("What should the town do, and why?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what you propose, and why.")},
    )
    outside_url = forms.URLField(
        label=_("Its address at kuntalaisaloite.fi"),
        required=False,
        assume_scheme="https",
        help_text=_("If you have made the same initiative there, where people can sign it."),
        error_messages={"invalid": _("Write a whole address that begins with https://.")},
    )
    maker = forms.CharField(
        max_length=LONGEST["maker"],
        label=_("Your name"),
        error_messages={"required": _("Write your name. It is published only if you say so.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=LONGEST["phone"],
        help_text=_("Give an e-mail address or a phone number: the town has to tell you what it did."),
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    names_maker = forms.BooleanField(label=_("My name may be published with the initiative"), required=False)
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    plain = ("maker", "email", "phone", "names_maker")
    sent_already = _("You have already sent an initiative with this form. Send again if this is another.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("email") and not data.get("phone") and "email" not in self.errors:
            self.add_error("email", _("Give an e-mail address or a phone number for the answer."))
        return data

    def words(self, language: str) -> InitiativeWords:
        said = self.cleaned_data
        shape = None if self.shape is None else GEOSGeometry(shapely.to_wkb(self.shape, hex=True), srid=SRID)
        named = self.about.name(language) if self.about and said["where"] != TOWN else ""
        return InitiativeWords(
            **{name: said[name] for name in ("title", "text", *self.plain, "outside_url")},
            language=language,
            place=shape,
            place_note=", ".join(part for part in (self.note, named) if part)[: LONGEST["place_note"]],
        )
