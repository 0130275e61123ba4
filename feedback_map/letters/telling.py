"""An entry in a message's history, told to whom it concerns: at least once by mail, never two letters for one entry.

The sender is told all that was written for them; so are the senders of messages that were joined with it. Others who
follow it are told what is published of it, while it is.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from delivery.mail import Letter, post_letter
from delivery.stationery import Facts, Link, Part, Quote, Sheet, Words
from feedback_map.letters.to_sender import contact_of, gets_letters, own_address, sheet_for, subject_of
from feedback_map.letters.words import state_words, title_of
from feedback_map.models import Contact, PublishedPin, PublishedUpdate, Update
from feedback_map.services.contacts import address_mark
from feedback_map.services.merging import told_pins
from geo.addresses import page_address
from geo.models import Municipality
from geo.tenancy import in_town
from participation.following import PIN_TOPIC, stop_address
from participation.models import Follow

TOLD_LETTER = "feedback_map.told"
FOLLOWED_LETTER = "feedback_map.followed"
UNTOLD = frozenset({Update.Kind.RECEIVED.value, Update.Kind.NOTE.value, Update.Kind.ASSIGNED.value})


def tell_those_concerned(update: Update) -> None:
    """Have a letter written to each; runs in the town's transaction, so that all of them are posted or none."""
    if update.kind in UNTOLD:
        return
    pins = {pin.pk: pin for pin in told_pins(update.pin)}
    for contact in Contact.objects.filter(pin__in=pins).exclude(email="").order_by("pin_id"):
        if gets_letters(contact):
            payload = {"pin": pins[contact.pin_id].public_id}
            _post(update, TOLD_LETTER, contact.email, payload)
    if not PublishedPin.objects.filter(pin_id=update.pin_id).exists():
        return
    shown = [pin.public_id for pin in pins.values()]
    follows = Follow.objects.running(update.municipality).filter(topic=PIN_TOPIC, reference__in=shown)
    for follow in follows.exclude(follower__email="").select_related("follower").order_by("pk"):
        _post(update, FOLLOWED_LETTER, follow.follower.email, {"follow": follow.public_id})


def told(payload: dict[str, Any]) -> Letter | None:
    """To a sender: of their own message, or of the one that it was joined with."""
    town, contact = contact_of(payload)
    update = _update(town, payload)
    if contact is None or update is None or not gets_letters(contact):
        return None
    with translation.override(contact.language):
        is_own = update.pin_id == contact.pin_id
        parts = (
            *_what(update, contact.language, code=contact.pin.code, text=is_own or _is_for_all(update)),
            Link(_("Your message and its answer"), own_address(town, contact.pin, contact.language)),
        )
        return sheet_for(contact, town, title_of(update), parts)


def followed(payload: dict[str, Any]) -> Letter | None:
    """To somebody else who follows it: published words only, and nothing once it is no longer shown."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    update = _update(town, payload)
    with in_town(town):
        running = Follow.objects.running(town).select_related("follower")
        follow = running.filter(public_id=payload["follow"]).exclude(follower__email="").first()
    if follow is None or update is None or not PublishedPin.objects.filter(pin_id=update.pin_id).exists():
        return None
    language, pin = follow.follower.language, update.pin
    with translation.override(language):
        sheet = Sheet(
            sender=town.name(language),
            language=language,
            title=title_of(update),
            parts=(
                *_what(update, language, code=pin.code, text=_is_for_all(update)),
                Link(_("To the message"), page_address(town, language, f"pins/{pin.public_id}")),
            ),
            why=_("You get this letter because you follow message %(code)s.") % {"code": pin.code},
            stop=stop_address(town, follow),
            stop_words=_("Stop following"),
        )
        return sheet.letter(to=follow.follower.email, subject=subject_of(pin, town, language), reply_to=town.email)


def _post(update: Update, kind: str, email: str, payload: dict[str, str]) -> None:
    whole = {"town": update.municipality_id, "update": update.public_id, **payload}
    dedupe = f"update:{update.public_id}:{address_mark(email)}"
    post_letter(kind=kind, payload=whole, municipality=update.municipality_id, dedupe=dedupe)


def _update(town: Municipality, payload: dict[str, Any]) -> Update | None:
    with in_town(town):
        found = Update.objects.select_related("pin", "state", "owner")
        return found.filter(municipality=town, public_id=payload["update"]).first()


def _is_for_all(update: Update) -> bool:
    return PublishedUpdate.objects.filter(update_id=update.pk).exists()


def _what(update: Update, language: str, *, code: str, text: bool) -> tuple[Part, ...]:
    parts: list[Part] = []
    if told_of := state_words(update, language):
        parts.append(Words(told_of))
    parts.append(Facts(((_("Code"), code),)))
    if text and update.public_text:
        parts.append(Quote(update.public_text, update.language))
    return tuple(parts)
