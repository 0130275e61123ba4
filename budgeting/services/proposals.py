"""Proposals: made of ideas or written anew, edited, opened to everybody, and ended with a reason that is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgeting.models import (
    Idea,
    IntakeBatch,
    Pot,
    Proposal,
    ProposalAuthor,
    ProposalSource,
    ProposalStep,
    Round,
    RoundTheme,
)
from budgeting.services.publishing import publish_proposals
from budgeting.services.round_changes import hold_round, refuse_rewording, tell_leaving
from budgeting.services.stepping import By, Entry, in_languages, locked, refuse, said, step, step_locked
from budgeting.services.telling import tell_makers
from geo.models import Area, Municipality
from geo.tenancy import in_town

State, Kind = Proposal.State, ProposalStep.Kind
TITLE_LENGTH = 120
# What may still be worked on; the vote and what comes after it go their own ways.
OPEN_STATES: frozenset[str] = frozenset({State.DRAFT, State.OPEN, State.COSTING, State.ACCEPTED})
# Ends that are told with a reason, and from which states one comes to them.
ENDS: Mapping[str, frozenset[str]] = {
    State.NOT_FEASIBLE: OPEN_STATES,
    State.WITHDRAWN: OPEN_STATES,
    State.DROPPED: frozenset({State.WON, State.DECIDED, State.BUILDING}),
}


@dataclass(frozen=True)
class ProposalInput:
    """What a proposal says and where. `place` is a point, line or area in EPSG:3067; or a named area; or neither."""

    titles: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    place: GEOSGeometry | None = None
    about_area: Area | None = None
    theme: RoundTheme | None = None
    pot: Pot | None = None
    language: str = "fi"

    def fields(self, of: Round) -> dict[str, Any]:
        """As they are stored; Refused where something is missing or belongs to another round."""
        titles = said(self.titles, "titles", _("Give the proposal a name."))
        if any(len(title) > TITLE_LENGTH for title in titles.values()):
            raise refuse("titles", "too_long", _("The name is too long."))
        for name, own in (("theme", self.theme), ("pot", self.pot)):
            if own is not None and own.round_id != of.pk:
                raise refuse(name, "of_another_round", _("It belongs to another round."))
        return {
            "titles": titles,
            "texts": said(self.texts, "texts"),
            "geom": self.place,
            "about_area": None if self.place is not None else self.about_area,
            "theme": self.theme,
            "pot": self.pot,
            "language": self.language,
        }


def make_proposal(
    *,
    town: Municipality,
    round: Round,
    proposal: ProposalInput,
    ideas: Sequence[Idea] = (),
    by: By | None = None,
) -> Proposal:
    """A draft, of one idea or of several; those are taken from then on, and their senders are told when it opens.

    Several ideas need the consent of each sender to being joined.
    """
    with in_town(town):
        values = proposal.fields(round)
        refuse_unless_joinable(ideas)
        made = Proposal.objects.create(
            municipality=town, round=round, number=next_number(round), batch=_batch_of(ideas), **values
        )
        acting = by or By()
        _entry(made, Entry(Kind.MADE, keeps={"ideas": [idea.pk for idea in ideas]}), acting)
        add_ideas(made, ideas, acting)
        return made


def edit_proposal(
    *, town: Municipality, proposal: Proposal, wishes: ProposalInput, by: By | None = None
) -> ProposalStep | None:
    """Change what it says or where it is; the step keeps what it said before."""
    _refuse_ended(proposal)
    refuse_rewording(proposal)
    entry = Entry(Kind.EDITED, wishes.fields(proposal.round))
    return step(town=town, proposal=proposal, entry=entry, by=by)


def open_proposal(*, town: Municipality, proposal: Proposal, by: By | None = None) -> Proposal:
    """Publish a draft for everybody to read and refine; the senders of its ideas are told where it is."""
    acting = by or By()
    with in_town(town):
        now = locked([proposal])[proposal.pk]
        if now.state != State.DRAFT:
            return now
        entry = Entry(Kind.STATE, {"state": State.OPEN, "published_at": timezone.now()})
        made = step_locked(now, entry, acting)
        publish_proposals(town=town, proposals=[now])
        assert made is not None
        sentence = _("Your idea has become a proposal of the participatory budgeting. Everybody can read it now.")
        tell_makers(town=town, step=made, by=acting.user, texts=in_languages(town, sentence))
    _copied(proposal, now)
    return now


def end_proposal(
    *, town: Municipality, proposal: Proposal, state: str, reason: Mapping[str, str], by: By | None = None
) -> Proposal:
    """Cannot be done, withdrawn, or not built after all: never without a reason, which its makers are told."""
    acting = by or By()
    why = said(reason, "reason", _("Write why: everybody reads it, and those who made the proposal are told."))
    with in_town(town):
        hold_round(proposal.round_id)
        now = locked([proposal])[proposal.pk]
        if now.state == state and now.reason == why:
            return now
        if state not in ENDS or now.state not in ENDS[state]:
            raise refuse("state", "not_now", _("The proposal cannot end so in its present state."))
        tell_leaving(now, why, acting.user)
        made = step_locked(now, Entry(Kind.STATE, {"state": state, "reason": why}, text=why), acting)
        publish_proposals(town=town, proposals=[now])
        assert made is not None
        tell_makers(town=town, step=made, by=acting.user, texts=why)
    _copied(proposal, now)
    return now


def add_ideas(proposal: Proposal, ideas: Sequence[Idea], by: By) -> list[int]:
    """Enter ideas as its sources, and note them as taken; gives those that were not in it before. Inside `in_town`."""
    known = set(ProposalSource.objects.filter(proposal=proposal).values_list("idea_id", flat=True))
    new = [idea for idea in ideas if idea.pk not in known]
    ProposalSource.objects.bulk_create(
        ProposalSource(municipality_id=proposal.municipality_id, proposal=proposal, idea=idea) for idea in new
    )
    waiting = Idea.objects.filter(pk__in=[idea.pk for idea in new]).exclude(state=Idea.State.TAKEN)
    waiting.update(state=Idea.State.TAKEN, reason={}, decided_by=by.user, decided_at=timezone.now())
    return [idea.pk for idea in new]


def refuse_unless_joinable(ideas: Sequence[Idea]) -> None:
    """Several ideas become one only when the sender of each agreed to that."""
    if len(ideas) > 1 and not all(idea.may_be_merged for idea in ideas):
        raise refuse(
            "ideas", "no_consent", _("The sender of one of the ideas has not agreed to its being joined with others.")
        )


def next_number(round: Round) -> int:
    """The number of a round's next proposal; the round's row is locked until the transaction ends."""
    Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    return (Proposal.objects.filter(round=round).aggregate(last=Max("number"))["last"] or 0) + 1


def makers_shown(proposal: Proposal) -> list[str]:
    """The names that authors want shown, in the order in which they agreed."""
    rows = ProposalAuthor.objects.filter(proposal=proposal, agreed_at__isnull=False, left_at=None)
    return list(rows.exclude(shown_name="").order_by("agreed_at").values_list("shown_name", flat=True))


def _batch_of(ideas: Sequence[Idea]) -> IntakeBatch | None:
    """The last of its ideas' batches: the meeting that sees them all."""
    batches = [idea.batch for idea in ideas if idea.batch is not None]
    return max(batches, key=lambda batch: batch.closes_on, default=None)


def _refuse_ended(proposal: Proposal) -> None:
    if proposal.state not in OPEN_STATES:
        raise refuse("proposal", "ended", _("The proposal can no longer be changed."))


def _entry(proposal: Proposal, entry: Entry, by: By) -> ProposalStep:
    return ProposalStep.objects.create(
        municipality_id=proposal.municipality_id,
        proposal=proposal,
        kind=entry.kind,
        state=proposal.state,
        text=dict(entry.text),
        before=dict(entry.keeps),
        user=by.user,
        author=by.author,
    )


def _copied(seen: Proposal, now: Proposal) -> None:
    """Give the caller's object what the row has now."""
    for name in ("state", "reason", "version", "published_at"):
        setattr(seen, name, getattr(now, name))
