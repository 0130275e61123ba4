"""When a hearing ends: rules of law propose a last day, and the published last day alone decides.

Plain computing: no database and no clock. The database decides what came in time, by the same rule
(`hearing_deadline`): received before 00:00 of Helsinki on the day after the last day.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zoning.codes import PlanKind

HELSINKI = ZoneInfo("Europe/Helsinki")
_ONE_DAY = datetime.timedelta(days=1)
# A shorter time is for changes of local detailed plans alone, never for master or shore plans.
MINOR_KINDS = frozenset(
    {PlanKind.DETAILED, PlanKind.DETAILED_STAGE, PlanKind.DETAILED_UNDERGROUND, PlanKind.DETAILED_PLOTS}
)


@dataclass(frozen=True)
class LengthRule:
    """How long a hearing of a kind lasts, and who says so. What is practice may be shorter; what is law may not."""

    days: int
    law: str
    explained: str | Promise
    is_law: bool = False


_DECREE = "MRA (895/1999) 27 §"
PROPOSAL = LengthRule(30, _DECREE, _("A plan proposal is on display for at least 30 days."), is_law=True)
MINOR_PROPOSAL = LengthRule(
    14,
    _DECREE,
    _("A change of a local detailed plan whose effects are minor is on display for at least 14 days."),
    is_law=True,
)
STREET_PLAN = LengthRule(
    14, "MRA (895/1999) 43 §", _("A street plan proposal is on display for at least 14 days."), is_law=True
)
_PRACTICE = _("The law gives no number of days here: this is the town's own practice.")
SCHEME = LengthRule(14, "AKL (132/1999) 63 §", _PRACTICE)
PREPARATION = LengthRule(30, "AKL (132/1999) 62 §, MRA (895/1999) 30 §", _PRACTICE)
OTHER = LengthRule(14, "", _PRACTICE)
_BY_KIND = {
    "oas": SCHEME,
    "preparation": PREPARATION,
    "proposal": PROPOSAL,
    "changed_proposal": PROPOSAL,
    "street_plan": STREET_PLAN,
    "other": OTHER,
}


def length_rule(kind: str, *, plan_kind: str = "", is_minor: bool = False) -> LengthRule:
    """The rule for a hearing's kind; the shorter time of a minor change needs a plan of the right kind as well."""
    rule = _BY_KIND[kind]
    return MINOR_PROPOSAL if rule is PROPOSAL and is_minor and plan_kind in MINOR_KINDS else rule


@cache
def _holidays_of(year: int) -> frozenset[datetime.date]:
    """Church holidays, Independence Day, May Day, and the eves of Midsummer and Christmas: the library has them all."""
    from holidays import country_holidays

    return frozenset(country_holidays("FI", years=year))


def is_working_day(day: datetime.date) -> bool:
    """Act 150/1930 § 5: not a Saturday, Sunday, holiday, Independence Day, May Day or one of the two eves."""
    return day.isoweekday() < 6 and day not in _holidays_of(day.year)


def next_working_day(day: datetime.date) -> datetime.date:
    """The day itself when it is a working day."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


@dataclass(frozen=True)
class Proposed:
    """A proposed last day, and how it was reached: the clerk sees both."""

    last_day: datetime.date
    counted_to: datetime.date
    rule: LengthRule
    days: int

    @property
    def was_moved(self) -> bool:
        return self.last_day != self.counted_to


def proposed_last_day(first_day: datetime.date, rule: LengthRule, *, days: int | None = None) -> Proposed:
    """The first day does not count (Act 150/1930 § 2); what ends on a day off moves to the next working day (§ 5)."""
    length = rule.days if days is None else days
    counted_to = first_day + datetime.timedelta(days=length)
    return Proposed(next_working_day(counted_to), counted_to, rule, length)


def is_long_enough(first_day: datetime.date, last_day: datetime.date, rule: LengthRule) -> bool:
    """Whether the law lets it be so short: its days of display, first and last with them. Practice binds nobody."""
    return not rule.is_law or (last_day - first_day).days + 1 >= rule.days


def deadline_of(last_day: datetime.date) -> datetime.datetime:
    """The instant before which a message over the network must be here: the end of the last day (13/2003 § 11)."""
    midnight = datetime.datetime.combine(last_day + _ONE_DAY, datetime.time(), HELSINKI)
    return midnight.astimezone(datetime.UTC)


def office_deadline_of(last_day: datetime.date, closes: datetime.time) -> datetime.datetime:
    """What is brought or posted must be at the office before it closes on the last day (Act 150/1930 § 6)."""
    return datetime.datetime.combine(last_day, closes, HELSINKI).astimezone(datetime.UTC)


def opens_at(first_day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(first_day, datetime.time(), HELSINKI).astimezone(datetime.UTC)


def local_day(instant: datetime.datetime) -> datetime.date:
    """The day in Helsinki."""
    return instant.astimezone(HELSINKI).date()
