"""How the sender of a message may be reached: given by choice, confirmed by whoever has the address, ended by a click.

Letters are sent to a confirmed address only. Of the link that confirms one the database keeps the hash, and a day.
"""

from __future__ import annotations

import datetime
import hmac
from dataclasses import asdict

from django.conf import settings
from django.utils import timezone

from delivery.mail import post_letter
from delivery.services import Limit, allow
from feedback_map.models import Contact, Pin
from feedback_map.services.placing import ContactInput, follow_hash, wrong_in_contact
from geo.ids import derived_secret
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from participation.services import token_hash

CONFIRM_LETTER = "feedback_map.confirm"
RECEIPT_LETTER = "feedback_map.receipt"
MOST_TO_AN_ADDRESS, A_DAY_S = 10, 86_400


def give_contact(*, town: Municipality, pin: Pin, contact: ContactInput) -> Contact:
    """Keep how the sender may be reached, in place of what was kept, and write to the address so that it is confirmed.

    The same again changes nothing but sends the letter once more, a few times a day. Raises Refused.
    """
    if errors := wrong_in_contact(contact):
        raise Refused(errors)
    given = {name: value.strip() for name, value in asdict(contact).items()}
    given["email"] = given["email"].lower()
    with in_town(town):
        kept, _made = Contact.objects.select_for_update().get_or_create(pin=pin, defaults={"municipality": town})
        if kept.email != given["email"]:
            kept.verified_at = kept.stopped_at = kept.confirm_hash = kept.confirm_until = None
        for name, value in given.items():
            setattr(kept, name, value)
        kept.save()
        write_to_new_address(town=town, pin=pin, contact=kept)
    return kept


def write_to_new_address(*, town: Municipality, pin: Pin, contact: Contact) -> None:
    """To a new address the link that confirms it; to one that the same sender has confirmed before, the receipt."""
    if not contact.email or contact.verified_at is not None:
        return
    if contact.email != contact.email.lower():  # so that one address is one, also when it is erased
        contact.email = contact.email.lower()
        contact.save(update_fields=["email"])
    if _known_already(pin, contact):
        contact.verified_at = timezone.now()
        contact.save(update_fields=["verified_at"])
        _post_receipt(town, pin, contact)
    elif allow(Limit("letters", f"{town.pk} {contact.email}", MOST_TO_AN_ADDRESS, A_DAY_S)).allowed:
        contact.confirm_until = timezone.now() + datetime.timedelta(days=settings.CONFIRM_WITHIN_DAYS)
        contact.confirm_hash = token_hash(confirm_token(pin, contact))
        contact.save(update_fields=["confirm_hash", "confirm_until"])
        payload = {"town": town.pk, "pin": pin.public_id, "until": contact.confirm_until.isoformat()}
        dedupe = f"confirm:{pin.public_id}:{contact.confirm_until.timestamp():.6f}"
        post_letter(kind=CONFIRM_LETTER, payload=payload, municipality=town, dedupe=dedupe)


def confirm_token(pin: Pin, contact: Contact) -> str:
    """The secret of the link in the letter: made again when the letter is written, for this address and day alone."""
    until = contact.confirm_until.isoformat() if contact.confirm_until else ""
    return derived_secret("contact", f"{pin.public_id} {contact.email} {until}")


def confirmable(*, town: Municipality, pin: str, token: str) -> Contact | None:
    """Whose address a link confirms, as long as it does."""
    with in_town(town):
        contact = Contact.objects.select_related("pin").filter(municipality=town, pin__public_id=pin).first()
    if contact is None or contact.confirm_hash is None or contact.confirm_until is None:
        return None
    is_theirs = hmac.compare_digest(bytes(contact.confirm_hash), token_hash(token[:100]))
    return contact if is_theirs and contact.confirm_until > timezone.now() else None


def confirm_contact(*, town: Municipality, pin: str, token: str) -> Contact | None:
    """Whoever has the address wants the letters: the receipt follows. Again changes nothing; None for a dead link."""
    with in_town(town):
        contact = confirmable(town=town, pin=pin, token=token)
        if contact is None:
            return None
        Contact.objects.filter(pk=contact.pk, verified_at=None).update(verified_at=timezone.now())
        Contact.objects.filter(pk=contact.pk).update(stopped_at=None)
        _post_receipt(town, contact.pin, contact)
    return contact


def stop_letters(*, town: Municipality, pin: str, key: str) -> bool:
    """The holder of the sender's key wants no more letters. Again changes nothing; False when the key is not theirs."""
    with in_town(town):
        own = Contact.objects.filter(municipality=town, pin__public_id=pin, pin__follow_hash=follow_hash(key[:100]))
        own.filter(stopped_at=None).update(stopped_at=timezone.now())
        return own.exists()


def address_mark(email: str) -> str:
    """What stands for an address where the address itself must not be kept."""
    return derived_secret("address", email.lower())[:16]


def _known_already(pin: Pin, contact: Contact) -> bool:
    if pin.participant_id is None:
        return False
    others = Contact.objects.filter(pin__participant_id=pin.participant_id, email__iexact=contact.email)
    return others.exclude(pk=pin.pk).filter(verified_at__isnull=False, stopped_at=None).exists()


def _post_receipt(town: Municipality, pin: Pin, contact: Contact) -> None:
    payload = {"town": town.pk, "pin": pin.public_id}
    dedupe = f"receipt:{pin.public_id}:{address_mark(contact.email)}"
    post_letter(kind=RECEIPT_LETTER, payload=payload, municipality=town, dedupe=dedupe)
