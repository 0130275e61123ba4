"""The programme of participation and yearly reports. The world has a public programme and one that is not public."""

from __future__ import annotations

import datetime

from accounts.models import Body
from geo.models import Municipality
from neighbourhoods.programme.services import Shown, add_evidence
from tests.neighbourhoods.programmes import make_a_goal, make_a_measure, make_a_programme
from tests.permissions.rows import STAFF, Row

KEEPERS = ("admin", "coordinator")
DESK, MEASURE = "/<town>/desk/programme", "/<town>/desk/measures/<measure>"
OURS, HIDDEN = "a programme", "a programme that is not public"

PROGRAMME = (
    Row(
        "read the programme and the reports",
        "GET",
        (
            "/<town>/programme/",
            "/<town>/programme/<slug>",
            "/<town>/programme/<slug>/measures/<measure>",
            "/<town>/reports/",
            "/<town>/reports/forms",
            "/<town>/reports/method",
            "/<town>/reports/<year>",
            "/<town>/reports/<year>.pdf",
            "/<town>/reports/<year>.xlsx",
            "/api/v1/towns/<town>/programmes",
            "/api/v1/towns/<town>/programmes/<programme>",
            "/api/v1/towns/<town>/programmes/<programme>/measures/<measure>",
            "/api/v1/towns/<town>/reports/<year>",
        ),
        phase=OURS,
    ),
    Row(
        "read a programme that is not public through the API",
        "GET",
        (
            "/api/v1/towns/<town>/programmes/<programme>",
            "/api/v1/towns/<town>/programmes/<programme>/measures/<measure>",
        ),
        who=(),
        phase=HIDDEN,
    ),
    Row(
        "read a programme that is not public",
        "GET",
        ("/<town>/programme/<slug>", "/<town>/programme/<slug>/measures/<measure>"),
        who=STAFF,
        phase=HIDDEN,
    ),
    Row("see the programme at the desk", "GET", (DESK, MEASURE), who=STAFF, phase=OURS),
    Row(
        "see the forms of a programme and its measures",
        "GET",
        (f"{DESK}/new", f"{DESK}/<slug>", f"{DESK}/<slug>/goals/<number>/measures/new", f"{MEASURE}/change"),
        who=KEEPERS,
        phase=OURS,
    ),
    Row(
        "write a programme, its goals and measures",
        "POST",
        (
            f"{DESK}/new",
            f"{DESK}/<slug>",
            f"{DESK}/<slug>/goals",
            f"{DESK}/<slug>/goals/<number>/measures/new",
            f"{MEASURE}/change",
            f"{MEASURE}/remove",
        ),
        who=KEEPERS,
        phase=OURS,
    ),
    Row(
        "tell how far a measure is and what shows it",
        "POST",
        (f"{MEASURE}/progress", f"{MEASURE}/evidence", f"{MEASURE}/evidence/<evidence>/remove"),
        who=KEEPERS,
        phase=OURS,
    ),
)


def programme_phases(town: Municipality) -> dict[str, dict[str, str]]:
    """The placeholders of both programmes."""
    return {OURS: _made(town, "ohjelma", is_public=True), HIDDEN: _made(town, "luonnos", is_public=False)}


def _made(town: Municipality, slug: str, *, is_public: bool) -> dict[str, str]:
    unit = Body.objects.create(municipality=town, kind="unit", code=f"{slug}-vastuu", names={"fi": "Vastuu"})
    goal = make_a_goal(make_a_programme(town, slug, is_public=is_public))
    measure = make_a_measure(goal, owner=unit)
    shown = Shown(datetime.date(2026, 1, 1), "https://kokeila.fi/")
    evidence = add_evidence(town=town, measure=measure, shown=shown, by=None)
    return {
        "slug": slug,
        "programme": slug,
        "number": str(goal.number),
        "measure": measure.public_id,
        "evidence": evidence.public_id,
        "year": "2026",
    }
