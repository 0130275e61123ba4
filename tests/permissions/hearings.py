"""Hearings, requests for statements, landowners, the calendar and the review: of the world's plan `kaava`."""

from tests.permissions.plans import PLAN, PLANNERS
from tests.permissions.rows import Row

ONE = "/<town>/desk/plans/<slug>/hearings/<hearing>"
REQUESTS = "/<town>/desk/plans/<slug>/requests"
LANDOWNERS = "/<town>/desk/plans/<slug>/landowners"
ASKED = "/<town>/plans/<slug>/requests/<asked>/<key>"
THIS_YEAR = {"year": "2026"}

HEARINGS = (
    Row("read the year of taking part", "GET", ("/<town>/calendar", "/<town>/feeds/hearings.atom")),
    Row(
        "read the planning review",
        "GET",
        ("/<town>/plans/review/<year>", "/<town>/plans/review/<year>.pdf"),
        fill=THIS_YEAR,
    ),
    Row("read a notice", "GET", ("/<town>/plans/<slug>/hearings/<hearing>",), fill=PLAN),
    Row("read what a body is asked", "GET", (ASKED,), phase="asked body", fill=PLAN),
    Row("give no statement", "POST", (ASKED,), phase="asked body", fill=PLAN),
    Row("read what a body is asked without its key", "GET", (ASKED,), who=(), fill=PLAN),
    Row("see how long hearings last", "GET", ("/<town>/desk/hearing-lengths",), who=PLANNERS),
    Row(
        "set how long hearings last",
        "POST",
        ("/<town>/desk/hearing-lengths",),
        who=PLANNERS,
        body={"kind": "oas", "days": "21"},
    ),
    Row(
        "see a plan's hearings at the desk",
        "GET",
        ("/<town>/desk/plans/<slug>/hearings/new", ONE, f"{ONE}/change", REQUESTS, LANDOWNERS),
        who=PLANNERS,
        fill=PLAN,
    ),
    Row(
        "put a plan on display",
        "POST",
        ("/<town>/desk/plans/<slug>/hearings/new", ONE, f"{ONE}/publish", f"{ONE}/change", f"{ONE}/cancel"),
        who=PLANNERS,
        fill=PLAN,
    ),
    Row("ask a body", "POST", (REQUESTS, f"{REQUESTS}/<asked>/act"), who=PLANNERS, body={"do": "decline"}, fill=PLAN),
    Row("write to landowners", "POST", (LANDOWNERS,), who=PLANNERS, fill=PLAN),
    Row("log letters", "POST", (f"{LANDOWNERS}/act",), who=PLANNERS, body={"do": "erase"}, fill=PLAN),
    Row(
        "print letters to landowners",
        "GET",
        (f"{LANDOWNERS}/<hearing>/<paper>.pdf",),
        who=PLANNERS,
        fill={**PLAN, "paper": "labels"},
    ),
)
