"""A reasoned position or a notice of approval by mail, written when it is sent."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from delivery.mail import Letter, register_letter
from delivery.stationery import Sheet, Words
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Position
from zoning.position_texts import title_of
from zoning.reading import senders_of
from zoning.services.positions import POSITION_LETTER


def position_letter(payload: dict[str, Any]) -> Letter | None:
    """Nothing when the sender's address was erased meanwhile."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        rows = Position.objects.select_related("statement").defer("statement__geom")
        position = rows.filter(public_id=payload["position"]).first()
        if position is None:
            return None
        to = senders_of([position.statement])[position.statement_id].email
    if not to:
        return None
    language = position.language
    with translation.override(language):
        parts = tuple(Words(paragraph) for paragraph in position.text.split("\n\n"))
        why = _("You get this letter because you asked for it when you sent your statement.")
        sheet = Sheet(town.name(language), language, title_of(position.kind), parts, why=why)
        subject = f"{town.name(language)} – {title_of(position.kind)}"
        return sheet.letter(to=to, subject=subject, reply_to=town.email)


def register_position_letters() -> None:
    register_letter(POSITION_LETTER, position_letter)
