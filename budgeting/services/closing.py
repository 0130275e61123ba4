"""Closing a vote: counted, and voters and choices parted for good, in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.models import PaperBallot, Round, RoundPhase, Turnout
from budgeting.services.counting import CastBallot, store_results
from delivery.faults import fault_point
from delivery.services import forget
from geo import sql
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.clock import town_now, town_today

OBSTACLES: dict[str, str | Promise] = {
    "no_vote": _("The round has no vote."),
    "closed": _("The vote was closed already."),
    "no_last_day": _("The vote has no last day. Give it one first."),
    "vote_goes_on": _("The last day of the vote is not over yet."),
    "paper_unchecked": _("Ballots on paper wait for a second person. Check them first."),
    "paper_differs": _("Ballots on paper were read in two ways. Decide on them first."),
}
_PARTED = ("forget_ballots", "part_turnouts", "part_papers", "forget_voters")


@dataclass(frozen=True)
class VoteState:
    """What the desk sees of a vote: counts alone, never choices. `obstacles` say why it cannot be closed yet.

    `of_one_browser`: ballots that came from a browser which had cast another before. A family may share one, so it is
    shown and nothing more.
    """

    ballots: int
    by_channel: dict[str, int]
    by_day: dict[str, int]
    to_check: int
    differing: int
    spoiled: int
    of_one_browser: int
    obstacles: tuple[str, ...]


def vote_state(*, town: Municipality, round: Round) -> VoteState:
    with in_town(town):
        now = Round.objects.get(pk=round.pk)
        votes = Turnout.objects.filter(round=now)
        by_channel = dict(votes.values_list("channel").annotate(Count("id")).order_by("channel"))
        by_day = votes.values_list("day").annotate(Count("id")).order_by("day")
        states = PaperBallot.objects.filter(round=now).order_by().values_list("state").annotate(Count("id"))
        papers = Counter(dict(states))
        return VoteState(
            ballots=sum(by_channel.values()),
            by_channel=by_channel,
            by_day={day.isoformat(): many for day, many in by_day},
            to_check=papers[PaperBallot.State.TO_CHECK],
            differing=papers[PaperBallot.State.DIFFERS],
            spoiled=papers[PaperBallot.State.SPOILED],
            of_one_browser=sum(by_channel.values()) - _browsers(votes),
            obstacles=_obstacles(now),
        )


def close_round(*, town: Municipality, round: Round, by: User | None) -> Round:
    """Count, and move the choices to a table without voter, time or order. Refused ("round") before its time.

    Again changes nothing. `by` is for the result that the count makes; who closed is no secret, who chose what is.
    """
    with in_town(town):
        now: Round = Round.objects.select_for_update().get(pk=round.pk)
        if now.closed_at is not None:
            return now
        if obstacles := _obstacles(now):
            raise Refused([FieldError("round", code, OBSTACLES[code]) for code in obstacles])
        ballots = _ballots(now)
        Round.objects.filter(pk=now.pk).update(closed_at=town_now(), version=F("version") + 1)
        now.refresh_from_db()
        sql.run("budgeting/count_ballots", {"round": now.pk})
        sql.run("budgeting/count_receipts", {"round": now.pk})
        fault_point("round.counted")
        store_results(town=town, round=now, ballots=ballots)
        for each in _PARTED:
            sql.run(f"budgeting/{each}", {"round": now.pk})
        forget(f"ballot {now.pk}")
        fault_point("round.parted")
        return now


def _browsers(votes: QuerySet[Turnout]) -> int:
    """A ballot without a participant is one of its own."""
    known = votes.aggregate(known=Count("participant"), browsers=Count("participant", distinct=True))
    return votes.count() - int(known["known"]) + int(known["browsers"])


def _ballots(round: Round) -> Sequence[CastBallot]:
    rows = sql.rows("budgeting/ballots_with_groups", {"round": round.pk})
    return [CastBallot(tuple(choices), tuple(points), *groups) for choices, points, *groups in rows]


def _obstacles(round: Round) -> tuple[str, ...]:
    if not round.has_vote or round.closed_at is not None:
        return ("closed",) if round.closed_at else ("no_vote",)
    found = []
    last_days = list(round.phases.filter(kind=RoundPhase.Kind.VOTE).values_list("ends_on", flat=True))
    if not last_days or None in last_days:
        found.append("no_last_day")
    elif any(day and day >= town_today() for day in last_days):
        found.append("vote_goes_on")
    papers = PaperBallot.objects.filter(round=round)
    if papers.filter(state=PaperBallot.State.TO_CHECK).exists():
        found.append("paper_unchecked")
    if papers.filter(state=PaperBallot.State.DIFFERS).exists():
        found.append("paper_differs")
    return tuple(found)
