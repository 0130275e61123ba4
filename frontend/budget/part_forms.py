"""The desk's forms of a round's parts, a row for each: pots, themes, phases, batches. An emptied row goes away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgeting.models import Pot, Round, RoundPhase
from budgeting.services.round_changes import Change
from budgeting.services.round_parts import (
    BatchFacts,
    PhaseFacts,
    PotFacts,
    ThemeFacts,
    set_batches,
    set_phases,
    set_pots,
    set_themes,
)
from frontend.budget.round_forms import DAY, Euros
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.map_settings import home_areas
from frontend.pages import OWN_NAMES
from geo.models import Municipality
from participation.models import AgeBand

EMPTY_ROWS = 3


class RowForm(forms.Form):
    """One row; `named` gives it a name in each language of the town. A new row left empty says nothing at all."""

    named = True
    rare: tuple[str, ...] = ()

    def __init__(self, *args: Any, town: Municipality, language: str, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.town, self.language = town, language
        for code in town.languages if self.named else ():
            self.fields[f"name_{code}"] = forms.CharField(
                label=f"{_('Name')} ({OWN_NAMES.get(code, code)})",
                max_length=200,
                required=False,
                widget=forms.TextInput({"lang": code}),
            )
        self.order_fields([f"name_{code}" for code in town.languages])

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"name_{code}", "") for code in self.town.languages}

    @property
    def is_left_out(self) -> bool:
        return not any(self.names().values())

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.rare]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        """What few rows need: folded away."""
        return [self[name] for name in self.rare]

    @property
    def says_rare(self) -> bool:
        return any(field.errors or field.value() not in (None, "", [], Pot.Kind.TOWN) for field in self.rare_fields)

    def fact(self) -> Any:
        """What the row says, as the service of its part takes it."""
        raise NotImplementedError


def named(names: Mapping[str, str]) -> dict[str, str]:
    return {f"name_{code}": text for code, text in names.items()}


class PotForm(RowForm):
    rare = ("kind", "area", "age_bands")
    code = forms.SlugField(widget=forms.HiddenInput, required=False)
    money = Euros(label=_("Money, in euros"), required=False)
    kind = forms.ChoiceField(label=_("Meant for"), choices=Pot.Kind, initial=Pot.Kind.TOWN)
    area = forms.ChoiceField(label=_("Area"), required=False)
    age_bands = forms.MultipleChoiceField(
        label=_("Ages"), choices=AgeBand, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._areas = {area.code: area for area in home_areas(self.town)}
        offer(self, "area", [NOTHING_CHOSEN, *((code, area.name(self.language)) for code, area in self._areas.items())])

    def fact(self) -> PotFacts:
        said = self.cleaned_data
        area = self._areas.get(said["area"])
        return PotFacts(self.names(), said["money"] or 0, said["kind"], area, said["age_bands"], said["code"])


class ThemeForm(RowForm):
    code = forms.SlugField(widget=forms.HiddenInput, required=False)

    def fact(self) -> ThemeFacts:
        return ThemeFacts(self.names(), self.cleaned_data["code"])


class PhaseForm(RowForm):
    named = False
    kind = forms.ChoiceField(label=_("Phase"), required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DAY, required=False)
    ends_on = forms.DateField(label=_("Last day; empty: until further notice"), widget=DAY, required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        offer(self, "kind", [NOTHING_CHOSEN, *RoundPhase.Kind.choices])

    @property
    def is_left_out(self) -> bool:
        return not self.cleaned_data.get("kind")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") and not said.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Give the first day."))
        return said

    def fact(self) -> PhaseFacts:
        said = self.cleaned_data
        note = (self.initial or {}).get("note") or {}
        return PhaseFacts(said["kind"], said["starts_on"], said["ends_on"], note)


class BatchForm(RowForm):
    named = False
    public_id = forms.CharField(widget=forms.HiddenInput, required=False, max_length=22)
    closes_on = forms.DateField(label=_("Ideas sent by"), widget=DAY, required=False)
    meets_on = forms.DateField(label=_("Meeting"), widget=DAY, required=False)

    @property
    def is_left_out(self) -> bool:
        return not self.cleaned_data.get("closes_on")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("closes_on") and not said.get("meets_on") and "meets_on" not in self.errors:
            self.add_error("meets_on", _("Give the day of the meeting."))
        return said

    def fact(self) -> BatchFacts:
        said = self.cleaned_data
        return BatchFacts(said["closes_on"], said["meets_on"], said["public_id"])


@dataclass(frozen=True)
class Part:
    """A part of a round that is edited on a page of its own."""

    title: Promise
    hint: Promise
    form: type[RowForm]
    rows: Callable[[Round], list[dict[str, Any]]]
    save: Callable[[Municipality, Round, Sequence[Any], Change], Round]


def _pots(of: Round) -> list[dict[str, Any]]:
    return [
        {
            **named(pot.names),
            "code": pot.code,
            "money": pot.money_cents,
            "kind": pot.kind,
            "area": pot.area.code if pot.area else "",
            "age_bands": pot.age_bands,
        }
        for pot in of.pots.select_related("area")
    ]


def _phases(of: Round) -> list[dict[str, Any]]:
    names = ("kind", "starts_on", "ends_on", "note")
    return [{name: getattr(phase, name) for name in names} for phase in of.phases.all()]


def _batches(of: Round) -> list[dict[str, Any]]:
    return [
        {"public_id": one.public_id, "closes_on": one.closes_on, "meets_on": one.meets_on} for one in of.batches.all()
    ]


PARTS: Mapping[str, Part] = {
    "pots": Part(
        _("Money and pots"),
        _("The money of the round is the sum of its pots. Empty the name of a pot to take it away."),
        PotForm,
        _pots,
        lambda town, of, facts, change: set_pots(town=town, round=of, pots=facts, change=change),
    ),
    "themes": Part(
        _("Themes"),
        _("Proposals are looked for by theme. Empty the name of a theme to take it away."),
        ThemeForm,
        lambda of: [{**named(theme.names), "code": theme.code} for theme in of.themes.all()],
        lambda town, of, facts, change: set_themes(town=town, round=of, themes=facts, change=change),
    ),
    "phases": Part(
        _("Phases and their days"),
        _("A phase says what the round allows on its days. Phases may overlap. Both days are included."),
        PhaseForm,
        _phases,
        lambda town, of, facts, change: set_phases(town=town, round=of, phases=facts, change=change),
    ),
    "batches": Part(
        _("Batches of ideas"),
        _("Ideas that come by a day go together to a meeting of the council."),
        BatchForm,
        _batches,
        lambda town, of, facts, change: set_batches(town=town, round=of, batches=facts, change=change),
    ),
}
