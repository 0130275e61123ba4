"""What follows when a statement has come: the receipt's letter, and whoever else asks to hear of it."""

from __future__ import annotations

from collections.abc import Callable

from delivery.topics import Message, Topic, register
from zoning.handing_over import hand_over, register_handing_over
from zoning.models import Statement
from zoning.receipt_letter import acknowledge, register_receipts
from zoning.services.statements import STATEMENT_RECEIVED

Listener = Callable[[Statement], object]

_listeners: list[Listener] = []


def when_statement_comes(listener: Listener) -> None:
    """Register who hears of new statements, in the message's transaction and town, once each."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_of_statement(message: Message) -> None:
    """The statement must be there: an outbox row without it would mean that a transaction was torn."""
    statement = Statement.objects.select_related("municipality").get(public_id=message.payload["statement"])
    for listener in _listeners:
        listener(statement)


def register_receiving() -> None:
    register(Topic(name=STATEMENT_RECEIVED, carry=tell_of_statement))
    register_receipts()
    register_handing_over()
    when_statement_comes(acknowledge)
    when_statement_comes(hand_over)
