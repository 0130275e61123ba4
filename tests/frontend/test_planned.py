"""What is planned here, who lives there, and what was said inside a plan: as pages tell it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from geo import crs
from geo.models import GridCell, Municipality, PopulationCount
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST, box
from tests.frontend.conftest import pin_at
from tests.frontend.test_desk import staff
from tests.zoning.factories import area, make_hearing, make_plan, make_version
from zoning.models import ImpactAssessment, Plan, PlanObject

BY_AGE = {
    (None, None): 100,
    (0, 12): 40,
    (13, 17): 10,
    (18, 29): 0,
    (30, 44): 20,
    (45, 64): 0,
    (65, 74): 0,
    (75, None): 30,
}


def at(east: float, north: float) -> str:
    longitude, latitude = crs.to_wire(WEST + east * 1000, SOUTH + north * 1000)
    return f"{float(longitude):.6f},{float(latitude):.6f}"


def text(response: Any, status: int = 200) -> str:
    """What a reader reads, without tags."""
    assert response.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def planned(client: Client, **query: str) -> str:
    return text(client.get("/en/testila/planned", query))


def make_people(town: Municipality) -> None:
    cell = GridCell.objects.create(
        municipality=town, size_m=1000, code="2-2", geom=box(2, 2, 3, 3), centre=box(2, 2, 3, 3).centroid
    )
    for (first, last), count in BY_AGE.items():
        PopulationCount.objects.create(
            municipality=town, cell=cell, year=2024, age_from=first, age_to=last, count=count
        )


@pytest.fixture
def plan(town: Municipality) -> Plan:
    return make_plan(town, "pajakatu", state="04", geom=area(box(2, 2, 3, 2.5)))


def test_a_place_found_by_its_name_tells_what_is_planned_there(town: Municipality, plan: Plan, client: Client) -> None:
    make_hearing(make_plan(town, "tori", geom=area(box(1, 1, 3, 3)), state="04"))
    page = planned(client, place="Testitori")
    assert "Plan tori" in page and "On display now" in page and "Plan proposal on display" in page


def test_a_tapped_place_tells_what_is_planned_there(town: Municipality, plan: Plan, client: Client) -> None:
    assert "Plan pajakatu" in planned(client, at=at(2.5, 2.2))
    assert "No published plan of the town is under way at this place." in planned(client, at=at(7, 7))
    assert "The place is outside the town." in planned(client, at=at(-3, 7))


@pytest.mark.parametrize("query", [{}, {"at": "x"}, {"at": "1,2"}, {"place": "\x00"}, {"at": "27.2"}])
def test_without_a_place_the_page_asks_for_one(town: Municipality, client: Client, query: dict[str, str]) -> None:
    assert "An address or the name of a place" in planned(client, **query)
    assert "No place was found by that name." in planned(client, place="Olematon")


def test_the_map_page_has_plans_their_legend_and_their_table(town: Municipality, plan: Plan, client: Client) -> None:
    page = client.get("/en/testila/").content.decode()
    assert '"plans": true' in page and "/en/testila/planned" in page
    assert page.count('class="plan-swatch"') == 6
    assert "The same plans as a table" in page


def test_a_plan_tells_who_lives_in_it_by_age_and_how_sure_that_is(
    town: Municipality, plan: Plan, client: Client
) -> None:
    make_people(town)
    page = text(client.get("/en/testila/plans/pajakatu/"))
    row = page[page.index("In the area itself") : page.index("In the area and within 100 m")]
    assert row.split()[4:] == ["50", "0", "–", "100", "20", "5", "0", "10", "0", "0", "15"]
    assert "population by squares of 1000 m, 2024" in page


def test_a_plan_shows_the_published_messages_inside_it_and_no_others(
    town: Municipality, plan: Plan, client: Client
) -> None:
    pin_at(town, 2.5, 2.2, text="Penkki puuttuu")
    pin_at(town, 2.5, 2.2, text="Salainen asia", visibility="private")
    pin_at(town, 7, 7, text="Muualla")
    page = text(client.get("/en/testila/plans/pajakatu/"))
    assert "Penkki puuttuu" in page
    assert "Salainen asia" not in page and "Muualla" not in page


def test_the_planner_sees_messages_ideas_and_who_was_heard(town: Municipality, plan: Plan) -> None:
    make_people(town)
    pin_at(town, 2.5, 2.2, text="Salainen asia", visibility="private")
    pin_at(town, 2.5, 2.2, kind="idea", text="Uusi leikkipaikka")
    page = text(staff(town, "planner").get("/en/testila/desk/plans/pajakatu/"))
    assert "Salainen asia" in page and "Uusi leikkipaikka" in page
    assert "2 people took part" in page and "Of 2 nobody knows where they live." in page
    assert "No impacts have been assessed yet." in page


def test_a_plan_without_an_area_says_what_to_do(town: Municipality) -> None:
    make_plan(town, "alku", geom=None, published_at=None)
    page = text(staff(town, "planner").get("/en/testila/desk/plans/alku/"))
    assert "The plan has no area yet" in page


def test_the_queue_is_narrowed_to_a_plan(town: Municipality, plan: Plan) -> None:
    inside = pin_at(town, 2.5, 2.2, text="Penkki puuttuu")
    pin_at(town, 7, 7, text="Muualla")
    clerk = staff(town, "clerk")
    page = text(clerk.get("/en/testila/desk/", {"plan": "pajakatu"}))
    assert "Penkki puuttuu" in page and "Muualla" not in page
    told = clerk.get("/api/v1/towns/testila/desk/pins", {"plan": "pajakatu"}).json()
    assert [one["id"] for one in told["features"]] == [inside.id]


def test_a_message_at_the_desk_shows_the_plan_and_what_it_draws_there(town: Municipality, plan: Plan) -> None:
    version = make_version(plan, geom=area(box(2, 2, 3, 2.5)))
    with in_town(town):
        PlanObject.objects.create(
            municipality=town, version=version, layer="korttelit", key="1", code="VP", names={"en": "Park"},
            geom=box(2.4, 2, 2.6, 2.5),
        )  # fmt: skip
    here = pin_at(town, 2.5, 2.2)
    page = text(staff(town, "clerk").get(f"/en/testila/desk/pins/{here.id}"))
    assert "Plan pajakatu" in page and "korttelit : VP" in page.replace("korttelit:", "korttelit :") and "Park" in page


def write(client: Client, act: str = "save", impact: str = "", **said: str) -> Any:
    values = {"impact-new-kind": "children", "impact-new-names_fi": "Lapsivaikutukset", **said}
    return client.post("/en/testila/desk/plans/pajakatu/impacts", {"act": act, "impact": impact, **values})


def test_an_assessment_is_written_published_with_its_figures_and_withdrawn(
    town: Municipality, plan: Plan, client: Client
) -> None:
    make_people(town)
    planner = staff(town, "planner")
    names = {"impact-new-names_en": "Impacts on children", "impact-new-texts_en": "The way to school gets longer."}
    assert write(planner, **names, **{"impact-new-around_m": "200"}).status_code == 302
    with in_town(town):
        impact = ImpactAssessment.objects.get()
    assert impact.geom is not None and impact.geom.area > 500_000
    assert "Impacts on children" not in text(client.get("/en/testila/plans/pajakatu/"))
    write(planner, "publish", impact.public_id)
    page = text(client.get("/en/testila/plans/pajakatu/"))
    assert "The way to school gets longer." in page and "residents in the area that was assessed" in page
    assert write(planner, "remove", impact.public_id).status_code == 400, "what is published is withdrawn first"
    write(planner, "withdraw", impact.public_id)
    assert "Impacts on children" not in text(client.get("/en/testila/plans/pajakatu/"))
    write(planner, "remove", impact.public_id)
    with in_town(town):
        assert not ImpactAssessment.objects.exists()


def test_a_refused_assessment_keeps_what_was_written(town: Municipality, plan: Plan) -> None:
    wrong = {"impact-new-names_fi": "", "impact-new-texts_fi": "Pitkä arvio, joka ei saa kadota."}
    page = write(staff(town, "planner"), **wrong)
    assert page.status_code == 400
    assert "Pitkä arvio, joka ei saa kadota." in page.content.decode()
