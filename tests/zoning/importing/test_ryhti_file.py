"""National messages come in whole, and go out again with every member and digit they had."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning import messages
from tests.zoning.importing.conftest import FINLAND, Run, Written
from zoning.models import Plan, PlanPhase, PlanVersion, PublishedPlan
from zoning.ryhti.exact import read_exactly, read_json, written
from zoning.ryhti.writing import message_as_given

pytestmark = pytest.mark.django_db
BROKEN = {"kaava.json": (1, 133), "kaava-asian_aluerajaus.json": (6, 67)}


def given_back(town: Municipality) -> Any:
    """The message of the plan that was brought in last, through the text that is sent."""
    with in_town(town):
        return read_exactly(written(message_as_given(Plan.objects.order_by("-pk")[0])))


def test_every_national_example_goes_out_as_it_came_in(run: Run, shared: Path) -> None:
    files = sorted(path for path in (shared / "data/ryhti").glob("*.json") if path.name not in BROKEN)
    assert len(files) == 12
    for path in files:
        town = make_town(boundary=FINLAND)  # each by itself: several examples share their keys
        assert run(path, town)["accepted"] == 1, path.name
        assert given_back(town) == read_json(path), path.name


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_example_is_refused_with_line_and_reason(
    finland: Municipality, run: Run, shared: Path, name: str
) -> None:
    line, column = BROKEN[name]
    with pytest.raises(CommandError, match=f"not_json.*Line {line}, column {column}: Expecting") as refused:
        run(shared / "data/ryhti" / name, finland)
    assert refused.value.returncode == 1
    with in_town(finland):
        assert not Plan.objects.exists()


def test_a_number_keeps_the_digits_it_was_written_with(town: Municipality, run: Run, written: Written) -> None:
    digits = "511000.447680499986745"
    text = str(messages.plan()).replace("511000.0", digits).replace("'", '"')
    assert run(written(text), town)["accepted"] == 1
    ring = given_back(town)["geographicalArea"]["geometry"]["coordinates"][0]
    assert ring[0][0] == Decimal(digits)


def test_a_plan_has_its_dates_state_area_and_version(town: Municipality, run: Run, written: Written) -> None:
    run(written(messages.plan()), town)
    with in_town(town):
        plan = Plan.objects.get()
        version = PlanVersion.objects.get()
        phases = list(PlanPhase.objects.values_list("state", "on", "decision", "handling"))
    assert (plan.state, plan.kind) == ("13", "31")
    assert (str(plan.approved_on), str(plan.in_force_on)) == ("1979-02-19", "1979-04-04")
    assert plan.geom is not None and plan.geom.area == pytest.approx(1e6)
    assert (version.stage, version.geom) == ("approved", plan.geom)
    assert [(state, str(on), *codes) for state, on, *codes in phases] == [
        ("06", "1979-02-19", "11A", ""),
        ("13", "1979-04-04", "", "16"),
    ]


def test_legal_effects_of_master_plans_make_it_a_master_plan(town: Municipality, run: Run, written: Written) -> None:
    effects = [f"{messages.RYTJ}/oikeusvaik_YK/code/1"]
    run(written(messages.plan(legalEffectOfLocalMasterPlans=effects)), town)
    assert PublishedPlan.objects.get().kind == "21"


def test_the_same_message_twice_changes_nothing_and_a_changed_one_updates(
    town: Municipality, run: Run, written: Written
) -> None:
    assert run(written(messages.plan()), town)["accepted"] == 1
    assert run(written(messages.plan()), town)["unchanged"] == 1
    assert run(written(messages.plan(approvalDate="1979-03-01")), town)["updated"] == 1
    with in_town(town):
        assert Plan.objects.count() == PlanVersion.objects.count() == 1
        assert str(Plan.objects.get().approved_on) == "1979-03-01"
    assert given_back(town)["approvalDate"] == "1979-03-01"


def test_what_staff_changed_goes_out_and_the_rest_as_it_came(town: Municipality, run: Run, written: Written) -> None:
    run(written(messages.plan()), town)
    with in_town(town):
        Plan.objects.update(state="14")
    out = given_back(town)
    assert out.pop("lifeCycleStatus") == f"{messages.RYTJ}/kaavaelinkaari/code/14"
    came = messages.plan()
    del came["lifeCycleStatus"]
    assert out == came


def test_a_plan_matter_brings_its_phases_and_goes_out_whole(town: Municipality, run: Run, written: Written) -> None:
    decision = {
        "planDecisionKey": "7c9c55e0-efb4-4bb2-b947-e289e8ee11f4",
        "name": f"{messages.RYTJ}/kaavpaatnimi/code/08",
        "decisionDate": "2021-05-26",
        "dateOfDecision": "2021-05-26",
        "typeOfDecisionMaker": f"{messages.RYTJ}/PaatoksenTekija/code/02",
        "plans": [messages.plan(lifeCycleStatus=f"{messages.RYTJ}/kaavaelinkaari/code/04")],
    }
    whole = messages.matter(planMatterPhases=[messages.phase(planDecision=decision)])
    assert run(written(whole), town)["accepted"] == 1
    with in_town(town):
        plan, version, phase = Plan.objects.get(), PlanVersion.objects.get(), PlanPhase.objects.get()
    assert (plan.permanent_identifier, plan.case_number, plan.state) == ("AK-000123", "MliDno-2020-103", "04")
    assert plan.names == {"fi": "Pajakadun asemakaava", "sv": "Detaljplan för Pajakatu"}
    assert plan.slug == "pajakadun-asemakaava"
    assert (phase.decision, str(phase.on), version.stage) == ("08", "2021-05-26", "proposal")
    assert given_back(town) == whole


def test_a_matter_meets_the_plan_that_the_town_made_itself(town: Municipality, run: Run, written: Written) -> None:
    with in_town(town):
        Plan.objects.create(
            municipality=town, slug="pajakatu", kind="31", names={"fi": "Pajakatu"}, permanent_identifier="AK-000123"
        )
    assert run(written(messages.matter()), town)["updated"] == 1
    with in_town(town):
        assert Plan.objects.get().slug == "pajakatu"


def test_a_phase_by_itself_joins_the_plan_it_is_meant_for(town: Municipality, run: Run, written: Written) -> None:
    run(written(messages.matter(planMatterPhases=[])), town)
    run(written(messages.phase("03")), town, "--plan", "pajakadun-asemakaava")
    with in_town(town):
        assert PlanPhase.objects.get().plan.slug == "pajakadun-asemakaava"
        assert Plan.objects.get().state == "03"


@pytest.mark.parametrize("srid", [3067, 3881, 3880, 4326])
def test_an_area_is_read_in_each_national_system(town: Municipality, run: Run, written: Written, srid: int) -> None:
    import shapely

    from geo import crs

    shape = crs.reproject(shapely.geometry.shape(messages.area()["geometry"]), 3067, srid)
    run(written({"srid": str(srid), "geometry": shapely.geometry.mapping(shape)}), town)
    published = PublishedPlan.objects.get()
    assert published.area_m2 == pytest.approx(1e6, rel=1e-4)
    assert published.geom is not None
    assert published.geom.centroid.x == pytest.approx(511_500, abs=0.5)


def refused(line: dict[str, Any]) -> tuple[int, dict[str, int]]:
    return line["rejected"], line["reasons"]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (messages.plan(geographicalArea=messages.area(west=500)), "outside_town"),
        (messages.plan(lifeCycleStatus=f"{messages.RYTJ}/kaavaelinkaari/code/99"), "unknown_code"),
        (messages.plan(lifeCycleStatus=f"{messages.RYTJ}/RY_Kaavalaji/code/13"), "unknown_code"),
        (messages.area(srid="2393"), "unknown_code"),
        (messages.plan(approvalDate="19.2.1979"), "bad_time"),
        (messages.plan(planKey="17"), "no_id"),
        ({"hello": "world"}, "unknown_message"),
        ({"srid": "3067", "geometry": {"type": "Point", "coordinates": [511000, 6831000]}}, "not_an_area"),
        ({"srid": "3067", "geometry": {"type": "Polygon", "coordinates": [[[1, 2], "x"]]}}, "invalid_geometry"),
        (
            {"srid": "3067", "geometry": {"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]}}
            if (RING := messages.area()["geometry"]["coordinates"][0])
            else None,
            "swapped_axes",
        ),
    ],
)
def test_what_cannot_be_taken_is_kept_with_its_reason(
    town: Municipality, run: Run, written: Written, message: Any, reason: str
) -> None:
    file = written([messages.matter(), message])
    line = run(file, town, "--reject-file", file.with_suffix(".csv"))
    assert (line["accepted"], *refused(line)) == (1, 1, {reason: 1})


def test_a_key_that_comes_twice_in_a_file_is_taken_once(
    town: Municipality, run: Run, written: Written, tmp_path: Path
) -> None:
    line = run(written([messages.plan(), messages.plan(scale=500)]), town, "--reject-file", tmp_path / "no.csv")
    assert refused(line) == (1, {"duplicate_id": 1})


def test_another_town_s_matter_is_left_alone(town: Municipality, run: Run, written: Written) -> None:
    line = run(written(messages.matter(administrativeAreaIdentifiers=["491"])), town)
    assert (line["skipped_other_town"], line["rejected"]) == (1, 0)


def test_a_draft_and_a_message_without_an_area_are_for_staff_alone(
    town: Municipality, run: Run, written: Written
) -> None:
    infos = {"planCancellationInfos": [{"planCancellationInfoKey": messages.PHASE_KEY, "cancelsEntirePlan": False}]}
    assert run(written(infos), town)["without_place"] == 1
    assert given_back(town) == infos
    run(written(messages.plan()), town, "--draft")
    assert not PublishedPlan.objects.exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [("[" * 100_000, "not_json"), ("", "empty_file"), ('{"a": 1e999}', "unreadable"), ('{"a": NaN}', "unreadable")],
)
def test_hostile_json_is_refused(town: Municipality, run: Run, written: Written, text: str, code: str) -> None:
    with pytest.raises(CommandError, match=code):
        run(written(text), town)
