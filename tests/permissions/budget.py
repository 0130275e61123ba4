"""Participatory budgeting. The world has a published round `kierros` and an unpublished one, `piilossa`."""

from tests.permissions.rows import Row

KEEPERS = ("admin", "coordinator")
ENTER = (*KEEPERS, "clerk", "secretary")
ROUND = {"slug": "kierros"}
HIDDEN = {"slug": "piilossa"}

ROUNDS = (
    Row("read the rounds of participatory budgeting", "GET", ("/<town>/budget/", "/<town>/budget/<slug>/"), fill=ROUND),
    Row("read a round that is not published", "GET", ("/<town>/budget/<slug>/",), who=(), fill=HIDDEN),
    Row(
        "see the rounds at the desk",
        "GET",
        ("/<town>/desk/budget/", "/<town>/desk/budget/<slug>/"),
        who=ENTER,
        fill=HIDDEN,
    ),
    Row(
        "make and set rounds",
        "GET",
        ("/<town>/desk/budget/new", "/<town>/desk/budget/<slug>/settings", "/<town>/desk/budget/<slug>/set/<part>"),
        who=KEEPERS,
        fill={**HIDDEN, "part": "pots"},
    ),
    Row(
        "make and set rounds",
        "POST",
        (
            "/<town>/desk/budget/new",
            "/<town>/desk/budget/<slug>/settings",
            "/<town>/desk/budget/<slug>/set/<part>",
            "/<town>/desk/budget/<slug>/publish",
        ),
        who=KEEPERS,
        fill={**HIDDEN, "part": "pots"},
    ),
)

RESULTS = (
    Row(
        "read the result of a vote and its ballots",
        "GET",
        (
            "/<town>/budget/<slug>/results/",
            "/<town>/budget/<slug>/results/ballots.csv",
            "/<town>/budget/<slug>/results/<pot>.pb",
        ),
        fill={"slug": "laskettu", "pot": "town"},
    ),
    Row(
        "read the ballots of a vote whose result is not published",
        "GET",
        ("/<town>/budget/<slug>/results/ballots.csv", "/<town>/budget/<slug>/results/<pot>.pb"),
        who=(),
        fill={"slug": "julkaisematta", "pot": "town"},
    ),
    Row(
        "read a result before it is published",
        "GET",
        ("/<town>/desk/budget/<slug>/results/",),
        who=KEEPERS,
        fill={"slug": "julkaisematta"},
    ),
    Row(
        "publish a result",
        "POST",
        ("/<town>/desk/budget/<slug>/results/publish",),
        who=KEEPERS,
        fill={"slug": "julkaisematta"},
    ),
)

BUDGET = (
    *RESULTS,
    *ROUNDS,
)
