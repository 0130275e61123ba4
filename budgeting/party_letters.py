"""The letter to whoever signed up for a working party when it moves, or does not take place."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgeting.models import WorkingParty
from budgeting.services.parties import CHANGED_LETTER
from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Sheet, Words
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import EventSignUp
from participation.sign_ups import key_of_sign_up


def party_letter(payload: dict[str, Any]) -> Letter | None:
    """What is so now, when the letter is written. Nothing to whoever has taken it back."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        known = EventSignUp.objects.filter(municipality=town, public_id=payload["sign_up"], cancelled_at=None)
        found = known.exclude(email="").first()
        party = WorkingParty.objects.filter(pk=payload["party"]).select_related("event__place").first()
    if found is None or party is None:
        return None
    with translation.override(found.language):
        return _letter(town, found, party)


def _letter(town: Municipality, found: EventSignUp, party: WorkingParty) -> Letter:
    language, event = found.language, party.event
    when = date_format(timezone.localtime(event.starts_at), "SHORT_DATETIME_FORMAT")
    where = text_in(event.place.names, language) if event.place else ""
    facts = ((_("What"), event.name(language)), (_("When"), when), (_("Where"), where))
    if party.called_off_at is not None:
        title = _("A working party has been called off")
        words = Words(text_in(party.called_off_why, language))
    else:
        title = _("A working party has been moved")
        words = Words(_("You need not do anything if you still come."))
    link = Link(_("See it or take it back"), page_address(town, language, f"coming/{key_of_sign_up(found)}"))
    sheet = Sheet(
        sender=town.name(language),
        language=language,
        title=title,
        parts=(Facts(tuple(row for row in facts if row[1])), words, link),
        why=_("You get this letter because you signed up with this address. It is erased after the event."),
    )
    return sheet.letter(to=found.email, subject=f"{town.name(language)} – {title}", reply_to=town.email)


def register_party_letters() -> None:
    register_letter(CHANGED_LETTER, party_letter)
