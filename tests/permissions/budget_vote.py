"""Voting. The world has a round `aanestys` with a sheet of codes and two ballots on paper that wait for other eyes."""

from __future__ import annotations

from budgeting.models import PaperBallot
from budgeting.services.codes import SheetInput, print_sheet
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.budgeting.votes import make_clerk
from tests.permissions.rows import SIGNED_IN, Row

KEEPERS = ("admin", "coordinator")
ENTER = (*KEEPERS, "clerk", "secretary")
VOTE, DESK = "/<town>/budget/<slug>/vote", "/<town>/desk/budget/<slug>"
OPEN, HIDDEN = "open vote", {"slug": "piilossa"}

BUDGET_VOTE = (
    Row(
        "vote",
        "GET",
        (VOTE, *(f"{VOTE}/{page}" for page in ("letter", "identified", "ballot", "receipt", "counted"))),
        phase=OPEN,
    ),
    Row(
        "vote",
        "POST",
        tuple(f"{VOTE}/{page}" for page in ("code", "email", "letter", "leave", "ballot", "home", "counted")),
        phase=OPEN,
    ),
    Row("vote as a member of a council", "POST", (f"{VOTE}/member",), who=SIGNED_IN, phase=OPEN),
    Row("vote in a round that is not published", "GET", (VOTE, f"{VOTE}/ballot"), who=(), fill=HIDDEN),
    Row("print codes and close a vote", "GET", (f"{DESK}/codes", f"{DESK}/close"), who=KEEPERS, phase=OPEN),
    Row(
        "print codes and close a vote",
        "POST",
        (f"{DESK}/codes", f"{DESK}/codes/<sheet>/withdraw", f"{DESK}/close"),
        who=KEEPERS,
        phase=OPEN,
    ),
    Row(
        "enter and read ballots on paper",
        "GET",
        (f"{DESK}/paper", f"{DESK}/paper/blank.pdf", f"{DESK}/paper/<paper>/check", f"{DESK}/paper/<paper>/decide"),
        who=ENTER,
        phase=OPEN,
    ),
    Row(
        "enter and read ballots on paper",
        "POST",
        (f"{DESK}/paper", *(f"{DESK}/paper/<paper>/{act}" for act in ("check", "decide", "spoil"))),
        who=ENTER,
        phase=OPEN,
    ),
)


def vote_phases(town: Municipality) -> dict[str, dict[str, str]]:
    """The placeholders of a vote that goes on."""
    of, clerk = make_round(town, "aanestys"), make_clerk()
    make_proposal(of)
    printed = print_sheet(town=town, round=of, sheet=SheetInput("9 B", 2), by=clerk)
    with in_town(town):
        paper = PaperBallot.objects.create(
            municipality=town, round=of, number="0001", state=PaperBallot.State.TO_CHECK, entered_by=clerk
        )
    return {OPEN: {"slug": of.slug, "sheet": printed.sheet.public_id, "paper": paper.public_id}}
