"""Writes about meeting places and free spaces: kept at the desk, one change at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_slug
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from geo.ids import new_public_id
from geo.models import Municipality, Place
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town

LONGEST_TEXT = 2_000
LARGEST_M2 = 1_000_000.0
MOST_PEOPLE = 1_000_000
WORDS = ("names", "texts", "opening", "price", "access")
COLUMNS = (
    *("kind", "point", "address", "floor_area_m2", "is_free", "is_accessible", "open_to", "capacity", *WORDS),
    *("phone", "website", "is_shown"),
)


@dataclass(frozen=True)
class PlaceWords:
    """Everything that is told of a place; texts by language, None where something is not known."""

    names: Mapping[str, str]
    kind: str
    point: Point | None
    address: str = ""
    floor_area_m2: float | None = None
    is_free: bool | None = None
    is_accessible: bool | None = None
    open_to: str = Place.OpenTo.EVERYONE
    capacity: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    opening: Mapping[str, str] = field(default_factory=dict)
    price: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    website: str = ""
    is_shown: bool = True


class StalePlace(Exception):
    """Somebody else has changed it meanwhile; `current` is how it is now."""

    def __init__(self, current: Place) -> None:
        super().__init__(str(current))
        self.current = current


def make_place(*, town: Municipality, words: PlaceWords, code: str = "") -> Place:
    """A new place. Its address on the pages comes from its name unless a code is given."""
    columns = checked_place(town, words)
    with in_town(town):
        return Place.objects.create(municipality=town, code=code or _free_code(town, columns["names"]), **columns)


def change_place(*, town: Municipality, place: Place, words: PlaceWords, version: int | None = None) -> Place:
    """Told anew; raises StalePlace when it is no longer the one that was looked at. The same again changes nothing."""
    columns = checked_place(town, words)
    with in_town(town):
        now = Place.objects.select_for_update().get(municipality=town, pk=place.pk)
        if version not in (None, now.version):
            raise StalePlace(now)
        if any(getattr(now, name) != value for name, value in columns.items()):
            for name, value in columns.items():
                setattr(now, name, value)
            now.version, now.changed_at = now.version + 1, timezone.now()
            now.save()
        return now


def checked_place(town: Municipality, words: PlaceWords) -> dict[str, Any]:
    """The columns of a place, or Refused with every reason."""
    columns = {name: getattr(words, name) for name in COLUMNS}
    for name in WORDS:
        columns[name] = {code: text.strip() for code, text in columns[name].items() if text.strip()}
    for name in ("address", "phone", "website"):
        columns[name] = columns[name].strip()
    columns["kind"] = slugify(words.kind)[:40]
    errors = [*_missing(columns), *_wrong_numbers(words), *_too_long(columns)]
    if words.open_to not in Place.OpenTo.values:
        errors.append(FieldError("open_to", "unknown_value", _("Choose who may use the place.")))
    if columns["website"] and not _is_address(columns["website"]):
        errors.append(FieldError("website", "not_an_address", _("Write a whole address that begins with https://.")))
    if errors:
        raise Refused(errors)
    return columns


def _missing(columns: Mapping[str, Any]) -> list[FieldError]:
    wanted = (
        ("names", _("Give the place a name.")),
        ("kind", _("Say what kind of place it is.")),
        ("point", _("Say where the place is.")),
    )
    return [FieldError(name, "required", words) for name, words in wanted if not columns[name]]


def _wrong_numbers(words: PlaceWords) -> list[FieldError]:
    errors = []
    if words.floor_area_m2 is not None and not 0 < words.floor_area_m2 <= LARGEST_M2:
        errors.append(FieldError("floor_area_m2", "out_of_range", _("Give the area in square metres, more than 0.")))
    if words.capacity is not None and not 1 <= words.capacity <= MOST_PEOPLE:
        errors.append(FieldError("capacity", "not_a_number_of_people", _("Give the number of people, at least 1.")))
    return errors


def _too_long(columns: Mapping[str, Any]) -> list[FieldError]:
    texts = [(name, text) for name in WORDS for text in columns[name].values()]
    texts += [("address", columns["address"]), ("phone", columns["phone"])]
    most = {"names": 200, "address": 200, "phone": 40}
    return [
        FieldError(name, "too_long", _("The text is too long."))
        for name, text in texts
        if len(text) > most.get(name, LONGEST_TEXT) or "\x00" in text
    ]


def _is_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return False
    return len(text) <= 200


def _free_code(town: Municipality, names: Mapping[str, str]) -> str:
    """From the name; with a few letters more where the town has one of that name."""
    code = slugify(next(iter(names.values())))[:60] or new_public_id()[:8].lower()
    validate_slug(code)
    taken = Place.objects.filter(municipality=town, code=code).exists()
    return f"{code}-{new_public_id()[:6].lower()}" if taken else code
