"""The sender's letters: give an address, confirm it, end the letters, print the message and its answer."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from delivery.services import Limit, address_of, demand
from feedback_map.models import Contact, Pin, Update
from feedback_map.services import ContactInput, follow_hash
from feedback_map.services.contacts import confirm_contact, confirmable, give_contact, stop_letters
from frontend.pages import page_of, show_privately, town_page
from frontend.pin_parts.budget import keeps_no_contact
from geo.models import Municipality
from geo.tenancy import in_town

PAGE = ["GET", "HEAD", "POST"]
MOST_FROM_AN_ADDRESS = 60


class AddressForm(forms.Form):
    """The sender's e-mail, and nothing else."""

    email = forms.EmailField(
        error_messages={"required": _("Write your e-mail."), "invalid": _("This is not an e-mail address.")}
    )


@require_POST
@town_page
def contact(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """Keep the address and have it confirmed; then back to where the sender was."""
    own = own_pin_or_404(request, town, pin)
    if keeps_no_contact(town, own):
        raise Http404("Nothing is kept of this sender")
    form, page = AddressForm(request.POST), page_of(request)
    key = request.GET.get("key", "")
    if not form.is_valid():
        return show_privately(request, "frontend/pins/contact.html", {"pin": own, "key": key, "form": form}, 422)
    demand(Limit("contact", address_of(request), MOST_FROM_AN_ADDRESS))
    with in_town(town):
        known = Contact.objects.filter(pin=own).first()
    kept = ContactInput(
        name=known.name if known else "",
        phone=known.phone if known else "",
        email=form.cleaned_data["email"],
        language=page.language,
    )
    give_contact(town=town, pin=own, contact=kept)
    return redirect(f"{page.url('pin', pin=pin)}?key={key}#letters")


@require_http_methods(PAGE)
@town_page
def confirm(request: HttpRequest, town: Municipality, pin: str, token: str) -> HttpResponse:
    """The page of the link in the letter; its button confirms."""
    found = confirmable(town=town, pin=pin, token=token)
    confirmed = bool(found and request.method == "POST" and confirm_contact(town=town, pin=pin, token=token))
    context = {"contact": found, "confirmed": confirmed}
    return show_privately(request, "frontend/pins/confirm_address.html", context, 200 if found else 404)


@csrf_exempt
@require_http_methods(PAGE)
@town_page
def letters(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """End the letters about a message by one click (RFC 8058): the key in the address is the proof."""
    own = own_pin_or_404(request, town, pin)
    key = request.GET.get("key", "")
    ended = request.method == "POST" and stop_letters(town=town, pin=pin, key=key)
    return show_privately(request, "frontend/pins/letters.html", {"pin": own, "key": key, "ended": ended})


@require_GET
@town_page
def letter(request: HttpRequest, town: Municipality, pin: str) -> HttpResponse:
    """The message and what was written to its sender, to print."""
    own = own_pin_or_404(request, town, pin)
    return show_privately(request, "frontend/pins/letter.html", {"pin": own, "updates": written_to_sender(town, own)})


def own_pin_or_404(request: HttpRequest, town: Municipality, pin: str) -> Pin:
    with in_town(town):
        own = Pin.objects.select_related("about_area", "category", "state", "owner").filter(municipality=town)
        found = own.filter(public_id=pin, follow_hash=follow_hash(request.GET.get("key", "")[:100])).first()
    if found is None:
        raise Http404("No such message")
    return found


def written_to_sender(town: Municipality, pin: Pin) -> list[Update]:
    """What has words for the sender, oldest first."""
    with in_town(town):
        told = Update.objects.filter(pin=pin).exclude(public_text="").order_by("at", "pk")
        return list(told.exclude(kind__in=(Update.Kind.NOTE, Update.Kind.ASSIGNED)).select_related("owner", "state"))
