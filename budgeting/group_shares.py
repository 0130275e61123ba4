"""How the voters of each area, age band and channel fared, under disclosure control. Pure: no database.

The groups of one dimension part all voters, and the sum of all groups is public. So whoever sees the shown groups
learns of the hidden ones together and of nothing else; therefore the hidden ones together must pass the test that one
shown group passes, with room for each small count among them to be anything from nought to four.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from geo.stats.disclosure import SMALLEST_SHOWN

FEWEST_FOR_ATTRIBUTES = 10
MONEY_STEPS = 100  # money is told in whole per cents: exact sums would tell which of the published ballots are whose
LARGEST_PART = Fraction(1, 2)  # of a group's money that may be one voter's


@dataclass(frozen=True)
class Fared:
    """One voter: the group, whether anything they chose won, and their equal part of each winner they chose."""

    group: str
    has_win: bool
    money: Fraction


@dataclass(frozen=True)
class Group:
    """A group counted: exact, and never shown as it is."""

    voters: int
    with_win: int
    money: Fraction
    largest: Fraction

    @property
    def without(self) -> int:
        return self.voters - self.with_win


@dataclass(frozen=True)
class Shown:
    """What may be shown of a group; None is hidden."""

    key: str
    voters: int | None
    with_win: int | None
    money_cents: int | None


def shown_groups(voters: Iterable[Fared]) -> tuple[Shown, ...]:
    """What may be shown of each group, by key. One group alone is everybody: its figures are public anyway."""
    groups = _counted(voters)
    small = {key for key, group in groups.items() if group.voters < SMALLEST_SHOWN}
    no_size = _with_cover(groups, small, small, _hides_sizes)
    telling = small | {key for key, group in groups.items() if not _may_be_told(group)}
    no_more = _with_cover(groups, telling, telling | no_size, _hides_attributes)
    spent = sum((group.money for group in groups.values()), Fraction(0))
    return tuple(
        Shown(
            key,
            None if key in no_size else group.voters,
            None if key in no_more else group.with_win,
            None if key in no_more else _in_steps(group.money, spent),
        )
        for key, group in sorted(groups.items())
    )


def _counted(voters: Iterable[Fared]) -> Mapping[str, Group]:
    members: dict[str, list[Fared]] = defaultdict(list)
    for voter in voters:
        members[voter.group].append(voter)
    return {
        key: Group(
            len(all_of_it),
            sum(voter.has_win for voter in all_of_it),
            sum((voter.money for voter in all_of_it), Fraction(0)),
            max(voter.money for voter in all_of_it),
        )
        for key, all_of_it in members.items()
    }


def _may_be_told(group: Group) -> bool:
    """Ten voters, five with a win and five without, and no voter whose part is most of the group's money."""
    return (
        group.voters >= FEWEST_FOR_ATTRIBUTES
        and min(group.with_win, group.without) >= SMALLEST_SHOWN
        and group.largest <= group.money * LARGEST_PART
    )


def _with_cover(
    groups: Mapping[str, Group], small: set[str], hidden: set[str], covers: Callable[[Group, int], bool]
) -> set[str]:
    """What is hidden and as many others as it takes to hide the small: in the order of keys, the untold (“”) first.

    An order by size would tell of the sizes: who knows that the smallest of the others was taken, knows too much.
    """
    hidden = set(hidden)
    for key in sorted(groups.keys() - hidden):
        if not small or (len(hidden) > len(small) and covers(_together(groups, hidden), len(small))):
            break
        hidden.add(key)
    return hidden


def _together(groups: Mapping[str, Group], keys: set[str]) -> Group:
    them = [groups[key] for key in keys]
    return Group(
        sum(group.voters for group in them),
        sum(group.with_win for group in them),
        sum((group.money for group in them), Fraction(0)),
        max(group.largest for group in them),
    )


def _room(small: int) -> int:
    """Every small count may be four and what hides them is still not small."""
    return small * (SMALLEST_SHOWN - 1) + SMALLEST_SHOWN


def _hides_sizes(together: Group, small: int) -> bool:
    return together.voters >= _room(small)


def _hides_attributes(together: Group, small: int) -> bool:
    return _may_be_told(together) and min(together.with_win, together.without) >= _room(small)


def _in_steps(money: Fraction, spent: Fraction) -> int:
    step = spent / MONEY_STEPS
    return round(round(money / step) * step) if step else 0
