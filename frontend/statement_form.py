"""The form of a statement: who, what, about which place. Its words are for people; the service checks again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend.forms import MAP, PLACE, WhereForm
from zoning.models import Hearing, Plan, PlanVersion, Statement, StatementRequest
from zoning.services.statement_checks import (
    SENDER_LENGTHS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    SenderInput,
    wrong_in_statement,
)
from zoning.services.statements import StatementInput, judged_kind

WHOLE = "plan"
PLACES = [
    (WHOLE, _("It is about the whole plan")),
    (MAP, _("Show it on the map")),
    (PLACE, _("Search for an address or a place")),
]
LABELS = {
    "name": _("Your name"),
    "organisation": _("For whom you write: company, association or authority"),
    "street": _("Street address"),
    "postcode": _("Postcode"),
    "city": _("Town"),
    "email": _("E-mail"),
    "phone": _("Phone"),
}
AUTOCOMPLETE = {
    "name": "name",
    "organisation": "organization",
    "street": "street-address",
    "postcode": "postal-code",
    "city": "address-level2",
    "email": "email",
    "phone": "tel",
}


@dataclass(frozen=True)
class About:
    """What the statement speaks to, and in which language its sender reads."""

    plan: Plan
    hearing: Hearing | None
    language: str
    request: StatementRequest | None = None


class StatementForm(WhereForm):
    """Place, text and sender on one page. Attachments come with the last look, where they are sent."""

    where = forms.ChoiceField(choices=PLACES, initial=WHOLE)
    sender = forms.ChoiceField(choices=Statement.Sender.choices, initial=Statement.Sender.PERSON)
    title = forms.CharField(required=False, max_length=TITLE_LENGTH)
    text = forms.CharField(required=False, max_length=TEXT_LENGTH, widget=forms.Textarea)
    version = forms.CharField(required=False, max_length=22)
    wants_position = forms.BooleanField(required=False)
    wants_approval_notice = forms.BooleanField(required=False)

    def __init__(self, *args: Any, about: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about_plan = about
        self.versions: list[PlanVersion] = [shown.version for shown in _on_display(about.hearing)]
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(required=False, max_length=SENDER_LENGTHS[name], label=label)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for error in wrong_in_statement(given := self.statement(), judged_kind(given)):
            if (error.field, error.code) != ("text", "required") and error.field not in self.errors:
                self.add_error(error.field, str(error.detail))
        return data

    def statement(self) -> StatementInput:
        said = self.cleaned_data
        who = {name: str(said.get(name, "")) for name in LABELS}
        return StatementInput(
            plan=self.about_plan.plan,
            hearing=self.about_plan.hearing,
            request=self.about_plan.request,
            version=self.chosen_version,
            sender=said.get("sender", ""),
            who=SenderInput(**who),
            title=said.get("title", ""),
            text=said.get("text", ""),
            language=self.about_plan.language,
            geometry=self.shape,
            wants_position=said.get("wants_position", False),
            wants_approval_notice=said.get("wants_approval_notice", False),
        )

    @property
    def chosen_version(self) -> PlanVersion | None:
        """The one that was chosen; the only one on display needs no choice."""
        if len(self.versions) == 1:
            return self.versions[0]
        named = self.cleaned_data.get("version")
        return next((version for version in self.versions if version.public_id == named), None)

    @property
    def who_fields(self) -> list[tuple[forms.BoundField, str]]:
        """The sender's own fields, with what the browser may fill in."""
        return [(self[name], AUTOCOMPLETE[name]) for name in LABELS]


def _on_display(hearing: Hearing | None) -> list[Any]:
    return list(hearing.on_display.select_related("version")) if hearing else []
