"""What an area's page, the page of all areas and the API tell: the same numbers from the same reads."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.db.models import F

from feedback_map.counts import PinCounts, pins_by_area, pins_in_area
from feedback_map.models import PublishedPin
from geo.models import Area, AreaSet
from geo.population import People, people_by_area, people_in
from neighbourhoods.models import AreaFigure


@dataclass(frozen=True)
class Figures:
    """People, and persons who live here and have taken part, as last released. Without a release nothing of it is said.

    `participants` None with `hidden` set is a number that may not be shown; None without it was never released.
    """

    people: People = field(default_factory=People)
    participants: int | None = None
    hidden: str = ""
    run: str | None = None
    released_on: datetime.datetime | None = None

    @property
    def share_percent(self) -> float | None:
        """Participants in a hundred residents; unknown where either number is."""
        if self.participants is None or not self.people.people:
            return None
        return 100 * self.participants / self.people.people


@dataclass(frozen=True)
class AreaSummary:
    """One area: its figures, and the published pins in it."""

    area: Area
    figures: Figures
    pins: PinCounts


@dataclass(frozen=True)
class AreaRow:
    """One row of the page of all areas."""

    area: Area
    figures: Figures
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def pins(self) -> int:
        return sum(self.by_kind.values())


def area_summary(
    area: Area, *, since: datetime.date | None = None, answered_since: datetime.date | None = None
) -> AreaSummary:
    """Three reads, however many pins there are."""
    figure = AreaFigure.objects.filter(area=area).select_related("release").order_by("-release__made_at").first()
    figures = _figures(figure) if figure else Figures(people=people_in(area))
    return AreaSummary(area, figures, pins_in_area(area, since=since, answered_since=answered_since))


def area_rows(area_set: AreaSet) -> tuple[list[AreaRow], int]:
    """Every area of a set by code, and the number of published pins with a place outside all of them."""
    released = _released(area_set)
    people = {} if released else people_by_area(area_set)
    pins = pins_by_area(area_set)
    rows = [
        AreaRow(
            area,
            released.get(area.pk) or Figures(people=people.get(area.pk, People())),
            pins.get(area.pk, {}),
        )
        for area in Area.objects.filter(area_set=area_set).without_geometry()
    ]
    return rows, sum(pins.get(None, {}).values())


def newest_pins(area: Area, *, limit: int = 10) -> list[PublishedPin]:
    """The newest published pins of an area, through the index that keeps them in this order."""
    return list(
        PublishedPin.objects.filter(areas__area=area)
        .annotate(order=F("areas__received_at"))
        .defer("geom")
        .order_by("-areas__received_at", "-areas__pin")[:limit]
    )


def _released(area_set: AreaSet) -> dict[int, Figures]:
    newest = AreaFigure.objects.filter(area_set=area_set).order_by("-release__made_at").values("release_id")[:1]
    found = AreaFigure.objects.filter(area_set=area_set, release_id=newest).select_related("release")
    return {figure.area_id: _figures(figure) for figure in found}


def _figures(figure: AreaFigure) -> Figures:
    return Figures(
        people=People(figure.people, figure.holiday_homes, figure.people_year, figure.people_basis),
        participants=figure.participants_home,
        hidden=figure.hidden,
        run=figure.release.public_id,
        released_on=figure.release.made_at,
    )
