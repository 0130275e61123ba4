"""What a reader of coverage chose: area set, period, residents, a group. Links, so that no script is needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from geo.models import AreaSet
from neighbourhoods.results import Denominator

MONTHS = (12, 24, 36)
DENOMINATORS: dict[Denominator, Promise] = {
    "residents": gettext_lazy("Permanent residents"),
    "seasonal": gettext_lazy("Holiday residents"),
}


@dataclass(frozen=True)
class Link:
    """One value of a choice."""

    name: str
    query: str
    is_current: bool


@dataclass(frozen=True)
class Choice:
    """What can be switched, and the links that switch it."""

    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Chosen:
    """The values in the address; what is not in it is usual."""

    kind: str = ""
    months: int = 12
    denominator: Denominator = "residents"
    age: str = ""
    channel: str = ""
    process: str = ""
    usual: dict[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        said = {
            "set": self.kind,
            "months": str(self.months),
            "who": self.denominator,
            "age": self.age,
            "channel": self.channel,
            "process": self.process,
        }
        kept = {name: value for name, value in said.items() if value and value != self.usual.get(name)}
        return f"?{urlencode(kept)}" if kept else "?"


def chosen_in(asked: QueryDict, usual_kind: str) -> Chosen:
    """What the address says; a value that cannot be is the usual one."""
    months, who = asked.get("months", ""), asked.get("who", "")
    return Chosen(
        kind=asked.get("set") or usual_kind,
        months=int(months) if months in {str(one) for one in MONTHS} else MONTHS[0],
        denominator="seasonal" if who == "seasonal" else "residents",
        age=asked.get("age", ""),
        channel=asked.get("channel", ""),
        process=asked.get("process", ""),
        usual={"set": usual_kind, "months": str(MONTHS[0]), "who": "residents"},
    )


def sets_choice(chosen: Chosen, sets: Iterable[AreaSet], language: str) -> Choice:
    links = [_link(chosen, replace(chosen, kind=one.kind), one.name(language)) for one in sets]
    return Choice(_("Division into areas"), tuple(links))


def months_choice(chosen: Chosen, months: Iterable[int]) -> Choice:
    links = [_link(chosen, replace(chosen, months=one), months_word(one)) for one in sorted(months)]
    return Choice(_("Period"), tuple(links))


def people_choice(chosen: Chosen, known: Iterable[str]) -> Choice:
    links = [
        _link(chosen, replace(chosen, denominator=one), str(name)) for one, name in DENOMINATORS.items() if one in known
    ]
    return Choice(_("Compared with"), tuple(links))


def groups_choice(chosen: Chosen, name: str, groups: Iterable[tuple[str, str]], title: str) -> Choice:
    """`name` is the field, age or channel; the first link shows everybody."""
    values = [("", _("All")), *groups]
    links = [_link(chosen, replace(chosen, **{name: key}), word) for key, word in values]  # type: ignore[arg-type]
    return Choice(title, tuple(links))


def months_word(months: int) -> str:
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}


def _link(now: Chosen, then: Chosen, name: str) -> Link:
    return Link(name, then.query, then == now)
