"""The form by which a drawing is laid over the map: a file, and its corners where the file does not say them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.plan_parts.material import version_name
from geo import crs
from zoning.models import Plan, PlanVersion

CORNERS = (
    ("top_left", _("Top left corner")),
    ("top_right", _("Top right corner")),
    ("bottom_right", _("Bottom right corner")),
    ("bottom_left", _("Bottom left corner")),
)
SYSTEMS = [
    (crs.STORAGE, "ETRS-TM35FIN (EPSG:3067)"),
    *((code, f"ETRS-GK{code - 3854} (EPSG:{code})") for code in crs.GAUSS_KRUGER),
    (crs.WIRE, "WGS 84 (EPSG:4326)"),
]
_PAIR = re.compile(r"\s*(-?\d{1,8}(?:\.\d{1,9})?)[,;\s]\s*(-?\d{1,8}(?:\.\d{1,9})?)\s*", re.ASCII)


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """Versions by their names in the language of the page."""

    language = ""

    def label_from_instance(self, obj: Any) -> str:
        return version_name(obj, self.language)


class DrawingForm(forms.Form):
    """Made inside `in_town`. Either all four corners are given or none."""

    prefix = "drawing"
    version = VersionField(PlanVersion.objects.none(), label=_("Which version it shows"))
    file = forms.FileField(
        label=_("The drawing"),
        help_text=_("A GeoTIFF says where it lies. Of a TIFF, PNG, JPEG or WebP tell the corners."),
    )
    system = forms.TypedChoiceField(label=_("Coordinate system of the corners"), choices=SYSTEMS, coerce=int)

    def __init__(self, *args: Any, plan: Plan, language: str) -> None:
        super().__init__(*args)
        versions = self.fields["version"]
        assert isinstance(versions, VersionField)
        versions.language = language
        versions.queryset = PlanVersion.objects.filter(plan=plan).defer("geom")
        for name, label in CORNERS:
            self.fields[name] = forms.CharField(label=label, required=False, max_length=60)

    def first_fields(self) -> list[forms.BoundField]:
        return [self["version"], self["file"]]

    def corner_fields(self) -> list[forms.BoundField]:
        """As the corners lie: the upper ones in the first row."""
        return [self[name] for name in ("top_left", "top_right", "bottom_left", "bottom_right")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        texts = [str(given.get(name) or "").strip() for name, _label in CORNERS]
        given["corners"] = None
        if any(texts):
            pairs = [_PAIR.fullmatch(text) for text in texts]
            for (name, _label), pair in zip(CORNERS, pairs, strict=True):
                if pair is None:
                    self.add_error(name, _("Write two numbers: east and north."))
            found = [(float(pair[1]), float(pair[2])) for pair in pairs if pair]
            given["corners"] = _in_metres(found, given.get("system") or crs.STORAGE)
        return given


def _in_metres(corners: list[tuple[float, float]], system: int) -> list[tuple[float, float]]:
    x, y = crs.to_storage([corner[0] for corner in corners], [corner[1] for corner in corners], system)
    return list(zip(x.tolist(), y.tolist(), strict=True))
