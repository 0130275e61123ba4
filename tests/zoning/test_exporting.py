"""What a town takes out it can bring in again: every plan with its objects, and national messages as they came."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from django.core.management import CommandError, call_command

from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import make_town, spot
from tests.zoning import messages
from tests.zoning.factories import make_hearing, make_plan, make_version
from tests.zoning.importing.conftest import Run, Written
from tests.zoning.ryhti.schema import assert_valid
from zoning.models import Plan, PlanObject, PlanVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kaavala", code="999")


@pytest.fixture
def drawn(town: Municipality) -> Plan:
    plan = make_plan(town, "pajakatu", state="04", kind="33")
    version = make_version(plan)
    with in_town(town):
        PlanObject.objects.create(
            municipality=town, version=version, layer="pisteet", key="1", code="sr", geom=spot(2.5, 2.5),
            properties={"korkeus": 12.5},
        )  # fmt: skip
    make_hearing(plan)
    return plan


def export(town: str, out: Path) -> Path:
    call_command("export_town", town, "--out", str(out))
    return out


def test_a_geopackage_comes_in_elsewhere_as_it_went_out(drawn: Plan, run: Run, tmp_path: Path) -> None:
    out = export("kaavala", tmp_path / "ulos.gpkg")
    assert {name for name, _kind in pyogrio.list_layers(out)} == {
        "town", "plan", "pisteet", "plan_versions", "plan_phases", "plan_hearings",
    }  # fmt: skip
    other = make_town("toinen")
    line = run(out, other)
    assert (line["read"], line["accepted"]) == (2, 2)
    with in_town(other):
        plan, point = Plan.objects.get(), PlanObject.objects.get()
        assert (plan.names, plan.state, plan.kind, plan.initiated_on) == (
            drawn.names, "04", "33", drawn.initiated_on,
        )  # fmt: skip
        assert plan.geom == drawn.geom
        assert (point.layer, point.key, point.code, point.properties) == ("pisteet", "1", "sr", {"korkeus": 12.5})


def test_it_comes_in_at_home_without_doubling_anything(
    town: Municipality, drawn: Plan, run: Run, tmp_path: Path
) -> None:
    run(export("kaavala", tmp_path / "ulos.gpkg"), town)
    with in_town(town):
        assert (Plan.objects.count(), PlanVersion.objects.count(), PlanObject.objects.count()) == (1, 1, 1)


def test_national_messages_go_out_in_the_form_in_which_they_came(
    town: Municipality, drawn: Plan, run: Run, written: Written, tmp_path: Path
) -> None:
    make_plan(town, "katu", kind="street")
    run(written([messages.plan(), messages.area()]), town)
    made_here, *came = json.loads(export("kaavala", tmp_path / "ulos.json").read_text("utf-8"))
    assert came == [messages.plan(), messages.area()]
    assert_valid(made_here, "PlanMatterCreate")
    assert [event["interactionEventType"][-2:] for event in events(made_here)] == ["01", "06"]


def events(matter: Any) -> Any:
    return matter["planMatterPhases"][0]["interactionEvents"]


@pytest.mark.parametrize("out", ["ulos.csv", "ei/ole/ulos.gpkg"])
def test_a_file_that_cannot_be_written_is_named(town: Municipality, tmp_path: Path, out: str) -> None:
    with pytest.raises(CommandError):
        export("kaavala", tmp_path / out)
    assert not list(tmp_path.iterdir())
