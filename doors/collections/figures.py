"""Figures by area that were released: people, and where the town is heard. A hidden number is null."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doors.models import CoverageArea, ReleasedPopulation
from doors.ogc.fields import Field, in_languages
from doors.ogc.layers import Layer, Times
from geo.models import AreaSet, Municipality

CLASSES = ("underserved", "on_par", "too_little_data", "no_residents")
HIDDEN = ("", "under_five", "protects", "few_people")
FIRST = (Field("code", "string", "code", _("Code of the area"), nullable=False),)
HIDDEN_FIELD = Field("suppressed", "string", "suppressed", _("Why a number is hidden"), words=HIDDEN, nullable=False)


def population(town: Municipality, area_set: AreaSet) -> Layer:
    language = get_language() or town.first_language
    return Layer(
        town=town,
        name=f"population_{area_set.kind}",
        title=format_lazy(
            _("{town}: people, {areas}"), town=town.name(language), areas=area_set.name(language).lower()
        ),
        description=_("People and holiday homes by area, and how many take part, as last released."),
        rows=ReleasedPopulation.objects.filter(municipality_id=town.pk, area_set_id=area_set.pk),
        key="id",
        feature_id="code",
        geom="geom",
        fields=(
            *FIRST,
            *in_languages("names", town.languages, _("Name")),
            Field("people", "number", "people", _("Residents")),
            Field("people_year", "integer", "people_year", _("Year of the figure")),
            Field("people_basis", "string", "people_basis", _("How the figure came about"), nullable=False),
            Field("holiday_homes", "number", "holiday_homes", _("Holiday homes")),
            Field("participants_home", "integer", "participants_home", _("Participants who live here")),
            Field("suppressed", "string", "hidden", HIDDEN_FIELD.title, words=HIDDEN, nullable=False),
            Field("released_at", "date-time", "released_at", _("Released"), nullable=False),
        ),
        drawn="Polygon",
        times=Times("released_at", "released_at"),
        page=f"/{town.slug}/areas/{area_set.kind}/{{id}}",
        tiles=f"areas-{area_set.kind}",
        source=area_set.source,
    )


def coverage(town: Municipality, area_set: AreaSet) -> Layer:
    language = get_language() or town.first_language
    return Layer(
        town=town,
        name=f"coverage_{area_set.kind}",
        title=format_lazy(
            _("{town}: where the town is heard, {areas}"),
            town=town.name(language),
            areas=area_set.name(language).lower(),
        ),
        description=_("The class of each area with its 95 % interval, by window and denominator, as last released."),
        rows=CoverageArea.objects.filter(municipality_id=town.pk, area_set_id=area_set.pk),
        key="id",
        feature_id="id",
        geom="geom",
        fields=(
            *FIRST,
            *in_languages("names", town.languages, _("Name")),
            Field("months", "integer", "months", _("Months that the figures are of"), nullable=False),
            Field("denominator", "string", "denominator", _("Compared with"), words=("residents", "seasonal")),
            Field("class", "string", "area_class", _("Class"), words=CLASSES),
            Field("sir", "number", "sir", _("Participants against what is expected (1: as in the whole town)")),
            Field("sir_lo95", "number", "sir_lo95", _("Lower end of its 95 % interval")),
            Field("sir_hi95", "number", "sir_hi95", _("Upper end of its 95 % interval")),
            Field("participants", "integer", "participants", _("Participants")),
            Field("people", "number", "people", _("Residents")),
            Field("expected", "number", "expected", _("Expected participants")),
            HIDDEN_FIELD,
            Field("window_from", "date-time", "window_from", _("Beginning of the window"), nullable=False),
            Field("window_to", "date-time", "window_to", _("End of the window"), nullable=False),
            Field("released_at", "date-time", "released_at", _("Released"), nullable=False),
        ),
        drawn="Polygon",
        times=Times("window_from", "window_to"),
        tiles=f"areas-{area_set.kind}",
        source=area_set.source,
    )
