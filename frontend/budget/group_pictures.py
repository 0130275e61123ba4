"""How each area, age and channel fared, as pictures. What no row tells of is told as not shown, whatever the reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from budgeting.models import GroupShare
from frontend.charts.with_win import GroupBar, WithWin
from geo.models import Area
from participation.models import AgeBand, Channel

Dimension = GroupShare.Dimension


def group_pictures(
    rows: Sequence[GroupShare], areas: Sequence[Area], language: str, whole: tuple[float, int]
) -> list[WithWin]:
    """`whole`: the share of all voters with a win, and the cents that all winners cost."""
    named = {
        Dimension.AREA: ([(area.code, area.name(language)) for area in areas], _("By area")),
        Dimension.AGE: ([(band.value, str(band.label)) for band in AgeBand], _("By age")),
        Dimension.CHANNEL: ([(one.value, str(one.label)) for one in Channel], _("By channel")),
    }
    return [
        WithWin(f"with-win-{dimension.value}", title, _bars(rows, dimension, keys), *whole)
        for dimension, (keys, title) in named.items()
    ]


def _bars(rows: Sequence[GroupShare], dimension: str, keys: list[tuple[str, str]]) -> tuple[GroupBar, ...]:
    """Every area and age is in the table, so that being there tells nothing; a channel only when it was used."""
    known = {row.key: row for row in rows if row.dimension == dimension}
    if dimension == Dimension.CHANNEL:
        keys = [(key, name) for key, name in keys if key in known]
    listed = [*keys, *([("", _("Not told"))] if "" in known else [])]
    return tuple(_bar(name, known.get(key)) for key, name in listed)


def _bar(name: str, row: GroupShare | None) -> GroupBar:
    if row is None:
        return GroupBar(name, None, None, None)
    return GroupBar(name, row.voters, row.with_win, row.money_cents)
