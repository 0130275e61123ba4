"""The desk's side of letters: those that could not be delivered, how a sender may be reached, an answer to print."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import permissions
from accounts.models import Private
from accounts.services import look_at
from delivery.mail import TOPIC
from delivery.models import OutboxMessage
from delivery.services import revive
from feedback_map.models import Contact, Pin
from feedback_map.services import ContactInput
from feedback_map.services.contacts import give_contact
from frontend.desk.rights import rights
from frontend.pages import PRIVATE, page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.pin_letters import written_to_sender
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town

MOST = 200


class ContactForm(forms.Form):
    """How somebody who called may be reached. Of an address its holder is asked first."""

    name = forms.CharField(required=False, max_length=120, label=_("Name"))
    phone = forms.CharField(required=False, max_length=40, label=_("Phone"))
    email = forms.EmailField(required=False, label=_("E-mail"))
    language = forms.CharField(required=False, max_length=10)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_answer)
def letters(request: HttpRequest, town: Municipality) -> HttpResponse:
    """Letters that were given up, to be sent again; and a message by the code that is said on the phone."""
    dead = OutboxMessage.objects.filter(municipality=town, topic=TOPIC, dead_at__isnull=False)
    if request.method == "POST":
        again = dead.filter(pk__in=[number for number in request.POST.getlist("letter") if number.isdecimal()])
        for message in again:
            revive(message_id=message.pk)
        return redirect(page_of(request).url("desk_letters"))
    code = " ".join(request.GET.get("code", "").replace("\x00", "").split())[:40]
    with in_town(town):
        found = Pin.objects.filter(municipality=town, code__iexact=code).first() if code else None
    if found is not None:
        return redirect(page_of(request).url("desk_contact", pin=found.public_id))
    context = {"letters": dead.order_by("-dead_at")[:MOST], "count": dead.count(), "code": code}
    return show_privately(request, "frontend/desk/letters.html", {**context, **rights(request, town)})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(permissions.may_see_contact)
def contact(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """How the sender of a message may be reached; each look is noted down."""
    with in_town(town):
        found = get_object_or_404(Pin.objects.filter(municipality=town), public_id=pin)
        known = Contact.objects.filter(pin=found).first()
    look_at(user=request.user, town=town, what=Private.CONTACT, subjects=[pin], why="desk")
    fields = ("name", "phone", "email", "language")
    initial = {name: getattr(known, name) for name in fields} if known else {"language": found.language}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = {**form.cleaned_data, "language": form.cleaned_data["language"] or found.language}
            give_contact(town=town, pin=found, contact=ContactInput(**given))
        except Refused as refused:
            for error in refused.errors:
                form.add_error(error.field, str(error.detail))
        else:
            return redirect(page_of(request).url("desk_contact", pin=pin) + "?saved=1")
    context = {"pin": found, "contact": known, "form": form, "saved": "saved" in request.GET, **rights(request, town)}
    return show_privately(request, "frontend/desk/contact.html", context, 422 if form.errors else 200)


@require_GET
@desk_page(permissions.may_answer)
def letter_pdf(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """The message and what was written to its sender, as a letter for an envelope; the look at the name is noted."""
    from frontend.documents.letter import Reader, letter_as_pdf  # loads a library that takes seconds

    with in_town(town):
        pins = Pin.objects.filter(municipality=town).select_related("owner", "category", "state")
        found = get_object_or_404(pins, public_id=pin)
        known = Contact.objects.filter(pin=found).first()
    look_at(user=request.user, town=town, what=Private.CONTACT, subjects=[pin], why="letter")
    updates = written_to_sender(town, found)
    name, language = (known.name, known.language) if known else ("", found.language)
    pdf = letter_as_pdf(town, found, updates, Reader(name, language), timezone.localdate())
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.public_id}.pdf"'
    response.headers["Cache-Control"] = PRIVATE
    return response
