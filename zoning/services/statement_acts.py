"""What staff do to a statement: each act is a new row, and what was received stays as it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import Statement, StatementEvent
from zoning.services.statements import note_event

_Kind = StatementEvent.Kind
LONGEST = 2_000
LONGEST_NUMBER = 60


@dataclass(frozen=True)
class Judgement:
    """What a statement is held to be, or whether it counts as in time, and why."""

    reason: str
    kind: str = ""
    in_time: bool | None = None


def judge_statement(*, town: Municipality, statement: Statement, by: User, judged: Judgement) -> StatementEvent:
    """Content, not the form used, decides what a message is; and a proven outage, whether a late one was in time."""
    if judged.kind and judged.kind not in Statement.Kind.values:
        raise Refused([FieldError("kind", "unknown_kind", _("Choose opinion, objection or official statement."))])
    if not judged.kind and judged.in_time is None:
        raise Refused([FieldError("kind", "required", _("Choose what it is, or whether it was in time."))])
    detail: dict[str, Any] = {"reason": _said(judged.reason, "reason")}
    detail |= {"kind": judged.kind} if judged.kind else {}
    detail |= {"in_time": judged.in_time} if judged.in_time is not None else {}
    with in_town(town):
        return note_event(statement=statement, kind=_Kind.JUDGED, user=by, detail=detail)


def give_case_number(*, town: Municipality, statement: Statement, by: User | None, number: str) -> StatementEvent:
    """The registry's own number (diaarinumero); a new one replaces the one before, which stays to be seen."""
    number = " ".join(number.split())
    if not number or len(number) > LONGEST_NUMBER:
        raise Refused([FieldError("case_number", "required", _("Write the registry's number."))])
    with in_town(town):
        return note_event(statement=statement, kind=_Kind.CASE_NUMBER, user=by, detail={"case_number": number})


def transfer_statement(*, town: Municipality, statement: Statement, by: User, to: str, reason: str) -> StatementEvent:
    """It belongs to another authority, and was passed on (Administrative Procedure Act § 21)."""
    detail = {"to": _said(to, "to"), "reason": _said(reason, "reason")}
    with in_town(town):
        return note_event(statement=statement, kind=_Kind.TRANSFERRED, user=by, detail=detail)


def withdraw_statement(*, town: Municipality, statement: Statement, by: User, reason: str) -> StatementEvent:
    """Its sender takes it back. It stays in the chain and is answered no more."""
    with in_town(town):
        return note_event(
            statement=statement, kind=_Kind.WITHDRAWN, user=by, detail={"reason": _said(reason, "reason")}
        )


def add_note(*, town: Municipality, statement: Statement, by: User, text: str) -> StatementEvent:
    """A word among those who handle it."""
    with in_town(town):
        return note_event(statement=statement, kind=_Kind.NOTE, user=by, detail={"text": _said(text, "text")})


def _said(text: str, field: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Refused([FieldError(field, "required", _("Write it in a few words."))])
    return text[:LONGEST]
