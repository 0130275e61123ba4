"""Votes that are over, for tests of what they came to: many ballots at once, then closed as votes are."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from budgeting.models import Ballot, Proposal, Round, Turnout, Voter
from budgeting.services.closing import close_round
from budgeting.services.counting import publish_results
from geo.models import Area
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal
from tests.budgeting.votes import closed
from zoning.clock import town_today

_numbers = count(1)


@dataclass(frozen=True)
class Voters:
    """Some people who vote alike, and what is known of them."""

    number: int
    chosen: Sequence[Proposal]
    points: Sequence[int] = ()
    area: Area | None = None
    age: str = ""
    channel: str = "web"


def vote(of: Round, *groups: Voters) -> None:
    """One transaction for all of them: each with a voter, a ballot and a turnout, as the database demands."""
    town = of.municipality
    with in_town(town):
        day = town_today()
        for group in groups:
            keys = [next(_numbers).to_bytes(32, "big") for _one in range(group.number)]
            voters = Voter.objects.bulk_create(
                Voter(municipality=town, round=of, way="email", key_hash=key) for key in keys
            )
            choices = [one.pk for one in group.chosen]
            Ballot.objects.bulk_create(
                Ballot(
                    municipality=town,
                    round=of,
                    voter=voter,
                    choices=choices,
                    points=list(group.points),
                    receipt_hash=bytes(voter.key_hash),
                )
                for voter in voters
            )
            Turnout.objects.bulk_create(
                Turnout(
                    municipality=town,
                    round=of,
                    voter=voter,
                    area=group.area,
                    age_band=group.age,
                    channel=group.channel,
                    day=day,
                )
                for voter in voters
            )
        of.refresh_from_db()


def counted(of: Round, *groups: Voters) -> Round:
    """The round after its vote; its result is not published yet."""
    vote(of, *groups)
    return closed(of)


def ended(of: Round) -> Round:
    """A round whose vote went by a week ago without a voter, closed."""
    town = of.municipality
    with in_town(town):
        week = datetime.timedelta(days=7)
        of.phases.filter(kind="vote").update(starts_on=town_today() - 2 * week, ends_on=town_today() - week)
    return close_round(town=town, round=of, by=None)


def told(of: Round, *groups: Voters) -> Round:
    """The round with its published result."""
    now = counted(of, *groups)
    publish_results(town=now.municipality, round=now, by=None)
    return now


COSTS = {
    "Pumppurata": 45_000,
    "Ulkokuntosali": 32_000,
    "Kukkivat puut": 9_000,
    "Laavu rantaan": 14_000,
    "Koirapuisto": 18_000,
    "Penkkejä reitille": 6_000,
    "Kylän leikkipaikka": 29_000,
    "Kentän valot": 24_000,
}
WISHES = (
    (26, ("Pumppurata", "Ulkokuntosali", "Kentän valot")),
    (8, ("Pumppurata", "Kukkivat puut")),
    (18, ("Kylän leikkipaikka", "Laavu rantaan", "Penkkejä reitille")),
    (16, ("Kukkivat puut", "Penkkejä reitille", "Ulkokuntosali")),
    (7, ("Koirapuisto", "Laavu rantaan")),
    (5, ("Koirapuisto",)),
)
AGES = ("18-29", "30-44", "45-64", "65-74")


@dataclass(frozen=True)
class Ideas:
    """The same ideas and the same wishes of the same 80 people, whatever money there is."""

    of: Round
    proposals: dict[str, Proposal]

    @property
    def wishes(self) -> list[Voters]:
        return [Voters(number, self.named(*titles)) for number, titles in WISHES]

    def wishes_of_all_ages(self, areas: Sequence[Area], times: int) -> list[Voters]:
        """So many times the people, of every age and area; the old vote on paper."""
        groups = [(age, area) for age in AGES for area in areas]
        return [
            Voters(
                (number * times + place) // len(groups),
                self.named(*titles),
                age=age,
                area=area,
                channel="paper" if age == AGES[-1] else "web",
            )
            for number, titles in WISHES
            for place, (age, area) in enumerate(groups)
        ]

    def named(self, *titles: str) -> list[Proposal]:
        return [self.proposals[title] for title in titles]


def same_ideas(of: Round) -> Ideas:
    return Ideas(of, {title: make_proposal(of, title, cost) for title, cost in COSTS.items()})
