"""Named reads of plans: `published()` of a source table is what the page of one plan may show to everybody."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from geo.models import Municipality

PUBLIC = "1"  # category_of_publicity


class PublishableQuerySet(models.QuerySet[Any]):
    """Rows that staff publish one by one: versions, schemes, assessments."""

    def published(self) -> PublishableQuerySet:
        return self.filter(published_at__isnull=False)


class PlanQuerySet(models.QuerySet[Any]):
    def of(self, town: Municipality) -> PlanQuerySet:
        return self.filter(municipality=town)

    def published(self) -> PlanQuerySet:
        return self.filter(published_at__isnull=False)


class DocumentQuerySet(models.QuerySet[Any]):
    def published(self) -> DocumentQuerySet:
        """Published, public by its category, and not of a version that is still unpublished."""
        is_of_plan_or_shown = Q(version__isnull=True) | Q(version__published_at__isnull=False)
        return self.filter(is_of_plan_or_shown, published_at__isnull=False, publicity=PUBLIC)


class HearingQuerySet(models.QuerySet[Any]):
    def published(self) -> HearingQuerySet:
        """Cancelled ones too: what was published is said to be cancelled, and does not vanish."""
        return self.filter(published_at__isnull=False)

    def standing(self) -> HearingQuerySet:
        """Published and not cancelled."""
        return self.published().filter(cancelled_at__isnull=True)

    def open_on(self, day: datetime.date) -> HearingQuerySet:
        return self.standing().filter(first_day__lte=day, last_day__gte=day)


class PublishedPlanQuerySet(models.QuerySet[Any]):
    def of(self, town: Municipality) -> PublishedPlanQuerySet:
        return self.filter(municipality=town)

    def at(self, place: GEOSGeometry) -> PublishedPlanQuerySet:
        """Plans whose area a place touches."""
        return self.filter(parts__geom__intersects=place).distinct()

    def open_on(self, day: datetime.date) -> PublishedPlanQuerySet:
        """Plans that are on display that day."""
        return self.filter(
            hearings__first_day__lte=day, hearings__last_day__gte=day, hearings__cancelled_at__isnull=True
        ).distinct()


class PublishedHearingQuerySet(models.QuerySet[Any]):
    def of(self, town: Municipality) -> PublishedHearingQuerySet:
        return self.filter(municipality=town)

    def standing(self) -> PublishedHearingQuerySet:
        return self.filter(cancelled_at__isnull=True)

    def open_on(self, day: datetime.date) -> PublishedHearingQuerySet:
        return self.standing().filter(first_day__lte=day, last_day__gte=day)

    def coming_after(self, day: datetime.date) -> PublishedHearingQuerySet:
        return self.standing().filter(first_day__gt=day)
