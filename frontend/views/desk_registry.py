"""/<town>/desk/registry – how statements go to the town's registry, and when the service was down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from zoning.models import Outage, Registry
from zoning.permissions import may_plan
from zoning.services.outages import log_outage


class RegistryForm(forms.Form):
    """Only what the chosen way needs has to be given; a key that is left empty stays as it was."""

    method = forms.ChoiceField(choices=Registry.Method.choices, label=_("How statements go there"))
    email = forms.EmailField(required=False, label=_("Address of the registry"))
    url = forms.URLField(required=False, label=_("Address of its interface"), assume_scheme="https")
    api_key = forms.CharField(required=False, max_length=200, label=_("Key of its interface"))
    sender_months = forms.IntegerField(
        min_value=1, max_value=600, label=_("Months after which senders' contact data is erased")
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        needed = {Registry.Method.EMAIL: "email", Registry.Method.API: "url"}.get(said.get("method", ""))
        if needed and not said.get(needed) and needed not in self.errors:
            self.add_error(needed, _("This way needs an address."))
        return said


class OutageForm(forms.Form):
    began_at = forms.DateTimeField(label=_("It began"))
    ended_at = forms.DateTimeField(label=_("It ended"))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_plan)
def registry(request: HttpRequest, town: Municipality) -> HttpResponse:
    asked = request.POST.get("form", "")
    with in_town(town):
        kept = Registry.objects.filter(municipality=town).first() or Registry(municipality=town)
        outages = list(Outage.objects.filter(municipality=town)[:50])
    fields = ("method", "email", "url", "sender_months")
    form = RegistryForm(
        request.POST if asked == "registry" else None, initial={name: getattr(kept, name) for name in fields}
    )
    outage = OutageForm(request.POST if asked == "outage" else None)
    if (form.is_bound and _saved(town, kept, form)) or (outage.is_bound and _logged(request, town, outage)):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(page_of(request).url("desk_registry"))
    context = {"form": form, "outage": outage, "outages": outages, "has_key": bool(kept.api_key)}
    wrong = bool(form.errors or outage.errors)
    shown = {**context, "shows": True, **rights(request, town)}
    return show_privately(request, "frontend/desk/statements/registry.html", shown, 422 if wrong else 200)


def _saved(town: Municipality, kept: Registry, form: RegistryForm) -> bool:
    if not form.is_valid():
        return False
    said = form.cleaned_data
    kept.method, kept.email, kept.url = said["method"], said["email"], said["url"]
    kept.api_key, kept.sender_months = said["api_key"] or kept.api_key, said["sender_months"]
    with in_town(town):
        kept.save()
    return True


def _logged(request: HttpRequest, town: Municipality, form: OutageForm) -> bool:
    if not form.is_valid():
        return False
    by = request.user if isinstance(request.user, User) else None
    try:
        log_outage(town=town, **form.cleaned_data, by=by)
    except Refused as refused:
        for error in refused.errors:
            form.add_error(error.field, str(error.detail))
        return False
    return True
