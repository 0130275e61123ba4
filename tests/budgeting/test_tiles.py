"""Tiles of proposals: what is published, told apart by how far it has come."""

from __future__ import annotations

import pytest

from budgeting.looks import LOOKS, Look
from budgeting.models import Proposal
from budgeting.services.publishing import publish_proposals
from budgeting.tiles import CROWD
from geo.models import Municipality
from geo.tiles.grids import GRIDS, Grid
from tests.budgeting.factories import make_proposal, make_round
from tests.factories import box, make_town, spot
from tests.geo.test_tiles import ask, layers, tile_over

UNSEEN = {"draft", "withdrawn", "merged", "split"}


@pytest.fixture(params=list(GRIDS))
def grid(request: pytest.FixtureRequest) -> Grid:
    return GRIDS[request.param]


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town()


def test_every_state_that_a_map_shows_has_a_look() -> None:
    assert set(LOOKS) | UNSEEN == set(Proposal.State.values)
    assert set(LOOKS.values()) == set(Look)


def test_a_proposal_is_drawn_once_with_its_number_round_and_look(town: Municipality, grid: Grid) -> None:
    make_proposal(make_round(town, "kesa"), "Keinu", state="built")
    publish_proposals(town=town)
    [drawn] = layers(town, "proposals", tile_over(grid, 13))["marks"]
    told = drawn["properties"]
    assert (told["round"], told["number"], told["look"], told["name"]) == ("kesa", 1, "built", "Keinu")


def test_in_a_crowd_a_mark_stands_for_several_and_none_is_lost(town: Municipality, grid: Grid) -> None:
    of = make_round(town, "kesa")
    places = [spot(2 + n % 20 / 30, 2 + n // 20 / 30) for n in range(CROWD + 10)]
    for number, place in enumerate(places):
        make_proposal(of, state="built" if number % 3 else "open", geom=place)
    publish_proposals(town=town)
    marks = [drawn["properties"] for drawn in layers(town, "proposals", tile_over(grid, 6))["marks"]]
    assert len(marks) < CROWD / 2
    assert sum(told.get("count", 1) for told in marks) == len(places)
    assert all(("number" in told) != ("count" in told) for told in marks)
    many = [told for told in marks if "count" in told]
    assert all(told["count"] == told.get("built", 0) + told.get("open", 0) for told in many)
    assert any("built" in told and "open" in told for told in many)  # one ring, not one over the other


def test_an_area_is_drawn_as_such_and_with_a_mark(town: Municipality) -> None:
    make_proposal(make_round(town), geom=box(2.4, 2.4, 2.6, 2.6))
    publish_proposals(town=town)
    drawn = layers(town, "proposals", tile_over(GRIDS["WebMercatorQuad"], 13))
    assert (len(drawn["marks"]), len(drawn["shapes"])) == (1, 1)


def test_what_is_not_published_or_has_ended_elsewhere_is_not_drawn(town: Municipality) -> None:
    round = make_round(town)
    for state in sorted(UNSEEN):
        make_proposal(round, state=state)
    make_proposal(round, published_at=None)
    publish_proposals(town=town)
    assert layers(town, "proposals", tile_over(GRIDS["WebMercatorQuad"], 13)) == {}


def test_a_tile_is_new_when_something_published_changes(town: Municipality) -> None:
    tile = tile_over(GRIDS["WebMercatorQuad"], 13)
    make_proposal(make_round(town))
    publish_proposals(town=town)
    first = ask(town, "proposals", tile)
    assert ask(town, "proposals", tile, if_none_match=first.headers["ETag"]).status_code == 304
    publish_proposals(town=town)
    assert ask(town, "proposals", tile, if_none_match=first.headers["ETag"]).status_code == 200
