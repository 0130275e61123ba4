"""Reading pins: lists of what is published, one pin, and the sender's own."""

from __future__ import annotations

import datetime
import hmac
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.contrib.gis.db.models.functions import AsWKB
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from feedback_map.api.filters import FILTERS, filters_of
from feedback_map.api.whose import OWN, OWN_HANDLING, own_handling, told_owner, told_promise
from feedback_map.models import Category, Pin, PinArea, PublishedPin, PublishedPinArea
from feedback_map.serializers import (
    CategoryListSerializer,
    PinCollectionSerializer,
    PinRecord,
    PinSerializer,
    category_record,
    handling_record,
    pin_feature,
    state_of,
)
from feedback_map.services import follow_hash
from feedback_map.shown_photos import shown_photos
from geo.api import cursors
from geo.api.answers import OpenView, private_answer, public_answer, town_named
from geo.api.areas import MAX_AGE_S, next_address
from geo.api.parameters import Query
from geo.models import Municipality
from geo.serializers import collection, problems, shapes
from geo.tenancy import in_town

KEY = OpenApiParameter("key", OpenApiTypes.STR, description="the key in the sender's own link")
COLUMNS = (
    "public_id",
    "code",
    "kind",
    "category",
    "text",
    "language",
    "channel",
    "process",
    "received_at",
    "place_note",
)
HANDLED = ("state", "state_type", "owner", "answered_at", "supports", "photos", "merged_into")
ABOUT = {"about_set": F("about_area__area_set__kind"), "about_code": F("about_area__code")}
PINS_DOOR = "pins"


class PinsList(OpenView):
    @extend_schema(
        operation_id="pins",
        parameters=list(FILTERS),
        responses={(200, "application/geo+json"): PinCollectionSerializer, **problems()},
        tags=["pins"],
    )
    def get(self, request: Request, town: str) -> HttpResponse:
        """The published pins that match, newest first. A pin that is not published changes nothing here."""
        here = town_named(town)
        query = Query(request, FILTERS)
        filters, limit, cursor = filters_of(query, here), query.limit(), query.one("cursor")
        query.done()
        rows = list(_rows(filters.pins(cursors.opened(PINS_DOOR, cursor) if cursor else None))[: limit + 1])
        following = None
        if len(rows) > limit:
            last = rows[limit - 1]
            following = next_address(
                request, cursors.sealed(PINS_DOOR, [last["received_at"].isoformat(), last["pin_id"]])
            )
        told = published_features(request._request, here, rows[:limit])
        return public_answer(request, collection(told, filters.matched(), following))


class PinView(OpenView):
    @extend_schema(
        operation_id="pin",
        parameters=[KEY],
        responses={(200, "application/geo+json"): PinSerializer, **problems()},
        tags=["pins"],
    )
    def get(self, request: Request, town: str, pin: str) -> HttpResponse:
        """A published pin; with the key of the sender's own link also one that is not published."""
        query = Query(request, [KEY])
        key = query.one("key")
        query.done()
        here = town_named(town)
        if key:
            own = _own_feature(request._request, here, pin, key)
            return private_answer(own or _published(request._request, here, public_id=pin))
        return public_answer(request, _published(request._request, here, public_id=pin))


class PinByCodeView(OpenView):
    @extend_schema(
        operation_id="pin_by_code",
        responses={(200, "application/geo+json"): PinSerializer, **problems()},
        tags=["pins"],
    )
    def get(self, request: Request, town: str, code: str) -> HttpResponse:
        """A published pin by the code that was said on the phone. Unknown and unpublished ones answer the same."""
        Query(request).done()
        return public_answer(request, _published(request._request, town_named(town), code=spoken(code)))


class CategoriesView(OpenView):
    @extend_schema(operation_id="categories", responses={200: CategoryListSerializer, **problems()}, tags=["pins"])
    def get(self, request: Request, town: str) -> HttpResponse:
        """What a pin can be about, in the town's own words."""
        Query(request).done()
        found = Category.objects.filter(municipality=town_named(town), is_active=True)
        records = [category_record(category) for category in found]
        counted = {"numberMatched": len(records), "numberReturned": len(records), "next": None}
        return public_answer(request, {"categories": records, **counted}, max_age_s=MAX_AGE_S)


def spoken(code: str) -> str:
    """The code as it is kept, however it was written down: "kuusi-4821", "KUUSI 4821"."""
    word, _, number = " ".join(code.replace("\x00", "").replace("-", " ").split()).partition(" ")
    return f"{word.capitalize()} {number.replace(' ', '-')}"


def published_features(
    request: HttpRequest, town: Municipality, rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Rows of published pins as features, with the area of each in every set that is valid today, and its pictures."""
    areas = _areas(PublishedPinArea.objects.filter(pin_id__in=[row["pin_id"] for row in rows]))
    drawn = shapes([row["wkb"] for row in rows])
    records = (_record(row, areas.get(row["pin_id"], {})) for row in rows)
    features = [pin_feature(record, shape) for record, shape in zip(records, drawn, strict=True)]
    photos = shown_photos(request, town, [row["pin_id"] for row in rows if row["photos"]])
    for feature, row in zip(features, rows, strict=True):
        feature["properties"]["handling"] = handling_record(row)
        feature["properties"]["photos"] = [asdict(photo) for photo in photos.get(row["pin_id"], [])]
    return features


def published_by_ids(request: HttpRequest, town: Municipality, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The features of some published pins, by their keys in the database."""
    rows = list(_rows(PublishedPin.objects.filter(pk__in=ids)))
    return dict(zip((row["pin_id"] for row in rows), published_features(request, town, rows), strict=True))


def _rows(pins: QuerySet[Any]) -> Any:
    return pins.annotate(wkb=AsWKB("geom"), **ABOUT).values("pin_id", *COLUMNS, "wkb", *ABOUT, *HANDLED)


def _record(row: dict[str, Any], areas: dict[str, str | None], state: str = "published") -> PinRecord:
    said = {name: row[name] for name in COLUMNS if name != "public_id"}
    return PinRecord(
        id=row["public_id"],
        about_set=row["about_set"],
        about_area=row["about_code"],
        areas=areas,
        state=state,
        **said,
    )


def _areas(assigned: Any) -> dict[int, dict[str, str | None]]:
    today = datetime.datetime.now(datetime.UTC).date()
    valid = assigned.filter(area_set__valid_from__lte=today).exclude(area_set__valid_to__lte=today)
    found: dict[int, dict[str, str | None]] = {}
    for pin_id, kind, code in valid.order_by("area_set__kind").values_list("pin_id", "area_set__kind", "area__code"):
        found.setdefault(pin_id, {})[kind] = code
    return found


def _published(request: HttpRequest, town: Municipality, **which: str) -> dict[str, Any]:
    rows = list(_rows(PublishedPin.objects.of(town).filter(**which)).annotate(owner_code=F("owner"))[:1])
    if not rows:
        raise Http404
    (feature,) = published_features(request, town, rows)
    feature["properties"]["owner"] = told_owner(town, rows[0]["owner_code"])
    return feature


def own_pin_id(town: Municipality, public_id: str, key: str) -> int | None:
    """The pin whose sender's own key this is."""
    with in_town(town):
        pins = Pin.objects.filter(municipality=town, public_id=public_id)
        found = pins.values_list("pk", "follow_hash").first()
    if found is None or not hmac.compare_digest(bytes(found[1] or b""), follow_hash(key)):
        return None
    return found[0]


def _own_feature(request: HttpRequest, town: Municipality, public_id: str, key: str) -> dict[str, Any] | None:
    """The sender's pin, whatever its state; None when the key is not the pin's."""
    with in_town(town):
        pins = Pin.objects.filter(municipality=town, public_id=public_id).annotate(
            wkb=AsWKB("geom"),
            pin_id=F("pk"),
            category_code=F("category__code"),
            process_slug=F("process__slug"),
            **ABOUT,
        )
        names = [name for name in COLUMNS if name not in {"category", "process"}]
        row = pins.values(
            "pin_id",
            *names,
            "wkb",
            *ABOUT,
            "category_code",
            "process_slug",
            "visibility",
            "moderation",
            "follow_hash",
            "answered_at",
            *OWN,
            *OWN_HANDLING,
        ).first()
        if row is None or not hmac.compare_digest(bytes(row["follow_hash"] or b""), follow_hash(key)):
            return None
        areas = _areas(PinArea.objects.filter(pin_id=row["pin_id"])).get(row["pin_id"], {})
    row |= {"category": row["category_code"] or "", "process": row["process_slug"] or ""}
    state = state_of(row["visibility"], row["moderation"])
    feature = pin_feature(_record(row, areas, state), shapes([row["wkb"]])[0])
    feature["properties"] |= {
        "owner": told_owner(town, row["owner__code"] or ""),
        "promise": told_promise(row["due_on"], row["category__is_answered"]),
        "handling": own_handling(town, row),
        "photos": [asdict(photo) for photo in shown_photos(request, town, [row["pin_id"]]).get(row["pin_id"], [])],
    }
    return feature
