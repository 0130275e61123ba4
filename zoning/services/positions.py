"""The town's reasoned position and the notice of approval, to those who asked: by mail or letter, each logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from delivery.mail import post_letter
from geo.languages import text_in
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import Approval, Plan, Position, Statement, StatementEvent
from zoning.position_texts import approval_text, position_text
from zoning.reading import SenderDetails, senders_of
from zoning.replying import Answered, Replying, replying
from zoning.services.statements import note_event

POSITION_LETTER = "zoning.position"
LANGUAGES = ("fi", "sv", "en")
WANTS = {Position.Kind.POSITION: "wants_position", Position.Kind.APPROVAL: "wants_approval_notice"}
NOTED_AS = {
    Position.Kind.POSITION: StatementEvent.Kind.POSITION,
    Position.Kind.APPROVAL: StatementEvent.Kind.APPROVAL,
}


@dataclass(frozen=True)
class Waiting:
    """Who asked for something and has not got it, and by which way it can be sent; an empty way: no address is left."""

    asked: Answered
    method: str


def waiting_for(plan: Plan, kind: str, read: Replying | None = None) -> list[Waiting]:
    """Those who asked and were not told; for a position, those alone whose statement is answered in public."""
    told = set(Position.objects.filter(statement__plan=plan, kind=kind).values_list("statement_id", flat=True))
    known = read or replying(plan, published_only=True)
    asked = [
        each
        for each in known.statements
        if getattr(each.statement, WANTS[Position.Kind(kind)])
        and each.statement.pk not in told
        and not each.is_withdrawn
        and (kind == Position.Kind.APPROVAL or each.is_answered)
    ]
    senders = senders_of([each.statement for each in asked])
    return [Waiting(each, method_of(senders[each.statement.pk])) for each in asked]


def method_of(sender: SenderDetails) -> str:
    if sender.email:
        return Position.Method.EMAIL
    return Position.Method.POST if sender.has_postal_address else ""


def tell_those_who_asked(*, town: Municipality, plan: Plan, kind: str, by: User) -> list[Position]:
    """One letter for each who asked and has an address: mail goes out with the commit, paper waits to be printed.

    Nobody gets two of a kind. A reasoned position needs published replies, a notice an approval.
    """
    with in_town(town):
        now = Plan.objects.defer("geom").select_for_update().get(pk=plan.pk)
        approval = Approval.objects.filter(plan=now).order_by("-decided_on", "-id").first()
        if kind == Position.Kind.APPROVAL and approval is None:
            raise Refused([FieldError("plan", "not_approved", _("The plan has not been approved."))])
        known = replying(now, published_only=True)
        made = [
            _made(town, each, _text(town, known, each.asked, approval, kind), kind, by)
            for each in waiting_for(now, kind, known)
            if each.method
        ]
        for position in made:
            if position.method == Position.Method.EMAIL:
                _mail(town, position, by)
        return made


def mark_posted(*, town: Municipality, positions: Sequence[str], by: User) -> int:
    """Letters on paper were put in the post; gives how many were not marked before."""
    with in_town(town):
        rows = Position.objects.filter(public_id__in=positions, method=Position.Method.POST, sent_at=None)
        waiting = list(rows.select_for_update(of=("self",)).select_related("statement"))
        for position in waiting:
            _log_sent(position, by)
        return len(waiting)


def unposted(plan: Plan) -> Iterable[Position]:
    """Letters that wait to be printed and posted. Runs inside `in_town`."""
    rows = Position.objects.filter(statement__plan=plan, method=Position.Method.POST, sent_at=None)
    return rows.select_related("statement").defer("statement__geom").order_by("statement__number", "kind")


def _made(town: Municipality, waiting: Waiting, text: str, kind: str, by: User) -> Position:
    said = waiting.asked.statement
    return Position.objects.create(
        municipality=town,
        statement=said,
        kind=kind,
        language=_language(said),
        text=text,
        method=waiting.method,
        user=by,
    )


def _text(town: Municipality, known: Replying, asked: Answered, approval: Approval | None, kind: str) -> str:
    language = _language(asked.statement)
    with translation.override(language):
        if kind == Position.Kind.APPROVAL:
            assert approval is not None
            return approval_text(
                town, known.plan, approval.decided_on, text_in(approval.decided_by, language), language
            )
        return position_text(town, known, asked, language)


def _language(said: Statement) -> str:
    language = said.language.partition("-")[0]
    return language if language in LANGUAGES else LANGUAGES[0]


def _mail(town: Municipality, position: Position, by: User) -> None:
    payload = {"town": town.pk, "position": position.public_id}
    dedupe = f"position:{position.public_id}"
    post_letter(kind=POSITION_LETTER, payload=payload, municipality=town, dedupe=dedupe)
    _log_sent(position, by)


def _log_sent(position: Position, by: User) -> None:
    position.sent_at = timezone.now()
    position.save(update_fields=["sent_at"])
    detail = {"position": position.public_id, "method": position.method}
    note_event(statement=position.statement, kind=NOTED_AS[Position.Kind(position.kind)], user=by, detail=detail)
