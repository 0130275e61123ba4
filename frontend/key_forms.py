"""Forms of the pages of programs: a token with what it is for, and a webhook with what it is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Scope
from accounts.tokens import LIFETIME_DAYS, SYSTEM_ROLES, NewToken
from doors.models import Event
from doors.webhooks.subscriptions import WebhookInput
from geo.models import Municipality

DAYS = ((30, _("A month")), (90, _("Three months")), (LIFETIME_DAYS, _("A year")), (1_095, _("Three years")))


class TokenForm(forms.Form):
    label = forms.CharField(max_length=80, error_messages={"required": _("Write which program uses the token.")})
    role = forms.ChoiceField(choices=[(role.value, role.label) for role in SYSTEM_ROLES])
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, error_messages={"required": _("Choose what the token is for.")}
    )
    days = forms.TypedChoiceField(choices=DAYS, coerce=int)

    def new_token(self, town: Municipality) -> tuple[NewToken, Role]:
        data = self.cleaned_data
        return NewToken(town, data["label"], data["scopes"], data["days"]), Role(data["role"])


class WebhookForm(forms.Form):
    """The address is judged where it is kept: `refuse` puts what is told there beside the field."""

    label = forms.CharField(max_length=120, error_messages={"required": _("Write who is told.")})
    address = forms.CharField(
        max_length=500, error_messages={"required": _("Write the whole address, beginning with https://.")}
    )
    events = forms.MultipleChoiceField(choices=Event.choices, error_messages={"required": _("Choose what is told.")})
    is_active = forms.BooleanField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def said(self) -> WebhookInput:
        data = self.cleaned_data
        return WebhookInput(data["label"], data["address"].strip(), data["events"], data["is_active"])

    def refuse(self, errors: Any) -> None:
        for error in errors:
            self.add_error(error.field if error.field in self.fields else None, str(error.detail))
