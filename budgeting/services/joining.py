"""Proposals that say the same become one, and one that says several things becomes several; either leaves its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from budgeting.models import Idea, Proposal, ProposalSource, ProposalStep
from budgeting.services.proposals import (
    OPEN_STATES,
    ProposalInput,
    add_ideas,
    make_proposal,
    open_proposal,
    refuse_unless_joinable,
)
from budgeting.services.publishing import publish_proposals
from budgeting.services.stepping import By, Entry, in_languages, locked, refuse, said, step_locked
from budgeting.services.telling import ideas_of, tell_makers
from budgeting.services.writing import ask_writers_of
from geo.models import Municipality
from geo.tenancy import in_town

State, Kind = Proposal.State, ProposalStep.Kind


def merge_proposals(
    *,
    town: Municipality,
    kept: Proposal,
    others: Sequence[Proposal],
    by: By | None = None,
    text: Mapping[str, str] | None = None,
) -> Proposal:
    """Join others into the one that is kept. Again, nothing changes.

    Each sender must have agreed to joining. Who wrote the others is invited to write the kept one, and is no author of
    it before they agree. Everybody concerned is told; the others stay readable, and lead to the kept one.
    """
    acting, words = by or By(), said(text or {}, "text")
    with in_town(town):
        rows = locked([kept, *others])
        top = rows[kept.pk]
        joining = [rows[one.pk] for one in others if _is_new(top, rows[one.pk])]
        if joining:
            refuse_unless_joinable([idea for one in (top, *joining) for idea in ideas_of(one)])
        for one in joining:
            _join(town, top, one, acting, words)
        publish_proposals(town=town, proposals=list(rows.values()))
    kept.version = top.version
    return top


def part_proposals(*, town: Municipality, proposals: Sequence[Proposal], by: By | None = None) -> list[Proposal]:
    """Undo joining: each gets back the state that it had, and takes its ideas out of the one that it was joined to."""
    acting = by or By()
    with in_town(town):
        tops = Proposal.objects.filter(merged_from__in=[one.pk for one in proposals]).values_list("pk", flat=True)
        rows = locked([*proposals, *tops])
        parted = [rows[one.pk] for one in proposals if rows[one.pk].merged_into_id is not None]
        for one in parted:
            _part(town, rows[one.merged_into_id or 0], one, acting)
        publish_proposals(town=town, proposals=list(rows.values()))
        return parted


def split_proposal(
    *, town: Municipality, proposal: Proposal, parts: Sequence[ProposalInput], by: By | None = None
) -> list[Proposal]:
    """Make several of one. Each part stems from all of its ideas, and the senders are told of each part."""
    if len(parts) < 2:
        raise refuse("parts", "too_few", _("Write at least two parts."))
    acting = by or By()
    with in_town(town):
        now = locked([proposal])[proposal.pk]
        _refuse_closed(now)
        was_open = now.published_at is not None
        ideas = ideas_of(now)
        made = [_part_of(town, now, part, ideas, acting) for part in parts]
        step = step_locked(now, Entry(Kind.SPLIT, {"state": State.SPLIT}, keeps={"parts": _numbers(made)}), acting)
        publish_proposals(town=town, proposals=[now, *made])
        assert step is not None
        if was_open:
            for part in made:
                open_proposal(town=town, proposal=part, by=acting)
        else:
            tell_makers(town=town, step=step, by=acting.user, texts=in_languages(town, _("The proposal was split.")))
        proposal.state = State.SPLIT
        return made


def _join(town: Municipality, top: Proposal, one: Proposal, by: By, words: Mapping[str, str]) -> None:
    moved = add_ideas(top, ideas_of(one), by)
    sentence = in_languages(town, _("The proposal was joined with another that says the same."))
    text = {language: words.get(language, sentence.get(language, "")) for language in {*sentence, *words}}
    joined = step_locked(one, Entry(Kind.MERGED, {"state": State.MERGED, "merged_into": top}, text, other=top), by)
    step_locked(top, Entry(Kind.MERGED, text=words, other=one, keeps={"ideas": moved}), by)
    assert joined is not None
    tell_makers(town=town, step=joined, by=by.user, texts=text)
    ask_writers_of(town=town, source=one, target=top)


def _part(town: Municipality, top: Proposal, one: Proposal, by: By) -> None:
    joined = one.history.filter(kind=Kind.MERGED, other=top).order_by("-pk").first()
    taken = top.history.filter(kind=Kind.MERGED, other=one).order_by("-pk").first()
    before = joined.before.get("state", State.OPEN) if joined else State.OPEN
    if taken is not None:
        ProposalSource.objects.filter(proposal=top, idea__in=taken.before.get("ideas", [])).delete()
    sentence = in_languages(town, _("The proposal stands by itself again."))
    made = step_locked(one, Entry(Kind.PARTED, {"state": before, "merged_into": None}, sentence, other=top), by)
    step_locked(top, Entry(Kind.PARTED, keeps={"parted": one.pk}, other=one), by)
    assert made is not None
    tell_makers(town=town, step=made, by=by.user, texts=sentence)


def _part_of(town: Municipality, whole: Proposal, part: ProposalInput, ideas: list[Idea], by: By) -> Proposal:
    made = make_proposal(town=town, round=whole.round, proposal=part, by=by)
    made.split_from, made.batch = whole, whole.batch
    made.save(update_fields=["split_from", "batch"])
    add_ideas(made, ideas, by)
    ask_writers_of(town=town, source=whole, target=made)
    return made


def _is_new(top: Proposal, one: Proposal) -> bool:
    """Whether there is something to join; Refused where it may not be."""
    if top.pk in (one.pk, one.merged_into_id):
        return False
    if one.round_id != top.round_id:
        raise refuse("others", "of_another_round", _("Proposals of one round are joined, never of two."))
    _refuse_closed(top)
    _refuse_closed(one)
    if one.published_at is not None and top.published_at is None:
        raise refuse("kept", "not_published", _("A published proposal is joined into a published one only."))
    return True


def _refuse_closed(proposal: Proposal) -> None:
    if proposal.state not in OPEN_STATES:
        raise refuse("proposal", "ended", _("The proposal can no longer be changed."))
    if proposal.round.frozen_at is not None and proposal.state == State.ACCEPTED:
        raise refuse("proposal", "frozen", _("The vote has begun: what is on the ballot stays as it is."))


def _numbers(proposals: Sequence[Proposal]) -> list[int]:
    return [one.number for one in proposals]
