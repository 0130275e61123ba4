"""The words that everybody would read of a round if the settings in the form were saved."""

from __future__ import annotations

from dataclasses import dataclass

from budgeting.models import Round
from budgeting.services.round_settings import RoundFacts
from budgeting.words import ballot_words, electorate_words, paper_words, rule_words
from budgeting.worked_example import Example, example_of
from frontend.budget.round_forms import SettingsForm
from frontend.budget.shown import DeskRound


@dataclass(frozen=True)
class Preview:
    who_may_vote: list[str]
    ballot_words: list[str]
    rule_words: list[str]
    paper_words: list[str]
    example: Example | None


def preview_of(at_desk: DeskRound, form: SettingsForm) -> Preview:
    """Of what the form says; of what the round is set to when the form says nothing that holds."""
    of = at_desk.round
    shown = _as_set(of, form.facts) if form.is_bound and form.is_valid() else of
    language = at_desk.page.language
    if not shown.has_vote:
        return Preview(electorate_words(shown, language), [], [], [], None)
    words = (ballot_words(shown), rule_words(shown), paper_words(shown))
    return Preview(electorate_words(shown, language), *words, example_of(shown))


def _as_set(of: Round, facts: RoundFacts) -> Round:
    """A round that is not saved, set as the form says."""
    values = {**vars(facts.counting), **vars(facts.electorate), **vars(facts.care)}
    return Round(municipality=of.municipality, process=of.process, template=of.template, money_cents=0, **values)
