"""Entering what stands on a photographed sheet: its four corners, then one mark after another."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from feedback_map.map_sheets import COLUMNS, Spot, frame_of, laid
from feedback_map.models import Category, Kind, SheetMark, SheetPhoto, Visibility
from feedback_map.services import ContactInput, MarkInput, PinInput
from frontend.map_settings import home_areas
from geo.models import Area, Municipality
from participation.models import AgeBand, Channel, ResidentType
from participation.services import Home

SIZES = (360, 720, 1080, 1600)  # how wide the picture is shown, in pixels of the screen
USUAL_SIZE = 720
KEPT = ("form", "kind", "category", "visibility")
NOT_KNOWN = _("not known")


def size_in(said: QueryDict) -> int:
    wanted = said.get("size", "")
    return int(wanted) if wanted.isdigit() and int(wanted) in SIZES else USUAL_SIZE


def click_in(said: QueryDict, photo: SheetPhoto) -> Spot | None:
    """Where the picture was clicked, in its own pixels: a picture that sends a form sends that place along, with no
    script at all. Enter upon the picture sends 0, 0: that is no place."""
    spot = number_in(said.get("spot.x", "")), number_in(said.get("spot.y", ""))
    if spot[0] is None or spot[1] is None or (spot[0] == 0 and spot[1] == 0):
        return None
    grain = photo.width / size_in(said)
    return round(spot[0] * grain, 1), round(spot[1] * grain, 1)


def number_in(said: str) -> float | None:
    try:
        number = float(said.replace(",", ".").strip())
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e6 else None


class Corners:
    """Four corners as they are being set: by number fields, or by clicks, one after another."""

    def __init__(self, photo: SheetPhoto, said: QueryDict | None = None) -> None:
        known = photo.corners or [[None, None]] * 4
        self.spots: list[tuple[float | None, float | None]] = [(x, y) for x, y in known]
        self.clicked = False
        if said is not None:
            self.spots = [(number_in(said.get(f"x{i}", "")), number_in(said.get(f"y{i}", ""))) for i in range(1, 5)]
            self._take_click(said, photo)
        self.next = next((i for i, (x, y) in enumerate(self.spots) if x is None or y is None), None)

    def _take_click(self, said: QueryDict, photo: SheetPhoto) -> None:
        click = click_in(said, photo)
        if click is None:
            return
        chosen = said.get("corner", "")
        free = next((i for i, (x, y) in enumerate(self.spots) if x is None or y is None), 0)
        self.spots[int(chosen) - 1 if chosen in {"1", "2", "3", "4"} else free] = click
        self.clicked = True

    @property
    def whole(self) -> list[Spot] | None:
        found = [(x, y) for x, y in self.spots if x is not None and y is not None]
        return found if len(found) == 4 else None

    @property
    def rows(self) -> list[dict[str, Any]]:
        names = (_("upper left"), _("upper right"), _("lower right"), _("lower left"))
        return [
            {"number": i, "name": name, "x": _shown(x), "y": _shown(y), "is_next": self.next == i - 1}
            for i, (name, (x, y)) in enumerate(zip(names, self.spots, strict=True), 1)
        ]


def _shown(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


class MarkForm(forms.Form):
    """One row of a paper form, and where its number stands on the map. Age and home are told once for each form."""

    number = forms.IntegerField(min_value=1, max_value=999)
    form = forms.ChoiceField(choices=[(letter, letter) for letter in COLUMNS[:12]], initial="A")
    kind = forms.ChoiceField(choices=Kind.choices, initial=Kind.FEEDBACK)
    category = forms.CharField(required=False, max_length=60)
    text = forms.CharField(max_length=5_000, error_messages={"required": _("Write what was said.")})
    visibility = forms.ChoiceField(choices=Visibility.choices, initial=Visibility.PRIVATE)
    age_band = forms.ChoiceField(required=False, choices=[("", NOT_KNOWN), *AgeBand.choices])
    home = forms.CharField(required=False, max_length=100)
    resident_type = forms.ChoiceField(required=False, choices=[("", NOT_KNOWN), *ResidentType.choices])
    name = forms.CharField(required=False, max_length=120)
    phone = forms.CharField(required=False, max_length=40)
    email = forms.EmailField(required=False)
    square = forms.CharField(required=False, max_length=12)
    x = forms.CharField(required=False, max_length=12)
    y = forms.CharField(required=False, max_length=12)
    key = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, photo: SheetPhoto, town: Municipality, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.photo, self.town = photo, town
        self.areas = home_areas(town)
        self.categories = list(Category.objects.filter(municipality=town, is_active=True))
        self.pixel: Spot | None = None
        if self.is_bound:
            said: Any = self.data
            self.pixel = click_in(said, photo) or self._typed(said)

    @property
    def was_only_clicked(self) -> bool:
        """The place came first: its words are asked next, and nothing is wrong yet."""
        said: Any = self.data
        return self.is_bound and click_in(said, self.photo) is not None and not said.get("text", "").strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("category") and data["category"] not in {one.code for one in self.categories}:
            self.add_error("category", _("Choose a topic from the list."))
        if self.pixel is None:
            self.add_error("square", _("Click the mark on the picture, or write its square."))
        return data

    def _typed(self, said: QueryDict) -> Spot | None:
        lies, square = laid(self.photo), said.get("square", "").strip()
        if lies is not None and square:
            share = frame_of(self.photo.sheet.paper, self.photo.sheet.orientation).share_of(square)
            return None if share is None else lies.pixel(lies.at_share(share))
        x, y = number_in(said.get("x", "")), number_in(said.get("y", ""))
        return None if x is None or y is None else (x, y)

    @property
    def mark(self) -> MarkInput:
        data, sheet = self.cleaned_data, self.photo.sheet
        assert self.pixel is not None
        pin = PinInput(
            kind=data["kind"],
            text=data["text"],
            category=data["category"],
            visibility=data["visibility"],
            language=sheet.language.partition("-")[0],
            channel=Channel.PAPER,
            event=sheet.event,
            process=sheet.process,
            contact=self._contact(),
        )
        return MarkInput(self.pixel, data["number"], data["form"], pin, self._home())

    def _contact(self) -> ContactInput | None:
        data = self.cleaned_data
        if not (data["name"] or data["phone"] or data["email"]):
            return None
        return ContactInput(data["name"], data["email"], data["phone"], self.photo.sheet.language)

    def _home(self) -> Home | None:
        data = self.cleaned_data
        area: Area | None = next((area for area in self.areas if area.code == data["home"]), None)
        if area is None and not (data["age_band"] or data["resident_type"]):
            return None
        return Home(area=area, age_band=data["age_band"], resident_type=data["resident_type"])

    def kept(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in KEPT}

    def content(self) -> bytes:
        """What makes a repeat the same mark. Not its place: a second click is never on the very same pixel."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in {"x", "y", "square"}}
        return repr(sorted(said.items())).encode()


def again(mark: SheetMark) -> dict[str, Any]:
    """What a mark that was taken back said, to be put right and saved anew."""
    pin = mark.pin
    return {
        "number": mark.number,
        "form": mark.form,
        "kind": pin.kind,
        "category": pin.category.code if pin.category else "",
        "text": pin.text,
        "visibility": pin.visibility,
        "x": _shown(mark.x),
        "y": _shown(mark.y),
    }
