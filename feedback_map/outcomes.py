"""Reading what followed: the published outcomes, by area, theme, consultation and year; and what is owed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.gis.geos import GeometryCollection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from feedback_map.models import Outcome, PublishedOutcome, PublishedOutcomeInput, PublishedPin, PublishedPinArea
from geo.models import SRID, Area, AreaPart, AreaSet, Municipality
from geo.tenancy import in_town
from participation.models import Process


@dataclass(frozen=True)
class Wanted:
    """Which outcomes; what is empty does not narrow."""

    area: Area | None = None
    theme: str = ""
    process: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Owed:
    """A theme of a closed consultation that nobody has answered; without themes the consultation as a whole."""

    process: Process
    theme: str


def published_outcomes(town: Municipality, wanted: Wanted) -> QuerySet[PublishedOutcome]:
    """Newest first, with how many published messages each names."""
    found = PublishedOutcome.objects.filter(municipality=town).select_related("about_area__area_set")
    found = found.defer("about_area__geom").annotate(messages=Count("inputs", filter=Exists(_shown_pin())))
    if wanted.theme:
        found = found.filter(theme=wanted.theme)
    if wanted.process:
        found = found.filter(process=wanted.process)
    if wanted.year:
        found = found.filter(decided_on__year=wanted.year)
    if wanted.area:
        found = found.filter(_about(wanted.area))
    return found.order_by("-decided_on", "-outcome_id")  # counting has made it forget its own order


def inputs_of(outcomes: Iterable[int]) -> QuerySet[PublishedOutcomeInput]:
    """The published messages that outcomes name. The join leaves out whatever is not published now."""
    inputs = PublishedOutcomeInput.objects.filter(outcome_id__in=list(outcomes), pin__municipality__isnull=False)
    return inputs.select_related("pin").order_by("-pin__received_at", "-pin_id")


def outcomes_of(pin_id: int) -> QuerySet[PublishedOutcomeInput]:
    """What followed from one published message."""
    inputs = PublishedOutcomeInput.objects.filter(pin_id=pin_id, outcome__municipality__isnull=False)
    return inputs.select_related("outcome").order_by("-outcome__decided_on", "-outcome_id")


def responses_of(outcomes: Iterable[int]) -> dict[int, dict[str, int]]:
    """How many published messages of each outcome got which response."""
    counted: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = PublishedOutcomeInput.objects.filter(outcome_id__in=list(outcomes), pin__municipality__isnull=False)
    for outcome, response, number in rows.values_list("outcome_id", "response").annotate(number=Count("pk")):
        counted[outcome][response] = number
    return counted


def years_of(town: Municipality) -> list[int]:
    days = PublishedOutcome.objects.filter(municipality=town).dates("decided_on", "year", order="DESC")
    return [day.year for day in days]


def themes_of(town: Municipality) -> list[str]:
    themes = PublishedOutcome.objects.filter(municipality=town).exclude(theme="").order_by("theme")
    return list(themes.values_list("theme", flat=True).distinct())


def areas_told(town: Municipality, area_set: AreaSet) -> list[Area]:
    """Areas of the set that some published outcome is about: those by which it makes sense to look."""
    told = PublishedOutcome.objects.filter(municipality=town)
    places = [place for place in told.filter(place__isnull=False).values_list("place", flat=True) if place]
    parts = AreaPart.objects.filter(area=OuterRef("pk"), geom__intersects=GeometryCollection(*places, srid=SRID))
    pins = PublishedPinArea.objects.filter(area=OuterRef("pk"), pin__outcomes__municipality=town)
    about = Exists(told.filter(about_area=OuterRef("pk"))) | Exists(told.filter(about_area=OuterRef("parent_id")))
    about |= Exists(told.filter(about_area__parent=OuterRef("pk"))) | Exists(pins)
    found = Area.objects.filter(area_set=area_set).filter(about | Exists(parts) if places else about)
    return list(found.without_geometry().order_by("code"))


def outcomes_owed(town: Municipality, today: datetime.date) -> list[Owed]:
    """Every theme of every closed consultation that no published outcome answers; the longest closed first."""
    closed = Process.objects.filter(municipality=town, closes_on__lt=today).order_by("closes_on", "slug")
    with in_town(town):
        rows = Outcome.objects.filter(municipality=town, published_at__isnull=False, process__isnull=False)
        answered = set(rows.values_list("process_id", "theme"))
    return [
        Owed(process, theme)
        for process in closed
        for theme in process.themes or [""]
        if (process.pk, theme) not in answered and (theme or not _any_of(process, answered))
    ]


def _any_of(process: Process, answered: Iterable[tuple[int | None, str]]) -> bool:
    return any(known == process.pk for known, _theme in answered)


def _shown_pin() -> QuerySet[PublishedPin]:
    return PublishedPin.objects.filter(pin_id=OuterRef("inputs__pin_id"))


def _about(area: Area) -> Q:
    """Outcomes of the area, of a part of it or of what it is a part of, with a place in it, or a message from it."""
    parts = AreaPart.objects.filter(area=area, geom__intersects=OuterRef("place"))
    pins = PublishedPinArea.objects.filter(pin__outcomes__outcome=OuterRef("pk"), area=area)
    whole = Q(about_area=area.parent_id) if area.parent_id else Q()
    return Q(about_area=area) | Q(about_area__parent=area) | whole | Exists(parts) | Exists(pins)
