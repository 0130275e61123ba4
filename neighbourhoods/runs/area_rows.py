"""The rows of a result: each area of the set, and those who live in none of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.stats.arrays import Floats
from geo.stats.change import Change as ChangeFound
from geo.stats.change import TwoWindows, change_between
from geo.stats.coverage import AreaCoverage, Rule, area_coverage
from geo.stats.reach import ReachCurves
from geo.stats.representation import GroupCounts, Representation, representation
from geo.stats.sensitivity import DECISIVE
from neighbourhoods.results import OUTSIDE, AreaRow, Change, Group, ReachPoint, SensitivityRow
from neighbourhoods.runs.counting import Counted
from neighbourhoods.runs.describing import (
    age_groups,
    channel_groups,
    class_named,
    number,
    percent,
    reach_points,
    whole,
)

NAMES_OUTSIDE = {"fi": "Alueiden ulkopuolella", "sv": "Utanför områdena", "en": "Outside the areas"}


@dataclass(frozen=True)
class Found:
    """What the statistics say of one set; change and reach are None where nothing can be said."""

    areas: AreaCoverage
    ages: Representation | None
    change: ChangeFound | None
    before: Floats
    reach: ReachCurves | None


def found_of(counted: Counted, rule: Rule, reach: ReachCurves | None, *, compare: bool) -> Found:
    """`compare`: collecting had begun when the earlier window did, so that the two can be compared."""
    areas = area_coverage(counted.area_counts(counted.persons), rule)
    before = counted.by_area(counted.before)[: counted.areas]
    return Found(
        areas=areas,
        ages=_ages(counted),
        change=_change(counted, areas, rule) if compare and before.sum() else None,
        before=before.astype(float),
        reach=reach,
    )


def area_rows(counted: Counted, found: Found) -> tuple[AreaRow, ...]:
    rows = [_row(counted, found, place) for place in range(counted.areas)]
    outside = _outside(counted)
    return (*rows, outside) if outside.participants or outside.people else tuple(rows)


def sensitivity_rows(found: AreaCoverage) -> tuple[SensitivityRow, ...]:
    """For every other choice the areas that get another class."""
    return tuple(
        SensitivityRow(
            name,
            {
                code: class_named(its)
                for code, its, now in zip(found.ids, codes, found.classes, strict=True)
                if its != now
            },
            counts_for_robust=name in DECISIVE,
        )
        for name, codes in found.sensitivity.items()
    )


def _ages(counted: Counted) -> Representation | None:
    """The town in row 0, then the areas."""
    people = counted.people_by_band
    if people is None:
        return None
    persons = np.vstack([counted.by_band(), counted.by_area_and_band(counted.persons)[: counted.areas]])
    residents = np.vstack([np.nansum(people, axis=0), people[: counted.areas]])
    return representation(GroupCounts(persons[:, :-1], residents, persons[:, -1]))


def _change(counted: Counted, now: AreaCoverage, rule: Rule) -> ChangeFound:
    then = area_coverage(counted.area_counts(counted.before), rule)
    return change_between(
        TwoWindows(
            before=np.nan_to_num(then.cases).astype(np.int64),
            after=np.nan_to_num(now.cases).astype(np.int64),
            expected_before=np.nan_to_num(then.expected),
            expected_after=np.nan_to_num(now.expected),
        )
    )


def _row(counted: Counted, found: Found, place: int) -> AreaRow:
    areas, area = found.areas, counted.one.areas[place]
    needed = areas.needed_here[place]
    return AreaRow(
        code=area.code,
        names=area.names,
        people=number(areas.people[place]),
        participants=whole(areas.cases[place]),
        share_percent=number(100.0 * areas.share[place]),
        expected=number(areas.expected[place]),
        class_=class_named(areas.classes[place]),
        sir=number(areas.sir[place]),
        sir_lo95=number(areas.sir_lo95[place]),
        sir_hi95=number(areas.sir_hi95[place]),
        p_low=number(areas.p_low[place]),
        q_low=number(areas.q_low[place]),
        eb_global=number(areas.eb_global[place]),
        ranking_mean=number(areas.ranking_mean[place]),
        p_below_delta=number(areas.p_below_delta[place]),
        reference="rest" if areas.against_rest[place] else "town",
        overrepresented=bool(areas.overrepresented[place]),
        robust=bool(areas.robust[place]),
        needed_in_town=whole(areas.needed_in_town[place]),
        needed_here=whole(needed),
        needed_here_class=class_named(areas.needed_here_class[place]) if np.isfinite(needed) else None,
        nothing_here_would_do=_nothing_would_do(areas, place),
        findable_ratio=number(areas.findable[place]),
        headcount=int(counted.heads[place]),
        parent=area.parent,
        estimated_people=bool(counted.one.estimated[place]),
        notes=tuple(error.code for error in areas.town.errors if error.place == place),
        ages=_area_ages(counted, found, place),
        channels=_area_channels(counted, place),
        change=_area_change(found, place),
        reach=_area_reach(found, place),
    )


def _nothing_would_do(areas: AreaCoverage, place: int) -> bool | None:
    """True where no number of participants from here would change the class, the rest of the town as it is."""
    if areas.town.no_classes or class_named(areas.classes[place]) in ("on_par", "no_residents"):
        return None
    return not np.isfinite(areas.needed_here[place])


def _area_reach(found: Found, place: int) -> tuple[ReachPoint, ...]:
    if found.reach is None or place >= len(found.reach.areas):
        return ()
    return reach_points(found.reach, found.reach.areas[place, 0])


def _area_ages(counted: Counted, found: Found, place: int) -> tuple[Group, ...]:
    people = counted.people_by_band
    if found.ages is None or people is None:
        return ()
    persons = counted.by_area_and_band(counted.persons)[place]
    return age_groups(counted.bands, persons, people[place], found.ages, place + 1)


def _area_channels(counted: Counted, place: int) -> tuple[Group, ...]:
    everybody = int(counted.by_area(counted.persons)[place])
    used = counted.by_channel
    names = [counted.channels[number] for number in used]
    return channel_groups(names, np.array([own[place] for own in used.values()]), everybody)


def _area_change(found: Found, place: int) -> Change | None:
    change = found.change
    if change is None:
        return None
    return Change(
        participants_before=int(found.before[place]),
        residents_before=number(found.areas.people[place]),
        ratio=number(change.ratio[place]),
        ratio_lo95=number(change.lo95[place]),
        ratio_hi95=number(change.hi95[place]),
        p=number(change.p[place]),
        q=number(change.q[place]),
        verdict=change.verdict[place],
    )


def _outside(counted: Counted) -> AreaRow:
    """People and persons of the town in no area of the set: counted and shown, compared with nothing."""
    place, people = counted.areas, counted.people[counted.areas]
    persons = int(counted.by_area(counted.persons)[place])
    return AreaRow(
        code=OUTSIDE,
        names=NAMES_OUTSIDE,
        people=number(people),
        participants=persons,
        share_percent=percent(persons, people),
        expected=None,
        class_=None,
        headcount=0,
        channels=_area_channels(counted, place),
    )
