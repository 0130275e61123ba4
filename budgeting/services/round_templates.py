"""The three kinds of rounds that a town begins with: what each is set to until somebody changes it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgeting.models import BallotKind, Completion, Round, RoundPhase, TallyRule, TieBreak, Utility, VotingWay
from participation.models import FormOfParticipation, ResidentType

Kind = RoundPhase.Kind
Texts = Mapping[str, str]
WEEK = datetime.timedelta(weeks=1)
BATCHES, BETWEEN_BATCHES, UNTIL_MEETING = 4, 13 * WEEK, 2 * WEEK


@dataclass(frozen=True)
class RoundTemplate:
    """Settings of a new round; phases as weeks from its first day (no end: until further notice)."""

    settings: Mapping[str, Any]
    weeks: tuple[tuple[str, int, int | None], ...]
    forms: tuple[str, ...]
    texts: Mapping[str, Promise] = field(default_factory=dict)
    batches: int = 0

    def phases(self, opens_on: datetime.date) -> list[tuple[str, datetime.date, datetime.date | None]]:
        """Kind, first and last day of each phase."""
        day = datetime.timedelta(days=1)
        return [
            (kind, opens_on + first * WEEK, None if end is None else opens_on + end * WEEK - day)
            for kind, first, end in self.weeks
        ]

    def meetings(self, opens_on: datetime.date) -> list[tuple[datetime.date, datetime.date]]:
        """Of each batch: until when its ideas come, and when the council meets."""
        closes = [opens_on + n * BETWEEN_BATCHES for n in range(1, self.batches + 1)]
        return [(day, day + UNTIL_MEETING) for day in closes]

    def said(self, languages: Iterable[str]) -> dict[str, dict[str, str]]:
        return {name: in_languages(text, languages) for name, text in self.texts.items()}


def in_languages(text: Promise, languages: Iterable[str]) -> dict[str, str]:
    """A translated text in each of the languages that the pages have."""
    known = {code for code, _name in settings.LANGUAGES}
    return {code: _in(text, code) for code in languages if code in known}


def _in(text: Promise, language: str) -> str:
    with translation.override(language):
        return str(text)


_COUNTED = {
    "ballot": BallotKind.APPROVAL,
    "rule": TallyRule.EQUAL_SHARES,
    "utility": Utility.COST,
    "completion": Completion.ADD1U,
    "tie_break": TieBreak.CHEAPER,
    "threshold": 1,
}
_TAKES_PART = (FormOfParticipation.PLANNING, FormOfParticipation.DECISION, FormOfParticipation.ACTION)

TEMPLATES: Mapping[str, RoundTemplate] = {
    Round.Template.YEARLY: RoundTemplate(
        {
            **_COUNTED,
            "ways": [VotingWay.CODE, VotingWay.EMAIL, VotingWay.PAPER],
            "residents": [ResidentType.PERMANENT, ResidentType.SEASONAL],
            "min_age": 12,
        },
        (
            (Kind.COLLECT, 0, 8),
            (Kind.REFINE, 8, 14),
            (Kind.COST, 10, 16),
            (Kind.VOTE, 18, 21),
            (Kind.DECIDE, 21, 25),
            (Kind.BUILD, 25, 60),
        ),
        _TAKES_PART,
        {
            "who_decides": _("Those who vote decide what is built; the town confirms the result."),
            "can_change": _("What is proposed, what it looks like and what wins."),
            "is_fixed": _("The money, and how the votes are counted."),
        },
    ),
    Round.Template.YOUTH: RoundTemplate(
        {"has_vote": False, "minimal_data": True},
        ((Kind.COLLECT, 0, None), (Kind.DECIDE, 0, None), (Kind.BUILD, 0, None)),
        _TAKES_PART,
        {
            "who_decides": _("The youth council says which ideas it supports. The city manager makes the decision."),
            "when_decided": _("After each meeting of the youth council, about four times a year."),
            "can_change": _("What the money is used for."),
            "is_fixed": _("The money of the year."),
        },
        batches=BATCHES,
    ),
    Round.Template.COUNCIL: RoundTemplate(
        {**_COUNTED, "ways": [VotingWay.COUNCIL]},
        (
            (Kind.COLLECT, 0, 6),
            (Kind.REFINE, 6, 8),
            (Kind.COST, 6, 10),
            (Kind.VOTE, 10, 12),
            (Kind.DECIDE, 12, 14),
            (Kind.BUILD, 14, 52),
        ),
        _TAKES_PART,
        {
            "who_decides": _("The members of the council vote; the town confirms the result."),
            "can_change": _("What is proposed and what wins."),
            "is_fixed": _("The money, and how the votes are counted."),
        },
    ),
}
