"""The desk's list: the town's messages, published or not, by any filters together, read page by page.

Row-level security stands before the pins, so an index is used only for comparisons of numbers, times and texts. A place
is therefore compared by its key, and words are asked of a function that names the town itself.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.search import SearchQuery
from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from psycopg.errors import QueryCanceled

from accounts.models import Body, User
from feedback_map.models import Moderation, Pin, PinArea, PinWords, StateType, Visibility
from feedback_map.words import base_forms
from geo import sql
from geo.models import Area, AreaSet, Municipality
from geo.tenancy import in_town

ORDERS = {"newest": ("-received_at", "-pk"), "oldest": ("received_at", "pk"), "due": ("due_on", "pk")}
FEW_PINS, MANY_PINS = 2_000, 20_000
COUNTED_TO, COUNTED_IN_SEARCH = 1_000, 200
COUNTED_WITHIN_MS = 3_000
MOST_ROWS_OF_1_KM = 40
NOBODY = "none"
_CODE = re.compile(r"([^\W\d_]+)[ -]?(\d{4}(?:-\d+)?)")


@dataclass(frozen=True)
class DeskFilters:
    """Which messages, and in which order. What is empty or None filters nothing.

    `owner` and `assignee` may be NOBODY; `outside` is a set in none of whose areas they lie; `outline` is a box or a
    drawn polygon in EPSG:3067; `plan_area` is the area of a plan.
    """

    state_types: tuple[str, ...] = ()
    owner: Body | str | None = None
    assignee: User | str | None = None
    categories: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    moderation: tuple[str, ...] = ()
    area: Area | None = None
    outside: AreaSet | None = None
    is_overdue: bool = False
    is_shortlisted: bool = False
    text: str = ""
    outline: GEOSGeometry | None = None
    plan_area: GEOSGeometry | None = None
    order: str = "newest"
    is_published: bool = False
    process: int | None = None

    @property
    def is_search(self) -> bool:
        """By words or by a drawn place: each message that is counted must be looked at."""
        return bool(self.text or self.outline or self.plan_area)


@dataclass(frozen=True)
class DeskPage:
    """Some messages, the place from which the list goes on, and how many there are (None: too many to count).

    Where all were counted, their number goes along in the place, and the next page need not count them again.
    """

    pins: list[Pin]
    next: list[Any] | None
    matched: int | None = field(default=None)
    counted_to: int = COUNTED_TO  # where `matched` is None, there are more than this


def desk_page_of(
    town: Municipality,
    filters: DeskFilters,
    *,
    following: list[Any] | None = None,
    limit: int = 50,
    counts_all: bool = False,
) -> DeskPage:
    """A page of the list, with what each row shows, in a handful of questions; and how many match, if they are few.

    `counts_all`: for those who need the number however large it is, and can wait for it.
    """
    with in_town(town):
        sql.set_local("max_parallel_workers_per_gather", "0")  # a page is a few rows; to start workers costs more
        found = desk_pins(town, filters)
        shown = found.filter(_after(filters.order, following)) if following else found
        related = ("category", "state", "owner", "assignee", "about_area")
        pins = list(shown.order_by(*ORDERS[filters.order]).select_related(*related)[: limit + 1])
        for pin in pins:
            if pin.owner is not None:
                pin.owner.municipality = town
        is_all = len(pins) <= limit and not following
        counted_to = COUNTED_IN_SEARCH if filters.is_search else COUNTED_TO
        matched = len(pins) if is_all else _counted(found, counted_to)
        if matched is None and counts_all:
            matched = following[2] if following and len(following) > 2 else counted_in_full(found)
    goes_on = _place(filters.order, pins[limit - 1]) if len(pins) > limit else None
    if goes_on and counts_all and matched is not None:
        goes_on.append(matched)
    return DeskPage(pins[:limit], goes_on, matched, counted_to)


def _counted(pins: QuerySet[Pin], most: int) -> int | None:
    """How many there are, exactly; None when there are more than are worth counting."""
    found = pins.order_by()[: most + 1].count()
    return found if found <= most else None


def counted_in_full(pins: QuerySet[Pin]) -> int | None:
    """How many there are, exactly; None where that cannot be counted in time. Runs inside `in_town`."""
    try:
        with transaction.atomic():
            sql.set_local("statement_timeout", f"{COUNTED_WITHIN_MS}ms")
            counted = pins.order_by().count()
            sql.set_local("statement_timeout", f"{settings.STATEMENT_TIMEOUT_S}s")
            return counted
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return None


def desk_pins(town: Municipality, filters: DeskFilters) -> QuerySet[Pin]:
    """The messages that match, in no order. Runs inside `in_town`."""
    found = Pin.objects.filter(municipality=town, is_test=False)
    for condition in _conditions(town, filters):
        found = found.filter(condition)
    return _with_words(found, filters.text) if filters.text.strip() else found


def _conditions(town: Municipality, filters: DeskFilters) -> list[Q | Exists]:
    asked: list[Q | Exists] = [*_handled(town, filters)]
    if filters.is_published:  # for those who may not see the others
        asked.append(Q(visibility=Visibility.PUBLIC, moderation=Moderation.SHOWN))
    if filters.categories:
        asked.append(Q(category__in=filters.categories))
    if filters.kinds:
        asked.append(Q(kind__in=filters.kinds))
    if filters.moderation:
        asked.append(Q(moderation__in=filters.moderation))
    if filters.process is not None:
        asked.append(Q(process=filters.process))
    if filters.area is not None:
        asked.append(Exists(PinArea.objects.filter(pin=OuterRef("pk"), area=filters.area)))
    if filters.outside is not None:
        here = PinArea.objects.filter(pin=OuterRef("pk"), area_set=filters.outside, area__isnull=True)
        asked.append(Exists(here))
    for outline in (filters.outline, filters.plan_area):
        if outline is not None:
            asked.append(_inside(town, outline))
    return asked


def _handled(town: Municipality, filters: DeskFilters) -> list[Q]:
    asked = []
    if filters.state_types:
        asked.append(_in_states(town, filters.state_types))
    if filters.owner is not None:
        asked.append(Q(owner__isnull=True) if filters.owner == NOBODY else Q(owner=filters.owner))
    if filters.assignee is not None:
        asked.append(Q(assignee__isnull=True) if filters.assignee == NOBODY else Q(assignee=filters.assignee))
    if filters.is_shortlisted:
        asked.append(Q(is_shortlisted=True))
    if filters.is_overdue or filters.order == "due":
        asked.append(Q(closed_at__isnull=True, answered_at__isnull=True, due_on__isnull=False))
    if filters.is_overdue:
        asked.append(Q(due_on__lt=timezone.localdate()))
    return asked


def _in_states(town: Municipality, types: tuple[str, ...]) -> Q:
    """A pin without a state was received: it is open. What is open is found by having no day of closing."""
    states = Q(state__in=list(town.states.filter(type__in=types)))
    if StateType.OPEN in types:
        states |= Q(state__isnull=True)
        if set(types) <= {StateType.OPEN, StateType.PLANNED}:
            return states & Q(closed_at__isnull=True)
    return states


def _inside(town: Municipality, outline: GEOSGeometry) -> Q:
    """Points by their key and exactly; lines and areas, which are few and all have one key, exactly.

    Where very many lie inside, they soon turn up in the order itself, and the keys would only be in the way.
    """
    exact = Q(geom__intersects=outline)
    west, south, east, north = outline.extent
    rows = range(int(south // 1000), int(north // 1000) + 1)
    if len(rows) > MOST_ROWS_OF_1_KM:
        return exact
    ranges = [(-1, -1), *(((row << 32) + int(west), (row << 32) + int(east)) for row in rows)]
    firsts, lasts = (list(ends) for ends in zip(*ranges, strict=True))
    asked = {"town": town.pk, "firsts": firsts, "lasts": lasts, "most": MANY_PINS + 1}
    (inside,) = sql.row("feedback_map/desk_keys", asked) or (0,)
    if inside > MANY_PINS:
        return exact
    keys = Q()
    for one in ranges:
        keys |= Q(place_key__range=one)
    return keys & exact


def _with_words(pins: QuerySet[Pin], text: str) -> QuerySet[Pin]:
    """All the words, as written or in another form of theirs, the last one perhaps only begun; or a code as it is said.

    Rare words are found by their index, and the few pins put in order; common ones soon turn up in the order itself.
    """
    code = _CODE.fullmatch(text.strip())
    if code is not None:
        return pins.filter(code=f"{code[1].capitalize()} {code[2]}")
    wanted = words_wanted(text)
    if not wanted:
        return pins.none()
    found = [row[0] for row in sql.rows("feedback_map/desk_words", {"words": wanted, "most": FEW_PINS + 1})]
    if len(found) <= FEW_PINS:
        return pins.filter(pk__in=found)
    has_them = PinWords.objects.filter(
        pin=OuterRef("pk"), words=SearchQuery(wanted, search_type="raw", config="simple")
    )
    return pins.filter(Exists(has_them))


def words_wanted(text: str) -> str:
    """The words as a text search asks for them: each begun word, or one of its base forms."""
    asked = []
    for word in re.findall(r"\w+", text.lower())[:12]:
        forms = {f"'{form}'" for form in base_forms(word)}
        asked.append("(" + " | ".join(sorted({f"'{word}':*", *forms})) + ")")
    return " & ".join(asked)


def _place(order: str, pin: Pin) -> list[Any]:
    first = pin.due_on if order == "due" else pin.received_at
    assert first is not None
    return [first.isoformat(), pin.pk]


def _after(order: str, following: list[Any]) -> Q:
    """What comes after a row. The first comparison alone lets an index begin there."""
    text, pin_id = following[:2]
    if order == "due":
        day = datetime.date.fromisoformat(text)
        return Q(due_on__gte=day) & (Q(due_on__gt=day) | Q(pk__gt=pin_id))
    at = datetime.datetime.fromisoformat(text)
    if order == "oldest":
        return Q(received_at__gte=at) & (Q(received_at__gt=at) | Q(pk__gt=pin_id))
    return Q(received_at__lte=at) & (Q(received_at__lt=at) | Q(pk__lt=pin_id))
