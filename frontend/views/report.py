"""/<town>/pins/<id>/report – somebody finds that a message should not stand there. No name, no login."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from delivery.services import Limit, address_of, demand
from feedback_map.models import AbuseReport, Pin, PublishedPin
from feedback_map.permissions import MOST_REPORTS
from feedback_map.services import report_pin
from frontend.pages import PRIVATE, page_of, show, town_page
from geo.models import Municipality
from geo.tenancy import in_town


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        choices=AbuseReport.Reason.choices,
        error_messages={"required": _("Choose what is wrong with the message.")},
    )
    text = forms.CharField(required=False, max_length=1_000, widget=forms.Textarea)


@town_page
def report(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """Only of what everybody can read; of anything else the page is not there."""
    shown = PublishedPin.objects.filter(municipality=town, public_id=pin).first()
    if shown is None:
        raise Http404("No such message")
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        demand(Limit("reports", address_of(request), MOST_REPORTS))
        with in_town(town):
            report_pin(town=town, pin=Pin.objects.get(pk=shown.pin_id), **form.cleaned_data)
        return HttpResponseRedirect(page_of(request).url("pin_report", pin=pin) + "?sent=1")
    context = {"pin": shown, "form": form, "sent": request.GET.get("sent") == "1"}
    response = show(request, "frontend/pins/report.html", context, status=400 if form.errors else 200)
    response.headers["Cache-Control"] = PRIVATE
    return response
