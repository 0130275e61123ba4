"""The desk's forms of meeting places, events and initiatives. Services check again."""

from __future__ import annotations

import json
from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from feedback_map.models import InitiativeResult, InitiativeState
from feedback_map.services.initiatives import LONGEST_ANSWER, Measure
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.desk.place_fields import PlaceForm
from frontend.desk.plan_forms import TownForm, spread
from frontend.meeting_parts import kind_name
from frontend.place import as_geojson
from geo.importing.place_columns import KINDS
from geo.languages import text_in
from geo.models import SRID, Municipality, Place
from geo.services.places import PlaceWords
from participation.events import EventWords
from participation.models import Event, Process

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_YES_NO = [("", _("not known")), ("yes", _("Yes")), ("no", _("No"))]
_TRUTH = {"yes": True, "no": False, "": None}


class LocatedForm(PlaceForm, TownForm):
    """Texts by language, and a point: marked on the map, chosen from a list, or looked up by its name or address."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    hidden = ("place", "chosen", "geometry")
    needs_point = True

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, town=town, **rest)
        for name in self.hidden:  # the template has a part of its own for them
            self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """What was written goes before the mark that the map had already."""
        data = super().clean() or {}
        is_written = bool(data.get("place") or data.get("chosen"))
        self.read_place({**data, "geometry": ""} if is_written else data)
        if data.get("place") and self.shape is None and not self.errors.get("place"):
            self.add_error("place", _("No place was found by that name."))
        elif self.needs_point and self.shape is None and not self.errors.keys() & set(self.hidden):
            self.add_error("place", _("Say where the place is."))
        return data

    @property
    def point(self) -> Point | None:
        if self.shape is None:
            return None
        middle = self.shape if isinstance(self.shape, shapely.Point) else self.shape.representative_point()
        return Point(middle.x, middle.y, srid=SRID)


class MeetingPlaceForm(LocatedForm):
    texts = (
        ("names", _("Name"), False),
        ("texts", _("What one can do there"), True),
        ("opening", _("When it is open"), False),
        ("price", _("What it costs"), False),
        ("access", _("How one gets in, and how accessible it is"), False),
    )
    must = "names"
    kind = forms.CharField(label=_("Kind of place"), max_length=40, widget=forms.TextInput(attrs={"list": "kinds"}))
    address = forms.CharField(label=_("Street address"), max_length=200, required=False)
    floor_area_m2 = forms.FloatField(label=_("Floor area, m²"), min_value=0.1, required=False, localize=True)
    capacity = forms.IntegerField(label=_("How many people fit in"), min_value=1, required=False)
    open_to = forms.ChoiceField(label=_("Who may use it"), choices=Place.OpenTo.choices)
    is_free = forms.ChoiceField(label=_("Free of charge"), choices=_YES_NO, required=False)
    is_accessible = forms.ChoiceField(label=_("Accessible"), choices=_YES_NO, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    website = forms.URLField(label=_("Web page, or where it is booked"), required=False, assume_scheme="https")
    is_shown = forms.BooleanField(label=_("Everybody sees it"), required=False, initial=True)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return sorted({(kind, kind_name(kind)) for kind in KINDS.values()}, key=lambda pair: pair[1])

    def words(self) -> PlaceWords:
        said = self.cleaned_data
        plain = ("address", "floor_area_m2", "capacity", "open_to", "phone", "website", "is_shown")
        by_name = {name.casefold(): kind for kind, name in self.kinds}
        kind = said["kind"].strip()
        return PlaceWords(
            names=self.said("names"),
            kind=by_name.get(kind.casefold(), kind),
            point=self.point,
            is_free=_TRUTH[said["is_free"]],
            is_accessible=_TRUTH[said["is_accessible"]],
            **{name: said[name] for name in plain},
            texts=self.said("texts"),
            opening=self.said("opening"),
            price=self.said("price"),
            access=self.said("access"),
        )


def place_values(place: Place) -> dict[str, Any]:
    """A place as the form shows it."""
    plain = ("address", "floor_area_m2", "capacity", "open_to", "phone", "website", "is_shown", "version")
    truth = {True: "yes", False: "no", None: ""}
    texts = {
        key: text for name in ("names", "texts", "opening", "price", "access") for key, text in _words(place, name)
    }
    return {
        **{name: getattr(place, name) for name in plain},
        **texts,
        "kind": kind_name(place.kind),
        "is_free": truth[place.is_free],
        "is_accessible": truth[place.is_accessible],
        "geometry": json.dumps(as_geojson(place.point)),
    }


def _words(thing: Any, name: str) -> list[tuple[str, str]]:
    return list(spread(name, getattr(thing, name)).items())


class EventForm(LocatedForm):
    texts = (("names", _("Name"), False), ("texts", _("What is done, and what to bring along"), True))
    must = "names"
    needs_point = False
    kind = forms.ChoiceField(label=_("Kind of event"), choices=Event.Kind.choices)
    starts_at = forms.DateTimeField(label=_("Begins"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=_MOMENT, required=False)
    at_place = forms.ChoiceField(
        label=_("Meeting place"), required=False, help_text=_("If it is in none of these, tell the place below.")
    )
    organiser = forms.CharField(label=_("Who arranges it"), max_length=200, required=False)
    process = forms.ChoiceField(label=_("Consultation"), required=False)
    website = forms.URLField(
        label=_("Web page, or where one takes part from afar"), required=False, assume_scheme="https"
    )
    takes_sign_ups = forms.BooleanField(label=_("People sign up for it here"), required=False)
    most_people = forms.IntegerField(label=_("How many can take part"), min_value=1, required=False)
    is_public = forms.BooleanField(label=_("Everybody sees it"), required=False, initial=True)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self._places = {place.code: place for place in Place.objects.filter(municipality=town)}
        self._processes = {one.slug: one for one in Process.objects.filter(municipality=town)}
        places = sorted(
            ((code, place.name(language)) for code, place in self._places.items()), key=lambda pair: pair[1]
        )
        offer(self, "at_place", [NOTHING_CHOSEN, *places])
        offer(self, "process", [NOTHING_CHOSEN, *((slug, one.name(language)) for slug, one in self._processes.items())])

    def words(self) -> EventWords:
        said = self.cleaned_data
        place = self._places.get(said["at_place"])
        plain = ("kind", "starts_at", "ends_at", "organiser", "website", "takes_sign_ups", "most_people", "is_public")
        return EventWords(
            names=self.said("names"),
            texts=self.said("texts"),
            place=place,
            point=None if place else self.point,
            process=self._processes.get(said["process"]),
            **{name: said[name] for name in plain},
        )


def event_values(event: Event) -> dict[str, Any]:
    """An event as the form shows it, its times as the town's clocks show them."""
    plain = ("kind", "organiser", "website", "takes_sign_ups", "most_people", "is_public", "version")
    return {
        **{name: getattr(event, name) for name in plain},
        **dict([*_words(event, "names"), *_words(event, "texts")]),
        "starts_at": timezone.localtime(event.starts_at),
        "ends_at": timezone.localtime(event.ends_at) if event.ends_at else None,
        "at_place": event.place.code if event.place else "",
        "process": event.process.slug if event.process else "",
        "geometry": json.dumps(as_geojson(event.point)) if event.point else "",
    }


class MeasureForm(forms.Form):
    """What was done about an initiative. Closing it is one of the states, and needs the answer and its result."""

    state = forms.ChoiceField(label=_("How far it has come"), required=False)
    result = forms.ChoiceField(
        label=_("What became of it"),
        required=False,
        choices=[NOTHING_CHOSEN, *InitiativeResult.choices],
        help_text=_("Only when you answer it."),
    )
    owner = forms.ChoiceField(label=_("Who handles it"), required=False)
    text = forms.CharField(
        label=_("The measure, or the answer: the maker is told, and everybody reads it"),
        required=False,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.language = language
        self.bodies = {body.code: body for body in Body.objects.filter(municipality=town).order_by("code")}
        states = [pair for pair in InitiativeState.choices if pair[0] != InitiativeState.RECEIVED]
        offer(self, "state", [("", _("leave as it is")), *states])
        offer(
            self,
            "owner",
            [
                ("", _("leave as it is")),
                *((code, text_in(one.names, language) or code) for code, one in self.bodies.items()),
            ],
        )

    def measure(self) -> Measure:
        said = self.cleaned_data
        owner = self.bodies.get(said["owner"])
        return Measure(said["text"], self.language, said["state"], said["result"], owner)
