from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import Membership  # noqa: F401


class MembershipQuerySet(models.QuerySet["Membership"]):
    def valid_on(self, day: date | None = None) -> "MembershipQuerySet":
        """Memberships in force on a day (default today); inactive users have none."""
        day = day or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day, user__is_active=True)
