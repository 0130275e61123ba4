"""Published pins as Open311 service requests. What is not published changes nothing here."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import Max, OuterRef, Q, Subquery
from django.http import HttpRequest

from accounts.models import Body
from feedback_map.models import CLOSED as CLOSED_TYPES
from feedback_map.models import Category, PublishedPin, PublishedUpdate, State
from feedback_map.open311.asking import CLOSED, OPEN, Wanted
from feedback_map.open311.wire import Record, moment
from feedback_map.shown_photos import shown_photos
from geo import crs
from geo.languages import text_in
from geo.models import Municipality

FIELDS = (
    "pin_id", "public_id", "code", "category", "text", "language", "received_at", "place_note", "state", "state_type",
    "owner", "updated_at", "status_notes", "wkb", "photos",
)  # fmt: skip


class Requests:
    """A town's published pins for one answer; names of categories, states and owners are read once."""

    def __init__(self, request: HttpRequest, town: Municipality, language: str) -> None:
        self.request, self.town, self.language = request, town, language

    def found(self, asked: Wanted) -> list[Record]:
        return self._records(self._rows(asked), asked.extended)

    def _rows(self, asked: Wanted) -> list[dict[str, Any]]:
        pins = PublishedPin.objects.of(self.town)
        if asked.ids:
            pins = pins.filter(public_id__in=asked.ids)
        else:
            pins = pins.filter(received_at__gte=asked.since, received_at__lte=asked.until)
            if asked.services:
                pins = pins.filter(category__in=asked.services)
            if len(asked.statuses) == 1:
                is_closed = Q(state_type__in=CLOSED_TYPES)
                pins = pins.filter(is_closed if CLOSED in asked.statuses else ~is_closed)
        first = (asked.page - 1) * asked.page_size
        chosen = pins.order_by("-received_at", "-pin_id").values_list("pin_id", flat=True)
        return _read(list(chosen[first : first + asked.page_size]))

    def _records(self, rows: Sequence[dict[str, Any]], extended: bool) -> list[Record]:
        names = {category.code: category.name(self.language) for category in _of(Category, self.town)}
        owners = {body.code: text_in(body.names, self.language) for body in _of(Body, self.town)}
        states = {state.code: state.name(self.language) for state in _of(State, self.town)}
        with_photos = [row["pin_id"] for row in rows if row["photos"]]
        photos = shown_photos(self.request, self.town, with_photos)
        rows = [row | {"media": [photo.url for photo in photos.get(row["pin_id"], [])]} for row in rows]
        return [self._record(row, (names, owners, states), extended) for row in rows]

    def _record(
        self, row: dict[str, Any], named: tuple[dict[str, str], dict[str, str], dict[str, str]], extended: bool
    ) -> Record:
        names, owners, states = named
        place = _place(row["wkb"])
        record = {
            "service_request_id": row["public_id"],
            "status": status_of(row["state_type"]),
            "status_notes": row["status_notes"] or "",
            "service_name": names.get(row["category"], ""),
            "service_code": row["category"],
            "description": row["text"],
            "agency_responsible": owners.get(row["owner"], ""),
            "service_notice": "",
            "requested_datetime": moment(row["received_at"]),
            "updated_datetime": moment(max(row["received_at"], row["updated_at"] or row["received_at"])),
            "expected_datetime": None,
            "address": row["place_note"],
            "address_id": None,
            "zipcode": None,
            "lat": place and place[1],
            "long": place and place[0],
            "media_url": next(iter(row["media"]), None),
        }
        return record | {"extended_attributes": self._extended(row, states)} if extended else record

    def _extended(self, row: dict[str, Any], states: dict[str, str]) -> Record:
        """What the Finnish profile (6Aika) tells more."""
        page = self.request.build_absolute_uri(f"/{self.town.slug}/pins/{row['public_id']}")
        return {
            "title": f"{row['code']}: {_title(row['text'])}",
            "detailed_status": row["state"] or "received",
            "detailed_status_name": states.get(row["state"], ""),
            "language": row["language"],
            "page_url": page,
            "media_urls": row["media"],
        }


def status_of(state_type: str) -> str:
    return CLOSED if state_type in CLOSED_TYPES else OPEN


def newest_update(pins: Iterable[int]) -> dict[int, datetime.datetime]:
    told = PublishedUpdate.objects.filter(pin_id__in=list(pins)).values("pin_id").annotate(newest=Max("at"))
    return {row["pin_id"]: row["newest"] for row in told}


def _read(ids: list[int]) -> list[dict[str, Any]]:
    of_pin = PublishedUpdate.objects.filter(pin_id=OuterRef("pin_id")).order_by("-at", "-update_id")
    pins = PublishedPin.objects.filter(pin_id__in=ids).annotate(
        wkb=AsWKB("geom"),
        updated_at=Subquery(of_pin.values("at")[:1]),
        status_notes=Subquery(of_pin.exclude(text="").values("text")[:1]),
    )
    return list(pins.order_by("-received_at", "-pin_id").values(*FIELDS))


def _of(model: Any, town: Municipality) -> Any:
    return model.objects.filter(municipality=town)


def _place(wkb: Any) -> tuple[float, float] | None:
    """A point on the shape, in degrees."""
    if wkb is None:
        return None
    point = shapely.from_wkb(bytes(wkb)).representative_point()
    longitude, latitude = crs.to_wire(point.x, point.y)
    return round(float(longitude), 6), round(float(latitude), 6)


def _title(text: str) -> str:
    first = " ".join(text.split())
    return first if len(first) <= 60 else f"{first[:59].rsplit(' ', 1)[0]}…"
