""" "Was it dealt with?" – asked once, some days after a message was done."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from delivery.mail import Letter, post_letter
from delivery.stationery import Facts, Link, Words
from feedback_map.letters.to_sender import contact_of, gets_letters, own_address, sheet_for
from feedback_map.models import Contact, StateType
from geo.models import Municipality
from geo.tenancy import in_town

ASKED_LETTER = "feedback_map.asked"
MOST = 1_000
LATEST_DAYS = 60  # after an outage nobody is asked about what they have forgotten


def ask_senders(*, town: Municipality, now: datetime.datetime | None = None) -> int:
    """Have the question sent to the senders of what has been done for some days. Once for each time it is done."""
    now = now or timezone.now()
    until = now - datetime.timedelta(days=settings.ASK_AFTER_DAYS)
    with in_town(town):
        due = Contact.objects.filter(
            Q(asked_at=None) | Q(asked_at__lt=F("pin__closed_at")),
            municipality=town,
            verified_at__isnull=False,
            stopped_at=None,
            pin__state__type=StateType.DONE,
            pin__closed_at__lte=until,
            pin__closed_at__gt=until - datetime.timedelta(days=LATEST_DAYS),
        ).exclude(email="")
        contacts = list(due.select_related("pin").select_for_update(of=("self",), skip_locked=True)[:MOST])
        for contact in contacts:
            pin = contact.pin
            assert pin.closed_at is not None
            payload = {"town": town.pk, "pin": pin.public_id}
            dedupe = f"asked:{pin.public_id}:{pin.closed_at.timestamp():.0f}"
            post_letter(kind=ASKED_LETTER, payload=payload, municipality=town, dedupe=dedupe)
            contact.asked_at = now
        Contact.objects.bulk_update(contacts, ["asked_at"])
    return len(contacts)


def asked(payload: dict[str, Any]) -> Letter | None:
    """Two links to a page that asks; nothing is answered by opening one. None when it was opened again meanwhile."""
    town, contact = contact_of(payload)
    if contact is None or not gets_letters(contact) or contact.pin.closed_at is None:
        return None
    pin, language = contact.pin, contact.language
    with translation.override(language):
        parts = (
            Words(_("The town has marked your message as done. Was it dealt with?")),
            Facts(((_("Code"), pin.code),)),
            Link(_("Yes, it was dealt with"), own_address(town, pin, language, dealt_with="yes") + "#rating"),
            Link(_("No, it was not"), own_address(town, pin, language, dealt_with="no") + "#rating"),
            Words(_("If it was not, the message goes back to those who handle it.")),
        )
        return sheet_for(contact, town, _("Was it dealt with?"), parts)
