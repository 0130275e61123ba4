"""The forms of hearings and of requests for statements. A last day that is left empty is proposed by the rule."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Body
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.pages import OWN_NAMES
from geo.languages import text_in
from geo.models import Municipality
from zoning.deadlines import Proposed
from zoning.models import Hearing, Plan
from zoning.services.hearings import HearingFacts
from zoning.services.requests import Asked, usual_bodies

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class HearingForm(forms.Form):
    """What is on display, when, and where the papers are. Runs inside `in_town`."""

    kind = forms.ChoiceField(label=gettext_lazy("What is on display"), choices=Hearing.Kind.choices)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=_DAY)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=_DAY,
        help_text=gettext_lazy("Leave it empty, and the rule proposes it. The day that is published decides."),
    )
    versions = forms.MultipleChoiceField(
        label=gettext_lazy("Versions on display"), required=False, widget=forms.CheckboxSelectMultiple
    )
    office_closes = forms.TimeField(
        label=gettext_lazy("When the office closes on the last day"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=gettext_lazy(
            "What is brought or posted must be there by then. Over the network the whole day counts."
        ),
    )
    postal_address = forms.CharField(label=gettext_lazy("Postal address"), required=False, max_length=300)
    email = forms.EmailField(label=gettext_lazy("E-mail of the registry"), required=False)

    def __init__(self, *args: Any, town: Municipality, plan: Plan, with_reason: bool = False, **rest: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **rest})
        self.town, self.plan = town, plan
        self._versions = {version.public_id: version for version in plan.versions.defer("geom")}
        named = [(key, version.name(town.first_language)) for key, version in self._versions.items()]
        offer(self, "versions", named)
        for code in town.languages:
            self._add(f"office_{code}", _("Where the papers are, and its hours (%(language)s)"), code, required=False)
        for code in town.languages if with_reason else ():
            self._add(f"reason_{code}", _("Why it is changed (%(language)s)"), code, code == town.first_language)

    def _add(self, name: str, label: str, code: str, required: bool) -> None:
        self.fields[name] = forms.CharField(
            label=label % {"language": OWN_NAMES.get(code, code)},
            required=required,
            max_length=1_000,
            widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
        )

    def facts(self) -> HearingFacts:
        said = self.cleaned_data
        return HearingFacts(
            kind=said["kind"],
            first_day=said["first_day"],
            last_day=said["last_day"],
            versions=[self._versions[key] for key in said["versions"]],
            office={code: said[f"office_{code}"] for code in self.town.languages},
            office_closes=said["office_closes"],
            postal_address=said["postal_address"],
            email=said["email"],
        )

    def reason(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"reason_{code}", "") for code in self.town.languages}


def initial_of(hearing: Hearing) -> dict[str, Any]:
    """A hearing as the form shows it."""
    names = ("kind", "first_day", "last_day", "office_closes", "postal_address", "email")
    shown = {name: getattr(hearing, name) for name in names}
    versions = list(hearing.on_display.values_list("version__public_id", flat=True))
    return {**shown, "versions": versions, **{f"office_{code}": text for code, text in hearing.office.items()}}


def first_values(town: Municipality, plan: Plan, today: datetime.date) -> dict[str, Any]:
    """A new hearing starts from where the papers were the last time, and from what the plan's state takes."""
    last = Hearing.objects.filter(municipality=town).order_by("-first_day", "-pk").first()
    kind = "street_plan" if plan.kind == "street" else _KIND_OF_STATE.get(plan.state, "oas")
    shown = {key: value for key, value in initial_of(last).items() if key not in _ITS_OWN} if last else {}
    offices = {} if last else {f"office_{code}": text for code, text in town.desk.items()}
    return {**offices, "email": town.email, **shown, "kind": kind, "first_day": today + datetime.timedelta(days=1)}


_ITS_OWN = {"kind", "first_day", "last_day", "versions"}
_KIND_OF_STATE = {"03": "preparation", "04": "proposal", "05": "changed_proposal"}


def how_proposed(found: Proposed) -> list[str]:
    """How the rule came to the day, in plain words."""
    day = {"days": found.days, "day": date_format(found.counted_to, "SHORT_DATE_FORMAT")}
    said = [str(found.rule.explained) + (f" {found.rule.law}" if found.rule.law else "")]
    said.append(_("The first day is not counted: %(days)s days after it is %(day)s (Act 150/1930, section 2).") % day)
    if found.was_moved:
        moved = {
            "weekday": date_format(found.counted_to, "l"),
            "day": date_format(found.last_day, "SHORT_DATE_FORMAT"),
        }
        words = _("That day (%(weekday)s) is no working day, so the next one is proposed: %(day)s (section 5).")
        said.append(words % moved)
    return said


class RequestForm(forms.Form):
    """A body that is asked for a statement, and until when."""

    body = forms.ChoiceField(label=gettext_lazy("Body"), required=False)
    name = forms.CharField(
        label=gettext_lazy("Or another body"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Its name, when it is not in the list."),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy(
            "Empty: the address of the body in the list. Without one, print the request and post it."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"))
    due_on = forms.DateField(label=gettext_lazy("Last day of the statement"), widget=_DAY)
    text = forms.CharField(
        label=gettext_lazy("What is asked"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, town: Municipality, **rest: Any) -> None:
        super().__init__(*args, **{"auto_id": "%s", **rest})
        self._bodies = {body.code: body for body in usual_bodies(town)}
        language = town.first_language
        named = [(code, _named(body, language)) for code, body in self._bodies.items()]
        offer(self, "body", [NOTHING_CHOSEN, *named])
        offer(self, "language", [(code, OWN_NAMES.get(code, code)) for code in town.languages])

    def asked(self, hearing: Hearing | None) -> Asked:
        said = self.cleaned_data
        return Asked(
            due_on=said["due_on"],
            body=self._bodies.get(said["body"]),
            name=said["name"],
            email=said["email"],
            language=said["language"],
            text=said["text"],
            hearing=hearing,
        )


def _named(body: Body, language: str) -> str:
    return text_in(body.names, language) or body.code
