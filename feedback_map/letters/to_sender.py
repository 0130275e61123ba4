"""Letters to the sender of a message: confirm the address, and the receipt. The subject holds code and town alone."""

from __future__ import annotations

import datetime
import hmac
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter
from delivery.stationery import Facts, Link, Part, Sheet, Words
from feedback_map.models import Contact, Pin
from feedback_map.services.contacts import confirm_token, write_to_new_address
from feedback_map.services.placing import follow_hash, own_key
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town


def greet_sender(pin: Pin) -> None:
    """When a message has come in with an address: ask whoever has it whether they want letters."""
    contact = Contact.objects.filter(pin=pin, verified_at=None, confirm_hash=None).exclude(email="").first()
    if contact is not None:
        write_to_new_address(town=pin.municipality, pin=pin, contact=contact)


def confirm(payload: dict[str, Any]) -> Letter | None:
    """Nothing when the address was confirmed, changed or erased meanwhile, or another letter has been asked for."""
    town, contact = contact_of(payload)
    if contact is None or contact.verified_at or contact.confirm_until is None:
        return None
    if contact.confirm_until != datetime.datetime.fromisoformat(payload["until"]):
        return None
    pin, language = contact.pin, contact.language
    with translation.override(language):
        address = page_address(town, language, f"pins/{pin.public_id}/confirm/{confirm_token(pin, contact)}")
        until = date_format(timezone.localtime(contact.confirm_until), "SHORT_DATE_FORMAT")
        sheet = Sheet(
            sender=town.name(language),
            language=language,
            title=_("Do you want letters about your message?"),
            parts=(
                Words(_("A message has come in, and this address was given with it.")),
                Facts(((_("Code"), pin.code),)),
                Words(_("Confirm that the address is yours. Only then do we write to it again.")),
                Link(_("Confirm the address"), address),
                Words(_("The link works until %(day)s.") % {"day": until}),
            ),
            why=_("If you sent no message, you need not do anything: no more letters will come."),
        )
        return sheet.letter(to=contact.email, subject=subject_of(pin, town, language), reply_to=town.email)


def receipt(payload: dict[str, Any]) -> Letter | None:
    """That the message has arrived, whose it is, what is promised, and the sender's own link."""
    town, contact = contact_of(payload)
    if contact is None or not gets_letters(contact):
        return None
    pin, language = contact.pin, contact.language
    with translation.override(language):
        parts: tuple[Part, ...] = (
            Words(_("Thank you. Your message has arrived.")),
            Facts(_facts(pin, language)),
            Words(_promise(pin)),
            Link(_("Your message and its answer"), own_address(town, pin, language)),
            Words(_("The link is yours alone. Whoever has it sees your message, also when it is not published.")),
        )
        return sheet_for(contact, town, _("Your message has arrived"), parts)


def contact_of(payload: dict[str, Any]) -> tuple[Municipality, Contact | None]:
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        found = Contact.objects.select_related("pin__category", "pin__owner", "pin__state")
        return town, found.filter(municipality=town, pin__public_id=payload["pin"]).exclude(email="").first()


def gets_letters(contact: Contact) -> bool:
    return bool(contact.email) and contact.verified_at is not None and contact.stopped_at is None


def subject_of(pin: Pin, town: Municipality, language: str) -> str:
    return f"{pin.code} – {town.name(language)}"


def own_address(town: Municipality, pin: Pin, language: str, path: str = "", **query: str) -> str:
    """A page of the sender's own message, with its key; without where the key is not one that we can make."""
    key = own_key(pin.public_id)
    is_ours = hmac.compare_digest(bytes(pin.follow_hash or b""), follow_hash(key))
    return page_address(town, language, f"pins/{pin.public_id}{path}", **({"key": key} if is_ours else {}), **query)


def sheet_for(contact: Contact, town: Municipality, title: str, parts: tuple[Part, ...]) -> Letter:
    """A letter about the sender's own message, which one click ends."""
    language = contact.language
    sheet = Sheet(
        sender=town.name(language),
        language=language,
        title=title,
        parts=parts,
        why=_("You get this letter because you gave this address with message %(code)s.") % {"code": contact.pin.code},
        stop=own_address(town, contact.pin, language, "/letters"),
        stop_words=_("No more letters about this message"),
    )
    return sheet.letter(to=contact.email, subject=subject_of(contact.pin, town, language), reply_to=town.email)


def _facts(pin: Pin, language: str) -> tuple[tuple[str, str], ...]:
    rows = [
        (_("Code"), pin.code),
        (_("Received"), date_format(timezone.localtime(pin.received_at), "SHORT_DATETIME_FORMAT")),
    ]
    if pin.owner is not None:
        rows.append((_("In charge"), text_in(pin.owner.names, language) or pin.owner.code))
        if pin.owner.is_external:
            rows.append((_("Note"), _("not part of the town's own organisation")))
            rows += [(name, value) for name, value in ((_("Phone"), pin.owner.phone), ("www", pin.owner.url)) if value]
    return tuple(rows)


def _promise(pin: Pin) -> str:
    if pin.category is not None and not pin.category.is_answered:
        return _("Messages on this topic are read but not answered one by one.")
    if pin.due_on is not None:
        return _("You get an answer by %(day)s.") % {"day": date_format(pin.due_on, "SHORT_DATE_FORMAT")}
    return _("You get a letter when there is an answer.")
