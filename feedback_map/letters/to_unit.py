"""To the unit in charge: a sender says that a thing is not fixed, and the message is open again.

The words themselves stay at the desk; a letter may be read by anybody in the unit's shared mailbox.
"""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from delivery.mail import Letter, post_letter
from delivery.stationery import Facts, Link, Sheet, Words
from feedback_map.letters.to_sender import subject_of
from feedback_map.models import Update
from geo.addresses import page_address
from geo.models import Municipality
from geo.tenancy import in_town

REOPENED_LETTER = "feedback_map.reopened"


def tell_unit(update: Update) -> None:
    if update.kind != Update.Kind.DISPUTED or update.owner is None or not update.owner.email:
        return
    payload = {"town": update.municipality_id, "update": update.public_id}
    dedupe = f"reopened:{update.public_id}"
    post_letter(kind=REOPENED_LETTER, payload=payload, municipality=update.municipality_id, dedupe=dedupe)


def reopened(payload: dict[str, Any]) -> Letter | None:
    """Nothing when the message was erased meanwhile, or its unit has no address any more."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        updates = Update.objects.select_related("pin", "owner").filter(municipality=town)
        update = updates.filter(public_id=payload["update"]).first()
    if update is None or update.owner is None or not update.owner.email:
        return None
    language, pin = town.first_language, update.pin
    with translation.override(language):
        sheet = Sheet(
            sender=town.name(language),
            language=language,
            title=_("A sender says that it is not fixed"),
            parts=(
                Words(_("The message is open again and waits for your unit.")),
                Facts(((_("Code"), pin.code),)),
                Link(_("The message at the desk"), page_address(town, language, f"desk/pins/{pin.public_id}")),
            ),
            why=_("You get this letter because your unit is in charge of the message."),
        )
        return sheet.letter(to=update.owner.email, subject=subject_of(pin, town, language), reply_to=town.email)
