"""What was decided of a round or of a batch of ideas: each proposal funded or not, and why; told to whom it concerns.

A decision is a draft until it is published. Publishing changes its proposals, tells their makers and never gives out
more than there is; taking it back is possible until something of it is being built.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from budgeting.models import Decision, DecisionItem, IntakeBatch, Proposal, ProposalStep, Round
from budgeting.services.publishing import publish_proposals
from budgeting.services.stepping import By, Entry, in_languages, locked, refuse, said, step_locked
from budgeting.services.telling import tell_makers
from delivery.files import keep_file, new_name, remove_files
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.services.documents import SentFile, kind_of, named

State = Proposal.State
AFTER_A_VOTE = frozenset({State.WON.value, State.NOT_WON.value})
WITHOUT_A_VOTE = frozenset({State.OPEN.value, State.COSTING.value, State.ACCEPTED.value})
GIVEN_OUT = (State.DECIDED, State.BUILDING, State.BUILT)


@dataclass(frozen=True)
class DecisionWords:
    """What was decided and by whom: a body, or an office-holder by title."""

    decided_on: datetime.date
    texts: Mapping[str, str]
    decided_by: Body | None = None
    office_holder: Mapping[str, str] = field(default_factory=dict)
    case_number: str = ""
    batch: IntakeBatch | None = None


@dataclass(frozen=True)
class Ruling:
    """What the decision says of one proposal."""

    proposal: int
    is_funded: bool
    why: Mapping[str, str] = field(default_factory=dict)


def make_decision(*, town: Municipality, round: Round, words: DecisionWords, by: User | None) -> Decision:
    """A draft: nobody outside the desk sees it."""
    values = _checked(round, words)
    with in_town(town):
        return Decision.objects.create(municipality=town, round=round, made_by=by, **values)


def change_decision(*, town: Municipality, decision: Decision, words: DecisionWords) -> Decision:
    """Other words. What a published decision says of proposals stays as it was."""
    values = _checked(decision.round, words)
    with in_town(town):
        now = _locked(decision)
        for name, value in values.items():
            setattr(now, name, value)
        now.save(update_fields=list(values))
        return now


def attach_document(*, town: Municipality, decision: Decision, file: SentFile) -> Decision:
    """Keep the document of a decision, in place of the one before. Refused by what the file holds."""
    ending, media_type = kind_of(file.content)
    name = new_name(f".{ending}")
    digest = keep_file(name, file.content)
    with in_town(town):
        now = _locked(decision)
        remove_files(town=town, names=[now.document] if now.document else [])
        now.document, now.document_name = name, named(file.name, ending)
        now.document_type, now.document_sha256 = media_type, digest
        now.save(update_fields=["document", "document_name", "document_type", "document_sha256"])
        return now


def rule_on(*, town: Municipality, decision: Decision, rulings: Sequence[Ruling]) -> int:
    """Say of proposals whether they are funded, in place of what the draft said before; gives how many there are."""
    with in_town(town):
        now = _locked(decision)
        if now.published_at is not None:
            raise refuse("decision", "published", _("A published decision is taken back before it is changed."))
        known = {one.pk: one for one in decidable(now.round)}
        items = [_item(now, known.get(one.proposal), one) for one in rulings]
        DecisionItem.objects.filter(decision=now).delete()
        DecisionItem.objects.bulk_create(items)
        return len(items)


def decidable(round: Round) -> list[Proposal]:
    """The proposals that wait for a decision. Inside `in_town`."""
    states = AFTER_A_VOTE if round.has_vote else WITHOUT_A_VOTE
    return list(Proposal.objects.filter(round=round, state__in=states).published().defer("geom").order_by("number"))


def publish_decision(*, town: Municipality, decision: Decision, by: User | None) -> Decision:
    """Everybody reads it, its proposals are decided or declined, and their makers are told. Again: nothing happens."""
    with in_town(town):
        Round.objects.select_for_update().get(pk=decision.round_id)  # one decision at a time gives out its money
        now = _locked(decision)
        if now.published_at is not None:
            return now
        items = list(DecisionItem.objects.filter(decision=now).order_by("proposal_id"))
        proposals = locked([item.proposal_id for item in items])
        _check_items(now, items, proposals)
        for item in items:
            _carry_out(town, item, proposals[item.proposal_id], by)
        now.published_at = timezone.now()
        now.save(update_fields=["published_at"])
        publish_proposals(town=town, proposals=list(proposals.values()))
        return now


def take_back_decision(*, town: Municipality, decision: Decision, why: Mapping[str, str], by: User | None) -> Decision:
    """A draft again: its proposals are as they were before, and their makers are told why."""
    with in_town(town):
        now = _locked(decision)
        if now.published_at is None:
            return now
        reason = said(why, "why", _("Write why the decision is taken back: those it concerns are told."))
        proposals = locked(DecisionItem.objects.filter(decision=now).values_list("proposal_id", flat=True))
        if any(one.state not in (State.DECIDED, State.DECLINED) for one in proposals.values()):
            raise refuse("decision", "begun", _("Something of it is being built already, so it cannot be taken back."))
        for proposal in proposals.values():
            sets = {"state": _state_before(proposal), "reason": {}}
            made = step_locked(proposal, Entry(ProposalStep.Kind.STATE, sets, text=reason), By(by))
            if made is not None:
                tell_makers(town=town, step=made, by=by, texts=reason)
        now.published_at = None
        now.save(update_fields=["published_at"])
        publish_proposals(town=town, proposals=list(proposals.values()))
        return now


def drop_draft(*, town: Municipality, decision: Decision) -> None:
    """Take a draft away, with its document. Refused for what is published."""
    with in_town(town):
        now = _locked(decision)
        if now.published_at is not None:
            raise refuse("decision", "published", _("A published decision is taken back before it is changed."))
        remove_files(town=town, names=[now.document] if now.document else [])
        now.delete()


def _locked(decision: Decision) -> Decision:
    rows = Decision.objects.select_for_update(of=("self",)).select_related("round__process")
    return rows.get(pk=decision.pk)


def _checked(round: Round, words: DecisionWords) -> dict[str, Any]:
    """The columns of a decision, or Refused."""
    batch = words.batch
    if batch is not None and batch.round_id != round.pk:
        raise refuse("batch", "unknown", _("The batch is of another round."))
    if words.decided_by is None and not text_in(words.office_holder, "fi"):
        raise refuse("decided_by", "required", _("Say who decided: a body, or an office-holder by title."))
    return {
        "decided_on": words.decided_on,
        "texts": said(words.texts, "text", _("Write what was decided.")),
        "decided_by": words.decided_by,
        "office_holder": said(words.office_holder, "office_holder"),
        "case_number": words.case_number.replace("\x00", "").strip()[:60],
        "batch": batch,
    }


def _item(decision: Decision, proposal: Proposal | None, ruling: Ruling) -> DecisionItem:
    if proposal is None:
        raise refuse("proposal", "unknown", _("This proposal does not wait for a decision in the round."))
    missing = None if ruling.is_funded else _("Write why the proposal is not funded: its makers are told.")
    return DecisionItem(
        municipality_id=decision.municipality_id,
        decision=decision,
        proposal=proposal,
        is_funded=ruling.is_funded,
        why=said(ruling.why, f"why_{proposal.public_id}", missing),
    )


def _check_items(decision: Decision, items: Sequence[DecisionItem], proposals: Mapping[int, Proposal]) -> None:
    """What is decided still waits for a decision, has its cost, and fits into what money is left."""
    if not items:
        raise refuse("decision", "empty", _("Say first which proposals are funded and which are not."))
    waiting = AFTER_A_VOTE if decision.round.has_vote else WITHOUT_A_VOTE
    for one in proposals.values():
        if one.state not in waiting:
            raise refuse("proposal", "decided", _("One of the proposals has been decided on meanwhile."))
    funded = [proposals[item.proposal_id] for item in items if item.is_funded]
    if any(one.cost_cents is None for one in funded):
        raise refuse("proposal", "no_cost", _("Give what it costs before it is funded."))
    if not _fits(decision.round, funded):
        raise refuse("proposal", "too_much", _("There is less money left than this would take."))


def _fits(round: Round, funded: Sequence[Proposal]) -> bool:
    """Whether the round's money and each pot's hold, with what was given out before. A pot lends nothing to another."""
    before = Proposal.objects.filter(round=round, state__in=GIVEN_OUT).values_list("pot_id", "cost_cents")
    spent: Counter[int | None] = Counter()
    for pot, cost in [*before, *((one.pot_id, one.cost_cents) for one in funded)]:
        spent[pot] += cost or 0
    money = dict(round.pots.values_list("pk", "money_cents"))
    return sum(spent.values()) <= round.money_cents and all(
        spent[pot] <= money[pot] for pot in spent if pot is not None
    )


def _carry_out(town: Municipality, item: DecisionItem, proposal: Proposal, by: User | None) -> None:
    state = State.DECIDED if item.is_funded else State.DECLINED
    sets = {"state": state.value, "reason": {} if item.is_funded else item.why}
    made = step_locked(proposal, Entry(ProposalStep.Kind.STATE, sets, text=item.why), By(by))
    if made is not None:
        tell_makers(town=town, step=made, by=by, texts=_told(town, item, proposal))


def _told(town: Municipality, item: DecisionItem, proposal: Proposal) -> dict[str, str]:
    """What their makers read, in every language of the town."""
    sentence = _("It was decided that your proposal will be built.")
    if not item.is_funded:
        sentence = _("It was decided that your proposal will not be built.")
    lines = in_languages(town, sentence)
    return {
        language: " ".join(filter(None, (f"{proposal.name(language)}.", words, text_in(item.why, language))))
        for language, words in lines.items()
    }


def _state_before(proposal: Proposal) -> str:
    """How it stood before it was decided on, by its own history."""
    steps = ProposalStep.objects.filter(proposal=proposal, state=proposal.state, before__has_key="state")
    last = steps.order_by("-pk").first()
    assert last is not None  # publishing made one
    return str(last.before["state"])
