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

BUDGET = (*ROUNDS,)
