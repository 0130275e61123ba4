"""Letters of participation: whether somebody wants to follow something, and that they signed up for an event."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Quote, Sheet, Words
from delivery.topics import Topic, register
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.digests import DIGEST, DIGEST_LETTER, DIGESTS, begin_digests, digest, make_digest
from participation.following import CONFIRM_LETTER, confirm_token
from participation.models import EventSignUp, Follow
from participation.sign_ups import SIGN_UP_LETTER, key_of_sign_up
from participation.topics import follow_topic


def confirm(payload: dict[str, Any]) -> Letter | None:
    """Nothing when it was ended or erased meanwhile, or another letter has been asked for."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        found = Follow.objects.select_related("follower").filter(public_id=payload["follow"]).first()
        topic = follow_topic(found.topic) if found else None
        if found is None or topic is None or found.confirm_until is None:
            return None
        if found.confirm_until != datetime.datetime.fromisoformat(payload["until"]):
            return None
        language = found.follower.language
        with translation.override(language):
            return _letter(town, found, topic.name(town, found.reference, language))


def _letter(town: Municipality, found: Follow, name: str) -> Letter:
    language = found.follower.language
    assert found.confirm_until is not None
    until = date_format(timezone.localtime(found.confirm_until), "SHORT_DATE_FORMAT")
    sheet = Sheet(
        sender=town.name(language),
        language=language,
        title=_("Do you want to follow this?"),
        parts=(
            Words(_("Somebody, hopefully you, asked for letters about this to this address:")),
            Quote(name),
            Link(
                _("Confirm that I want to follow it"),
                page_address(town, language, f"follow/confirm/{found.public_id}/{confirm_token(found)}"),
            ),
            Words(_("The link works until %(day)s.") % {"day": until}),
        ),
        why=_("If it was not you, you need not do anything: no letters will come."),
    )
    return sheet.letter(to=found.follower.email, subject=f"{town.name(language)} – Kuuluvuus", reply_to=town.email)


def signed_up(payload: dict[str, Any]) -> Letter | None:
    """When and where, and the link that takes it back. Nothing when it was taken back meanwhile."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        known = EventSignUp.objects.filter(municipality=town, public_id=payload["sign_up"], cancelled_at=None)
        found = known.exclude(email="").select_related("event__place").first()
        if found is None:
            return None
        event = found.event
        with translation.override(found.language):
            facts = [
                (_("When"), date_format(timezone.localtime(event.starts_at), "SHORT_DATETIME_FORMAT")),
                (_("Where"), text_in(event.place.names, found.language) if event.place else ""),
                (_("How many people"), str(found.people)),
            ]
            sheet = Sheet(
                sender=town.name(found.language),
                language=found.language,
                title=_("You have signed up: %(event)s") % {"event": event.name(found.language)},
                parts=(
                    Facts(tuple(row for row in facts if row[1])),
                    Words(_("If you cannot come, tell us by the link below. Then somebody else can have your place.")),
                    Link(
                        _("See it or take it back"),
                        page_address(town, found.language, f"coming/{key_of_sign_up(found)}"),
                    ),
                ),
                why=_("You get this letter because you signed up with this address. It is erased after the event."),
            )
            return sheet.letter(to=found.email, subject=f"{town.name(found.language)} – Kuuluvuus", reply_to=town.email)


def register_following() -> None:
    register(Topic(DIGESTS, begin_digests))
    register(Topic(DIGEST, make_digest))
    register_letter(CONFIRM_LETTER, confirm)
    register_letter(DIGEST_LETTER, digest)
    register_letter(SIGN_UP_LETTER, signed_up)
