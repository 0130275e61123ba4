"""What came after a vote or a meeting, as everybody reads it: decisions, building step by step, working parties,
councils' opinions, and what earlier rounds built. Everything runs inside `in_town`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from budgeting.models import (
    BuildingStep,
    CouncilOpinion,
    Decision,
    DecisionItem,
    Idea,
    IntakeBatch,
    Proposal,
    PublishedProposal,
    Round,
    WorkingParty,
)
from feedback_map.models import PublishedOutcome, PublishedPin
from frontend.budget.shown import ShownRound
from geo.models import Municipality
from participation.sign_ups import people_coming

State = Proposal.State
AFTER_DECIDING = (State.DECIDED, State.BUILDING, State.BUILT, State.DROPPED)
THERE = (State.BUILT, State.BUILDING, State.DECIDED)


@dataclass(frozen=True)
class ShownStep:
    step: BuildingStep
    is_next: bool

    @property
    def is_done(self) -> bool:
        return self.step.done_on is not None


@dataclass(frozen=True)
class ShownParty:
    """A working party with the room that is left in it; none where there is no limit."""

    party: WorkingParty
    coming: int

    @property
    def left(self) -> int | None:
        most = self.party.most_people
        return None if most is None else max(0, most - self.coming)

    @property
    def is_over(self) -> bool:
        return (self.party.event.ends_at or self.party.event.starts_at) <= timezone.now()

    @property
    def can_join(self) -> bool:
        return not self.is_over and self.party.called_off_at is None and self.left != 0


@dataclass(frozen=True)
class Work:
    """One proposal on its way: what is done, what comes next, what it has cost so far."""

    proposal: PublishedProposal
    steps: tuple[BuildingStep, ...]

    @property
    def done(self) -> int:
        return sum(step.done_on is not None for step in self.steps)

    @property
    def next_step(self) -> BuildingStep | None:
        return next((step for step in self.steps if step.done_on is None), None)

    @property
    def spent_cents(self) -> int | None:
        costs = [step.cost_cents for step in self.steps if step.cost_cents is not None and step.done_on is not None]
        return sum(costs) if costs else None


def decisions_of(round: Round) -> QuerySet[Decision]:
    known = Decision.objects.filter(round=round, published_at__isnull=False)
    return known.select_related("decided_by", "batch")


def after_vote(shown: ShownRound) -> dict[str, Any]:
    """For the round's page: what was decided, how the building goes, and the meetings of its council."""
    batches = list(IntakeBatch.objects.filter(round=shown.round).order_by("closes_on"))
    return {
        "decisions": list(decisions_of(shown.round)),
        "works": works_of(shown.town, PublishedProposal.objects.filter(round_id=shown.round.pk)),
        "meetings": [(one, one.closes_on >= shown.today) for one in batches],
    }


def works_of(town: Municipality, proposals: QuerySet[PublishedProposal]) -> list[Work]:
    """Everything that was decided to be built, with its steps; three reads however many there are."""
    found = proposals.filter(municipality=town, state__in=AFTER_DECIDING).defer("geom", "texts")
    rows = list(found.order_by("round_id", "number"))
    steps = defaultdict(list)
    for step in BuildingStep.objects.filter(proposal__in=[row.pk for row in rows]):
        steps[step.proposal_id].append(step)
    return [Work(row, tuple(steps[row.pk])) for row in rows]


def what_came(proposal: Proposal) -> dict[str, Any]:
    """For a proposal's page: what was decided of it, its steps, its working parties, and what followed."""
    items = DecisionItem.objects.filter(proposal=proposal, decision__published_at__isnull=False)
    steps = list(BuildingStep.objects.filter(proposal=proposal))
    following = next((step for step in steps if step.done_on is None), None)
    parties = WorkingParty.objects.filter(proposal=proposal).select_related("event__place")
    outcome = PublishedOutcome.objects.filter(outcome_id=proposal.outcome_id) if proposal.outcome_id else None
    return {
        "decided": list(items.select_related("decision__decided_by").order_by("decision__decided_on")),
        "building": [ShownStep(step, step is following) for step in steps],
        "parties": [shown_party(one) for one in parties.order_by("event__starts_at")],
        "followed": outcome.defer("place").first() if outcome is not None else None,
    }


def shown_party(party: WorkingParty) -> ShownParty:
    return ShownParty(party, people_coming(party.event))


@dataclass(frozen=True)
class ShownIdea:
    """A published idea of a batch with what the council said, once its meeting is over."""

    pin: PublishedPin
    idea: Idea
    opinion: CouncilOpinion | None
    proposals: tuple[Proposal, ...]


def ideas_of(batch: IntakeBatch) -> list[ShownIdea]:
    """The ideas whose senders wanted them shown; of others nothing is told, not even how many there are."""
    opinions = {one.idea_id: one for one in CouncilOpinion.objects.filter(batch=batch)} if batch.handled_at else {}
    asked = Idea.objects.filter(pk__in=opinions) | Idea.objects.filter(batch=batch)
    ideas = {one.pin_id: one for one in asked.prefetch_related("uses__proposal")}
    pins = PublishedPin.objects.filter(pin_id__in=list(ideas)).defer("geom").order_by("received_at")
    return [
        ShownIdea(pin, ideas[pin.pin_id], opinions.get(ideas[pin.pin_id].pk), _proposals(ideas[pin.pin_id]))
        for pin in pins
    ]


def _proposals(idea: Idea) -> tuple[Proposal, ...]:
    return tuple(use.proposal for use in idea.uses.all() if use.proposal.published_at is not None)


@dataclass(frozen=True)
class YearOfWorks:
    """What the rounds that began in one year brought."""

    year: int
    works: tuple[Work, ...]

    @property
    def built(self) -> int:
        return sum(work.proposal.state == State.BUILT for work in self.works)

    @property
    def cents(self) -> int:
        return sum(work.proposal.cost_cents or 0 for work in self.works if work.proposal.state in THERE)


def works_by_year(town: Municipality) -> list[YearOfWorks]:
    """Newest first; a round belongs to the year in which its process opened."""
    rounds = Round.objects.of(town).published().select_related("process")
    years = {one.pk: one.process.opens_on.year for one in rounds}
    by_year: dict[int, list[Work]] = defaultdict(list)
    for work in works_of(town, PublishedProposal.objects.filter(round_id__in=list(years))):
        by_year[years[work.proposal.round_id]].append(work)
    return [YearOfWorks(year, tuple(by_year[year])) for year in sorted(by_year, reverse=True)]


def works_near(town: Municipality, areas: Sequence[int]) -> list[Work]:
    """What is being built, was or will be in some areas, newest round first."""
    found = works_of(town, PublishedProposal.objects.filter(area_id__in=list(areas)))
    return sorted(found, key=lambda work: (-work.proposal.round_id, work.proposal.number))
