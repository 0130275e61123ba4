"""Results survive storage unchanged."""

from __future__ import annotations

import dataclasses
import datetime
import json

from neighbourhoods.results import (
    AreaRow,
    Borders,
    Change,
    Coverage,
    Curve,
    Equity,
    Group,
    Identity,
    Lorenz,
    Method,
    Pocket,
    ReachPoint,
    SensitivityRow,
    Town,
    Window,
)
from neighbourhoods.results_json import from_json, to_json

NOON = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)


def example() -> Coverage:
    """A result with something in every part."""
    window = Window(NOON - datetime.timedelta(days=365), NOON, months=12)
    reach = (ReachPoint(250, 1, 0.1), ReachPoint(500, 1, None))
    area = AreaRow(
        code="A",
        names={"fi": "Anttola"},
        people=1500.25,
        participants=None,
        share_percent=None,
        expected=15.0,
        class_="underserved",
        q_low=0.1 + 0.2,
        suppressed="under_five",
        ages=(Group("13-17", 7, 0.5, 120.0, 0.25, 2.0, 0.8, 4.1),),
        change=Change(9, 1400.0, 0.7, 0.2, 1.9, 0.3, 0.6, "no_evidence"),
        reach=reach,
    )
    return Coverage(
        borders=Borders("board", {"fi": "Alueet"}, {"fi": "alue"}, datetime.date(2020, 1, 1), None, "itse"),
        denominator="residents",
        method=Method("r1", "1.0", "ab" * 32, 7, NOON, window, parameters={"delta": 0.8, "bands": "Paavo"}),
        town=Town(40, 3000.5, 1.33, 35, 5, 0.125, 2, 30, True, False, True, ("few_heard",), {"web": 0.1}),
        areas=(area,),
        equity=Equity(0.2, 0.1, 0.05, 0.15, lorenz=Lorenz((0.0, 1.0), (0.0, 1.0), (0.0, 1.0), (0.0, 1.0))),
        reach=(Curve("all", reach),),
        pockets=(Pocket("Kylä", 510_125.0, 6_830_125.0, 1250.0, 80.0, 10.0, 0.02),),
        sensitivity=(SensitivityRow("delta_0.7", {"A": "too_little_data"}, True),),
        identity=Identity({"token": 1.0}, 35, 40),
        masked=True,
    )


def test_results_come_back_as_they_were_stored() -> None:
    assert from_json(json.loads(json.dumps(to_json(example())))) == example()


def test_a_class_is_called_class_in_json() -> None:
    assert to_json(example())["areas"][0]["class"] == "underserved"


def test_what_an_older_version_did_not_store_has_its_default() -> None:
    told = to_json(example())
    del told["pockets"]
    told["something_new"] = 1
    assert from_json(told) == dataclasses.replace(example(), pockets=())


def test_an_area_is_found_by_its_code() -> None:
    found = example().area("A")
    assert found is not None and found.names == {"fi": "Anttola"}
    assert example().area("B") is None
