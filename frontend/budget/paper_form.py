"""The forms of the vote's desk: codes to print, numbered ballots to print, and ballots on paper as they are read.

What is marked on a paper is typed as numbers of proposals: "3 7 12", in order for a ranking, "3:5 7:2" for points.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.models import BallotKind
from budgeting.services.codes import SheetInput
from budgeting.services.paper import CHANNELS, PaperInput
from frontend.budget.chosen import Chosen, for_casting, wrong_with
from frontend.budget.offered import Offered
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.map_settings import home_areas
from frontend.pages import OWN_NAMES
from geo.models import Municipality
from participation.models import AgeBand, Channel, Event
from participation.services import Home

MOST_EVENTS = 30
# In one file: they are drawn while somebody waits.
MOST_CARDS, MOST_BALLOTS = 200, 40
MOST_DIGITS = 6


class SheetForm(forms.Form):
    label = forms.CharField(
        max_length=120,
        label=gettext_lazy("For whom"),
        help_text=gettext_lazy("A school's class, an event, a mailing"),
    )
    codes = forms.IntegerField(
        min_value=1, max_value=MOST_CARDS, initial=24, label=gettext_lazy("How many codes"), localize=False
    )
    channel = forms.ChoiceField(label=gettext_lazy("How ballots cast with them count as having come"))
    event = forms.ChoiceField(required=False, label=gettext_lazy("Event"))
    age_bands = forms.MultipleChoiceField(
        choices=AgeBand.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Ages of those whom the codes are for"),
        help_text=gettext_lazy("Then a code opens no other age group's pot. Leave empty if they are for all ages."),
    )

    def __init__(self, *args: Any, town: Municipality, language: str, asks_ages: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events = _offer_where(self, town, language)
        if not asks_ages:
            del self.fields["age_bands"]

    def sheet(self) -> SheetInput:
        said = self.cleaned_data
        ages = tuple(said.get("age_bands", ()))
        return SheetInput(said["label"], said["codes"], said["channel"], self.events.get(said["event"]), ages)


class PrintForm(forms.Form):
    first = forms.IntegerField(min_value=1, max_value=999_999, label=gettext_lazy("First number"), localize=False)
    many = forms.IntegerField(
        min_value=1, max_value=MOST_BALLOTS, initial=20, label=gettext_lazy("How many"), localize=False
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [code for code, _name in settings.LANGUAGES if code in town.languages]
        offer(self, "language", [(code, OWN_NAMES[code]) for code in known])

    @property
    def numbers(self) -> list[str]:
        first = self.cleaned_data["first"]
        return [f"{number:04d}" for number in range(first, first + self.cleaned_data["many"])]


class PaperForm(forms.Form):
    """One ballot as it is read. Where it came from stays filled in for the next one."""

    number = forms.CharField(max_length=40, label=gettext_lazy("Ballot no."))
    marks = forms.CharField(max_length=2000, required=False, label=gettext_lazy("What is marked"))
    spoiled = forms.BooleanField(required=False, label=gettext_lazy("It cannot be counted"))
    place = forms.CharField(max_length=200, required=False, label=gettext_lazy("Where the box stood"))
    channel = forms.ChoiceField(label=gettext_lazy("How the ballot came"))
    event = forms.ChoiceField(required=False, label=gettext_lazy("Event"))
    area = forms.ChoiceField(required=False, label=gettext_lazy("Part of the town"))
    age_band = forms.ChoiceField(required=False, choices=[NOTHING_CHOSEN, *AgeBand.choices], label=gettext_lazy("Age"))

    def __init__(self, *args: Any, town: Municipality, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.chosen = offered, Chosen()
        self.events = _offer_where(self, town, offered.language)
        self.areas = {area.code: area for area in home_areas(town)}
        offer(
            self, "area", [NOTHING_CHOSEN, *((code, area.name(offered.language)) for code, area in self.areas.items())]
        )
        for name in ("number", "marks"):
            self.fields[name].widget.attrs.update(autocomplete="off", spellcheck="false")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        self.chosen, unknown = read_marks(said.get("marks", ""), self.offered)
        if said.get("spoiled"):
            return said
        for word in unknown:
            self.add_error("marks", _("There is no %(word)s on the ballot.") % {"word": word[:20]})
        for reason in [] if unknown else wrong_with(self.offered, self.chosen):
            self.add_error("marks", reason)
        return said

    def paper(self) -> PaperInput:
        said = self.cleaned_data
        choices, points = ([], []) if said["spoiled"] else for_casting(self.offered, self.chosen)
        tells = said["area"] or said["age_band"]
        return PaperInput(
            number=said["number"],
            choices=tuple(choices),
            points=tuple(points),
            place=said["place"],
            channel=said["channel"],
            event=self.events.get(said["event"]),
            spoiled=said["spoiled"],
            home=Home(area=self.areas.get(said["area"]), age_band=said["age_band"]) if tells else None,
        )


def read_marks(text: str, offered: Offered) -> tuple[Chosen, list[str]]:
    """What is typed, and what of it is on no ballot. A number twice is once; of points the last word counts."""
    by_number = {one.number: one for one in offered.choices}
    marks: dict[str, int] = {}
    unknown = []
    for word in text.replace(",", " ").replace(";", " ").split():
        name, _colon, points = word.partition(":")
        one = by_number.get(_whole(name))
        mark = _whole(points) if offered.kind == BallotKind.POINTS else len(marks) + 1
        if one is None or not mark:
            unknown.append(word)
        elif offered.kind == BallotKind.POINTS:
            marks[one.id] = mark
        else:
            marks.setdefault(one.id, mark if offered.kind == BallotKind.RANKING else 1)
    return Chosen(marks), unknown


def as_typed(offered: Offered, choices: tuple[int, ...], points: tuple[int, ...]) -> str:
    """A reading as it would be typed."""
    numbers = [offered.by_pk[pk].number for pk in choices if pk in offered.by_pk]
    if offered.kind == BallotKind.POINTS:
        return " ".join(f"{number}:{mark}" for number, mark in zip(numbers, points, strict=False))
    return " ".join(str(number) for number in numbers)


def _offer_where(form: forms.Form, town: Municipality, language: str) -> dict[str, Event]:
    offer(form, "channel", [(channel.value, channel.label) for channel in Channel if channel in CHANNELS])
    form.fields["channel"].initial = Channel.PAPER.value
    events = {event.code: event for event in Event.objects.filter(municipality=town)[:MOST_EVENTS]}
    offer(form, "event", [NOTHING_CHOSEN, *((code, event.name(language)) for code, event in events.items())])
    return events


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
