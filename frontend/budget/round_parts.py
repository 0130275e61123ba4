"""What a round's page says of the round itself: its phases, its money, who decides, who may vote, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from budgeting.allowing import covers
from budgeting.models import Pot, RoundPhase
from budgeting.words import (
    ballot_words,
    electorate_words,
    money_words,
    paper_words,
    phase_words,
    pot_words,
    rule_words,
)
from budgeting.worked_example import example_of
from frontend.budget.change_words import ToldChange, told_changes
from frontend.budget.shown import ShownRound
from frontend.charts.pots import PotBar, PotsChart


@dataclass(frozen=True)
class ShownPhase:
    """A phase with what it allows; `is_now` says the same as the engine does."""

    phase: RoundPhase
    is_now: bool
    is_over: bool

    @property
    def words(self) -> str:
        return phase_words(self.phase.kind)


def timeline(shown: ShownRound) -> dict[str, Any]:
    return {"phases": shown_phases(shown)}


def shown_phases(shown: ShownRound) -> list[ShownPhase]:
    """In the order of their days. A vote that was closed is over, whatever its last day."""
    day, found = shown.today, []
    for phase in shown.phases:
        is_now = covers(phase, day) and phase.kind in shown.allowed
        is_over = not is_now and phase.starts_on <= day
        found.append(ShownPhase(phase, is_now, is_over))
    return found


def money(shown: ShownRound) -> dict[str, Any]:
    language = shown.page.language
    return {"money_words": money_words(shown.pots, language), "pots_chart": pots_chart(shown.pots, language)}


def pots_chart(pots: list[Pot], language: str) -> PotsChart | None:
    """One pot needs no picture."""
    if len(pots) < 2:
        return None
    bars = tuple(PotBar(pot.name(language), pot.money_cents, pot_words(pot, language)) for pot in pots)
    return PotsChart("pots", bars, _("How the money is divided"), money_words(pots, language)[0])


def deciding(shown: ShownRound) -> dict[str, Any]:
    batches = list(shown.round.batches.all())
    coming = [batch for batch in batches if batch.closes_on >= shown.today and batch.handled_at is None]
    return {"process": shown.round.process, "batches": batches, "next_batch": coming[0] if coming else None}


def voting_rules(shown: ShownRound) -> dict[str, Any]:
    of = shown.round
    if not of.has_vote:
        return {"who_may_vote": electorate_words(of, shown.page.language, shown.pots)}
    return {
        "who_may_vote": electorate_words(of, shown.page.language, shown.pots),
        "ballot_words": ballot_words(of),
        "rule_words": rule_words(of),
        "paper_words": paper_words(of),
        "example": example_of(of),
    }


def changes(shown: ShownRound) -> dict[str, Any]:
    known: list[ToldChange] = told_changes(shown.round.changes.all(), shown.page.language)
    return {"round_changes": known}
