"""Writes a Pabulib file: choices alone, in an order that tells nothing, and what was won."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from budgeting.pabulib.numbers import number_out
from budgeting.pabulib.shapes import POINTS, VOTE_TYPES
from budgeting.tally import Ballots, Project

OWN = ("num_projects", "num_votes", "budget", "vote_type")


@dataclass(frozen=True)
class Told:
    """A project, and what else the file says of it ("name", "category", "latitude", …)."""

    project: Project
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Election:
    """What goes into a file. `meta` holds "description", "country", "unit", "instance", "rule", the dates, …"""

    meta: Mapping[str, str]
    budget: Fraction
    vote_type: str
    projects: Sequence[Told]
    ballots: Ballots
    selected: Collection[str] | None = None


def written(election: Election) -> str:
    if election.vote_type not in VOTE_TYPES:
        raise ValueError(f"“{election.vote_type}” is none of {', '.join(VOTE_TYPES)}")
    for told in election.projects:
        if set(told.project.id) & set(',;"\n\r') or told.project.id.strip() != told.project.id or not told.project.id:
            raise ValueError(f"“{told.project.id}” cannot be an id in the file")
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\n")
    table.writerow(["META"])
    table.writerow(["key", "value"])
    table.writerows((name, _one_line(value)) for name, value in _meta(election).items())
    table.writerow(["PROJECTS"])
    table.writerows(_projects(election))
    table.writerow(["VOTES"])
    table.writerows(_votes(election))
    return out.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _meta(election: Election) -> dict[str, str]:
    """In the order in which the field lists them: what names the election first."""
    first = ("description", "country", "unit", "district", "subunit", "instance")
    own = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(len(election.ballots)),
        "budget": number_out(election.budget),
        "vote_type": election.vote_type,
    }
    named = {name: election.meta[name] for name in first if name in election.meta}
    return named | own | {name: value for name, value in election.meta.items() if name not in (*first, *OWN)}


def _projects(election: Election) -> list[list[str]]:
    votes, score = election.ballots.votes, election.ballots.score
    scored = election.vote_type in POINTS
    extra = sorted({name for told in election.projects for name in told.fields} - {"name", "cost", "votes", "score"})
    extra = [name for name in extra if name not in ("project_id", "selected")]
    won = [] if election.selected is None else ["selected"]
    rows = [["project_id", "cost", "votes", *(["score"] if scored else []), "name", *won, *extra]]
    for told in sorted(election.projects, key=lambda told: (-score.get(told.project.id, 0), told.project.id)):
        name, fields = told.project.id, told.fields
        points = [number_out(Fraction(score.get(name, 0)))] if scored else []
        selected = [] if election.selected is None else ["1" if name in election.selected else "0"]
        texts = [_one_line(fields.get(column, "")) for column in ("name", *extra)]
        cost = number_out(told.project.cost)
        rows.append([name, cost, str(votes.get(name, 0)), *points, texts[0], *selected, *texts[1:]])
    return rows


def _votes(election: Election) -> list[list[str]]:
    """Rows sorted by what they say, numbered after that. A ranking keeps its order, other choices have none."""
    scored = election.vote_type in POINTS
    rows = []
    for at, chosen in enumerate(election.ballots.choices):
        given = election.ballots.points[at] if election.ballots.points is not None else (Fraction(1),) * len(chosen)
        pairs = list(zip(chosen, given, strict=True))
        if election.vote_type != "ordinal":
            pairs.sort(key=lambda pair: (-pair[1], pair[0]) if scored else (Fraction(), pair[0]))
        points = [",".join(number_out(n) for _, n in pairs)] if scored else []
        rows.append([",".join(name for name, _ in pairs), *points])
    numbered = [[str(number), *row] for number, row in enumerate(sorted(rows), start=1)]
    return [["voter_id", "vote", *(["points"] if scored else [])], *numbered]
