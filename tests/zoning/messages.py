"""National messages about places in the square town of the factories."""

from __future__ import annotations

from typing import Any

from tests.factories import SOUTH, WEST

RYTJ = "http://uri.suomi.fi/codelist/rytj"
PLAN_KEY = "6875a96b-8fc0-45b0-a122-f6f7f0aa7c45"
PHASE_KEY = "1c9c55e0-efb4-4bb2-b947-e289e8ee11f4"


def area(west: float = 1, south: float = 1, side: float = 1, srid: str = "3067") -> dict[str, Any]:
    x, y = WEST + west * 1000, SOUTH + south * 1000
    ring = [[x, y], [x + side * 1000, y], [x + side * 1000, y + side * 1000], [x, y + side * 1000], [x, y]]
    return {"srid": srid, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def plan(**members: Any) -> dict[str, Any]:
    return {
        "planKey": PLAN_KEY,
        "lifeCycleStatus": f"{RYTJ}/kaavaelinkaari/code/13",
        "scale": 1000,
        "geographicalArea": area(),
        "periodOfValidity": {"begin": "1979-04-04"},
        "approvalDate": "1979-02-19",
        **members,
    }


def phase(code: str = "04", **members: Any) -> dict[str, Any]:
    return {
        "planMatterPhaseKey": PHASE_KEY,
        "lifeCycleStatus": f"{RYTJ}/kaavaelinkaari/code/{code}",
        "geographicalArea": area(),
        **members,
    }


def matter(**members: Any) -> dict[str, Any]:
    return {
        "permanentPlanIdentifier": "AK-000123",
        "planType": f"{RYTJ}/RY_Kaavalaji/code/31",
        "name": {"fin": "Pajakadun asemakaava", "swe": "Detaljplan för Pajakatu"},
        "timeOfInitiation": "2020-01-08",
        "administrativeAreaIdentifiers": ["999"],
        "digitalOrigin": f"{RYTJ}/RY_DigitaalinenAlkupera/code/01",
        "caseIdentifiers": ["MliDno-2020-103"],
        "planMatterPhases": [phase("03", planMatterPhaseKey="0c9c55e0-efb4-4bb2-b947-e289e8ee11f4"), phase()],
        **members,
    }
