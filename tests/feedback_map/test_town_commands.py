"""A town by commands: begun with a model, described, checked, opened and closed; each can be run twice."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from accounts.models import Role
from accounts.services import Post, create_staff
from delivery.files import read_file
from feedback_map.models import Category
from feedback_map.readiness import State, readiness_of
from geo.models import BoundaryPart, Municipality
from tests.factories import box, make_area, make_halves, make_town

TOLD = {
    "phone": "03 849 30",
    "desk": {"fi": "Rauhankatu 3"},
    "controller": {"fi": "Kaupunginhallitus"},
    "privacy_contact": {"fi": "tietosuoja@heinola.example"},
}


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.fixture
def town(db: None) -> Municipality:
    town = make_town("uusila", is_public=False)
    make_halves(town)
    return town


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "town.json"
    path.write_text(json.dumps(TOLD))
    return path


def test_a_town_made_closed_stays_closed_when_it_is_changed(db: None) -> None:
    run("create_town", "uusila", "--name-fi", "Uusila", "--closed")
    run("create_town", "uusila", "--name-fi", "Uusila", "--name-sv", "Nyby")
    assert not Municipality.objects.get().is_public


def test_a_town_is_begun_described_checked_and_opened_twice(town: Municipality, words: Path) -> None:
    assert json.loads(run("start_town", "--town", "uusila", "--with", "surroundings")) == {
        "units": 2, "categories": 5, "rules": 5,
    }  # fmt: skip
    assert json.loads(run("start_town", "--town", "uusila", "--with", "surroundings")) == {
        "units": 0, "categories": 0, "rules": 0,
    }  # fmt: skip
    for _ in range(2):
        run("describe_town", str(words), "--town", "uusila")
    with pytest.raises(SystemExit):
        run("open_town", "--town", "uusila")  # nobody works there
    create_staff(email="a@uusila.fi", post=Post(town, Role.ADMIN))
    run("open_town", "--town", "uusila", "--check")
    town.refresh_from_db()
    assert (town.is_public, town.phone, town.desk) == (False, "03 849 30", {"fi": "Rauhankatu 3"})
    for _ in range(2):
        assert "is open" in run("open_town", "--town", "uusila")
    run("open_town", "--town", "uusila", "--close")
    town.refresh_from_db()
    assert not town.is_public


def test_a_logo_comes_with_the_description(town: Municipality, words: Path, tmp_path: Path) -> None:
    picture = tmp_path / "logo.png"
    Image.new("RGB", (600, 200), "green").save(picture)
    run("describe_town", str(words), "--town", "uusila", "--logo", str(picture))
    town.refresh_from_db()
    assert read_file(town.logo).startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("text", ["{", "[]", '{"slug": "x"}', '{"phone": 5}', '{"desk": "here"}', '{"languages": []}'])
def test_a_wrong_description_changes_nothing(town: Municipality, tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(text)
    with pytest.raises(CommandError):
        run("describe_town", str(path), "--town", "uusila")


def test_a_model_that_is_not_there_is_named_with_those_that_are(town: Municipality) -> None:
    with pytest.raises(CommandError, match="finnish-town, small-municipality, surroundings"):
        run("start_town", "--town", "uusila", "--with", "metropolis")
    assert not Category.objects.exists()


def state_of(town: Municipality, code: str) -> State:
    return next(finding.state for finding in readiness_of(town) if finding.code == code)


def test_areas_upon_each_other_keep_a_town_closed_and_holes_are_told(town: Municipality) -> None:
    area_set = town.area_sets.get()
    assert state_of(town, "areas") == State.GOOD
    area_set.areas.get(code="W").delete()
    assert state_of(town, "areas") == State.CARE
    make_area(area_set, "W", box(0, 0, 6, 10))
    assert state_of(town, "areas") == State.WRONG


def test_a_town_without_ground_is_told_so(town: Municipality) -> None:
    BoundaryPart.objects.all().delete()
    town.area_sets.all().delete()
    assert {state_of(town, code) for code in ("boundary", "areas", "home")} == {State.WRONG}


def test_residents_that_are_not_known_and_owners_that_cannot_be_reached_are_told(town: Municipality) -> None:
    assert state_of(town, "people") == State.CARE
    run("start_town", "--town", "uusila", "--with", "surroundings")
    assert state_of(town, "units") == State.CARE
    assert state_of(town, "owners") == State.GOOD
    for body in town.bodies.all():
        body.phone = "03 1"
        body.save()
    assert state_of(town, "units") == State.GOOD
