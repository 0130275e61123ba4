"""The town's participation as a calendar (iCalendar, RFC 5545): events, and when consultations open and close.

The same rows give the same bytes: stamps come from the rows, not from the clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from geo import crs
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from participation.models import Event, Process
from participation.topics import FollowTopic

Calendar = Callable[[Municipality, str], "Iterator[Entry]"]
EVENTS, PROCESSES = "event", "process"
_calendars: list[Calendar] = []
LONGEST_LINE = 75  # octets, by RFC 5545, 3.1


@dataclass(frozen=True)
class Entry:
    """One entry: a moment, or a whole day."""

    uid: str
    title: str
    begins: datetime.datetime | datetime.date
    ends: datetime.datetime | datetime.date | None = None
    place: str = ""
    text: str = ""
    address: str = ""
    spot: tuple[float, float] | None = None  # latitude and longitude, in this order (RFC 5545, 3.8.1.6)
    about: tuple[str, str] = ("", "")  # of which kind it is, and which: a topic says whether it belongs to it
    is_off: bool = False
    change: int = 0
    changed_at: datetime.datetime | None = None


def register_calendar(calendar: Calendar) -> None:
    """Apps above have days of their own, such as hearings of plans."""
    if calendar not in _calendars:
        _calendars.append(calendar)


def calendar_of(town: Municipality, language: str) -> bytes:
    """Events and the days of public consultations, oldest first."""
    return written(_entries(town, language), _("Taking part in %(town)s") % {"town": town.name(language)})


def calendar_about(town: Municipality, language: str, topic: FollowTopic, reference: str) -> bytes:
    """Of all that, what belongs to something that can be followed: a place, an area, a plan …"""
    entries = _entries(town, language)
    wanted: set[tuple[str, str]] = set()
    for kind in {entry.about[0] for entry in entries}:
        items = [entry.about[1] for entry in entries if entry.about[0] == kind]
        wanted |= {(kind, item) for item in topic.news(town, reference, kind, items)}
    name = f"{town.name(language)} – {topic.name(town, reference, language)}"
    return written([entry for entry in entries if entry.about in wanted], name)


def _entries(town: Municipality, language: str) -> list[Entry]:
    others = (entry for calendar in _calendars for entry in calendar(town, language))
    return sorted([*_events(town, language), *_processes(town, language), *others], key=lambda entry: entry.uid)


def written(entries: Iterable[Entry], name: str) -> bytes:
    """A whole calendar file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Kuuluvuus//Kuuluvuus//FI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        *(line for entry in entries for line in _lines(entry)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + "\r\n" for line in lines).encode()


def _events(town: Municipality, language: str) -> Iterator[Entry]:
    for event in Event.objects.shown(town).select_related("place", "process").order_by("pk"):
        yield entry_of_event(town, language, event)


def entry_of_event(town: Municipality, language: str, event: Event) -> Entry:
    where, place = event.where, event.place
    written = (text_in(place.names, language), place.address) if place else ()
    spot = None
    if where is not None:
        longitude, latitude = crs.to_wire(where.x, where.y)
        spot = (round(float(latitude), 6), round(float(longitude), 6))
    said = (text_in(event.called_off_why, language), text_in(event.texts, language), event.organiser)
    return Entry(
        uid=f"event-{event.code}-{town.slug}@{host()}",
        title=event.name(language),
        begins=event.starts_at,
        ends=event.ends_at,
        place=", ".join(part for part in written if part),
        text="\n".join(part for part in said if part),
        address=page_address(town, language, f"events/{event.code}"),
        spot=spot,
        about=(EVENTS, event.code),
        is_off=event.called_off_at is not None,
        change=event.version - 1,
        changed_at=event.changed_at,
    )


def _processes(town: Municipality, language: str) -> Iterator[Entry]:
    for process in Process.objects.filter(municipality=town, is_public=True).order_by("pk"):
        name, address = process.name(language), page_address(town, language, f"processes/{process.slug}")
        days = [
            ("opens", _("Opens: %(name)s"), process.opens_on),
            ("closes", _("Last day: %(name)s"), process.closes_on),
        ]
        for what, words, day in days:
            if day is not None:
                yield Entry(
                    uid=f"{what}-{process.slug}-{town.slug}@{host()}",
                    title=words % {"name": name},
                    begins=day,
                    text=text_in(process.question, language),
                    address=address,
                    about=(PROCESSES, process.slug),
                )


def _lines(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_moment(entry.begins)}"
    if isinstance(entry.begins, datetime.datetime):
        yield f"DTSTART:{_moment(entry.begins)}"
        if entry.ends is not None:
            yield f"DTEND:{_moment(entry.ends)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.begins:%Y%m%d}"
        if entry.ends is not None:  # the last day itself; the format wants the day after
            yield f"DTEND;VALUE=DATE:{entry.ends + datetime.timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"
    for name, text in (("SUMMARY", entry.title), ("LOCATION", entry.place), ("DESCRIPTION", entry.text)):
        if text:
            yield f"{name}:{escaped(text)}"
    if entry.spot is not None:
        yield f"GEO:{entry.spot[0]};{entry.spot[1]}"
    if entry.change:  # a reader that knows the entry takes a higher number for news
        yield f"SEQUENCE:{entry.change}"
    if entry.changed_at is not None:
        yield f"LAST-MODIFIED:{_moment(entry.changed_at)}"
    if entry.is_off:
        yield "STATUS:CANCELLED"
    yield f"URL:{entry.address}"
    yield "END:VEVENT"


def _moment(at: datetime.datetime | datetime.date) -> str:
    if isinstance(at, datetime.datetime):
        return f"{at.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    return f"{at:%Y%m%d}T000000Z"


def escaped(text: str) -> str:
    """As RFC 5545, 3.3.11 wants text."""
    for plain, kept in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, kept)
    return "".join(letter for letter in text if letter >= " " or letter == "\t")


def folded(line: str) -> str:
    """Lines of at most 75 octets, cut between letters and never inside one."""
    pieces: list[str] = []
    piece, length = "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > LONGEST_LINE:
            pieces.append(piece)
            piece, length = "", 1  # the blank that marks a folded line counts
        piece += letter
        length += size
    return "\r\n ".join([*pieces, piece])


def host() -> str:
    """What makes the names of entries ours."""
    return urlsplit(settings.SITE_ADDRESS).hostname or "kuuluvuus"
