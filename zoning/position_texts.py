"""What a reasoned position and a notice of approval say. Nothing that the sender wrote is repeated, nor kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from geo.addresses import page_address
from geo.models import Municipality
from zoning.models import Plan, Position
from zoning.reply_report import report_reply
from zoning.replying import Answered, Replying


def title_of(kind: str) -> str:
    if kind == Position.Kind.APPROVAL:
        return _("The plan has been approved")
    return _("The town's reasoned position on your statement")


def position_text(town: Municipality, known: Replying, asked: Answered, language: str) -> str:
    """Paragraphs in the language that is active: which statement, and the reply to each of its pieces once."""
    opening = _("You sent the town of %(town)s a statement about the plan “%(plan)s” (receipt code %(code)s, %(day)s).")
    about = opening % {
        "town": town.name(language),
        "plan": known.plan.name(language),
        "code": asked.statement.receipt_code,
        "day": date_format(asked.statement.arrived_at or asked.statement.received_at, "SHORT_DATE_FORMAT"),
    }
    ending = _("All replies can be read on the plan's page: %(address)s") % {
        "address": _address(town, known.plan, language)
    }
    return "\n\n".join([about, *_replies(known, asked, language), ending])


def _replies(known: Replying, asked: Answered, language: str) -> Iterator[str]:
    names = {theme.pk: theme.name(language) for theme in known.themes}
    told = set[int]()
    for piece in asked.pieces:
        reply = known.reply_of(piece)
        if reply is None or reply.pk in told:
            continue
        told.add(reply.pk)
        said = report_reply(reply, language)
        if piece.theme_id in names:
            yield names[piece.theme_id].upper()
        yield said.text
        yield f"{said.effect}. {said.change}".strip()


def approval_text(town: Municipality, plan: Plan, decided_on: datetime.date, decided_by: str, language: str) -> str:
    words = _("The plan “%(plan)s” was approved on %(day)s: %(by)s.") % {
        "plan": plan.name(language),
        "day": date_format(decided_on, "SHORT_DATE_FORMAT"),
        "by": decided_by.rstrip("."),
    }
    appeal = _("How the decision can be appealed is told with the decision. Ask the town if you do not find it.")
    page = _("The plan's page: %(address)s") % {"address": _address(town, plan, language)}
    return "\n\n".join([words, appeal, page])


def _address(town: Municipality, plan: Plan, language: str) -> str:
    return page_address(town, language, f"plans/{plan.slug}/")
