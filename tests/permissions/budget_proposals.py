"""Ideas and proposals. The world has a round that takes ideas, with an idea, a proposal, an author, an estimate."""

from __future__ import annotations

from accounts.models import Body
from budgeting.services.costing import ask_unit
from budgeting.services.writing import Invitation, author_key, invite_author
from feedback_map.services.placing import own_key
from geo.models import Municipality
from tests.budgeting.ideas import collecting, make_idea, opened
from tests.permissions.rows import Row

KEEPERS = ("admin", "coordinator")
HANDLERS = (*KEEPERS, "planner", "clerk")
TOLD = "round with proposals"
DESK = "/<town>/desk/budget/<slug>"
WRITE = "/<town>/budget/<slug>/proposals/<number>/write/<author>"
READ = (
    "/<town>/budget/<slug>/proposals",
    "/<town>/budget/<slug>/proposals/<proposal>",
    "/<town>/budget/<slug>/ideas/new",
)
SENT, JOINING = ("/<town>/budget/<slug>/ideas/<pin>/sent", "/<town>/budget/<slug>/ideas/<pin>/joining")
DATA = "/api/v1/towns/<town>/budget/<round>/proposals"

BUDGET_PROPOSALS = (
    Row(
        "read proposals and the form for an idea",
        "GET",
        READ,
        phase=TOLD,
    ),
    Row("read proposals through the API", "GET", (DATA, f"{DATA}/<number>"), phase=TOLD),
    Row(
        "read proposals of a round that is not published",
        "GET",
        READ,
        who=(),
        fill={"slug": "piilossa", "proposal": "1"},
    ),
    Row("send an idea", "POST", ("/<town>/budget/<slug>/ideas/new",), phase=TOLD),
    Row("read the receipt of an idea, by its key", "GET", (f"{SENT}?key=<key>",), phase=TOLD),
    Row("say whether one's idea may be joined, by its key", "POST", (f"{JOINING}?key=<key>",), phase=TOLD),
    Row("read the receipt of an idea without its key", "GET", (SENT,), who=(), phase=TOLD),
    Row("say whether an idea may be joined without its key", "POST", (JOINING,), who=(), phase=TOLD),
    Row("write a proposal with others, by one's own link", "GET", (f"{WRITE}?key=<author_key>",), phase=TOLD),
    Row("write a proposal with others, by one's own link", "POST", (f"{WRITE}?key=<author_key>",), phase=TOLD),
    Row("write a proposal with others without a link", "GET", (WRITE,), who=(), phase=TOLD),
    Row("write a proposal with others without a link", "POST", (WRITE,), who=(), phase=TOLD),
    Row(
        "see ideas and proposals at the desk",
        "GET",
        (f"{DESK}/ideas", f"{DESK}/proposals", f"{DESK}/proposals/new", f"{DESK}/proposals/<number>"),
        who=KEEPERS,
        phase=TOLD,
    ),
    Row(
        "work on ideas and proposals at the desk",
        "POST",
        (f"{DESK}/ideas", f"{DESK}/proposals/new", f"{DESK}/proposals/<number>"),
        who=KEEPERS,
        phase=TOLD,
    ),
    Row("see what one's unit is asked to estimate", "GET", (f"{DESK}/costs",), who=HANDLERS, phase=TOLD),
    Row("read an estimate of another unit", "GET", (f"{DESK}/costs/<costing>",), who=KEEPERS, phase=TOLD),
    Row("answer an estimate of another unit", "POST", (f"{DESK}/costs/<costing>",), who=KEEPERS, phase=TOLD),
)


def proposal_phases(town: Municipality) -> dict[str, dict[str, str]]:
    round = collecting(town, slug="ehdolla")
    idea = make_idea(round, language="fi")
    made = opened(round, idea)
    author = invite_author(town=town, proposal=made, who=Invitation("aino@example.fi"))
    unit = Body.objects.create(municipality=town, code="arviot", kind=Body.Kind.UNIT, names={"fi": "Arviot"})
    own = idea.pin.public_id
    return {
        TOLD: {
            "slug": "ehdolla",
            "round": "ehdolla",
            "pin": own,
            "key": own_key(own),
            "author": author.public_id,
            "author_key": author_key(author.public_id),
            "proposal": "1",
            "number": "1",
            "costing": ask_unit(town=town, proposal=made, unit=unit).public_id,
        }
    }
