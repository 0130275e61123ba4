"""The smallest statement. A test sets only what it is about."""

from __future__ import annotations

from typing import Any

from geo.tenancy import in_town
from zoning.attachments import Attachment
from zoning.models import Plan, StatementAttachment
from zoning.services.statement_checks import SenderInput
from zoning.services.statements import Receipt, StatementInput, StatementOnce, receive_statement

AINO = SenderInput(name="Aino Esimerkki", street="Pajakatu 1", postcode="50100", city="Mikkeli", email="aino@x.example")


def stated(plan: Plan, text: str = "Kadun pitäisi olla kapeampi.", **fields: Any) -> StatementInput:
    return StatementInput(plan=plan, text=text, **{"who": AINO, **fields})


def state(plan: Plan, once: StatementOnce | None = None, **fields: Any) -> Receipt:
    return receive_statement(town=plan.municipality, statement=stated(plan, **fields), once=once)


def statement_values(plan: Plan) -> dict[str, str]:
    """A statement with a file, as addresses name them."""
    receipt = state(plan, attachments=(Attachment("kartta.pdf", "application/pdf", ".pdf", b"%PDF-1.7 x"),))
    with in_town(plan.municipality):
        file = StatementAttachment.objects.get(statement__public_id=receipt.id)
    return {"statement": receipt.id, "attachment": file.public_id}
