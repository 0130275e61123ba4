"""The map of what rounds built: the tiles of proposals, of all rounds, without those that nothing came of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from budgeting.looks import Look
from budgeting.models import Proposal
from frontend.budget.after_page import YearOfWorks
from frontend.map_settings import map_settings, stage_labels
from frontend.pages import Page

_ANY = "any"


def works_map(page: Page, years: Sequence[YearOfWorks]) -> dict[str, Any] | None:
    """None where there is nothing to show."""
    if not years:
        return None
    url = page.url("budget_proposal", slug=_ANY, proposal="0").removesuffix("0")
    return {
        "map": map_settings(page),
        "round": "",
        "proposalUrl": url.replace(f"/{_ANY}/", "/{round}/"),
        "looks": {
            Look.WON.value: str(Proposal.State.DECIDED.label),
            Look.BUILDING.value: _("Being built"),
            Look.BUILT.value: _("Built"),
        },
        "labels": stage_labels(),
    }
