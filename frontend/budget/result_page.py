"""The result of a round as its page tells it: what won and who paid, what did not and why, and how else it could be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from budgeting.explaining import Teller, completion_meaning, in_euros, rule_meaning, rule_name
from budgeting.models import GroupShare, Pot, Proposal, Round, RoundResult
from budgeting.poll import Poll, poll_of
from budgeting.results import PotCount, read, rule_that_made
from budgeting.tally import By, Loser, Price, Winner
from frontend.budget.group_pictures import group_pictures
from frontend.budget.result_rows import OtherRule, RuleRow, ToldPot, ToldRow, in_cents
from frontend.charts.winners_map import Spot, WinnersMap
from frontend.charts.with_win import WithWin
from frontend.map_settings import home_areas
from frontend.pages import Page
from geo.models import Area, Municipality
from geo.outlines import drawing_of


class ResultPage:
    """Runs inside `in_town`."""

    def __init__(self, page: Page, town: Municipality, of: Round) -> None:
        self.page, self.town, self.round = page, town, of
        self.results: list[RoundResult] = list(RoundResult.objects.filter(round=of))

    @property
    def official(self) -> RoundResult:
        return next(result for result in self.results if result.is_official)

    @cached_property
    def poll(self) -> Poll:
        return poll_of(self.round)

    @cached_property
    def by_id(self) -> Mapping[str, Proposal]:
        names = self.poll.names
        return {names[one.pk]: one for one in self.poll.proposals}

    @cached_property
    def names(self) -> dict[str, str]:
        return {name: one.name(self.page.language) for name, one in self.by_id.items()}

    @cached_property
    def counts(self) -> tuple[PotCount, ...]:
        return read(self.official.detail, rule_that_made(self.official, self.round.threshold))

    @cached_property
    def pots(self) -> list[ToldPot]:
        by_code = {pot.code: pot for pot in self.poll.pots}
        return [self._pot(by_code[one.pot], one) for one in self.counts if one.pot in by_code]

    @property
    def winners(self) -> list[ToldRow]:
        return [row for pot in self.pots for row in pot.winners]

    @property
    def losers(self) -> list[ToldRow]:
        return [row for pot in self.pots for row in pot.losers]

    @property
    def spent_cents(self) -> int:
        return sum(pot.spent_cents for pot in self.pots)

    @property
    def share_with_win(self) -> float:
        return self.official.detail["with_win"] / self.official.ballots if self.official.ballots else 0.0

    @property
    def goes_by_points(self) -> bool:
        return self.official.utility == "points"

    @property
    def has_shares(self) -> bool:
        return self.official.rule == "equal-shares"

    @property
    def command(self) -> str:
        """What the command has to be told of the rule; of a count that stops, the file itself tells it."""
        utility = f"--utility {self.official.utility}"
        if self.has_shares:
            return f"--rule equal-shares {utility} --completion {self.official.completion}"
        return utility

    @property
    def rule(self) -> str:
        return rule_name(rule_that_made(self.official, self.round.threshold))

    @property
    def rule_words(self) -> list[str]:
        rule = rule_that_made(self.official, self.round.threshold)
        return [said for said in (rule_meaning(rule), completion_meaning(rule)) if said]

    @cached_property
    def rules(self) -> list[OtherRule]:
        return [self._rule(result) for result in self.results]

    @cached_property
    def side_by_side(self) -> list[RuleRow]:
        rows = [
            RuleRow(self.names[name], tuple(name in rule.winners for rule in self.rules)) for name in sorted(self.by_id)
        ]
        return sorted(rows, key=lambda row: -sum(row.wins))

    @cached_property
    def map(self) -> WinnersMap | None:
        areas = home_areas(self.town)
        drawing = drawing_of(areas[0].area_set) if areas else None
        if drawing is None:
            return None
        spots = [spot for spot in (_spot(row) for row in [*self.winners, *self.losers]) if spot]
        return WinnersMap("winners-map", drawing, tuple(spots)) if spots else None

    @cached_property
    def groups(self) -> list[WithWin]:
        rows: Sequence[GroupShare] = list(self.official.groups.all())
        areas: Sequence[Area] = home_areas(self.town)
        return group_pictures(rows, areas, self.page.language, (self.share_with_win, self.spent_cents))

    @property
    def prices(self) -> dict[str, Any]:
        """What a browser needs to tell what a ballot bought: see frontend/src/budget/bought.ts."""
        return {
            "round": self.round.public_id,
            "byPoints": self.goes_by_points,
            "pots": [self._prices(pot) for pot in self.pots],
            "sentences": {
                "share": _("Your share of the money was {share}."),
                "paid": _("{name}: you paid {paid}."),
                "rest": _("{name}: it won, and was paid from money that was left. You paid nothing."),
                "part": _("{name}: your equal part of its cost is {paid}."),
                "none": _("Nothing that you chose won this time."),
                "left": _("{left} of your share was not used."),
                "nothing": _("Choose above what you voted for."),
            },
        }

    def _prices(self, pot: ToldPot) -> dict[str, Any]:
        count = pot.counted.count
        prices = {price.id: price for price in count.prices}
        return {
            "name": pot.name,
            "share": None if count.share is None else float(count.share),
            "winners": [_price(row, prices.get(row.id)) for row in pot.winners],
        }

    def _pot(self, pot: Pot, one: PotCount) -> ToldPot:
        teller = Teller(one.count, self.names)
        prices = {price.id: price for price in one.count.prices}
        winners = tuple(
            self._told(row, teller.winner(row), number, _paid(row, prices.get(row.id)))
            for number, row in enumerate(one.count.winners, self._before(one))
        )
        losers = tuple(self._told(row, teller.loser(row)) for row in sorted(one.count.losers, key=lambda row: row.id))
        return ToldPot(pot, pot.name(self.page.language), one, winners, losers)

    def _before(self, one: PotCount) -> int:
        """Winners are numbered through all pots, so that a number on the map is one thing."""
        numbered = 1
        for other in self.counts:
            if other is one:
                break
            numbered += len(other.count.winners)
        return numbered

    def _told(self, row: Winner | Loser, words: str, number: int | None = None, paid: str = "") -> ToldRow:
        return ToldRow(row.id, self.by_id[row.id], self.names[row.id], in_cents(row.cost), words, row, number, paid)

    def _rule(self, result: RoundResult) -> OtherRule:
        rule = rule_that_made(result, self.round.threshold)
        pots = result.detail["pots"]
        winners = [winner for pot in pots for winner in pot["winners"]]
        cost = sum((Fraction(winner["cost"]) for winner in winners), Fraction(0))
        ids = frozenset(winner["id"] for winner in winners)
        return OtherRule(result, rule_name(rule), rule_meaning(rule), ids, in_cents(cost))


def _price(row: ToldRow, price: Price | None) -> dict[str, Any]:
    """Under greedy nobody pays from a share: there each supporter's part is the cost in equal parts."""
    average = row.row.average if isinstance(row.row, Winner) else None
    return {
        "proposal": row.proposal.public_id,
        "name": row.name,
        "price": None if price is None else float(price.price),
        "unit": None if price is None or price.unit is None else float(price.unit),
        "part": None if average is None else float(average),
    }


def _paid(row: Winner, price: Price | None) -> str:
    """What one supporter paid who still had enough, or for one point; under greedy, the cost in equal parts."""
    if row.by == By.COMPLETION:
        return _("from money that was left")
    if price is None:
        return in_euros(row.average)
    return in_euros(price.price * (price.unit if price.unit is not None else 1))


def _spot(row: ToldRow) -> Spot | None:
    point = row.proposal.geom.centroid if row.proposal.geom else None
    area = row.proposal.about_area
    if point is None and area is not None:
        point = area.label_point
    if point is None:
        return None
    return Spot(row.name, point.x, point.y, "", row.number)
