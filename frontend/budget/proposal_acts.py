"""What the desk's page of a proposal asks to be done, done by the services. Each gives what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Body
from budgeting.models import Exclusion, Pot, Proposal
from budgeting.services.costing import OnTheBallot, accept_proposal, ask_unit, comment_as_board
from budgeting.services.exclusions import exclude_each_other, lift_exclusion
from budgeting.services.joining import merge_proposals, part_proposals, split_proposal
from budgeting.services.proposals import ProposalInput, end_proposal, open_proposal
from budgeting.services.stepping import By, refuse
from budgeting.services.writing import Invitation, invite_author, invite_senders
from frontend.budget.proposal_forms import CENTS, said_in
from frontend.budget.shown import DeskRound

Act = Callable[[DeskRound, Proposal, QueryDict], str]
MOST_PARTS = 6


def act_on(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    """Refused where it cannot be done. Runs inside `in_town`."""
    act = ACTS.get(said.get("act", ""))
    if act is None:
        raise refuse("act", "unknown_act", gettext_lazy("This cannot be done."))
    return act(at_desk, proposal, said)


def _open(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    open_proposal(town=at_desk.town, proposal=proposal, by=By(at_desk.user))
    return _("The proposal is published, and the senders of its ideas are told.")


def _ask(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    unit = _body(at_desk, said.get("unit", ""))
    ask_unit(town=at_desk.town, proposal=proposal, unit=unit, due_on=_day(said.get("due_on", "")), by=By(at_desk.user))
    return _("The unit is asked for an estimate.")


def _accept(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    pot = Pot.objects.filter(round=at_desk.round, code=said.get("pot", "")[:60]).first()
    wished = OnTheBallot(pot, _sum(said.get("cost", "")), proposal.unit)
    accept_proposal(town=at_desk.town, proposal=proposal, ballot=wished, by=By(at_desk.user))
    return _("The proposal is on the ballot.")


def _end(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    reason = said_in(at_desk.town, said, "reason")
    by = By(at_desk.user)
    end_proposal(town=at_desk.town, proposal=proposal, state=said.get("state", ""), reason=reason, by=by)
    return _("The proposal has ended, and its makers are told why.")


def _split(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    parts = []
    for number in range(MOST_PARTS):
        titles, texts = (said_in(at_desk.town, said, f"part{number}{more}") for more in ("", "_text"))
        if any(titles.values()):
            parts.append(ProposalInput(titles, texts, proposal.geom, proposal.about_area, proposal.theme))
    split_proposal(town=at_desk.town, proposal=proposal, parts=parts, by=By(at_desk.user))
    return _("The proposal was split, and the senders are told of each part.")


def _join(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    kept = _numbered(at_desk, said.get("number", ""))
    text = said_in(at_desk.town, said, "text")
    merge_proposals(town=at_desk.town, kept=kept, others=[proposal], by=By(at_desk.user), text=text)
    return _("The proposals were joined, and everybody concerned is told.")


def _part(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    part_proposals(town=at_desk.town, proposals=[proposal], by=By(at_desk.user))
    return _("The proposal stands by itself again.")


def _comment(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    board, text = _body(at_desk, said.get("board", "")), said_in(at_desk.town, said, "text")
    comment_as_board(town=at_desk.town, proposal=proposal, board=board, text=text, by=By(at_desk.user))
    return _("The comment is published with the proposal.")


def _invite(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    if email := said.get("email", "").strip():
        who = Invitation(email[:254], at_desk.town.first_language)
        invite_author(town=at_desk.town, proposal=proposal, who=who, by=By(at_desk.user))
    else:
        invite_senders(town=at_desk.town, proposal=proposal)
    return _("Invited. Nobody is an author before they agree.")


def _exclude(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    others = [_numbered(at_desk, number) for number in said.get("numbers", "").replace(",", " ").split()[:20]]
    exclude_each_other(
        town=at_desk.town,
        round=at_desk.round,
        kind=said.get("kind", ""),
        proposals=[proposal, *others],
        reason=said_in(at_desk.town, said, "reason"),
    )
    return _("At most one of them can win.")


def _lift(at_desk: DeskRound, proposal: Proposal, said: QueryDict) -> str:
    known = Exclusion.objects.filter(round=at_desk.round, members__proposal=proposal)
    for one in known.filter(public_id=said.get("exclusion", "")[:22]):
        lift_exclusion(town=at_desk.town, exclusion=one)
    return _("They can win together again.")


def _numbered(at_desk: DeskRound, number: str) -> Proposal:
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    rows = Proposal.objects.filter(round=at_desk.round)
    found: Proposal | None = rows.filter(number=int(number)).first() if is_number else None
    if found is None:
        raise refuse("number", "unknown_number", gettext_lazy("The round has no proposal of this number."))
    return found


def _body(at_desk: DeskRound, code: str) -> Body:
    found = Body.objects.filter(municipality=at_desk.town, code=code[:60]).first()
    if found is None:
        raise refuse("unit", "unknown_body", gettext_lazy("The town has no such unit."))
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise refuse("due_on", "not_a_day", gettext_lazy("This is not a day.")) from None


def _sum(text: str) -> int | None:
    cleaned = "".join(text.split()).replace("€", "").replace(",", ".")[:20]
    try:
        return int(Decimal(cleaned) * CENTS) if cleaned else None
    except (InvalidOperation, ValueError, OverflowError):
        raise refuse("cost", "not_a_sum", gettext_lazy("This is no sum of money.")) from None


ACTS: dict[str, Act] = {
    "open": _open,
    "ask": _ask,
    "accept": _accept,
    "end": _end,
    "split": _split,
    "join": _join,
    "part": _part,
    "comment": _comment,
    "invite": _invite,
    "exclude": _exclude,
    "lift": _lift,
}
