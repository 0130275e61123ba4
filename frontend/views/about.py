"""What the service is, the privacy notice and the accessibility statement, made from the town's configuration."""

from __future__ import annotations

import datetime

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from budgeting.services.voters import TICKET_HOURS
from delivery.services.limits import SECRET_LIFETIME_S
from frontend.kept import retention
from frontend.pages import OWN_NAMES, page_of, show, town_page
from frontend.processing import recipients, record_of
from geo.ids import new_secret
from geo.models import Municipality
from participation.models import ServiceFeedback
from participation.service_feedback import Remark, leave_service_feedback
from zoning.clock import town_today

STATEMENT_OF = datetime.date(2026, 11, 22)


class RemarkForm(forms.Form):
    """Feedback on accessibility. Only the text is required."""

    text = forms.CharField(
        max_length=5_000, error_messages={"required": _("Write what was difficult or did not work.")}
    )
    page = forms.CharField(required=False, max_length=300)
    email = forms.EmailField(required=False)
    key = forms.CharField(required=False, max_length=100)


@town_page
def about(request: HttpRequest, town: Municipality) -> HttpResponse:
    return show(request, "frontend/about/about.html")


@town_page
def privacy(request: HttpRequest, town: Municipality) -> HttpResponse:
    language = page_of(request).language
    context = {
        "kept": retention(town, language),
        "recipients": list(recipients(town, language)),
        "scrambled_hours": SECRET_LIFETIME_S // 3600,
        "ticket_hours": TICKET_HOURS,
    }
    return show(request, "frontend/about/privacy.html", context)


@town_page
def processing_record(request: HttpRequest, town: Municipality) -> HttpResponse:
    context = {"record": record_of(town, page_of(request).language), "today": town_today()}
    return show(request, "frontend/about/processing_record.html", context)


@town_page
def accessibility(request: HttpRequest, town: Municipality) -> HttpResponse:
    """The statement and its feedback form; a sent form answers with a redirect, so that reloading sends nothing."""
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        leave_service_feedback(town=town, remark=Remark(**form.cleaned_data))
        return HttpResponseRedirect(page_of(request).url("accessibility") + "?sent=1#feedback")
    context = {
        "form": form,
        "key": request.POST.get("key") or new_secret(),
        "sent": request.GET.get("sent") == "1",
        "statement_of": STATEMENT_OF,
        "answer_days": ServiceFeedback.ANSWER_WITHIN_DAYS,
        "speaks_finnish": "fi" in town.languages,
        "languages": [OWN_NAMES[code] for code in page_of(request).languages],
    }
    response = show(request, "frontend/about/accessibility.html", context, status=400 if form.errors else 200)
    response.headers["Cache-Control"] = "private, no-store"
    return response
