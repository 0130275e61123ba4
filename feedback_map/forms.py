"""A message as it comes in over the wire: its shape is checked here, its meaning by the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from feedback_map.models import ShownPlace
from feedback_map.services.photos import ALT_LENGTH, MOST_PHOTOS, SentPhoto
from geo import wire
from geo.refusals import FieldError, Refused
from participation.models import AgeBand, Channel, ResidentType

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
CHANNELS, AGE_BANDS = frozenset(Channel.values), frozenset(AgeBand.values)
SHOWN_PLACES = frozenset(ShownPlace.values)
RESIDENT_TYPES = frozenset(ResidentType.values)
LONGEST_CODE = 200
MOST_ANSWERS = 50
HOME_FIELDS = frozenset({"home", "age_band", "resident"})
PIN_FIELDS = HOME_FIELDS | {
    "kind",
    "category",
    "text",
    "visibility",
    "language",
    "channel",
    "process",
    "event",
    "about",
    "place_note",
    "link",
    "shown_place",
    "attributes",
    "photos",
}
INITIATIVE_TEXTS = frozenset({"title", "text", "maker", "email", "phone", "place_note", "outside_url"})
INITIATIVE_FIELDS = INITIATIVE_TEXTS | {"language", "names_maker"}
FEATURE_FIELDS = frozenset({"type", "id", "geometry", "properties", "bbox", "crs"})


@dataclass(frozen=True)
class NamedArea:
    """An area as it is spoken: its set and its code."""

    set: str
    area: str


@dataclass(frozen=True)
class HomeMessage:
    """Where somebody says they live: an area, or a place that is only read as a 1 km cell."""

    area: NamedArea | None = None
    place: tuple[float, float] | None = None
    age_band: str = ""
    resident: str = ""


@dataclass(frozen=True)
class PinMessage:
    kind: str
    text: str
    category: str
    geometry: BaseGeometry | None
    visibility: str
    language: str
    channel: str
    process: str
    event: str
    about: NamedArea | None
    place_note: str
    link: str
    home: HomeMessage | None
    shown_place: str = ShownPlace.EXACT.value
    attributes: Mapping[str, Any] = field(default_factory=dict)
    photos: tuple[SentPhoto, ...] = ()

    @property
    def names_something(self) -> bool:
        """What has to be looked up in the town: a link, an event, an area, a home, pictures, a channel of staff …"""
        named = self.link or self.process or self.event or self.about or self.home or self.photos or self.attributes
        return bool(named) or self.channel != Channel.WEB


class Reader:
    """Takes fields out of a JSON object and keeps every reason why one is not taken."""

    def __init__(self, value: Any, *, known: frozenset[str]) -> None:
        self.errors: list[FieldError] = []
        self.value: dict[str, Any] = value if isinstance(value, dict) else {}
        if not isinstance(value, dict):
            self.refuse("", "not_an_object", _("Send a JSON object."))
        for name in sorted(set(self.value) - known):
            self.refuse(name[:80], "unknown_field", _("This field is not known."))

    def refuse(self, field: str, code: str, detail: Any) -> None:
        self.errors.append(FieldError(field, code, detail))

    def text(self, name: str, default: str = "", *, longest: int = LONGEST_CODE) -> str:
        value = self.value.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            self.refuse(name, "not_text", _("This must be a text."))
            return default
        if len(value) > longest:
            self.refuse(name, "too_long", format_lazy(_("The text is longer than {limit} characters."), limit=longest))
        return value

    def choice(self, name: str, options: frozenset[str], default: str = "") -> str:
        value = self.text(name, default)
        if value and value not in options:
            listed = ", ".join(sorted(options))
            self.refuse(name, "unknown_value", format_lazy(_("Choose from: {options}."), options=listed))
        return value

    def boolean(self, name: str, default: bool = False) -> bool:
        value = self.value.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self.refuse(name, "not_a_boolean", _("Say true or false."))
        return default

    def number(self, name: str, default: int) -> int:
        value = self.value.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return default if value is None else value
        self.refuse(name, "not_a_number", _("This must be a whole number."))
        return default

    def area(self, name: str) -> NamedArea | None:
        value = self.value.get(name)
        if value is None:
            return None
        if isinstance(value, dict) and set(value) == {"set", "area"} and all(_is_code(one) for one in value.values()):
            return NamedArea(value["set"], value["area"])
        self.refuse(name, "not_an_area", _("Name the area set and the code of the area."))
        return None

    def answers(self, name: str) -> dict[str, Any]:
        """Answers by the codes of their questions; what they mean is known with the category."""
        value = self.value.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict) or len(value) > MOST_ANSWERS or not all(_is_code(code) for code in value):
            self.refuse(name, "not_answers", _("Send an object with an answer for each question."))
            return {}
        return value

    def done(self) -> None:
        if self.errors:
            raise Refused(self.errors)


def pin_message(value: Any) -> PinMessage:
    """The message in a GeoJSON Feature; Refused with every field that is wrong."""
    feature = Reader(value, known=FEATURE_FIELDS)
    if feature.value and feature.value.get("type") != "Feature":
        feature.refuse("type", "not_a_feature", _("Send a GeoJSON Feature."))
    said = Reader(feature.value.get("properties") if feature.value else {}, known=PIN_FIELDS)
    geometry = _geometry(feature)
    message = PinMessage(
        kind=said.text("kind"),
        text=said.text("text", longest=100_000),
        category=said.text("category"),
        geometry=geometry,
        visibility=said.text("visibility", "public"),
        language=said.choice("language", LANGUAGES, "fi"),
        channel=said.choice("channel", CHANNELS, Channel.WEB.value),
        process=said.text("process"),
        event=said.text("event"),
        about=said.area("about"),
        place_note=said.text("place_note"),
        link=said.text("link"),
        shown_place=said.choice("shown_place", SHOWN_PLACES, ShownPlace.EXACT.value),
        attributes=said.answers("attributes"),
        photos=_photos(said),
        home=_home(said) if HOME_FIELDS & {name for name, given in said.value.items() if given is not None} else None,
    )
    if message.about and geometry is not None:
        said.refuse("about", "two_places", _("Give a geometry or the name of an area, not both."))
    feature.errors += said.errors
    feature.done()
    return message


def initiative_message(value: Any) -> dict[str, Any]:
    """What an initiative says, by the names of its words, and its `geometry`; what is missing the service says."""
    feature = Reader(value, known=FEATURE_FIELDS)
    if feature.value and feature.value.get("type") != "Feature":
        feature.refuse("type", "not_a_feature", _("Send a GeoJSON Feature."))
    said = Reader(feature.value.get("properties") if feature.value else {}, known=INITIATIVE_FIELDS)
    texts = {name: said.text(name, longest=100_000) for name in sorted(INITIATIVE_TEXTS)}
    language, names_maker = said.choice("language", LANGUAGES, "fi"), said.boolean("names_maker")
    geometry = _geometry(feature)
    feature.errors += said.errors
    feature.done()
    return {**texts, "language": language, "names_maker": names_maker, "geometry": geometry}


def home_message(value: Any) -> HomeMessage:
    """Where somebody lives, told after sending."""
    said = Reader(value, known=HOME_FIELDS)
    home = _home(said)
    said.done()
    return home


def _geometry(feature: Reader) -> BaseGeometry | None:
    given = feature.value.get("geometry")
    if given is None:
        return None
    try:
        if feature.value.get("crs") is not None and isinstance(given, dict):
            given = {**given, "crs": feature.value["crs"]}
        return wire.parse_geometry(given)
    except wire.WireRefused as refused:
        feature.refuse(refused.field, refused.code, refused.detail)
        return None


def _home(said: Reader) -> HomeMessage:
    given = said.value.get("home")
    is_place = isinstance(given, dict) and set(given) == {"lon", "lat"}
    return HomeMessage(
        area=None if is_place else said.area("home"),
        place=_home_place(said, given) if is_place else None,
        age_band=said.choice("age_band", AGE_BANDS),
        resident=said.choice("resident", RESIDENT_TYPES),
    )


def _photos(said: Reader) -> tuple[SentPhoto, ...]:
    """Tokens of pictures that were sent ahead; or objects of token and text: {"photo": …, "alt": …}."""
    given = said.value.get("photos")
    listed = given if isinstance(given, list) else [] if given is None else [None]
    objects: list[Any] = [{"photo": one} if isinstance(one, str) else one for one in listed]
    if not all(_is_photo(one) for one in objects) or len(objects) > MOST_PHOTOS:
        said.refuse("photos", "not_photos", _("List the tokens of at most five pictures."))
        return ()
    return tuple(SentPhoto(one["photo"], one.get("alt", "")) for one in objects)


def _is_photo(value: Any) -> bool:
    if not isinstance(value, dict) or not {"photo"} <= set(value) <= {"photo", "alt"} or not _is_code(value["photo"]):
        return False
    alt = value.get("alt", "")
    return isinstance(alt, str) and len(alt) <= ALT_LENGTH and "\x00" not in alt


def _home_place(said: Reader, given: Any) -> tuple[float, float] | None:
    try:
        point = wire.parse_geometry({"type": "Point", "coordinates": [given["lon"], given["lat"]]}, field="home")
    except wire.WireRefused as refused:
        said.refuse("home", refused.code, refused.detail)
        return None
    x, y = shapely.get_coordinates(point)[0]
    return float(x), float(y)


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_CODE
