"""The pictures of a coverage result: from what a release tells to what each picture takes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

from frontend.charts.class_map import ClassMap, Shape
from frontend.charts.funnel import Funnel, FunnelPoint, Limits
from frontend.charts.history import History, Moment
from frontend.charts.interval import IntervalBar
from frontend.charts.lorenz import LorenzPicture
from frontend.charts.numbers import NOT_KNOWN
from frontend.charts.reach import Reach, ReachBars, line_of, near_distance, persons_word
from frontend.charts.representation import Bar, Representation
from geo.languages import text_in
from geo.outlines import Drawing
from geo.stats.poisson import funnel_limits, high_tail, low_tail
from neighbourhoods.results import OUTSIDE, AreaRow, Coverage, Group
from participation.models import Channel

PERSONS = (1, 3, 5)
LIMIT_POINTS = 80
TWICE_IN_A_THOUSAND = 0.001  # in each tail


def class_map(coverage: Coverage, drawing: Drawing, codes: dict[int, str], language: str) -> ClassMap:
    """`codes` name the drawing's areas, by id."""
    rows = {row.code: row for row in coverage.areas}
    shapes = []
    for outline in drawing.outlines:
        row = rows.get(codes.get(outline.area_id, ""))
        if row is not None:
            place = (outline.path, outline.label_x, outline.label_y)
            shapes.append(Shape(row.code, text_in(row.names, language) or row.code, *place, row.class_))
    return ClassMap("class-map", tuple(shapes), drawing.view_box, drawing.unit)


def funnel(coverage: Coverage, language: str) -> Funnel:
    rows = [row for row in coverage.areas if row.code != OUTSIDE]
    shown = [row for row in rows if row.sir is not None and row.expected]
    points = tuple(_point(row, language) for row in shown)
    hidden = sum(bool(row.suppressed) for row in rows)
    return Funnel("funnel", points, _limits(points), coverage.method.delta, hidden)


def _point(row: AreaRow, language: str) -> FunnelPoint:
    expected, ratio = row.expected or 0.0, row.sir or 0.0
    cases = ratio * expected
    tail = min(float(low_tail(cases, expected)), float(high_tail(cases, expected)))
    return FunnelPoint(
        row.code,
        text_in(row.names, language) or row.code,
        expected,
        ratio,
        row.class_,
        row.sir_lo95,
        row.sir_hi95,
        tail < TWICE_IN_A_THOUSAND,
    )


def _limits(points: Iterable[FunnelPoint]) -> Limits:
    widest = max([10.0, *(one.expected * 1.1 for one in points)])
    expected = np.linspace(1, np.sqrt(widest), LIMIT_POINTS) ** 2
    inner, outer = funnel_limits(expected, 0.95), funnel_limits(expected, 0.998)
    return Limits(*(tuple(float(one) for one in values) for values in (expected, *inner, *outer)))


def lorenz(coverage: Coverage) -> LorenzPicture:
    return LorenzPicture("lorenz", coverage.equity)


def reach(coverage: Coverage, of: str = "all") -> Reach:
    """Curves for 1, 3 and 5 persons; of an age band when one is asked for."""
    curve = next((one for one in coverage.reach if one.of == of), None)
    lines = [line_of(curve.points, persons, persons_word(persons)) for persons in PERSONS] if curve else []
    return Reach("reach", tuple(line for line in lines if line.points))


def reach_by_group(coverage: Coverage) -> ReachBars | None:
    """Age bands and holiday residents side by side, for at least one person; None where there is nothing to compare."""
    lines = [line_of(one.points, 1, age_word(one.of)) for one in coverage.reach if one.of != "all"]
    known = [(line.name, dict(line.points)) for line in lines if line.points]
    if len(known) < 2:
        return None
    metres = near_distance(known[0][1])
    return ReachBars("reach-by-group", tuple((name, at[metres]) for name, at in known if metres in at), metres)


def ages(groups: Iterable[Group], key: str = "ages") -> Representation:
    return Representation(key, _bars(groups, age_word), _("Whose voice is missing: age"), is_of_ages=True)


def channels(groups: Iterable[Group], key: str = "channels") -> Representation:
    return Representation(key, _bars(groups, channel_word), _("Through which channel people came"), has_residents=False)


def _bars(groups: Iterable[Group], name: Callable[[str], str]) -> tuple[Bar, ...]:
    return tuple(_bar(group, name(group.key)) for group in groups)


def _bar(group: Group, name: str) -> Bar:
    """The interval of a share is the ratio's interval times the share of residents."""
    share = group.residents_share
    low = group.ratio_lo95 * share if group.ratio_lo95 is not None and share else None
    high = group.ratio_hi95 * share if group.ratio_hi95 is not None and share else None
    is_missing = group.voice == "missing"
    return Bar(name, group.participants, group.participants_share, low, high, share, group.suppressed, is_missing)


def interval_bar(row: AreaRow, coverage: Coverage, language: str) -> IntervalBar | None:
    """None where the ratio is not shown."""
    if row.sir is None or row.sir_lo95 is None or row.sir_hi95 is None:
        return None
    name = text_in(row.names, language) or row.code
    return IntervalBar("interval", name, row.sir, row.sir_lo95, row.sir_hi95, row.class_, coverage.method.delta)


def history(name: str, releases: Iterable[tuple[datetime.datetime, AreaRow]]) -> History | None:
    """An area in each release (the end of its window, and what it told); oldest first, whatever the order given."""
    moments = [
        Moment(
            timezone.localtime(until).date(),
            row.class_,
            row.participants,
            row.share_percent / 100 if row.share_percent is not None else None,
            row.suppressed,
        )
        for until, row in releases
    ]
    return History("history", name, tuple(sorted(moments, key=lambda one: one.on))) if moments else None


def age_word(key: str) -> str:
    """13–17, 75+, everybody, holiday residents, not known."""
    known = {"all": _("Everybody"), "seasonal": _("Holiday residents"), "unknown": _("not known")}
    return known.get(key) or key.replace("-", "–") or NOT_KNOWN


def channel_word(key: str) -> str:
    return str(Channel(key).label) if key in Channel.values else key or _("not known")
