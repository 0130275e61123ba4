"""The count of a round: stored at closing, by its own rule and by others beside it; shown once it is published.

What counts is imported where it is used: arrays take their time to load, and most requests count nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.models import CountedBallot, GroupShare, Proposal, ProposalStep, Round, RoundResult
from budgeting.services.publishing import publish_proposals
from budgeting.services.stepping import By, Entry, in_languages, locked, refuse, step_locked
from budgeting.services.telling import tell_makers
from delivery.services import enqueue
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_now

if TYPE_CHECKING:
    from budgeting.poll import Poll
    from budgeting.results import PotCount
    from budgeting.tally import Rule

RESULT_PUBLISHED = "budget.result"
_WON = _("It won in the vote of residents. Next the town decides on building it.")
_NOT_WON = _("It did not win in the vote of residents this time. The page of results tells why.")


@dataclass(frozen=True)
class CastBallot:
    """One valid ballot as closing hands it over: what it chose, and the groups its voter counts in.

    The groups come from the turnout and are used for shares of groups alone; nothing of them is stored by ballot.
    """

    choices: tuple[int, ...]
    points: tuple[int, ...] = ()
    area: str = ""  # code of an area of the town's home set; empty: not known
    age_band: str = ""
    channel: str = ""


def store_results(*, town: Municipality, round: Round, ballots: Sequence[CastBallot]) -> RoundResult:
    """Counts and stores what came of it, in the transaction of closing; gives the official result."""
    with in_town(town):
        official = _store(round, ballots)
        _store_groups(official, ballots)
    return official


def recount(*, town: Municipality, round: Round) -> RoundResult:
    """Counts the kept ballots again and replaces what is derived of them. The shares of groups stay: nobody could
    make them again once voters and choices are parted.
    """
    with in_town(town):
        groups = list(GroupShare.objects.filter(result__round=round, result__is_official=True))
        kept = CountedBallot.objects.filter(round=round)
        official = _store(round, [CastBallot(tuple(one.choices), tuple(one.points)) for one in kept])
        for group in groups:
            group.pk, group.result = None, official
        GroupShare.objects.bulk_create(groups)
    return official


def publish_results(*, town: Municipality, round: Round, by: User | None) -> RoundResult:
    """Shows the result and says of each proposal whether it won. Doing it again changes nothing."""
    with in_town(town):
        now = Round.objects.select_for_update().get(pk=round.pk)
        official = RoundResult.objects.filter(round=now, is_official=True).first()
        if official is None:
            raise refuse("round", "not_counted", _("The vote has not been closed and counted yet."))
        if now.results_at is None:
            _tell(town, now, official, by)
            Round.objects.filter(pk=now.pk).update(results_at=town_now())
            publish_proposals(town=town, round=now)
            enqueue(topic=RESULT_PUBLISHED, payload={"round": now.public_id}, municipality=town)
        round.refresh_from_db(fields=["results_at"])
    return official


def _store(round: Round, ballots: Sequence[CastBallot]) -> RoundResult:
    from budgeting.poll import other_rules, poll_of, rule_of

    poll = poll_of(round)
    RoundResult.objects.filter(round=round).delete()
    official, *_others = [
        _store_count(poll, ballots, rule, is_official=number == 0)
        for number, rule in enumerate([rule_of(round), *other_rules(round)])
    ]
    return official


def _store_count(poll: Poll, ballots: Sequence[CastBallot], rule: Rule, *, is_official: bool) -> RoundResult:
    from budgeting.counts import count_pots, fingerprint, has_win
    from budgeting.results import kept

    pots = count_pots(poll, ballots, rule)
    winners = _won(poll, pots)
    return RoundResult.objects.create(
        municipality_id=poll.round.municipality_id,
        round=poll.round,
        is_official=is_official,
        rule=rule.rule,
        utility=rule.utility,
        completion=rule.completion,
        skips=rule.skipping,
        ballots=len(ballots),
        ballots_hash=fingerprint(poll, ballots),
        detail=kept(pots, sum(has_win(ballot, winners) for ballot in ballots)),
    )


def _won(poll: Poll, pots: Sequence[PotCount]) -> frozenset[int]:
    won = {name for pot in pots for name in pot.count.ids}
    return frozenset(key for key, name in poll.names.items() if name in won)


def _store_groups(official: RoundResult, ballots: Sequence[CastBallot]) -> None:
    from budgeting.counts import fared
    from budgeting.group_shares import Fared, shown_groups
    from budgeting.poll import poll_of

    poll = poll_of(official.round)
    each = fared(poll, winners_of(official, poll.names), ballots)
    known: Mapping[str, Sequence[str]] = {
        GroupShare.Dimension.AREA: [ballot.area for ballot in ballots],
        GroupShare.Dimension.AGE: [ballot.age_band for ballot in ballots],
        GroupShare.Dimension.CHANNEL: [ballot.channel for ballot in ballots],
    }
    GroupShare.objects.bulk_create(
        GroupShare(
            municipality_id=official.municipality_id,
            result=official,
            dimension=dimension,
            key=shown.key,
            voters=shown.voters,
            with_win=shown.with_win,
            money_cents=shown.money_cents,
        )
        for dimension, keys in known.items()
        for shown in shown_groups(Fared(key, *one) for key, one in zip(keys, each, strict=True))
    )


def winners_of(result: RoundResult, names: Mapping[int, str]) -> frozenset[int]:
    won = {winner["id"] for pot in result.detail["pots"] for winner in pot["winners"]}
    return frozenset(key for key, name in names.items() if name in won)


def _tell(town: Municipality, round: Round, official: RoundResult, by: User | None) -> None:
    from budgeting.poll import poll_of

    poll = poll_of(round)
    won = winners_of(official, poll.names)
    for key, proposal in locked(poll.proposals).items():
        if proposal.state != Proposal.State.ACCEPTED:
            continue
        state, sentence = (Proposal.State.WON, _WON) if key in won else (Proposal.State.NOT_WON, _NOT_WON)
        texts = in_languages(town, sentence)
        step = step_locked(proposal, Entry(ProposalStep.Kind.STATE, {"state": state}, texts), By(user=by))
        if step is not None:
            tell_makers(town=town, step=step, by=by, texts=texts)
