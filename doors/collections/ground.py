"""Areas and places."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doors.ogc.fields import Field, in_languages
from doors.ogc.layers import CC_BY, Layer, Times
from geo.models import Area, AreaSet, Municipality, Place

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
LICENCES = {"cc by 4.0": CC_BY, "cc0": CC0}


def areas(town: Municipality, area_set: AreaSet) -> Layer:
    """The members of one set as it stands today."""
    language = get_language() or town.first_language
    return Layer(
        town=town,
        name=f"areas_{area_set.kind}",
        title=format_lazy("{town}: {name}", town=town.name(language), name=area_set.name(language)),
        description=_("The town's areas with their borders, as they are valid today."),
        rows=Area.objects.filter(area_set=area_set),
        key="code",
        feature_id="code",
        geom="geom",
        fields=(
            Field("code", "string", "code", _("Code"), nullable=False),
            *in_languages("names", town.languages, _("Name")),
            Field("parent", "string", "parent__code", _("Code of the area that it belongs to")),
            Field("valid_from", "date", "area_set__valid_from", _("Valid from"), nullable=False),
        ),
        drawn="Polygon",
        times=Times("area_set__valid_from", "area_set__valid_to", days=True),
        page=f"/{town.slug}/areas/{area_set.kind}/{{id}}",
        tiles=f"areas-{area_set.kind}",
        licence=LICENCES.get(area_set.licence.strip().lower(), CC_BY),
        source=area_set.source,
    )


def places(town: Municipality) -> Layer:
    return Layer(
        town=town,
        name="places",
        title=format_lazy("{town}: {name}", town=town.name(get_language() or "fi"), name=_("Meeting places")),
        description=_("Places where people meet: libraries, halls, village houses and other free spaces."),
        rows=Place.objects.filter(municipality=town, is_shown=True),
        key="id",
        feature_id="code",
        geom="point",
        fields=(
            Field("code", "string", "code", _("Code"), nullable=False),
            *in_languages("names", town.languages, _("Name")),
            Field("kind", "string", "kind", _("Kind"), nullable=False),
            Field("address", "string", "address", _("Address"), nullable=False),
            Field("floor_area_m2", "number", "floor_area_m2", _("Floor area, m²")),
            Field("is_free", "boolean", "is_free", _("Free of charge")),
            Field("is_accessible", "boolean", "is_accessible", _("Accessible")),
            Field("open_to", "string", "open_to", _("Who may use it"), nullable=False),
            Field("capacity", "integer", "capacity", _("How many people fit in")),
            *in_languages("texts", town.languages, _("What one can do there"), "text"),
            *in_languages("opening", town.languages, _("When it is open"), "opening"),
            *in_languages("price", town.languages, _("What it costs"), "price"),
            *in_languages("access", town.languages, _("How one gets in, and how accessible it is"), "access"),
            Field("phone", "string", "phone", _("Phone"), nullable=False),
            Field("website", "string", "website", _("Web page, or where it is booked"), nullable=False),
            Field("changed_at", "date-time", "changed_at", _("Changed"), nullable=False),
        ),
        drawn="Point",
        page=f"/{town.slug}/places/{{id}}",
        tiles="places",
    )
