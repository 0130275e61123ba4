"""What a file is for: one form for each kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from frontend.pages import Page
from geo.files.refusals import FileRefused
from geo.importing.kinds import words_of
from geo.models import AreaSet, Municipality, Upload
from geo.uploads.arriving import ArrivedFile
from geo.uploads.keeping import ENDINGS
from geo.uploads.wishes import UploadWishes

What = Upload.What
ACCEPT = ".gpkg,.geojson,.json,.zip,.csv"
COMMON_KINDS = ("board", "district", "neighbourhood", "village", "postal", "school")
OTHER = "other"
_DAY = forms.DateInput(attrs={"type": "date"})


class UploadForm(forms.Form):
    """A file; subclasses ask what else must be known of it. `about` tells which files there are."""

    about: Any = ""
    what = ""
    file = forms.FileField(
        label=_("The file"),
        help_text=_("GeoPackage, GeoJSON, zipped Shapefile or CSV."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )

    def __init__(self, page: Page, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        assert page.town is not None
        self.page, self.town = page, page.town
        self.offer()

    def offer(self) -> None:
        """Choices that depend on the town."""

    def clean_file(self) -> ArrivedFile:
        file = self.cleaned_data["file"]
        if not isinstance(file, ArrivedFile):
            raise ValidationError(_("Choose the file."))
        if Path(file.name or "").suffix.lower() not in ENDINGS:
            raise ValidationError(_("Save the file as GeoPackage or GeoJSON, in QGIS for example, and send it again."))
        if (file.size or 0) > settings.UPLOAD_MOST_BYTES:
            refused = FileRefused("too_large", megabytes=settings.UPLOAD_MOST_BYTES // 1_000_000)
            raise ValidationError(str(refused.detail))
        return file

    @property
    def wishes(self) -> UploadWishes:
        return UploadWishes(self.what)


class BoundaryForm(UploadForm):
    what = What.BOUNDARY
    about = _(
        "A file of all municipalities will do: the town is found in it by its municipality code, else by its name. "
        "The National Land Survey gives one away free of charge (Kuntajako)."
    )


class PlacesForm(UploadForm):
    what = What.PLACES
    about = _(
        "A list of meeting places and free spaces with their coordinates, or a layer of points. Those that the town "
        "has already are known by their code."
    )


class AreasForm(UploadForm):
    what = What.AREAS
    about = _(
        "The town's own file, or a national one of which only the areas in the town are taken. Postal areas come from "
        "Statistics Finland (Paavo)."
    )
    kind = forms.ChoiceField(label=_("Which division of the town it is"))
    other_name = forms.CharField(label=_("Name of the division, if it is another"), max_length=60, required=False)
    valid_from = forms.DateField(
        label=_("First day of these borders"),
        help_text=_(
            "The borders before them are kept and end on this day. Leave it empty for the first borders of a division, "
            "or to correct the ones that are in force."
        ),
        widget=_DAY,
        required=False,
    )
    parent_kind = forms.ChoiceField(label=_("They are parts of"), required=False)
    source = forms.CharField(label=_("Source, as it is shown"), max_length=300, required=False)
    licence = forms.CharField(label=_("Licence"), max_length=100, required=False)
    illustrative = forms.BooleanField(label=_("The borders are only illustrative, not official"), required=False)

    def offer(self) -> None:
        own = kinds_of(self.town, self.page.language)
        common = [(kind, words_of(kind).names) for kind in COMMON_KINDS if kind not in dict(own)]
        known = [(kind, names.get(self.page.html_lang, names["fi"])) for kind, names in common]
        self.fields["kind"].choices = [("", gettext("Choose")), *own, *known, (OTHER, gettext("Another"))]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["parent_kind"].choices = [("", pgettext_lazy("division of a town", "of nothing larger")), *own]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") == OTHER and not slugify(given.get("other_name", "")):
            self.add_error("other_name", _("Name the division."))
        if given.get("parent_kind") and given["parent_kind"] == given.get("kind"):
            self.add_error("parent_kind", _("A division is not a part of itself."))
        return given

    @property
    def wishes(self) -> UploadWishes:
        given = self.cleaned_data
        is_other = given["kind"] == OTHER
        return UploadWishes(
            self.what,
            kind=slugify(given["other_name"])[:40] if is_other else given["kind"],
            names={self.town.first_language: given["other_name"]} if is_other else {},
            valid_from=given["valid_from"],
            parent_kind=given["parent_kind"],
            source=given["source"],
            licence=given["licence"],
            illustrative=given["illustrative"] or None,
        )


class PeopleForm(UploadForm):
    what = What.PEOPLE
    about = _(
        "Residents, and if the file has them holiday homes and dwellings: Statistics Finland's squares of 250 m or "
        "1 km, Paavo's table by postal area, or a table of the town's own by area."
    )
    by = forms.ChoiceField(label=_("The rows of the file are"))
    year = forms.IntegerField(label=_("Of which year the figures are"), min_value=1900, max_value=2200)

    def offer(self) -> None:
        cells = [("1000", gettext("squares of 1 km")), ("250", gettext("squares of 250 m"))]
        self.fields["by"].choices = [("", gettext("Choose")), *cells, *kinds_of(self.town, self.page.language)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["year"].initial = timezone.localdate().year - 1

    @property
    def wishes(self) -> UploadWishes:
        by = self.cleaned_data["by"]
        is_cells = by in ("250", "1000")
        return UploadWishes(
            self.what,
            kind="" if is_cells else by,
            cell_m=int(by) if is_cells else None,
            year=self.cleaned_data["year"],
        )


FORMS: dict[str, type[UploadForm]] = {form.what: form for form in (BoundaryForm, AreasForm, PeopleForm, PlacesForm)}


def kinds_of(town: Municipality, language: str) -> list[tuple[str, str]]:
    """The town's own divisions, by name."""
    newest = {one.kind: one for one in AreaSet.objects.of(town).order_by("kind", "valid_from")}
    return [(kind, one.name(language)) for kind, one in newest.items()]
