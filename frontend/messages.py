"""What the map page lists: published messages of a town, by the filters in its address."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from feedback_map.models import Category, Kind, PublishedPin
from geo.models import Area, AreaSet, Municipality

PAGE_LENGTH = 25
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Filters:
    """Which messages are wanted, as the address says it; what it says wrongly is left out."""

    kinds: tuple[str, ...] = ()
    category: str = ""
    area: str = ""
    since: datetime.date | None = None
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        return cls(
            kinds=tuple(kind for kind in Kind.values if kind in query.getlist("kind")),
            category=query.get("category", "")[:60],
            area=query.get("area", "")[:100],
            since=_date(query.get("from", "")),
            words=query.get("text", "").replace("\x00", "")[:LONGEST_SEARCH].strip(),
        )

    def as_query(self) -> dict[str, list[str]]:
        """The parameters of these filters; pages and the API have the same ones."""
        pairs = {
            "kind": list(self.kinds),
            "category": [self.category],
            "area": [self.area],
            "from": [self.since.isoformat() if self.since else ""],
            "text": [self.words],
        }
        return {name: kept for name, values in pairs.items() if (kept := [value for value in values if value])}

    def with_kind(self, kind: str) -> str:
        """The address of the same page with one kind more, or one less."""
        kinds = [each for each in Kind.values if (each in self.kinds) != (each == kind)]
        return _address({**self.as_query(), "kind": kinds})

    def without_kinds(self) -> str:
        return _address({**self.as_query(), "kind": []})

    @property
    def is_narrow(self) -> bool:
        return bool(self.as_query())


@dataclass(frozen=True)
class KindChip:
    """A filter that is a link."""

    kind: str
    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class MessagePage:
    """One screenful of messages, newest first, and the address of the next."""

    messages: Sequence[PublishedPin] = field(default_factory=list)
    next_url: str = ""


def message_page(town: Municipality, filters: Filters, after: str = "") -> MessagePage:
    found = list(_after(town, _matching(town, filters), after)[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    is_last = len(found) <= PAGE_LENGTH
    url = "" if is_last else _address({**filters.as_query(), "after": [shown[-1].public_id]})
    return MessagePage(shown, url)


def kind_chips(filters: Filters, counts: Mapping[str, int]) -> list[KindChip]:
    return [
        KindChip(kind.value, str(kind.label), counts.get(kind, 0), filters.with_kind(kind), kind in filters.kinds)
        for kind in Kind
    ]


def category_names(town: Municipality, language: str) -> dict[str, str]:
    return {category.code: category.name(language) for category in categories_of(town)}


def categories_of(town: Municipality) -> list[Category]:
    """All of a town's, in its own order. Read once for a request: the town object lives as long."""
    known: dict[str, list[Category]] = town.__dict__.setdefault("_categories", {})
    if "them" not in known:
        known["them"] = list(Category.objects.filter(municipality=town))
    return known["them"]


def _matching(town: Municipality, filters: Filters) -> QuerySet[PublishedPin]:
    pins = PublishedPin.objects.of(town).order_by("-received_at", "-pin_id")
    if filters.kinds:
        pins = pins.filter(kind__in=filters.kinds)
    if filters.category:
        pins = pins.filter(category=filters.category)
    if filters.since:
        pins = pins.filter(day__gte=filters.since)
    if filters.area:
        area = _area(town, filters.area)
        pins = pins.in_area(area).order_by("-areas__received_at", "-areas__pin_id") if area else pins.none()
    return pins.with_words(filters.words) if filters.words else pins


def _after(town: Municipality, pins: QuerySet[PublishedPin], public_id: str) -> QuerySet[PublishedPin]:
    """Those that come after one message; where it is gone meanwhile, from the beginning."""
    last = PublishedPin.objects.filter(municipality=town, public_id=public_id).first() if public_id else None
    if last is None:
        return pins
    same_moment = Q(received_at=last.received_at, pin_id__lt=last.pin_id)
    return pins.filter(Q(received_at__lt=last.received_at) | same_moment)


def _area(town: Municipality, named: str) -> Area | None:
    """An area by "set/code"."""
    kind, _, code = named.partition("/")
    area_set = AreaSet.objects.valid_on(town, kind, timezone.localdate())
    return Area.objects.without_geometry().filter(area_set=area_set, code=code).first() if area_set else None


def _address(query: Mapping[str, Sequence[str]]) -> str:
    return f"?{urlencode(query, doseq=True)}"


def _date(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
