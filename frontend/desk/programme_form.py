"""Forms of the programme at the desk: of a programme, a measure, how far it has come, and what shows it."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Body
from feedback_map.models import Outcome, PublishedOutcome
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.pages import OWN_NAMES
from geo.languages import text_in
from geo.models import Area, Municipality
from neighbourhoods.models import Measure, Programme
from neighbourhoods.programme.indicators import INDICATORS
from neighbourhoods.programme.reading import events_to_name
from neighbourhoods.programme.schedule import schedule_of
from neighbourhoods.programme.services import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    MeasureWords,
    ProgrammeWords,
    Progress,
    Shown,
)
from neighbourhoods.reports.methods import METHODS
from participation.models import FormOfParticipation, Process

MOST_OFFERED = 200
NOT_SLUGS = {"new"}


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class InLanguages(forms.Form):
    """Fields that are asked in each language of the town; only the first one is a must."""

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.town, self.language = town, language

    def ask(self, name: str, label: Any, *, longest: int, rows: int = 1, required: bool = True) -> list[str]:
        asked = []
        for code in self.town.languages:
            first = code == self.town.first_language
            words = f"{label} ({OWN_NAMES.get(code, code)})"
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=words,
                max_length=longest,
                required=required and first,
                widget=forms.Textarea(attrs={"rows": rows, "lang": code}),
            )
            asked.append(f"{name}_{code}")
        return asked

    def said(self, name: str) -> dict[str, str]:
        found = {code: self.cleaned_data.get(f"{name}_{code}", "").strip() for code in self.town.languages}
        return {code: text for code, text in found.items() if text}


class ProgrammeForm(InLanguages):
    """What a programme says of itself. Its short name is made of its title and stays."""

    starts_on = day_field(gettext_lazy("First day"), required=True)
    ends_on = day_field(gettext_lazy("Last day"), required=True)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), choices=Programme.Stage.choices)
    is_public = forms.BooleanField(label=gettext_lazy("Everybody can read it"), required=False)
    approved_by = forms.CharField(label=gettext_lazy("Approved by"), max_length=200, required=False)
    approved_on = day_field(gettext_lazy("Approved on"))
    source = forms.CharField(label=gettext_lazy("Document it was taken from"), max_length=300, required=False)
    source_url = forms.URLField(
        label=gettext_lazy("Web address of the document"), max_length=500, required=False, assume_scheme="https"
    )
    process = forms.ChoiceField(label=gettext_lazy("Consultation about it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        words = self.ask("title", _("Title"), longest=LONGEST_TITLE)
        words += self.ask("summary", _("In short"), longest=LONGEST_TEXT, rows=3, required=False)
        self.processes = {one.slug: one for one in Process.objects.filter(municipality=town)[:MOST_OFFERED]}
        offer(self, "process", [NOTHING_CHOSEN, *((slug, one.name(language)) for slug, one in self.processes.items())])
        self.order_fields(words)

    def words(self) -> ProgrammeWords:
        data = self.cleaned_data
        return ProgrammeWords(
            titles=self.said("title"),
            summaries=self.said("summary"),
            process=self.processes.get(data["process"]),
            **{name: data[name] for name in _PLAIN},
        )

    def slug(self) -> str:
        """Short, in letters of addresses, and none of the desk's own words."""
        made = slugify(next(iter(self.said("title").values()), ""))[:60].strip("-") or "ohjelma"
        return f"{made}-{self.cleaned_data['starts_on'].year}" if made in NOT_SLUGS else made


_PLAIN = ("starts_on", "ends_on", "stage", "is_public", "approved_by", "approved_on", "source", "source_url")


def programme_initial(programme: Programme | None) -> dict[str, Any]:
    if programme is None:
        return {}
    found = {name: getattr(programme, name) for name in (*_PLAIN, "version")}
    found["process"] = programme.process.slug if programme.process else ""
    return {**found, **_by_language("title", programme.titles), **_by_language("summary", programme.summaries)}


class GoalForm(InLanguages):
    form = forms.ChoiceField(label=gettext_lazy("Form of participation"), required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        words = self.ask("goal", _("Goal"), longest=LONGEST_TITLE)
        offer(self, "form", [NOTHING_CHOSEN, *FormOfParticipation.choices])
        self.order_fields(words)


class MeasureForm(InLanguages):
    """What, who and when. The last day is read from the schedule unless it is given."""

    owner = forms.ChoiceField(label=gettext_lazy("Unit that is responsible"), required=False)
    owner_words = forms.CharField(label=gettext_lazy("Or in words"), max_length=400, required=False)
    schedule = forms.CharField(label=gettext_lazy("Schedule, as in the programme"), max_length=200, required=False)
    due_on = day_field(gettext_lazy("Last day (empty: from the schedule, or it goes on)"))
    evaluation = forms.CharField(label=gettext_lazy("How it is looked at"), max_length=400, required=False)
    indicator = forms.ChoiceField(label=gettext_lazy("Live number of the service"), required=False)
    aim = forms.ChoiceField(label=gettext_lazy("Target is"), choices=Measure.Aim.choices, required=False)
    target = forms.FloatField(label=gettext_lazy("Target"), required=False, localize=True)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, town: Municipality, language: str, areas: list[Area], *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        words = self.ask("title", _("Measure"), longest=LONGEST_TITLE, rows=2)
        self.bodies = {body.code: body for body in Body.objects.filter(municipality=town).order_by("code")}
        self.areas = {f"{area.area_set.kind}/{area.code}": area for area in areas}
        units = ((code, text_in(body.names, language) or code) for code, body in self.bodies.items())
        offer(self, "owner", [NOTHING_CHOSEN, *units])
        offer(self, "area", [NOTHING_CHOSEN, *((key, area.name(language)) for key, area in self.areas.items())])
        offer(self, "indicator", [NOTHING_CHOSEN, *((key, METHODS[key].name) for key in INDICATORS)])
        self.order_fields(words)

    def words(self) -> MeasureWords:
        data = self.cleaned_data
        schedule = schedule_of(data["schedule"])
        due_on = data["due_on"] or schedule.due_on
        starts_on = schedule.starts_on if due_on is None or (schedule.starts_on or due_on) <= due_on else None
        return MeasureWords(
            titles=self.said("title"),
            owner=self.bodies.get(data["owner"]),
            area=self.areas.get(data["area"]),
            starts_on=starts_on,
            due_on=due_on,
            aim=data["aim"] or Measure.Aim.AT_LEAST,
            **{name: data[name] for name in ("owner_words", "schedule", "evaluation", "indicator", "target")},
        )


def measure_initial(measure: Measure | None) -> dict[str, Any]:
    if measure is None:
        return {}
    plain = ("owner_words", "schedule", "due_on", "evaluation", "indicator", "aim", "target", "version")
    found = {name: getattr(measure, name) for name in plain}
    found["owner"] = measure.owner.code if measure.owner else ""
    found["area"] = f"{measure.area.area_set.kind}/{measure.area.code}" if measure.area else ""
    return {**found, **_by_language("title", measure.titles)}


class ProgressForm(InLanguages):
    status = forms.ChoiceField(label=gettext_lazy("How far it is"), choices=Measure.Status.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self.ask("words", _("What has been done, or why not"), longest=LONGEST_TEXT, rows=4, required=False)

    def progress(self, today: datetime.date) -> Progress:
        return Progress(self.cleaned_data["status"], self.said("words"), today)


def progress_initial(measure: Measure) -> dict[str, Any]:
    return {
        "status": measure.status,
        "version": measure.version,
        **_by_language("words", measure.status_words),
    }


class EvidenceForm(forms.Form):
    """A web address, or one thing of the service."""

    url = forms.URLField(label=gettext_lazy("Web address"), max_length=500, required=False, assume_scheme="https")
    outcome = forms.ChoiceField(label=gettext_lazy("Or an outcome"), required=False)
    event = forms.ChoiceField(label=gettext_lazy("Or an event"), required=False)
    process = forms.ChoiceField(label=gettext_lazy("Or a consultation"), required=False)
    words = forms.CharField(label=gettext_lazy("What it shows"), max_length=300, required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        outcomes = PublishedOutcome.objects.filter(municipality=town).defer("place", "texts")[:MOST_OFFERED]
        processes = Process.objects.filter(municipality=town, is_public=True)[:MOST_OFFERED]
        self.language = language
        self.things: dict[str, dict[str, Any]] = {
            "outcome": {one.public_id: one for one in outcomes},
            "event": {one.code: one for one in events_to_name(town)[:MOST_OFFERED]},
            "process": {one.slug: one for one in processes},
        }
        for name, known in self.things.items():
            offer(self, name, [NOTHING_CHOSEN, *((key, one.name(language)) for key, one in known.items())])

    def shown(self, today: datetime.date) -> Shown:
        data = self.cleaned_data
        words = {self.language.partition("-")[0]: data["words"]} if data["words"] else {}
        event, process = self.things["event"].get(data["event"]), self.things["process"].get(data["process"])
        told = self.things["outcome"].get(data["outcome"])
        return Shown(today, data["url"], words, outcome_of(told), event, process)


def outcome_of(told: PublishedOutcome | None) -> Outcome | None:
    """The outcome itself, of which its published row tells."""
    return None if told is None else Outcome.objects.defer("place").get(pk=told.outcome_id)


def _by_language(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{code}": text for code, text in texts.items()}
