"""Who may vote in a round: what is known of somebody, or said by themselves, against what the round asks. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from budgeting.models import Pot
from participation.models import AgeBand


class Electorate(Protocol):
    """What a round asks of its voters; empty or None asks nothing."""

    @property
    def residents(self) -> Sequence[str]: ...
    @property
    def min_age(self) -> int | None: ...
    @property
    def max_age(self) -> int | None: ...
    @property
    def area_id(self) -> int | None: ...
    @property
    def claims(self) -> Mapping[str, object]: ...


@dataclass(frozen=True)
class Known:
    """What is known of somebody; None where nothing is, and then their own word is asked instead."""

    age: int | None = None
    resident: str | None = None
    areas: frozenset[int] | None = None
    claims: Mapping[str, object] | None = field(default=None)


def against(of: Electorate, known: Known) -> list[str]:
    """Why somebody may not vote, as codes; empty when nothing that is known speaks against it."""
    found = []
    if known.age is not None and of.min_age is not None and known.age < of.min_age:
        found.append("too_young")
    if known.age is not None and of.max_age is not None and known.age > of.max_age:
        found.append("too_old")
    if known.resident is not None and of.residents and known.resident not in of.residents:
        found.append("not_of_here")
    if known.areas is not None and of.area_id is not None and of.area_id not in known.areas:
        found.append("other_area")
    if known.claims is not None and not all(says(known.claims.get(name), wanted) for name, wanted in of.claims.items()):
        found.append("not_claimed")
    return found


def asks_own_word(of: Electorate) -> bool:
    """Whether a voter has to say that they may vote, because a code or an address cannot show it."""
    return bool(of.residents or of.area_id) or of.min_age is not None or of.max_age is not None


def known_by(claims: Mapping[str, object], day: datetime.date) -> Known:
    """What strong identification tells: its claims, and the age where it gives the date of birth."""
    return Known(age=age_on(claims.get("birthdate"), day), claims=claims)


def age_on(birthdate: object, day: datetime.date) -> int | None:
    """Whole years on a day; None when the claim is not a date. Who was born on 29 February has grown on 1 March."""
    try:
        born = datetime.date.fromisoformat(str(birthdate))
    except ValueError:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def band_of(age: int | None) -> str:
    """The age band of an age; empty where it is not known."""
    if age is None:
        return ""
    return next((band.value for band in AgeBand if _first_year(band) <= age <= _last_year(band)), "")


def may_choose_from(pot: Pot, ages_known: Collection[str]) -> bool:
    """Whether nothing that is known of a voter's age keeps them from a pot; migration 0009 holds the same."""
    return pot.kind != Pot.Kind.AGE or not ages_known or bool(set(pot.age_bands) & set(ages_known))


def _first_year(band: AgeBand) -> int:
    return int(band.value.rstrip("+").partition("-")[0])


def _last_year(band: AgeBand) -> float:
    return float(band.value.partition("-")[2] or "inf")


def says(said: object, wanted: object) -> bool:
    """Whether a claim has one of the wanted values; both may be one value or a list of them."""
    of_claim, of_round = ({*map(str, one)} if isinstance(one, list | tuple) else {str(one)} for one in (said, wanted))
    return said is not None and bool(of_claim & of_round)
