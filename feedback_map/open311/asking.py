"""What a client asks for: which town, and which requests. Anything that cannot be read is told, never passed over."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from feedback_map.models import Open311Key
from feedback_map.open311.wire import Open311Error
from geo.models import Municipality

LONGEST_SPAN = datetime.timedelta(days=90)
MOST = 1_000
OPEN, CLOSED = "open", "closed"
LONGEST_VALUE = 20_000
DAY_LENGTH = len("2026-05-24")


def town_asked(given: QueryDict) -> Municipality:
    """The jurisdiction is the town's slug; a service with one town needs none."""
    slug = plain(given, "jurisdiction_id")
    towns = Municipality.objects.filter(is_public=True).defer("boundary")
    if not slug:
        found = list(towns[:2])
        if len(found) == 1:
            return found[0]
        raise Open311Error(400, "jurisdiction_id was not provided")
    town = towns.filter(slug=slug).first()
    if town is None:
        raise Open311Error(404, "jurisdiction_id provided was not found")
    return town


def key_of(request: HttpRequest, given: QueryDict, town: Municipality) -> Open311Key:
    """The key of a client that may write to the town."""
    told = plain(given, "api_key") or request.headers.get("Api-Key", "")[:LONGEST_VALUE]
    if not told:
        raise Open311Error(403, "api_key was not provided")
    keys = Open311Key.objects.filter(municipality=town, revoked_at__isnull=True)
    key = keys.filter(digest=digest(told)).first()
    if key is None:
        raise Open311Error(403, "api_key provided is not valid")
    return key


def digest(key: str) -> bytes:
    """Keys are random and long: a plain SHA-256 is enough."""
    return hashlib.sha256(key.encode()).digest()


@dataclass(frozen=True)
class Wanted:
    """Requests by their ids, which override all else; or by service, days and status."""

    ids: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    since: datetime.datetime | None = None
    until: datetime.datetime | None = None
    statuses: frozenset[str] = frozenset()
    page: int = 1
    page_size: int = MOST
    extended: bool = False


def wanted(given: QueryDict, now: datetime.datetime) -> Wanted:
    """GeoReport v2: at most 90 days and 1,000 requests; without days the last 90."""
    extended = plain(given, "extensions") == "true"
    ids = _several(given, "service_request_id")
    if ids:
        return Wanted(ids=ids[:MOST], extended=extended)
    since, until = span(given, now)
    statuses = frozenset(status.lower() for status in _several(given, "status"))
    if statuses - {OPEN, CLOSED}:
        raise Open311Error(400, "status must be open, closed, or both")
    return Wanted(
        services=_several(given, "service_code"),
        since=since,
        until=until,
        statuses=statuses,
        page=_number(given, "page", 1, 100_000),
        page_size=_number(given, "page_size", MOST, MOST),
        extended=extended,
    )


def span(given: QueryDict, now: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """The days asked for, both ends included; one end alone goes 90 days from there."""
    since, until = _moment(given, "start_date"), _moment(given, "end_date", ends=True)
    if since is None:
        until = until or now
        since = until - LONGEST_SPAN
    elif until is None:
        until = since + LONGEST_SPAN
    if until < since:
        raise Open311Error(400, "end_date is before start_date")
    if until - since > LONGEST_SPAN + datetime.timedelta(days=1):
        raise Open311Error(400, "start_date and end_date must be within 90 days of each other")
    return since, until


def plain(given: QueryDict, name: str) -> str:
    value = str(given.get(name, "")).strip()
    if "\x00" in value or len(value) > LONGEST_VALUE:
        raise Open311Error(400, f"{name} cannot be read")
    return value


def coordinate(given: QueryDict, name: str) -> float | None:
    value = plain(given, name)
    if not value:
        return None
    try:
        return float(value)
    except ValueError:
        raise Open311Error(400, f"{name} is not a number") from None


def _several(given: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in plain(given, name).split(",")) if part)


def _number(given: QueryDict, name: str, default: int, most: int) -> int:
    value = plain(given, name) or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise Open311Error(400, f"{name} must be a number from 1 to {most}")
    return int(value)


def _moment(given: QueryDict, name: str, *, ends: bool = False) -> datetime.datetime | None:
    value = plain(given, name).replace(" ", "+")  # a plus that nobody escaped
    if not value:
        return None
    try:
        day = parse_date(value) if len(value) == DAY_LENGTH else None  # a whole day in Finland
        found = None if day else parse_datetime(value)
    except ValueError:
        found = day = None
    if day is not None:
        here = timezone.get_default_timezone()
        found = datetime.datetime.combine(day, datetime.time.max if ends else datetime.time.min, here)
    if found is None or not 1900 <= found.year <= 2200:
        raise Open311Error(400, f"{name} must be a date and time as in 2026-05-24T00:00:00Z")
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
