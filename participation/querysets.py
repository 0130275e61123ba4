"""Named reads of what is followed, and of events."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from geo.models import Municipality
    from participation.models import Event, Follow  # noqa: F401  named in texts below


class FollowQuerySet(models.QuerySet["Follow"]):
    def running(self, town: Municipality) -> FollowQuerySet:
        """Confirmed, and not ended."""
        return self.filter(municipality=town, confirmed_at__isnull=False, ended_at__isnull=True)

    def of_topic(self, topic: str, reference: str) -> FollowQuerySet:
        return self.filter(topic=topic, reference=reference)


_OVER_AT = Coalesce("ends_at", "starts_at")


class EventQuerySet(models.QuerySet["Event"]):
    def shown(self, town: Municipality) -> EventQuerySet:
        """What everybody may read: no drafts, and nothing of a consultation that is not public."""
        is_open = Q(process__isnull=True) | Q(process__is_public=True)
        return self.filter(is_open, municipality=town, is_public=True)

    def coming(self, now: datetime.datetime) -> EventQuerySet:
        """Not over yet, the next one first."""
        return self.alias(over_at=_OVER_AT).filter(over_at__gte=now).order_by("starts_at", "pk")

    def past(self, now: datetime.datetime) -> EventQuerySet:
        """Over, the last one first."""
        return self.alias(over_at=_OVER_AT).filter(over_at__lt=now).order_by("-starts_at", "-pk")
