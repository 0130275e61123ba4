"""The pages of what comes after a vote, with something on each, for the tests that look at every page."""

from __future__ import annotations

from budgeting.models import BuildingStep, Decision, IntakeBatch, WorkingParty
from geo.models import Municipality
from geo.tenancy import in_town
from tests.permissions.budget_after import BUILT, after_phases

PUBLIC, DESK = "/testila/budget/rakennus", "/testila/desk/budget/rakennus"


def after_addresses(town: Municipality) -> list[str]:
    """Makes the round, and gives the pages that everybody reads."""
    here = after_phases(town)[BUILT]
    return [
        "/testila/budget/earlier",
        f"{PUBLIC}/",
        f"{PUBLIC}/proposals/1",
        f"{PUBLIC}/decisions/{here['decision']}",
        f"{PUBLIC}/batches/{here['batch']}",
        f"{PUBLIC}/parties/{here['party']}",
        f"/testila/coming/{here['key']}",
    ]


def after_desk_addresses(town: Municipality) -> list[str]:
    """The desk's pages of the round that `after_addresses` has made; of those that are one form, two."""
    with in_town(town):
        step, batch = BuildingStep.objects.get(), IntakeBatch.objects.get(round__slug="rakennus")
        decision = Decision.objects.order_by("pk")[0]
        party = WorkingParty.objects.select_related("event").get().event
    work = f"{DESK}/building/1"
    return [
        f"{DESK}/decisions/{decision.public_id}",
        work,
        f"{work}/steps/{step.public_id}/photo",
        f"{work}/parties/new",
        f"{DESK}/parties/{party.code}",
        f"{DESK}/batches/{batch.public_id}",
    ]
