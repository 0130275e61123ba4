"""What a form of the desk asks to be done to one statement, done by the services."""

from __future__ import annotations

from collections.abc import Callable

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.handing_over import hand_over
from zoning.models import Statement
from zoning.services.statement_acts import (
    Judgement,
    add_note,
    give_case_number,
    judge_statement,
    transfer_statement,
    withdraw_statement,
)


def do(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    """Do what the form says; gives what is told then. Raises Refused."""
    act = _ACTS.get(said.get("act", ""))
    if act is None:
        raise Refused([FieldError("act", "unknown_act", _("This cannot be done."))])
    return act(town, statement, by, said)


def _judge(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    in_time = {"yes": True, "no": False}.get(said.get("in_time", ""))
    judged = Judgement(said.get("reason", ""), said.get("kind", ""), in_time)
    judge_statement(town=town, statement=statement, by=by, judged=judged)
    return _("It has been judged, and why is written down.")


def _number(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    give_case_number(town=town, statement=statement, by=by, number=said.get("case_number", ""))
    return _("The registry's number has been saved.")


def _transfer(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    transfer_statement(town=town, statement=statement, by=by, to=said.get("to", ""), reason=said.get("reason", ""))
    return _("That it was passed on is written down.")


def _withdraw(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    withdraw_statement(town=town, statement=statement, by=by, reason=said.get("reason", ""))
    return _("That its sender took it back is written down.")


def _note(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    add_note(town=town, statement=statement, by=by, text=said.get("text", ""))
    return _("The note has been saved.")


def _hand_over(town: Municipality, statement: Statement, by: User, said: QueryDict) -> str:
    with in_town(town):
        if not hand_over(statement, again=True):
            told = _("The town's registry has no way yet by which statements go there. Set one up first.")
            raise Refused([FieldError("act", "no_way", told)])
    return _("It is on its way to the registry.")


_ACTS: dict[str, Callable[[Municipality, Statement, User, QueryDict], str]] = {
    "judge": _judge,
    "number": _number,
    "transfer": _transfer,
    "withdraw": _withdraw,
    "note": _note,
    "hand_over": _hand_over,
}
