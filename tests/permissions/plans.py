"""Plans, hearings, statements and replies. The world has a published plan `kaava` and an unpublished one, `luonnos`."""

from tests.permissions.rows import Row

PLANNERS = ("admin", "planner")
READ_STATEMENTS = (*PLANNERS, "clerk")
PLAN = {"slug": "kaava"}
UNPUBLISHED = {"slug": "luonnos"}

PLANS = (
    Row("read what is planned", "GET", ("/<town>/plans/", "/<town>/plans/<slug>/"), fill=PLAN),
    Row("read a plan that is not published", "GET", ("/<town>/plans/<slug>/",), who=(), fill=UNPUBLISHED),
    Row(
        "read the registry of plans",
        "GET",
        ("/<town>/desk/plans/", "/<town>/desk/plans/<slug>/"),
        who=READ_STATEMENTS,
        fill=UNPUBLISHED,
    ),
    Row("ask what is planned at a place", "GET", ("/<town>/planned",)),
    Row("ask in a program what is planned at a place", "GET", ("/api/v1/towns/<town>/planned",)),
    Row(
        "assess a plan's impacts",
        "POST",
        ("/<town>/desk/plans/<slug>/impacts",),
        who=PLANNERS,
        body={"impact-new-kind": "people", "impact-new-names_fi": "Arvio"},
        fill=UNPUBLISHED,
    ),
)
