"""The receipt by mail, at once and to everybody who gave an address: when it came, its code and its hash.

Nothing of what was stated stands in it: nobody has proved that the address is theirs.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter, post_letter, register_letter
from delivery.services import Limit, allow
from delivery.stationery import Facts, Link, Part, Sheet, Words
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Statement, StatementChannel, StatementEvent
from zoning.reading import senders_of
from zoning.services.statements import note_event, own_key

RECEIPT_LETTER = "zoning.receipt"
MOST_TO_AN_ADDRESS, A_DAY_S = 10, 86_400


def acknowledge(statement: Statement) -> None:
    """Have the receipt written; in the transaction of the message that tells of the statement, so once."""
    email = senders_of([statement])[statement.pk].email
    town = statement.municipality
    if email and allow(Limit("receipts", f"{town.pk} {email.lower()}", MOST_TO_AN_ADDRESS, A_DAY_S)).allowed:
        payload = {"town": town.pk, "statement": statement.public_id}
        post_letter(kind=RECEIPT_LETTER, payload=payload, municipality=town, dedupe=f"receipt:{statement.public_id}")
        note_event(statement=statement, kind=StatementEvent.Kind.RECEIPT, detail={"by": "email"})
    elif statement.channel == StatementChannel.WEB:
        note_event(statement=statement, kind=StatementEvent.Kind.RECEIPT, detail={"by": "page"})


def receipt(payload: dict[str, Any]) -> Letter | None:
    """Nothing when the sender was erased meanwhile."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        statement = Statement.objects.select_related("plan").get(public_id=payload["statement"])
        email = senders_of([statement])[statement.pk].email
    if not email:
        return None
    with translation.override(statement.language):
        return _sheet(town, statement).letter(
            to=email, subject=f"{statement.receipt_code} – {town.name(statement.language)}", reply_to=town.email
        )


def _sheet(town: Municipality, statement: Statement) -> Sheet:
    language, key = statement.language, own_key(statement.public_id)
    path = f"plans/{statement.plan.slug}/statements/{statement.public_id}"
    parts: tuple[Part, ...] = (
        Words(_("Your statement about a plan has arrived.")),
        Facts(_facts(statement)),
        *((Words(_("It came after the time was over. It is stored and marked late.")),) if statement.is_late else ()),
        Link(_("Your receipt"), page_address(town, language, path, key=key)),
        Words(_("The link is yours alone. Whoever has it sees what you stated.")),
    )
    why = _("You get this letter because this address was given with the statement.")
    return Sheet(sender=town.name(language), language=language, title=_("Receipt"), parts=parts, why=why)


def _facts(statement: Statement) -> tuple[tuple[str, str], ...]:
    came = timezone.localtime(statement.received_at)
    rows = [
        (_("Code of the receipt"), statement.receipt_code),
        (_("Plan"), text_in(statement.plan.names, statement.language)),
        (_("Kind"), str(statement.get_kind_display())),
        (_("Received"), f"{date_format(came, 'SHORT_DATE_FORMAT')} {came:%H:%M:%S}"),
    ]
    if statement.arrived_at is not None:
        rows.append((_("Arrived"), date_format(timezone.localtime(statement.arrived_at), "SHORT_DATETIME_FORMAT")))
    return (*rows, (_("Hash (SHA-256)"), bytes(statement.chain_hash).hex()))


def register_receipts() -> None:
    register_letter(RECEIPT_LETTER, receipt)
