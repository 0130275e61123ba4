"""How rounds and proposals are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from geo.models import Municipality


class RoundQuerySet(models.QuerySet[Any]):
    def of(self, town: Municipality) -> Self:
        return self.filter(municipality=town)

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


class ProposalQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def on_ballot(self) -> Self:
        """What can be chosen on a ballot, and what was chosen from after the vote, in the order of numbers."""
        states = ("accepted", "won", "not_won", "decided", "declined", "building", "built", "dropped")
        return self.filter(state__in=states, pot__isnull=False).order_by("number")
