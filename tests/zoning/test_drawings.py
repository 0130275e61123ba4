"""Drawings are cut in the background and shown with their version; nobody sees those of a version in the making."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from delivery.models import OutboxMessage
from delivery.services import relay
from geo.models import Municipality
from geo.refusals import Refused
from geo.tenancy import in_town
from tests.factories import make_town
from tests.zoning.drawings.pictures import CORNERS, png
from tests.zoning.factories import make_plan, make_version
from zoning.drawings.grids import zooms_of
from zoning.models import DrawingTile, PlanDrawing, PlanVersion
from zoning.services.drawings import add_drawing, cut, remove_drawing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kaavala")


def drawn(town: Municipality, **version: Any) -> PlanDrawing:
    made = add_drawing(town=town, version=make_version(make_plan(town), **version), content=png(), corners=CORNERS)
    cut(town=town.pk, public_id=made.public_id)
    with in_town(town):
        return PlanDrawing.objects.get(pk=made.pk)


def test_a_drawing_is_cut_once_it_is_added_and_again_without_harm(town: Municipality) -> None:
    version = make_version(make_plan(town))
    made = add_drawing(town=town, version=version, content=png(), corners=CORNERS)
    assert made.state == "waiting"
    relay()
    with in_town(town):
        drawing = PlanDrawing.objects.get()
        assert (drawing.state, drawing.message, drawing.zoom_to) == ("ready", "", 16)
        assert drawing.tiles == DrawingTile.objects.count() > 10
        assert zooms_of(drawing)["ETRS-TM35FIN"][1] == 13
    cut(town=town.pk, public_id=made.public_id)
    assert DrawingTile.objects.count() == drawing.tiles
    assert not OutboxMessage.objects.filter(topic="drawing.added", done_at=None).exists()


def test_one_that_cannot_be_cut_says_why(town: Municipality) -> None:
    made = add_drawing(town=town, version=make_version(make_plan(town)), content=png())
    cut(town=town.pk, public_id=made.public_id)
    with in_town(town):
        assert (PlanDrawing.objects.get().state, PlanDrawing.objects.get().message) == ("failed", "no_place")


@pytest.mark.parametrize(("content", "code"), [(b"", "empty"), (b"%PDF-1.7", "not_a_picture")])
def test_what_is_no_picture_is_refused_at_once(town: Municipality, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        add_drawing(town=town, version=make_version(make_plan(town)), content=content)
    assert refused.value.errors[0].code == code


def address(drawing: PlanDrawing, what: str = "overview.webp", town: str = "kaavala") -> str:
    return f"/tiles/{town}/drawings/{drawing.public_id}/{what}"


def test_tiles_are_given_with_a_version_and_only_where_there_are_any(town: Municipality, client: Client) -> None:
    drawing = drawn(town)
    one = DrawingTile.objects.filter(grid="ETRS-TM35FIN").first()
    assert one is not None
    answer = client.get(address(drawing, f"{one.grid}/{one.z}/{one.x}/{one.y}.webp"))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "image/webp", "public, max-age=300",
    )  # fmt: skip
    assert answer.content == bytes(one.content)
    again = client.get(address(drawing), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert client.get(address(drawing, f"{one.grid}/{one.z}/0/0.webp")).status_code == 204
    for wrong in ("nosuch/1/0/0.webp", "ETRS-TM35FIN/1/9/9.webp"):
        assert client.get(address(drawing, wrong)).status_code == 404


def test_a_version_in_the_making_shows_its_drawing_to_nobody_else(town: Municipality, client: Client) -> None:
    make_town("muualla")
    hidden = drawn(town, published_at=None)
    assert client.get(address(hidden)).status_code == 404
    with in_town(town):
        PlanVersion.objects.update(published_at="2026-01-01T00:00Z")
    assert client.get(address(hidden)).status_code == 200
    assert client.get(address(hidden, town="muualla")).status_code == 404


def test_a_drawing_taken_away_leaves_nothing(town: Municipality, client: Client) -> None:
    drawing = drawn(town)
    remove_drawing(town=town, drawing=drawing)
    assert not DrawingTile.objects.exists()
    assert client.get(address(drawing)).status_code == 404
