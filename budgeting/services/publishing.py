"""What everybody reads of proposals is derived here, in the transaction that changed them, and never edited by hand."""

from __future__ import annotations

from collections.abc import Collection

from budgeting.models import Proposal, PublishedBudget, Round
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town


def publish_proposals(
    *, town: Municipality, round: Round | None = None, proposals: Collection[Proposal] | None = None
) -> int:
    """Derive again what is published of some proposals, of a round, or of the whole town; gives how many are shown.

    Called after anything changed that the public reads: a proposal, its round's being published, a pot or a theme.
    """
    asked = {
        "town": town.pk,
        "round": round and round.pk,
        "proposals": None if proposals is None else [proposal.pk for proposal in proposals],
    }
    with in_town(town):
        # The version comes first: its row's lock lets one transaction at a time derive a town's proposals.
        sql.row("budgeting/next_budget_version", {"town": town.pk})
        (shown,) = sql.row("budgeting/publish_proposals", asked) or (0,)
        return int(shown)


def rebuild_proposals(town: Municipality) -> None:
    """Drop everything that is derived from a town's proposals and build it again, with the same rows."""
    publish_proposals(town=town)


def budget_version(town: Municipality) -> int:
    """Grows with every change of what is published."""
    return PublishedBudget.objects.filter(municipality=town).values_list("version", flat=True).first() or 0
