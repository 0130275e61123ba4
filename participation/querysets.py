"""Named reads of what is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from geo.models import Municipality
    from participation.models import Follow  # noqa: F401  named in a text below


class FollowQuerySet(models.QuerySet["Follow"]):
    def running(self, town: Municipality) -> FollowQuerySet:
        """Confirmed, and not ended."""
        return self.filter(municipality=town, confirmed_at__isnull=False, ended_at__isnull=True)

    def of_topic(self, topic: str, reference: str) -> FollowQuerySet:
        return self.filter(topic=topic, reference=reference)
