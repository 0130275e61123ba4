"""The form of an outside base map; docs/base-maps.md says what can be one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from frontend.desk.plan_forms import TownForm
from geo import crs
from geo.basemaps import base_map_from

SYSTEMS = [
    (f"EPSG:{crs.MERCATOR}", _("The web's usual (EPSG:3857)")),
    (f"EPSG:{crs.STORAGE}", "ETRS-TM35FIN (EPSG:3067)"),
    *((f"EPSG:{code}", f"ETRS-GK{code - 3854} (EPSG:{code})") for code in crs.GAUSS_KRUGER),
]
_ID = RegexValidator(
    r"\A[a-z][a-z0-9-]{0,39}\Z", _("Write small letters, digits and hyphens, and begin with a letter.")
)


class BaseMapForm(TownForm):
    texts = (("names", _("Name"), False),)
    must = "names"
    id = forms.CharField(
        label=_("Short name"), help_text=_("It stands in addresses, such as maasto."), max_length=40, validators=[_ID]
    )
    url = forms.CharField(
        label=_("Address of the map service"),
        help_text=_("With {z}, {x} and {y} for tiles (XYZ or WMTS); without them it is a WMS."),
        max_length=1_000,
    )
    crs = forms.ChoiceField(label=_("Coordinate system"), choices=SYSTEMS)
    layers = forms.CharField(label=_("Layers, where it is a WMS"), max_length=300, required=False)
    credit = forms.CharField(
        label=_("Words that its licence asks for"),
        help_text=_("Such as © Maanmittauslaitos."),
        max_length=200,
        required=False,
    )
    max_zoom = forms.IntegerField(label=_("Nearest zoom"), min_value=1, max_value=22, initial=19)

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            raise forms.ValidationError(_("The address begins with https:// or http://."))
        return url

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        url = given.get("url")
        if url and "{z}" not in url and not given.get("layers"):
            self.add_error("layers", _("An address without {z}, {x} and {y} is a WMS: name its layers."))
        if url and given.get("id") and base_map_from(self.base_map) is None:
            self.add_error("url", _("This is no base map that can be shown."))
        return given

    @property
    def base_map(self) -> Mapping[str, Any]:
        said = self.cleaned_data
        plain = {name: said[name] for name in ("id", "url", "crs", "layers", "credit", "max_zoom") if said.get(name)}
        names = {code: name for code in self.town.languages if (name := said.get(f"names_{code}"))}
        return {**plain, "names": names}
