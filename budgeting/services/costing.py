"""What a proposal costs and whether it can be done: units are asked and answer; its makers are told what they say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from budgeting.models import Costing, Pot, Proposal, ProposalStep, PublishedProposal
from budgeting.services.publishing import publish_proposals
from budgeting.services.round_changes import hold_round, refuse_joining
from budgeting.services.stepping import By, Entry, in_languages, locked, refuse, said, step, step_locked
from budgeting.services.telling import tell_makers
from delivery.mail import post_letter
from geo.models import Municipality
from geo.tenancy import in_town

State, Kind, Feasibility = Proposal.State, ProposalStep.Kind, Costing.Feasibility
ASKED_LETTER = "budgeting.costing"
BEFORE_COSTING = frozenset({State.OPEN, State.COSTING})
LARGEST_CENTS = 10**12
_ON_BALLOT = _("The proposal is on the ballot: everybody who may vote can choose it.")


@dataclass(frozen=True)
class Estimate:
    """A unit's answer. Reason and timetable are by language; what cannot be done, or only changed, needs a reason."""

    feasibility: str
    cost_cents: int | None = None
    yearly_cents: int | None = None
    reason: Mapping[str, str] = field(default_factory=dict)
    timetable: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class OnTheBallot:
    """What stands on the ballot: the pot and the cost; empty ones follow from area, theme and the units' answers."""

    pot: Pot | None = None
    cost_cents: int | None = None
    unit: Body | None = None


def ask_unit(
    *, town: Municipality, proposal: Proposal, unit: Body, due_on: datetime.date | None = None, by: By | None = None
) -> Costing:
    """Ask a unit what it costs; each unit is asked once, and again only when it has not answered the changed date."""
    acting = by or By()
    with in_town(town):
        now = locked([proposal])[proposal.pk]
        if now.state not in BEFORE_COSTING:
            raise refuse("proposal", "not_now", _("Costs are estimated of proposals that are open."))
        asked, is_new = Costing.objects.get_or_create(
            municipality=town, proposal=now, unit=unit, defaults={"due_on": due_on, "asked_by": acting.user}
        )
        if is_new:
            step_locked(now, Entry(Kind.ASKED, {"state": State.COSTING}, body=unit, keeps={"unit": unit.pk}), acting)
            publish_proposals(town=town, proposals=[now])
            if unit.email:
                payload = {"town": town.pk, "costing": asked.public_id}
                post_letter(kind=ASKED_LETTER, payload=payload, municipality=town, dedupe=f"cost:{asked.public_id}")
        proposal.state, proposal.version = now.state, now.version
        return asked


def answer_costing(*, town: Municipality, costing: Costing, estimate: Estimate, by: User | None = None) -> Costing:
    """Keep what a unit says. It may say it anew until the proposal is on the ballot; each answer stays in the trace."""
    values = _checked(estimate)
    with in_town(town):
        now = locked([costing.proposal_id])[costing.proposal_id]
        asked = Costing.objects.select_for_update(of=("self",)).select_related("unit").get(pk=costing.pk)
        if now.state not in BEFORE_COSTING:
            raise refuse("proposal", "not_now", _("Costs are estimated of proposals that are open."))
        if asked.answered_at and all(getattr(asked, name) == value for name, value in values.items()):
            return asked
        before = {name: getattr(asked, name) for name in values} if asked.answered_at else {}
        for name, value in values.items():
            setattr(asked, name, value)
        asked.answered_at, asked.answered_by = timezone.now(), by
        asked.save(update_fields=[*values, "answered_at", "answered_by"])
        text = values["reason"] if isinstance(values["reason"], dict) else {}
        entry = Entry(Kind.COSTED, text=text, body=asked.unit, keeps={"was": before, "now": values})
        made = step_locked(now, entry, By(user=by))
        publish_proposals(town=town, proposals=[now])
        if made is not None and text:
            tell_makers(town=town, step=made, by=by, texts=text)
        return asked


def comment_as_board(
    *, town: Municipality, proposal: Proposal, board: Body, text: Mapping[str, str], by: By | None = None
) -> ProposalStep | None:
    """What an area board says of it: published with the proposal."""
    words = said(text, "text", _("Write the comment."))
    return step(town=town, proposal=proposal, entry=Entry(Kind.COMMENTED, text=words, body=board), by=by)


def accept_proposal(
    *, town: Municipality, proposal: Proposal, ballot: OnTheBallot | None = None, by: By | None = None
) -> Proposal:
    """Put it on the ballot with its cost and pot. Its makers are told by the step's own letter.

    Refused while a unit that was asked has not answered, or says that it cannot be done, and without cost or pot.
    """
    wished, acting = ballot or OnTheBallot(), by or By()
    with in_town(town):
        hold_round(proposal.round_id)
        now = locked([proposal])[proposal.pk]
        if now.state == State.ACCEPTED:
            return now
        if now.state not in BEFORE_COSTING:
            raise refuse("proposal", "not_now", _("Only an open proposal can be put on the ballot."))
        refuse_joining(now)
        answers = list(Costing.objects.filter(proposal=now).order_by("pk"))
        sets = _on_ballot(town, now, wished, answers)
        made = step_locked(now, Entry(Kind.STATE, sets), acting)
        publish_proposals(town=town, proposals=[now])
        assert made is not None
        tell_makers(town=town, step=made, by=acting.user, texts=in_languages(town, _ON_BALLOT))
    for name, value in sets.items():
        setattr(proposal, name, value)
    proposal.version = now.version
    return now


def default_pot(proposal: Proposal) -> Pot | None:
    """The pot of its area, else of its theme, else of the whole town. Inside `in_town`."""
    pots = list(Pot.objects.filter(round=proposal.round_id))
    shown = PublishedProposal.objects.filter(proposal_id=proposal.pk).first()
    theme = proposal.theme.code if proposal.theme else None
    of_area = [pot for pot in pots if pot.kind == Pot.Kind.AREA and shown is not None and pot.area_id == shown.area_id]
    of_theme = [pot for pot in pots if pot.kind == Pot.Kind.THEME and pot.code == theme]
    of_town = [pot for pot in pots if pot.kind == Pot.Kind.TOWN]
    return next(iter([*of_area, *of_theme, *of_town]), pots[0] if len(pots) == 1 else None)


def _on_ballot(town: Municipality, now: Proposal, wished: OnTheBallot, answers: list[Costing]) -> dict[str, object]:
    if any(answer.answered_at is None for answer in answers):
        raise refuse("proposal", "not_answered", _("A unit that was asked has not answered yet."))
    if any(answer.feasibility == Feasibility.NO for answer in answers):
        raise refuse("proposal", "not_feasible", _("A unit says that it cannot be done."))
    pot = wished.pot or now.pot or default_pot(now)
    cost = wished.cost_cents or sum(answer.cost_cents or 0 for answer in answers) or now.cost_cents
    if pot is None or pot.round_id != now.round_id:
        raise refuse("pot", "required", _("Choose the pot from which it would be paid."))
    if not cost or cost < 0:
        raise refuse("cost", "required", _("Give the cost: it stands on the ballot."))
    if cost > pot.money_cents:
        raise refuse("cost", "more_than_the_pot", _("It costs more than there is in the pot."))
    timetable = next((answer.timetable for answer in answers if answer.timetable), now.timetable)
    yearly = sum(answer.yearly_cents or 0 for answer in answers) or now.yearly_cents
    unit = wished.unit or now.unit or (answers[0].unit if answers else None)
    return {
        "state": State.ACCEPTED,
        "pot": pot,
        "cost_cents": cost,
        "yearly_cents": yearly,
        "timetable": timetable,
        "unit": unit,
    }


def _checked(estimate: Estimate) -> dict[str, object]:
    if estimate.feasibility not in Feasibility.values:
        raise refuse("feasibility", "required", _("Choose whether it can be done."))
    needs_reason = estimate.feasibility != Feasibility.YES
    missing = _("Write the reason: the sender sees it.") if needs_reason else None
    if estimate.feasibility != Feasibility.NO and not estimate.cost_cents:
        raise refuse("cost", "required", _("Give the cost: it stands on the ballot."))
    for name, cents in (("cost", estimate.cost_cents), ("yearly", estimate.yearly_cents)):
        if cents is not None and not 0 <= cents <= LARGEST_CENTS:
            raise refuse(name, "not_a_sum", _("This is no sum of money."))
    return {
        "feasibility": estimate.feasibility,
        "cost_cents": estimate.cost_cents,
        "yearly_cents": estimate.yearly_cents,
        "reason": said(estimate.reason, "reason", missing),
        "timetable": said(estimate.timetable, "timetable"),
    }
