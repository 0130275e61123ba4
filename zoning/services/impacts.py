"""Assessments of a plan's impacts: written, given an area of their own, and published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import ImpactAssessment, Plan, PlanDocument
from zoning.planned import area_of
from zoning.services.plans import LONGEST_TEXT, keep_plan, locked_plan, said, wrong_texts

FARTHEST_M = 20_000.0


@dataclass(frozen=True)
class ImpactFacts:
    """`around_m`: the plan's area and so many metres around it; None: the area that it had, at first the plan's own."""

    kind: str
    names: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    around_m: float | None = None
    document: PlanDocument | None = None


def write_impact(
    *, town: Municipality, plan: Plan, facts: ImpactFacts, impact: ImpactAssessment | None = None
) -> ImpactAssessment:
    """A new assessment, or the one that is given as it is now. Raises Refused."""
    errors = _wrong(town, facts)
    with in_town(town):
        locked_plan(plan)
        area = _around(plan, facts.around_m)
        if facts.around_m and area is None:
            errors.append(FieldError("around_m", "no_area", _("The plan has no area yet.")))
        if errors:
            raise Refused(errors)
        kept = impact or ImpactAssessment(municipality=town, plan=plan)
        kept.kind, kept.names, kept.texts = facts.kind, said(facts.names), said(facts.texts)
        kept.document = facts.document
        if facts.around_m is not None:
            kept.geom = area
        kept.save()
        if kept.published_at is not None:
            keep_plan(town, plan)
        return kept


def publish_impact(*, town: Municipality, impact: ImpactAssessment, shown: bool = True) -> ImpactAssessment:
    """Everybody reads it on the plan's page; with `shown` false nobody does any more. Done again, nothing happens."""
    with in_town(town):
        plan = locked_plan(impact.plan)
        now: ImpactAssessment = ImpactAssessment.objects.select_for_update().get(pk=impact.pk)
        if (now.published_at is not None) != shown:
            now.published_at = timezone.now() if shown else None
            now.save(update_fields=["published_at"])
            keep_plan(town, plan)
        return now


def remove_impact(*, town: Municipality, impact: ImpactAssessment) -> None:
    """Takes away a draft; what is published is withdrawn first, so that nothing vanishes by one click."""
    with in_town(town):
        if ImpactAssessment.objects.filter(pk=impact.pk, published_at__isnull=False).exists():
            raise Refused([FieldError("", "published", _("Withdraw the assessment first."))])
        ImpactAssessment.objects.filter(pk=impact.pk).delete()


def _wrong(town: Municipality, facts: ImpactFacts) -> list[FieldError]:
    errors = [*wrong_texts("names", facts.names, 200), *wrong_texts("texts", facts.texts, LONGEST_TEXT)]
    if facts.kind not in ImpactAssessment.Kind.values:
        errors.append(FieldError("kind", "unknown_value", _("Choose what was assessed.")))
    if not said(facts.names).get(town.first_language):
        errors.append(FieldError("names", "required", _("Give the assessment a name in the town's first language.")))
    if facts.around_m is not None and not 0 <= facts.around_m <= FARTHEST_M:
        errors.append(FieldError("around_m", "out_of_range", _("Give a distance from 0 to 20,000 metres.")))
    return errors


def _around(plan: Plan, metres: float | None) -> MultiPolygon | None:
    """The plan's area and so far around it; None for the plan's own area."""
    area = area_of(plan)
    if area is None or not metres:
        return None
    wider: GEOSGeometry = area.buffer(metres)
    return wider if isinstance(wider, MultiPolygon) else MultiPolygon(_polygon(wider), srid=wider.srid)


def _polygon(shape: GEOSGeometry) -> Polygon:
    assert isinstance(shape, Polygon)
    return shape
