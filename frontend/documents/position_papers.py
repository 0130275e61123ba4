"""Reasoned positions and notices of approval on paper, for those who gave a postal address."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from frontend.documents.landowner_papers import letters_in_one
from geo.languages import text_in
from geo.models import Municipality
from zoning.clock import town_today
from zoning.models import Plan, Position
from zoning.position_texts import title_of
from zoning.reading import SenderDetails, senders_of


def position_letters_as_pdf(town: Municipality, plan: Plan, positions: Sequence[Position]) -> bytes:
    """One letter for each, in the language of its reader, on pages of its own. Runs inside `in_town`."""
    senders = senders_of([position.statement for position in positions])
    letters = [_letter(town, plan, position, senders[position.statement_id]) for position in positions]
    with translation.override(town.first_language):
        return letters_in_one(town, _("Letters: %(plan)s") % {"plan": plan.name(town.first_language)}, letters)


def address_of(sender: SenderDetails) -> list[str]:
    """As the post wants it; a country in capitals, where it is another."""
    country = sender.country.upper() if sender.country.lower() not in ("", "suomi", "finland", "fi") else ""
    lines = [sender.organisation, sender.name, sender.street, f"{sender.postcode} {sender.city}".strip(), country]
    return [line for line in lines if line]


def _letter(town: Municipality, plan: Plan, position: Position, sender: SenderDetails) -> dict[str, object]:
    language = position.language
    with translation.override(language):
        body = render_to_string(
            "frontend/documents/position_letter.html",
            {
                "town": town,
                "town_name": town.name(language),
                "to": address_of(sender),
                "on": town_today(),
                "title": title_of(position.kind),
                "case_number": plan.case_number,
                "paragraphs": position.text.split("\n\n"),
                "contact": text_in(plan.contact, language),
            },
        )
    return {"language": language, "body": body}
