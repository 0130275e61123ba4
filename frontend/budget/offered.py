"""What a ballot offers: the proposals that can be chosen, the money that pays them, and what to look for them by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import F

from budgeting.electorate import may_choose_from
from budgeting.models import BallotKind, Pot, Proposal, PublishedProposal, Round
from budgeting.words import ages_listed
from frontend.map_settings import home_areas
from frontend.place import as_geojson
from geo.languages import text_in
from geo.models import Municipality


@dataclass(frozen=True)
class Choosable:
    """One proposal on a ballot, in one language."""

    pk: int
    id: str
    number: int
    name: str
    text: str
    cost_cents: int
    pot: str
    theme: str
    theme_name: str
    area: str
    area_name: str
    geom: GEOSGeometry | None

    @property
    def place(self) -> dict[str, Any] | None:
        return as_geojson(self.geom) if self.geom else None


@dataclass(frozen=True)
class Purse:
    """A pot as the voter sees it."""

    code: str
    name: str
    money_cents: int
    ages: str = ""

    @property
    def title(self) -> str:
        """With the ages that it is for."""
        return f"{self.name} ({self.ages})" if self.ages else self.name


@dataclass(frozen=True)
class Offered:
    """Everything that a voter of the round may choose from. `closed`: pots that are for people of other ages."""

    round: Round
    language: str
    choices: tuple[Choosable, ...]
    purses: tuple[Purse, ...]
    closed: tuple[Purse, ...] = ()

    @property
    def for_ages(self) -> list[Purse]:
        """The pots among them that are for an age group."""
        return [purse for purse in self.purses if purse.ages]

    @property
    def kind(self) -> str:
        return self.round.ballot

    @property
    def has_one_purse(self) -> bool:
        return len(self.purses) == 1

    @property
    def places_in_order(self) -> range:
        """The places of a ranking: 1, 2, 3 …"""
        return range(1, min(self.round.most_choices or len(self.choices), len(self.choices)) + 1)

    @cached_property
    def by_id(self) -> Mapping[str, Choosable]:
        return {one.id: one for one in self.choices}

    @cached_property
    def by_pk(self) -> Mapping[int, Choosable]:
        return {one.pk: one for one in self.choices}

    @property
    def areas(self) -> list[tuple[str, str]]:
        return _found((one.area, one.area_name) for one in self.choices)

    @property
    def themes(self) -> list[tuple[str, str]]:
        return _found((one.theme, one.theme_name) for one in self.choices)

    @property
    def spends(self) -> bool:
        """Whether what is chosen uses up money."""
        return self.kind == BallotKind.KNAPSACK


def offered_on(town: Municipality, of: Round, language: str, ages_known: Collection[str] = ()) -> Offered:
    """Three queries whatever the number of proposals. Runs inside `in_town`."""
    pots = list(Pot.objects.filter(round=of))
    closed = [pot for pot in pots if not may_choose_from(pot, ages_known)]
    lies_in = dict(PublishedProposal.objects.filter(round_id=of.pk).values_list("proposal_id", "area_id"))
    areas = {area.pk: area for area in home_areas(town)}
    found = Proposal.objects.filter(round=of).on_ballot().published().exclude(pot=None).exclude(pot__in=closed)
    rows = found.annotate(pot_code=F("pot__code")).select_related("theme")

    def choosable(row: Any) -> Choosable:
        area = areas.get(lies_in.get(row.pk) or row.about_area_id or 0)
        return Choosable(
            pk=row.pk,
            id=row.public_id,
            number=row.number,
            name=row.name(language),
            text=text_in(row.texts, language),
            cost_cents=row.cost_cents or 0,
            pot=row.pot_code,
            theme=row.theme.code if row.theme else "",
            theme_name=row.theme.name(language) if row.theme else "",
            area=area.code if area else "",
            area_name=area.name(language) if area else "",
            geom=row.geom,
        )

    purses = tuple(_purse(pot, language) for pot in pots if pot not in closed)
    shut = tuple(_purse(pot, language) for pot in closed)
    return Offered(of, language, tuple(choosable(row) for row in rows), purses, shut)


def _purse(pot: Pot, language: str) -> Purse:
    ages = ages_listed(pot.age_bands) if pot.kind == Pot.Kind.AGE else ""
    return Purse(pot.code, pot.name(language), pot.money_cents, ages)


def _found(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted({pair for pair in pairs if pair[0]}, key=lambda pair: pair[1].casefold())
