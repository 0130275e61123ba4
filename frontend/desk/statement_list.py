"""Which statements of a plan are listed: filters as links, each with how many it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zoning.models import Statement
from zoning.standing import Standing

Chooses = Callable[[Standing], bool]

FILTERS: dict[str, tuple[str | Promise, Chooses]] = {
    "objection": (_("Objections"), lambda each: each.kind == Statement.Kind.OBJECTION),
    "opinion": (_("Opinions"), lambda each: each.kind == Statement.Kind.OPINION),
    "official": (_("Official statements"), lambda each: each.kind == Statement.Kind.OFFICIAL),
    "late": (_("Late"), lambda each: each.is_late),
    "outage": (_("Sent during an outage"), lambda each: each.outage is not None),
    "unnumbered": (_("Without a registry number"), lambda each: not each.case_number),
    "position": (_("Wants a position"), lambda each: each.statement.wants_position),
}


@dataclass(frozen=True)
class Filter:
    code: str
    name: str | Promise
    count: int
    is_chosen: bool


def chosen_statements(standings: Sequence[Standing], said: Mapping[str, str]) -> list[Standing]:
    _name, chooses = FILTERS.get(said.get("show", ""), ("", lambda _each: True))
    return [each for each in standings if chooses(each)]


def filters_of(standings: Sequence[Standing], said: Mapping[str, str]) -> list[Filter]:
    """Those that hold something, and the chosen one."""
    chosen = said.get("show", "")
    found = [
        Filter(code, name, sum(1 for each in standings if chooses(each)), code == chosen)
        for code, (name, chooses) in FILTERS.items()
    ]
    return [each for each in found if each.count or each.is_chosen]
