"""The desk's page of waits: what the reader chose, the rows of its table, and the bursts of the week in words."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Body
from feedback_map.bursts import BurstsOfWeek, bursts_in, bursts_of_week
from feedback_map.clocks import BY, CLOCKS, Clocks, Scope, Waiting, clocks_by
from feedback_map.models import Category
from frontend.charts import numbers
from frontend.charts.waits import Waits, span
from frontend.coverage_choices import Choice, Link, months_word
from geo.languages import text_in
from geo.models import Area, AreaSet, Municipality

M = TypeVar("M", Body, Category, Area)
MONTHS = (1, 3, 12)
CLOCK_NAMES: dict[str, Promise] = {
    "acknowledged": gettext_lazy("until acknowledged"),
    "answered": gettext_lazy("until answered"),
    "done": gettext_lazy("until done"),
}
BY_NAMES: dict[str, Promise] = {
    "unit": gettext_lazy("By unit"),
    "category": gettext_lazy("By category"),
    "area": gettext_lazy("By area"),
}


@dataclass(frozen=True)
class Asked:
    """What the address says; codes, empty where nothing is chosen."""

    clock: str = "answered"
    by: str = "unit"
    months: int = 12
    unit: str = ""
    category: str = ""
    area: str = ""
    set: str = ""

    @property
    def query(self) -> str:
        usual = vars(Asked())
        kept = {name: value for name, value in vars(self).items() if value != usual[name]}
        return f"?{urlencode(kept)}" if kept else "?"

    def with_(self, **changed: Any) -> str:
        return replace(self, **changed).query


def asked_in(query: QueryDict) -> Asked:
    """A value that cannot be is the usual one; a unit, category or area that is not there is not found."""
    clock, by, months = query.get("clock", ""), query.get("by", ""), query.get("months", "")
    return Asked(
        clock=clock if clock in CLOCKS else "answered",
        by=by if by in BY else "unit",
        months=int(months) if months in {str(one) for one in (*MONTHS, 0)} else 12,
        **{name: query.get(name, "").replace("\x00", "") for name in ("unit", "category", "area", "set")},
    )


@dataclass(frozen=True)
class Row:
    """One line of the table, as it is shown."""

    name: str
    href: str
    waiting: Waiting
    clock: str

    @cached_property
    def median(self) -> str:
        return numbers.count(self.waiting.took(self.clock, 0.5).value)

    @cached_property
    def median_span(self) -> str:
        return span(self.waiting.took(self.clock, 0.5))

    @cached_property
    def p90(self) -> str:
        return numbers.count(self.waiting.took(self.clock, 0.9).value)

    @cached_property
    def p90_span(self) -> str:
        return span(self.waiting.took(self.clock, 0.9))

    @cached_property
    def still_waiting(self) -> int:
        curve = self.waiting.curve(self.clock)
        return curve.cases - curve.endings


@dataclass(frozen=True)
class BurstTold:
    """A burst in words, and the way to its messages."""

    name: str
    sentence: str
    messages: str = ""


@dataclass(frozen=True)
class ClocksPage:
    """`area_set` is the division of the rows by area and of the bursts; none where the town has none."""

    town: Municipality
    asked: Asked
    language: str
    today: datetime.date
    area_set: AreaSet | None

    @cached_property
    def unit(self) -> Body | None:
        return self._one(Body.objects.filter(municipality=self.town), self.asked.unit)

    @cached_property
    def category(self) -> Category | None:
        return self._one(Category.objects.filter(municipality=self.town), self.asked.category)

    @cached_property
    def area(self) -> Area | None:
        return self._one(Area.objects.filter(area_set=self.area_set).defer("geom"), self.asked.area)

    @cached_property
    def since(self) -> datetime.date | None:
        return self.today - datetime.timedelta(days=round(self.asked.months * 30.4375)) if self.asked.months else None

    @cached_property
    def clocks(self) -> Clocks:
        scope = Scope(self.since, self.unit, self.category, self.area)
        return clocks_by(self.asked.by, town=self.town, today=self.today, scope=scope, area_set=self.area_set)

    @cached_property
    def rows(self) -> list[Row]:
        names = self._names()
        return [self._row(names, waiting) for waiting in self.clocks.rows]

    @cached_property
    def all(self) -> Row:
        return Row(_("All together"), "", self.clocks.all, self.asked.clock)

    @property
    def first_column(self) -> str:
        return {"unit": _("Unit"), "category": _("Category"), "area": _("Area")}[self.asked.by]

    @property
    def clock_name(self) -> str:
        return str(CLOCK_NAMES[self.asked.clock])

    @cached_property
    def picture(self) -> Waits | None:
        curve = self.clocks.all.curve(self.asked.clock)
        if not curve.cases:
            return None
        promise = self.unit.promise_days if self.unit and self.asked.clock == "answered" else None
        title = _("Working days from receipt %(until)s") % {"until": self.clock_name}
        return Waits("waits", title, curve, self.clocks.all.took(self.asked.clock, 0.5), promise)

    @cached_property
    def bursts(self) -> BurstsOfWeek | None:
        if self.area_set is None:
            return None
        told = bursts_of_week(self.town, self.area_set, today=self.today)
        return bursts_in(self.area, told) if self.area else told

    @property
    def bursts_told(self) -> list[BurstTold]:
        return [self._told(burst) for burst in self.bursts.found] if self.bursts else []

    @property
    def choices(self) -> list[Choice]:
        """What can be switched without a form."""
        choices = [
            self._choice(_("What is waited for"), "clock", CLOCK_NAMES),
            self._choice(_("Table"), "by", BY_NAMES),
            self._choice(_("Received"), "months", {**{m: months_word(m) for m in MONTHS}, 0: _("any time")}),
        ]
        taken = [
            Link(thing_name, self.asked.with_(**{name: ""}), is_current=True)
            for name, thing_name in self._narrowed().items()
        ]
        return [*choices, Choice(_("Only (choose to remove)"), tuple(taken))] if taken else choices

    def _narrowed(self) -> dict[str, str]:
        things: dict[str, Any] = {"category": self.category, "area": self.area}
        found = {name: thing.name(self.language) for name, thing in things.items() if thing}
        return {"unit": _body_name(self.unit, self.language), **found} if self.unit else found

    def _choice(self, name: str, field: str, values: Mapping[Any, object]) -> Choice:
        links = [
            Link(str(word), self.asked.with_(**{field: value}), getattr(self.asked, field) == value)
            for value, word in values.items()
        ]
        return Choice(name, tuple(links))

    def _row(self, names: Mapping[int, tuple[str, str]], waiting: Waiting) -> Row:
        if waiting.key is None or waiting.key not in names:
            return Row(self._none(), "", waiting, self.asked.clock)
        code, name = names[waiting.key]
        other = "category" if self.asked.by == "unit" else "unit"
        href = self.asked.with_(**{self.asked.by: code, "by": other})
        return Row(name, href, waiting, self.asked.clock)

    def _none(self) -> str:
        return {
            "unit": _("Nobody's yet"),
            "category": _("Without a category"),
            "area": _("Outside the areas or without a place"),
        }[self.asked.by]

    def _names(self) -> dict[int, tuple[str, str]]:
        """Code and name of everything that may stand in the first column."""
        if self.asked.by == "unit":
            bodies = Body.objects.filter(municipality=self.town)
            return {body.pk: (body.code, _body_name(body, self.language)) for body in bodies}
        return self._areas if self.asked.by == "area" else self._categories

    @cached_property
    def _areas(self) -> dict[int, tuple[str, str]]:
        areas = Area.objects.filter(area_set=self.area_set).defer("geom", "label_point")
        return {area.pk: (area.code, area.name(self.language)) for area in areas}

    @cached_property
    def _categories(self) -> dict[int, tuple[str, str]]:
        categories = Category.objects.filter(municipality=self.town)
        return {one.pk: (one.code, one.name(self.language)) for one in categories}

    def _told(self, burst: Any) -> BurstTold:
        category, what = self._categories.get(burst.category, ("", _("Without a category")))
        area, where = self._areas.get(burst.area, ("", _("outside the areas or without a place")))
        people = ngettext("%(people)s person", "%(people)s people", burst.people) % {"people": burst.people}
        usual = numbers.decimal(burst.usual, 1)
        sentence = _("%(people)s wrote in seven days; usually %(usual)s in a week.") % {
            "people": people,
            "usual": usual,
        }
        return BurstTold(f"{what}, {where}", sentence, self._messages(category, area))

    def _messages(self, category: str, area: str) -> str:
        """The queue's words for the messages of a burst, which may be closed by now; empty where it has no words."""
        if not (category and area and self.area_set):
            return ""
        return "?" + urlencode({"state": "all", "category": category, "area": f"{self.area_set.kind}/{area}"})

    def _one(self, rows: QuerySet[M], code: str) -> M | None:
        found = rows.filter(code=code).first() if code else None
        if code and found is None:
            raise Http404("No such unit, category or area")
        return found


def _body_name(body: Body, language: str) -> str:

    return text_in(body.names, language) or body.code
