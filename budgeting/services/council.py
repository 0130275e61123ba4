"""A council's meeting about a batch of ideas (Young Mikkeli: about four times a year): its opinion on each, and why.

What it is for becomes a proposal that waits for the decision; what it is against is not taken further, with its reason,
and what it left for later goes into the next batch. Every sender is told, and no idea is forgotten: a meeting ends only
when each idea has an opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.models import CouncilOpinion, Idea, IntakeBatch, Proposal
from budgeting.services.ideas import leave_idea
from budgeting.services.proposals import ProposalInput, make_proposal, open_proposal
from budgeting.services.stepping import By, in_languages, refuse, said
from budgeting.services.telling import tell_sender
from geo.models import Municipality
from geo.tenancy import in_town

Stance = CouncilOpinion.Stance
MOST_VOTES = 1_000
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Opinion:
    """For an idea, against it, or later; by how many, where they voted; and why, by language."""

    stance: str
    votes_for: int | None = None
    votes_against: int | None = None
    comment: Mapping[str, str] = field(default_factory=dict)


def give_opinion(*, town: Municipality, batch: IntakeBatch, idea: Idea, opinion: Opinion, by: User) -> CouncilOpinion:
    """Keep the council's opinion on an idea, in place of what was said before. Refused when the meeting is over."""
    comment = _checked(opinion)
    with in_town(town):
        now = _open_batch(batch)
        known = Idea.objects.filter(pk=idea.pk, batch=now, state=Idea.State.WAITING).first()
        if known is None:
            raise refuse("idea", "unknown", _("The idea does not wait in this batch."))
        values = {
            "municipality": town,
            "stance": opinion.stance,
            "votes_for": opinion.votes_for,
            "votes_against": opinion.votes_against,
            "comment": comment,
            "user": by,
            "at": timezone.now(),
        }
        kept, _made = CouncilOpinion.objects.update_or_create(batch=now, idea=known, defaults=values)
        return kept


def waiting_ideas(batch: IntakeBatch) -> list[Idea]:
    """The ideas of a batch that have no end yet, oldest first. Inside `in_town`."""
    found = Idea.objects.filter(batch=batch, state=Idea.State.WAITING)
    return list(found.select_related("pin", "round", "pin__about_area").defer("pin__about_area__geom").order_by("pk"))


def end_meeting(*, town: Municipality, batch: IntakeBatch, by: User) -> list[Proposal]:
    """Carry out the opinions; gives the proposals that now wait for the decision. Again: nothing happens."""
    with in_town(town):
        now = IntakeBatch.objects.select_for_update(of=("self",)).select_related("round").get(pk=batch.pk)
        if now.handled_at is not None:
            return []
        ideas = waiting_ideas(now)
        opinions = {one.idea_id: one for one in CouncilOpinion.objects.filter(batch=now)}
        if any(idea.pk not in opinions for idea in ideas):
            raise refuse("batch", "unfinished", _("Some ideas have no opinion yet. Each one gets an answer."))
        now.handled_at = timezone.now()
        now.save(update_fields=["handled_at"])
        made = [_carry_out(town, now, idea, opinions[idea.pk], by) for idea in ideas]
        return [one for one in made if one is not None]


def _carry_out(
    town: Municipality, batch: IntakeBatch, idea: Idea, opinion: CouncilOpinion, by: User
) -> Proposal | None:
    if opinion.stance == Stance.AGAINST:
        leave_idea(town=town, idea=idea, reason=opinion.comment, by=by)
    elif opinion.stance == Stance.LATER:
        _to_next_batch(town, batch, idea, by)
    else:
        return _as_proposal(town, idea, by)
    return None


def _as_proposal(town: Municipality, idea: Idea, by: User) -> Proposal:
    """In the idea's own words; a sender who wanted nothing shown gets a draft, which the desk words anew and opens."""
    pin, language = idea.pin, idea.pin.language
    title = idea.title or pin.text.strip().splitlines()[0][:LONGEST_TITLE]
    wishes = ProposalInput(
        titles={language: title},
        texts={language: pin.text},
        place=pin.geom,
        about_area=pin.about_area,
        pot=idea.round.pots.first(),
        language=language,
    )
    made = make_proposal(town=town, round=idea.round, proposal=wishes, ideas=[idea], by=By(by))
    return open_proposal(town=town, proposal=made, by=By(by)) if pin.is_published else made


def _to_next_batch(town: Municipality, batch: IntakeBatch, idea: Idea, by: User) -> None:
    later = IntakeBatch.objects.filter(round=batch.round, closes_on__gt=batch.closes_on, handled_at=None)
    following = later.order_by("closes_on").first()
    if following is None:
        raise refuse("batch", "no_later", _("There is no later meeting yet. Make one before ideas are left for it."))
    idea.batch = following
    idea.save(update_fields=["batch"])
    sentence = _("The council left your idea for a later meeting. You are told when it was handled.")
    tell_sender(town=town, pin=idea.pin, texts=in_languages(town, sentence), by=by)


def _open_batch(batch: IntakeBatch) -> IntakeBatch:
    now: IntakeBatch = IntakeBatch.objects.select_for_update().get(pk=batch.pk)
    if now.handled_at is not None:
        raise refuse("batch", "handled", _("The meeting is over and its opinions have been carried out."))
    return now


def _checked(opinion: Opinion) -> dict[str, str]:
    if opinion.stance not in Stance.values:
        raise refuse(
            "stance", "unknown", _("Say whether the council is for the idea, against it, or handles it later.")
        )
    for name in ("votes_for", "votes_against"):
        votes = getattr(opinion, name)
        if votes is not None and not 0 <= votes <= MOST_VOTES:
            raise refuse(name, "not_a_number_of_people", _("Give the number of votes."))
    missing = (
        _("Write why the council is against it: the sender is told.") if opinion.stance == Stance.AGAINST else None
    )
    return said(opinion.comment, "comment", missing)
