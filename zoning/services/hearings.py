"""Hearings: opened as drafts, published once, and changed afterwards only with a reason, a trace and a notice."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.models import User
from geo.models import Municipality
from zoning.models import Hearing, Plan, PlanVersion

Texts = Mapping[str, str]


@dataclass(frozen=True)
class HearingFacts:
    """What a hearing is. `last_day` left out: as the rule of its kind proposes."""

    kind: str
    first_day: datetime.date
    last_day: datetime.date | None = None
    versions: Sequence[PlanVersion] = ()
    office: Texts = field(default_factory=dict)
    office_closes: datetime.time | None = None
    postal_address: str = ""
    email: str = ""


def open_hearing(*, town: Municipality, plan: Plan, facts: HearingFacts, user: User | None = None) -> Hearing:
    """A draft that only staff see."""
    raise NotImplementedError


def edit_hearing(*, hearing: Hearing, facts: HearingFacts, user: User | None = None) -> Hearing:
    """Change a draft; what is published is changed by `change_hearing` alone."""
    raise NotImplementedError


def publish_hearing(*, hearing: Hearing, user: User | None = None) -> Hearing:
    """The notice is written, and the hearing is on the plan's page, in lists, calendars and feeds."""
    raise NotImplementedError


def change_hearing(*, hearing: Hearing, facts: HearingFacts, reason: Texts, user: User | None = None) -> Hearing:
    """Change what is published: with a reason, a row that stays, and a notice to those who follow."""
    raise NotImplementedError


def cancel_hearing(*, hearing: Hearing, reason: Texts, user: User | None = None) -> Hearing:
    """It stays to be seen, as cancelled and why."""
    raise NotImplementedError
