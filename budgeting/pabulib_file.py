"""One pot of a vote that is over, as a Pabulib file: what could be chosen, what each ballot chose, and what won.

What Pabulib has no word for stands in words of our own, so that `manage.py tally` gives the same winners:
`exclusive_groups` and `excluded_by` of projects, and `ties` of the rule. A ranking is written as the points it gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from budgeting.models import CountedBallot, Pot, Round, RoundPhase, RoundResult
from budgeting.pabulib import Election, Told, written
from budgeting.poll import Poll, poll_of
from budgeting.tally import Ballots, Project
from geo.crs import point_to_wire

DAY = "%d.%m.%Y"


def pabulib_file(of: Round, pot: Pot, language: str) -> str:
    """Runs inside `in_town`, after the vote was closed."""
    poll = poll_of(of)
    result = RoundResult.objects.get(round=of, is_official=True)
    counted = next(one for one in result.detail["pots"] if one["pot"] == pot.code)
    own = [one for one in poll.projects if one.pot == pot.code]
    ballots = _within(poll.ballots(CountedBallot.objects.filter(round=of)), {one.id for one in own})
    election = Election(
        meta=_meta(poll, result, pot, language),
        budget=next(purse.money for purse in poll.purses if purse.name == pot.code),  # type: ignore[arg-type]  # a pot's euros are a fraction
        vote_type="approval" if ballots.points is None else "scoring",
        projects=_told(poll, own, counted, language),
        ballots=ballots,
        selected=[row["id"] for row in counted["winners"]],
    )
    return written(election)


def _within(ballots: Ballots, own: set[str]) -> Ballots:
    """The ballots that chose anything in the pot, and what they chose in it."""
    kept = [[place for place, name in enumerate(chosen) if name in own] for chosen in ballots.choices]
    cast = [(ballot, places) for ballot, places in enumerate(kept) if places]
    choices = tuple(tuple(ballots.choices[ballot][place] for place in places) for ballot, places in cast)
    if ballots.points is None:
        return Ballots(choices)
    return Ballots(choices, tuple(tuple(ballots.points[ballot][place] for place in places) for ballot, places in cast))


def _meta(poll: Poll, result: RoundResult, pot: Pot, language: str) -> dict[str, str]:
    of, town = poll.round, poll.round.municipality
    votes = list(of.phases.filter(kind=RoundPhase.Kind.VOTE).order_by("starts_on"))
    found = {
        "description": of.name(language),
        "country": "Finland",
        "unit": town.name(language),
        "subunit": pot.name(language),
        "instance": of.slug,
        "rule": _rule_name(result),
        "currency": "EUR",
        "language": language,
    }
    if votes:
        found["date_begin"] = votes[0].starts_on.strftime(DAY)
        found["date_end"] = (votes[-1].ends_on or votes[-1].starts_on).strftime(DAY)
    if of.most_choices:
        found["max_length"] = str(of.most_choices)
    if of.threshold:
        found["min_project_score_threshold"] = str(of.threshold)
    if of.tie_break == "number":
        found["ties"] = "number"
    return found


def _rule_name(result: RoundResult) -> str:
    if result.rule == "greedy":
        return "greedy" if result.skips else "greedy-no-skip"
    return "equalshares" if result.completion == "none" else f"equalshares/{result.completion}"


def _told(poll: Poll, own: Sequence[Project], counted: Mapping[str, Any], language: str) -> list[Told]:
    excluded = {row["id"]: row["because_of"] for row in counted["losers"] if row["why"] == "excluded"}
    inside = {one.id for one in own}
    proposals = {poll.names[one.pk]: one for one in poll.proposals}
    rows = []
    for project in own:
        proposal = proposals[project.id]
        fields = {"name": proposal.name(language)}
        if proposal.geom is not None:
            longitude, latitude = point_to_wire(proposal.geom.centroid.x, proposal.geom.centroid.y)
            fields |= {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}
        if project.groups:
            fields["exclusive_groups"] = ",".join(sorted(project.groups))
        if excluded.get(project.id, project.id) not in inside:
            fields["excluded_by"] = excluded[project.id]
        rows.append(Told(project, fields))
    return rows
