"""Plans and their hearings, as they are published."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from doors.ogc.fields import Field, in_languages
from doors.ogc.layers import Layer, Times
from geo.models import Municipality
from zoning.codes import Lifecycle, PlanKind
from zoning.models import Hearing, PublishedHearing, PublishedPlan


def plans(town: Municipality) -> Layer:
    return Layer(
        town=town,
        name="plans",
        title=format_lazy("{town}: {name}", town=town.name(get_language() or "fi"), name=_("Plans")),
        description=_("Land-use and street plans that the town has published, with their areas."),
        rows=PublishedPlan.objects.of(town),
        key="plan_id",
        feature_id="public_id",
        geom="geom",
        fields=(
            Field("slug", "string", "slug", _("Name in addresses"), nullable=False),
            *in_languages("names", town.languages, _("Name")),
            *in_languages("summary", town.languages, _("Summary"), "summary"),
            Field("kind", "string", "kind", _("Kind of plan (RY_Kaavalaji)"), words=tuple(PlanKind.values)),
            Field("state", "string", "state", _("Stage (kaavaelinkaari)"), words=tuple(Lifecycle.values)),
            Field("permanent_identifier", "string", "permanent_identifier", _("National identifier"), nullable=False),
            Field("case_number", "string", "case_number", _("Case number"), nullable=False),
            Field("area_m2", "number", "area_m2", _("Area, m²")),
            Field("initiated_on", "date", "initiated_on", _("Begun")),
            Field("approved_on", "date", "approved_on", _("Approved")),
            Field("published_at", "date-time", "published_at", _("Published"), nullable=False),
            Field("updated_at", "date-time", "updated_at", _("Changed"), nullable=False),
        ),
        times=Times("published_at", "published_at"),
        page=f"/{town.slug}/plans/{{slug}}/",
        tiles="plans",
    )


def hearings(town: Municipality) -> Layer:
    return Layer(
        town=town,
        name="hearings",
        title=format_lazy("{town}: {name}", town=town.name(get_language() or "fi"), name=_("Hearings of plans")),
        description=_("When plans are on display and statements are taken, each with the area of its plan."),
        rows=PublishedHearing.objects.of(town).order_by(),
        key="hearing_id",
        feature_id="public_id",
        geom="plan__geom",
        fields=(
            Field("plan", "string", "plan__slug", _("Plan's name in addresses"), nullable=False),
            *in_languages("plan__names", town.languages, _("Name of the plan"), "plan_name"),
            Field("kind", "string", "kind", _("Kind"), words=tuple(Hearing.Kind.values), nullable=False),
            Field("first_day", "date", "first_day", _("First day"), nullable=False),
            Field("last_day", "date", "last_day", _("Last day"), nullable=False),
            Field("cancelled_at", "date-time", "cancelled_at", _("Cancelled")),
            Field("published_at", "date-time", "published_at", _("Published"), nullable=False),
        ),
        times=Times("first_day", "last_day", days=True),
        page=f"/{town.slug}/plans/{{plan}}/hearings/{{id}}",
        tiles="hearings",
    )
