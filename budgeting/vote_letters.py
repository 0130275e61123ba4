"""The letter with the link that opens a ballot. It names the round, and never a choice."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgeting.models import Voter
from budgeting.services.voters import LINK_LETTER, link_key
from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Sheet, Words
from geo.addresses import page_address
from geo.models import Municipality
from geo.tenancy import in_town


def link_letter(payload: dict[str, Any]) -> Letter | None:
    """Nothing when another letter has been asked for meanwhile, or the vote was closed."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        voter = Voter.objects.select_related("round__process").filter(pk=payload["voter"]).first()
    if voter is None or voter.link_until is None or voter.link_until.isoformat() != _instant(payload["until"]):
        return None
    its_round, language = voter.round, payload["language"]
    with translation.override(language):
        address = page_address(town, language, f"budget/{its_round.slug}/vote/letter", key=link_key(voter))
        until = date_format(timezone.localtime(voter.link_until), "SHORT_DATETIME_FORMAT")
        title = _("Your link to the vote")
        sheet = Sheet(
            sender=town.name(language),
            language=language,
            title=title,
            parts=(
                Words(_("Somebody asked for a link to vote with this address.")),
                Facts(((_("Vote"), its_round.name(language)),)),
                Link(_("Open the ballot"), address),
                Words(
                    _("The link works until %(day)s. Whoever has it can vote, so do not pass it on.") % {"day": until}
                ),
                Words(_("With a new link you can look at your ballot and change it until the vote ends.")),
            ),
            why=_("If you did not ask for it, you need not do anything."),
        )
        return sheet.letter(to=payload["to"], subject=f"{town.name(language)} – {title}", reply_to=town.email)


def register_vote_letters() -> None:
    register_letter(LINK_LETTER, link_letter)


def _instant(text: str) -> str:
    return datetime.datetime.fromisoformat(text).isoformat()
