"""Forms of the pages of rules and units: whose messages are whose, and how the owners are reached."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, monday_to_friday
from accounts.services import NewBody
from feedback_map.models import Category, RoutingRule
from feedback_map.ownership.words import day_words
from feedback_map.services import NewRule
from frontend.staff_forms import areas_of, bodies_of
from geo.languages import text_in
from geo.models import Municipality

_DAY = re.compile(r"\s*(\d{1,2})\.(\d{1,2})\.?\s*")
WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)
LANGUAGES = ("fi", "sv", "en")


class RuleForm(forms.Form):
    """Nothing chosen means all: any category, the whole town, all year."""

    category = forms.CharField(required=False)
    area = forms.CharField(required=False)
    season_from = forms.CharField(required=False, max_length=10)
    season_to = forms.CharField(required=False, max_length=10)
    body = forms.CharField(error_messages={"required": _("Choose whose messages they are.")})
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, *args: Any, town: Municipality, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {body.code: body for body in bodies_of(town)}
        self.categories = {one.code: one for one in Category.objects.filter(municipality=town, is_active=True)}
        self.areas = {str(area.pk): area for _set, members in areas_of(town) for area in members}
        self.body_choices = [(code, text_in(body.names, language) or code) for code, body in self.bodies.items()]
        self.category_choices = [(code, one.name(language)) for code, one in self.categories.items()]
        self.area_groups = [
            (text_in(kind.names, language) or kind.kind, [(str(area.pk), area.name(language)) for area in members])
            for kind, members in areas_of(town)
        ]

    def clean_body(self) -> Body:
        chosen: Body = _chosen(self.bodies, self.cleaned_data["body"])
        return chosen

    def clean_category(self) -> Category | None:
        return _chosen(self.categories, self.cleaned_data["category"]) if self.cleaned_data["category"] else None

    def clean_area(self) -> Any:
        return _chosen(self.areas, self.cleaned_data["area"]) if self.cleaned_data["area"] else None

    def clean_season_from(self) -> int | None:
        return _month_day(self.cleaned_data["season_from"])

    def clean_season_to(self) -> int | None:
        last = _month_day(self.cleaned_data["season_to"])
        if "season_from" in self.cleaned_data and (last is None) != (self.cleaned_data["season_from"] is None):
            raise forms.ValidationError(_("Write both days of the season, or neither."))
        return last

    @property
    def rule(self) -> NewRule:
        data = self.cleaned_data
        season = (data["season_from"], data["season_to"]) if data["season_from"] else None
        return NewRule(data["body"], data["category"], data["area"], season, data["note"])


def rule_values(rule: RoutingRule) -> dict[str, Any]:
    """A rule as the form shows it."""
    return {
        "category": rule.category.code if rule.category else "",
        "area": str(rule.area_id or ""),
        "season_from": day_words(rule.season_from) if rule.season_from else "",
        "season_to": day_words(rule.season_to) if rule.season_to else "",
        "body": rule.body.code,
        "note": rule.note,
    }


class UnitForm(forms.Form):
    """A unit of the town, or an owner outside its house."""

    name_fi = forms.CharField(max_length=200, error_messages={"required": _("Write the name in Finnish.")})
    name_sv = forms.CharField(max_length=200, required=False)
    name_en = forms.CharField(max_length=200, required=False)
    outside = forms.ChoiceField(required=False, choices=[("", _("A unit of the town")), *Body.Outside.choices])
    email = forms.EmailField(required=False)
    phone = forms.CharField(required=False, max_length=40)
    url = forms.URLField(required=False, assume_scheme="https")
    promise_days = forms.IntegerField(required=False, min_value=1, max_value=365)
    working_days = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one working day.")},
    )

    def __init__(self, sent: Any = None, *, town: Municipality, unit: Body | None = None) -> None:
        super().__init__(sent, initial=_unit_values(unit))
        self.town, self.unit = town, unit

    def clean_name_fi(self) -> str:
        name = str(self.cleaned_data["name_fi"])
        if self.unit is None and not self._code(name):
            raise forms.ValidationError(_("Write the name with letters."))
        if self.unit is None and Body.objects.filter(municipality=self.town, code=self._code(name)).exists():
            raise forms.ValidationError(_("There is a unit of this name."))
        return name

    def new_body(self) -> NewBody:
        data = self.cleaned_data
        unit = self.unit
        kind = unit.kind if unit else Body.Kind.OTHER if data["outside"] else Body.Kind.UNIT
        return NewBody(
            town=self.town,
            code=unit.code if unit else self._code(data["name_fi"]),
            names={code: data[f"name_{code}"] for code in LANGUAGES if data[f"name_{code}"]},
            kind=Body.Kind(kind),
            parent=unit.parent if unit else None,
            area=unit.area if unit else None,
            is_external=bool(data["outside"]),
            **{name: data[name] for name in ("email", "phone", "url", "outside", "working_days", "promise_days")},
        )

    @staticmethod
    def _code(name: str) -> str:
        return slugify(name)[:60]


def _unit_values(unit: Body | None) -> dict[str, Any]:
    if unit is None:
        return {"working_days": monday_to_friday()}
    names = {f"name_{code}": unit.names.get(code, "") for code in LANGUAGES}
    told = ("email", "phone", "url", "outside", "working_days", "promise_days")
    return {**names, **{name: getattr(unit, name) for name in told}}


def _chosen(known: dict[str, Any], code: str) -> Any:
    if code not in known:
        raise forms.ValidationError(_("Choose from the list."))
    return known[code]


def _month_day(text: str) -> int | None:
    """1101 for "1.11."; whether there is such a day is for the service to say."""
    if not text.strip():
        return None
    found = _DAY.fullmatch(text)
    if found is None:
        raise forms.ValidationError(_("Write a day and a month, such as 1.11."))
    return int(found[2]) * 100 + int(found[1])
