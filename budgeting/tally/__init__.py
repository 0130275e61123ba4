"""From ballots to winners: pure functions, exact, without Django, files or database. docs/tally.md has the rules.

    rule = Rule("equal-shares", completion="add1u")
    result = count([Project("7", 12000), …], Ballots.approving([["7", "9"], …]), 150000, rule)
    result.ids, result.winners, result.losers, result.prices, ballots_hash(ballots)

`count_by_pot` counts pots one by one, `side_by_side` the same ballots under several rules; `bought` says what one
ballot paid; `Ballots.scoring` and `Ballots.ranked` take points and rankings.
"""

from budgeting.tally.ballots import Ballots, ballots_hash, canonical
from budgeting.tally.counting import count, side_by_side
from budgeting.tally.pots import Pot, PotCount, count_by_pot
from budgeting.tally.receipts import bought, payments
from budgeting.tally.shapes import By, Comparison, Count, Loser, Price, Project, Rule, Why, Winner

__all__ = [
    "Ballots",
    "By",
    "Comparison",
    "Count",
    "Loser",
    "Pot",
    "PotCount",
    "Price",
    "Project",
    "Rule",
    "Why",
    "Winner",
    "ballots_hash",
    "bought",
    "canonical",
    "count",
    "count_by_pot",
    "payments",
    "side_by_side",
]
