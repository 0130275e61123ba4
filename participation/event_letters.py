"""The letter to whoever signed up for an event when it moves, or does not take place."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Sheet, Words
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.events import EVENT_LETTER
from participation.models import EventSignUp
from participation.sign_ups import key_of_sign_up


def event_letter(payload: dict[str, Any]) -> Letter | None:
    """What is so now, when the letter is written. Nothing to whoever has taken it back."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        known = EventSignUp.objects.filter(municipality=town, public_id=payload["sign_up"], cancelled_at=None)
        found = known.exclude(email="").select_related("event__place").first()
    if found is None:
        return None
    with translation.override(found.language):
        return _letter(town, found)


def _letter(town: Municipality, found: EventSignUp) -> Letter:
    language, event = found.language, found.event
    when = date_format(timezone.localtime(event.starts_at), "SHORT_DATETIME_FORMAT")
    where = text_in(event.place.names, language) if event.place else ""
    facts = ((_("What"), event.name(language)), (_("When"), when), (_("Where"), where))
    if event.called_off_at is not None:
        title, said = _("An event has been called off"), text_in(event.called_off_why, language)
    else:
        title, said = _("An event has been moved"), _("You need not do anything if you still come.")
    sheet = Sheet(
        sender=town.name(language),
        language=language,
        title=title,
        parts=(
            Facts(tuple(row for row in facts if row[1])),
            Words(said),
            Link(_("See it or take it back"), page_address(town, language, f"coming/{key_of_sign_up(found)}")),
        ),
        why=_("You get this letter because you signed up with this address. It is erased after the event."),
    )
    return sheet.letter(to=found.email, subject=f"{town.name(language)} – {title}", reply_to=town.email)


def register_event_letters() -> None:
    register_letter(EVENT_LETTER, event_letter)
