"""Proposals of a round as open data: only what is published, page by page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgeting.services.proposals import end_proposal
from budgeting.services.publishing import publish_proposals
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import make_halves, make_town, spot


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("testila")
    make_halves(town)
    return town


def get(client: Client, path: str = "", status: int = 200) -> Any:
    answer = client.get(f"/api/v1/towns/testila/budget/kesa/proposals{path}")
    assert answer.status_code == status
    return answer.json()


def numbers(answer: Any) -> list[int]:
    return [feature["properties"]["number"] for feature in answer["features"]]


def test_the_list_has_published_proposals_page_by_page(client: Client, town: Municipality) -> None:
    round = make_round(town, "kesa")
    for _ in range(3):
        make_proposal(round)
    make_proposal(round, published_at=None)
    make_proposal(make_round(town, "toinen"))
    publish_proposals(town=town)
    page = get(client, "?limit=2")
    assert (numbers(page), page["numberMatched"], page["numberReturned"]) == ([1, 2], 3, 2)
    rest = client.get(page["next"]).json()
    assert (numbers(rest), rest["next"]) == ([3], None)


def test_the_list_is_filtered_by_area_theme_pot_and_state(client: Client, town: Municipality) -> None:
    round = make_round(town, "kesa")
    with in_town(town):
        theme = round.themes.create(municipality=town, code="puistot")
    make_proposal(round, geom=spot(1, 1), theme=theme)
    ended = make_proposal(round, geom=spot(9, 1))
    end_proposal(town=town, proposal=ended, state="withdrawn", reason={"fi": "Tekijät luopuivat."})
    publish_proposals(town=town)
    assert numbers(get(client, "?area=W")) == numbers(get(client, "?theme=puistot")) == [1]
    assert numbers(get(client, "?state=withdrawn")) == numbers(get(client, "?area=E")) == [2]
    assert numbers(get(client, "?pot=town")) == [1, 2]
    assert get(client, "?state=lost", 400)["errors"][0]["field"] == "state"
    assert get(client, "?colour=red", 400)["errors"][0]["code"] == "unknown_parameter"


def test_one_proposal_has_its_place_in_degrees_its_cost_and_its_area(client: Client, town: Municipality) -> None:
    make_proposal(make_round(town, "kesa"), "Keinu", 12_000, spot(1, 1))
    publish_proposals(town=town)
    feature = get(client, "/1")
    said = feature["properties"]
    assert (said["titles"], said["cost_cents"], said["area"], said["pot"]) == ({"fi": "Keinu"}, 1_200_000, "W", "town")
    longitude, latitude = feature["geometry"]["coordinates"]
    assert (20 < longitude < 32, 59 < latitude < 71) == (True, True)
    get(client, "/2", 404)


def test_a_round_that_is_not_published_has_no_data(client: Client, town: Municipality) -> None:
    make_proposal(make_round(town, "kesa", published_at=None))
    publish_proposals(town=town)
    get(client, "", 404)
    get(client, "/1", 404)
