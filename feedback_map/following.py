"""What of messages can be followed – one, an area, a radius, a topic, a street – and what is news of them.

Only published rows are read, when something is noticed and again when it is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.contrib.gis.geos import Point
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback_map.models import Category, Kind, PublishedPin, PublishedUpdate, State, Update
from geo import sql
from geo.models import SRID, Area, AreaSet, Municipality, Place, PlaceName
from participation.feeds import EVENTS, PROCESSES
from participation.following import PIN_TOPIC
from participation.models import Event, Process
from participation.topics import Entry, FollowTopic, NewsSource, register_follow_topic, register_news
from zoning.following import SOURCES as SOURCES_OF_PLANS
from zoning.following import news_of_plans

PINS, UPDATES = "pin", "update"
DAYS = frozenset({EVENTS, PROCESSES})
AREA, NEAR, CATEGORY, STREET = "area", "near", "category", "street"
NOTICED_DAYS = 90
RADII_M = (300, 500, 1_000, 2_000, 5_000)
STEP_M = 100  # a place that is followed may be a home: it is kept to the nearest hundred metres
STREET_REACH_M = 150
STREET_ENDINGS = 2  # katu, kadulla; polku, polulla: the last letters of a street's name bend
LONGEST_EXTRACT = 300


TOLD = (Update.Kind.ANSWER, Update.Kind.STATE, Update.Kind.OUTCOME)


def notice(town: Municipality) -> int:
    kinds = [kind.value for kind in TOLD]
    return sql.run("feedback_map/notice_news", {"town": town.pk, "days": NOTICED_DAYS, "kinds": kinds})


def _pins_of(items: Sequence[str], source: str) -> QuerySet[PublishedPin]:
    if source == PINS:
        return PublishedPin.objects.filter(public_id__in=items)
    return PublishedPin.objects.filter(pk__in=PublishedUpdate.objects.filter(public_id__in=items).values("pin_id"))


def _news(wanted: Q, town: Municipality, source: str, items: Sequence[str]) -> set[str]:
    """Those items whose message is published and wanted."""
    if source not in (PINS, UPDATES):
        return set()
    pins = _pins_of(items, source).filter(wanted, municipality=town)
    if source == PINS:
        return set(pins.values_list("public_id", flat=True))
    updates = PublishedUpdate.objects.filter(public_id__in=items, pin_id__in=pins.values("pk"))
    return set(updates.values_list("public_id", flat=True))


def _check_pin(town: Municipality, reference: str) -> str | None:
    return reference if PublishedPin.objects.filter(municipality=town, public_id=reference).exists() else None


def _name_pin(town: Municipality, reference: str, language: str) -> str:
    found = PublishedPin.objects.filter(municipality=town, public_id=reference).values_list("code", flat=True).first()
    return _("Message %(code)s") % {"code": found} if found else _("A message that is no longer shown")


def _news_pin(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    return _news(Q(public_id=reference), town, source, items)


def area_of(town: Municipality, reference: str) -> Area | None:
    """The area that a reference names, in the version of its set that is valid today."""
    kind, _slash, code = reference.partition("/")
    area_set = AreaSet.objects.valid_on(town, kind, timezone.localdate())
    return area_set.areas.defer("geom").filter(code=code).first() if area_set else None


def _check_area(town: Municipality, reference: str) -> str | None:
    return reference if area_of(town, reference[:150]) else None


def _name_area(town: Municipality, reference: str, language: str) -> str:
    area = area_of(town, reference)
    return area.name(language) if area else reference


def _news_area(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    area = area_of(town, reference)
    if area is not None and source in SOURCES_OF_PLANS:
        return news_of_plans(Q(parts__geom__intersects=area.geom), town, source, items)
    if area is not None and source in DAYS:
        return _days(town, source, items, Q(point__within=area.geom), Q(area=area))
    return _news(Q(areas__area=area), town, source, items) if area else set()


def _check_near(town: Municipality, reference: str) -> str | None:
    """East, north and metres, with what the place is called: in the town, to the nearest hundred metres."""
    found = re.fullmatch(r"(\d{5,6}),(\d{7}),(\d{3,4}),([^\x00-\x1f]{0,100})", reference)
    if not found or int(found[3]) not in RADII_M:
        return None
    east, north = (round(int(found[number]) / STEP_M) * STEP_M for number in (1, 2))
    parts = town.boundary_parts.all()
    if parts.exists() and not parts.filter(geom__dwithin=(Point(east, north, srid=SRID), STEP_M)).exists():
        return None
    return f"{east},{north},{found[3]},{found[4].strip()}"


def _name_near(town: Municipality, reference: str, language: str) -> str:
    _east, _north, radius, name = reference.split(",", 3)
    return _("Within %(radius)s m of: %(place)s") % {"radius": radius, "place": name or _("a place on the map")}


def _news_near(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    east, north, radius, _name = reference.split(",", 3)
    point = Point(int(east), int(north), srid=SRID)
    if source in SOURCES_OF_PLANS:
        return news_of_plans(Q(parts__geom__dwithin=(point, int(radius))), town, source, items)
    if source in DAYS:
        return _days(town, source, items, Q(point__dwithin=(point, int(radius))), Q(area__geom__contains=point))
    return _news(_within(point, int(radius)), town, source, items)


def _within(point: Point, metres: int) -> Q:
    return Q(geom__dwithin=(point, metres))


def _days(town: Municipality, source: str, items: Sequence[str], here: Q, about: Q) -> set[str]:
    """Events that are held there, by their own point or their place's; consultations about the area."""
    if source == PROCESSES:
        return set(Process.objects.filter(about, municipality=town, slug__in=items).values_list("slug", flat=True))
    places = Place.objects.filter(here, municipality=town)
    held = here | Q(point=None, place__in=places.values("pk"))
    return set(Event.objects.filter(held, municipality=town, code__in=items).values_list("code", flat=True))


def _check_category(town: Municipality, reference: str) -> str | None:
    return reference if Category.objects.filter(municipality=town, code=reference[:60]).exists() else None


def _name_category(town: Municipality, reference: str, language: str) -> str:
    found = Category.objects.filter(municipality=town, code=reference).first()
    return found.name(language) if found else reference


def _news_category(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    return _news(Q(category=reference), town, source, items)


def _check_street(town: Municipality, reference: str) -> str | None:
    name = " ".join(reference.replace("\x00", "").split())[:80]
    return name if sum(letter.isalpha() for letter in name) >= 4 else None


def _news_street(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    """Messages that name the street in their place or their words, also bent; where it is known, what is beside it."""
    last = reference.rpartition(" ")[2]
    stem = reference[:-STREET_ENDINGS] if len(last) > 4 + STREET_ENDINGS else reference
    pattern = r"\m" + re.escape(stem).replace("\\-", "-")
    points = [place.point for place in PlaceName.objects.filter(municipality=town, name__iexact=reference)]
    if source in SOURCES_OF_PLANS:
        beside = [Q(parts__geom__dwithin=(point, STREET_REACH_M)) for point in points]
        return news_of_plans(reduce(or_, beside), town, source, items) if beside else set()
    wanted = Q(place_note__iregex=pattern) | Q(text__iregex=pattern)
    for point in points:
        wanted |= _within(point, STREET_REACH_M)
    return _news(wanted, town, source, items)


def _entries_of_pins(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
    kinds = dict(Kind.choices)
    return {
        pin.public_id: Entry(
            title=f"{kinds.get(pin.kind, pin.kind)} {pin.code}",
            path=f"pins/{pin.public_id}",
            text=_extract(pin.text),
            language=pin.language,
        )
        for pin in PublishedPin.objects.filter(municipality=town, public_id__in=items).defer("geom")
    }


def _entries_of_updates(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
    states = {state.code: state.name(language) for state in State.objects.filter(municipality=town)}
    found = PublishedUpdate.objects.filter(municipality=town, public_id__in=items).select_related("pin")
    return {
        update.public_id: Entry(
            title=_update_title(update, states.get(update.state, "")),
            path=f"pins/{update.pin.public_id}",
            text=_extract(update.text),
            language=update.language,
        )
        for update in found
    }


def _update_title(update: PublishedUpdate, state: str) -> str:
    code = update.pin.code
    if update.kind == Update.Kind.ANSWER:
        return _("Answered: %(code)s") % {"code": code}
    if update.kind == Update.Kind.STATE and state:
        return f"{code}: {state}"
    return _("News of message %(code)s") % {"code": code}


def _extract(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_EXTRACT else text[: LONGEST_EXTRACT - 1] + "…"


def register_following() -> None:
    for topic in (
        FollowTopic(PIN_TOPIC, _check_pin, _name_pin, lambda town, reference: f"pins/{reference}", _news_pin, True),
        FollowTopic(AREA, _check_area, _name_area, lambda town, reference: f"areas/{reference}", _news_area),
        FollowTopic(NEAR, _check_near, _name_near, lambda town, reference: "", _news_near),
        FollowTopic(CATEGORY, _check_category, _name_category, lambda town, code: f"?category={code}", _news_category),
        FollowTopic(
            STREET, _check_street, lambda town, reference, _l: reference, lambda town, reference: "", _news_street
        ),
    ):
        register_follow_topic(topic)
    register_news(NewsSource(PINS, notice, _entries_of_pins))
    register_news(NewsSource(UPDATES, lambda town: 0, _entries_of_updates))
