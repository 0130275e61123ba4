"""What followed, as its pages tell it: each outcome with its words, pictures, and the messages it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Body
from feedback_map.models import (
    Category,
    OutcomeInput,
    Photo,
    PublishedOutcome,
    PublishedOutcomeInput,
    PublishedPhoto,
)
from feedback_map.outcomes import Wanted, areas_told, inputs_of, published_outcomes, responses_of, themes_of, years_of
from frontend.charts.outcome_map import Mark, OutcomeMap
from frontend.coverage_choices import Choice, Link
from frontend.pages import Page
from geo.languages import text_in
from geo.models import Area, AreaSet, Municipality
from geo.outlines import drawing_of
from participation.models import Process

PAGE_LENGTH = 30
MOST_MARKS = 60


@dataclass(frozen=True)
class AskedOutcomes:
    """The filters in the address; empty where nothing is chosen."""

    area: str = ""
    theme: str = ""
    process: str = ""
    year: str = ""
    page: str = ""

    @property
    def query(self) -> str:
        kept = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(kept)}" if kept else "?"


def asked_outcomes(query: QueryDict) -> AskedOutcomes:
    return AskedOutcomes(**{name: query.get(name, "")[:80] for name in vars(AskedOutcomes())})


@dataclass(frozen=True)
class ShownPicture:
    """A picture of an outcome, before or after."""

    url: str
    small_url: str
    alt: str
    width: int
    height: int
    stage: str

    @property
    def stage_name(self) -> str:
        return str(Photo.Stage(self.stage).label) if self.stage else ""


@dataclass(frozen=True)
class ToldInput:
    """A message, and what became of it."""

    response: str
    why: str
    pin: Any

    @property
    def response_name(self) -> str:
        return str(OutcomeInput.Response(self.response).label)


@dataclass(frozen=True)
class ToldOutcome:
    """One outcome in a language of the reader."""

    outcome: PublishedOutcome
    language: str
    number: int = 0
    messages: int = 0
    responses: tuple[tuple[str, int], ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    theme: str = ""
    process: Process | None = None
    decided_by: str = ""

    @property
    def title(self) -> str:
        return self.outcome.name(self.language)

    @property
    def text(self) -> str:
        return text_in(self.outcome.texts, self.language)

    @property
    def text_language(self) -> str:
        """The language that the words really are in, for those who have them read aloud."""
        first = self.language.partition("-")[0]
        return first if first in self.outcome.texts else next(iter(self.outcome.texts), first)

    @property
    def place(self) -> str:
        return self.outcome.about_area.name(self.language) if self.outcome.about_area else ""


@dataclass(frozen=True)
class OutcomeTeller:
    """Puts words to outcomes of a town: names of themes, consultations and bodies are read once for all of them."""

    town: Municipality
    page: Page

    def told(self, outcomes: Sequence[PublishedOutcome], first_number: int = 1) -> list[ToldOutcome]:
        ids = [one.pk for one in outcomes]
        responses, pictures = responses_of(ids), self._pictures(ids)
        return [
            ToldOutcome(
                outcome=one,
                language=self.page.language,
                number=number,
                messages=sum(responses.get(one.pk, {}).values()),
                responses=_in_order(responses.get(one.pk, {})),
                pictures=tuple(pictures.get(one.pk, ())),
                theme=self.theme_name(one.theme),
                process=self.processes.get(one.process),
                decided_by=self.bodies.get(one.decided_by, ""),
            )
            for number, one in enumerate(outcomes, first_number)
        ]

    def inputs(self, outcome: PublishedOutcome) -> list[ToldInput]:
        rows: Iterable[PublishedOutcomeInput] = inputs_of([outcome.pk])
        return [ToldInput(row.response, text_in(row.why, self.page.language), row.pin) for row in rows]

    def theme_name(self, theme: str) -> str:
        """A theme may be a category's code: then it is called what the category is. Others begin as categories do."""
        return capfirst(self._categories.get(theme, theme))

    @cached_property
    def processes(self) -> dict[str, Process]:
        return {one.slug: one for one in Process.objects.filter(municipality=self.town, is_public=True)}

    @cached_property
    def bodies(self) -> dict[str, str]:
        bodies = Body.objects.filter(municipality=self.town)
        return {one.code: text_in(one.names, self.page.language) or one.code for one in bodies}

    @cached_property
    def _categories(self) -> dict[str, str]:
        categories = Category.objects.filter(municipality=self.town)
        return {one.code: one.name(self.page.language) for one in categories}

    def _pictures(self, ids: list[int]) -> dict[int, list[ShownPicture]]:
        """Before comes before after."""
        found: dict[int, list[ShownPicture]] = {}
        rows = PublishedPhoto.objects.filter(municipality=self.town, outcome_id__in=ids)
        for row in sorted(rows, key=lambda one: (one.stage != Photo.Stage.BEFORE, one.photo_id)):
            found.setdefault(row.outcome_id or 0, []).append(
                ShownPicture(
                    url=self.page.url("photo", photo=row.public_id),
                    small_url=self.page.url("photo_small", photo=row.public_id),
                    alt=text_in(row.alt, self.page.language),
                    width=row.width,
                    height=row.height,
                    stage=row.stage,
                )
            )
        return found


@dataclass(frozen=True)
class OutcomesPage:
    """The list, narrowed by what the reader chose."""

    town: Municipality
    page: Page
    asked: AskedOutcomes
    area_set: AreaSet | None

    @cached_property
    def teller(self) -> OutcomeTeller:
        return OutcomeTeller(self.town, self.page)

    @cached_property
    def areas(self) -> list[Area]:
        if self.area_set is None:
            return []
        return areas_told(self.town, self.area_set)

    @cached_property
    def area(self) -> Area | None:
        if not self.asked.area:
            return None
        found = Area.objects.filter(area_set=self.area_set, code=self.asked.area).without_geometry().first()
        if found is None:
            raise Http404("No such area")
        return found

    @cached_property
    def _all(self) -> list[PublishedOutcome]:
        year = int(self.asked.year) if self.asked.year.isdecimal() and len(self.asked.year) == 4 else None
        wanted = Wanted(self.area, self.asked.theme, self.asked.process, year)
        return list(published_outcomes(self.town, wanted))

    @property
    def number(self) -> int:
        return len(self._all)

    @cached_property
    def messages(self) -> list[tuple[str, int]]:
        """Messages of all outcomes shown, by response: a message that two outcomes name is in both."""
        together: dict[str, int] = {}
        for responses in responses_of([one.pk for one in self._all]).values():
            for response, count in responses.items():
                together[response] = together.get(response, 0) + count
        return list(_in_order(together))

    @property
    def start(self) -> int:
        return int(self.asked.page) * PAGE_LENGTH if self.asked.page.isdecimal() and len(self.asked.page) < 4 else 0

    @cached_property
    def outcomes(self) -> list[ToldOutcome]:
        return self.teller.told(self._all[self.start : self.start + PAGE_LENGTH], self.start + 1)

    @property
    def older(self) -> str:
        following = self.start + PAGE_LENGTH
        return replace(self.asked, page=str(following // PAGE_LENGTH)).query if following < self.number else ""

    @cached_property
    def picture(self) -> OutcomeMap | None:
        drawing = drawing_of(self.area_set) if self.area_set else None
        if drawing is None:
            return None
        marks = [mark for mark in (self._mark(told) for told in self.outcomes) if mark]
        return OutcomeMap("outcomes", drawing, tuple(marks[:MOST_MARKS])) if marks else None

    @property
    def choices(self) -> list[Choice]:
        """Only what leads somewhere: years and themes that have an outcome."""
        years = [(str(year), str(year)) for year in years_of(self.town)]
        themes = [(theme, self.teller.theme_name(theme)) for theme in themes_of(self.town)]
        areas = [(one.code, one.name(self.page.language)) for one in self.areas]
        named = (("year", _("Year"), years), ("theme", _("Theme"), themes), ("area", _("Area"), areas))
        return [self._choice(field, name, values) for field, name, values in named if values]

    def _choice(self, field: str, name: str, values: list[tuple[str, str]]) -> Choice:
        links = [
            Link(word, replace(self.asked, **{field: value, "page": ""}).query, getattr(self.asked, field) == value)
            for value, word in [("", _("All")), *values]
        ]
        return Choice(name, tuple(links))

    def _mark(self, told: ToldOutcome) -> Mark | None:
        """At its own place, else in the middle of its area; one about the whole town has no mark."""
        outcome = told.outcome
        point = outcome.place.centroid if outcome.place else None
        if point is None and outcome.about_area is not None:
            point = outcome.about_area.label_point
        if point is None:
            return None
        return Mark(told.number, told.title, point.x, point.y, told.place or _("Marked on the map"))


def _in_order(responses: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (str(response.label), responses[response.value])
        for response in OutcomeInput.Response
        if responses.get(response.value)
    )
