"""The command that gives a town its base maps, and what is said of one that is away."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from geo import basemaps
from geo.models import Municipality
from tests.factories import make_town

pytestmark = pytest.mark.django_db
URL = "https://kartta.example.fi/{z}/{x}/{y}.png?key=salaisuus"


def said(*words: str) -> str:
    out = StringIO()
    call_command("set_base_map", *words, "--town", "testila", stdout=out)
    return out.getvalue()


def test_a_base_map_is_set_changed_put_first_and_removed_and_its_key_is_not_printed() -> None:
    make_town("testila")
    assert "salaisuus" not in said("tausta", URL, "--crs", "EPSG:3067", "--name", "fi=Taustakartta", "--credit", "MML")
    said("opas", "https://kartta.example.fi/wms", "--layers", "opaskartta", "--first")
    said("tausta", URL, "--crs", "EPSG:3067", "--max-zoom", "15")
    town = Municipality.objects.get(slug="testila")
    assert [(one.id, one.code, one.max_zoom) for one in basemaps.base_maps_of(town) if one.id != "background"] == [
        ("opas", 3857, 19),
        ("tausta", 3067, 15),
    ]
    assert json.loads(said("opas", "--remove")) == {"base_maps": ["tausta"]}


@pytest.mark.parametrize(
    "words",
    [
        ("x",),
        ("x", "file:///etc/passwd"),
        ("x", "https://kartta.example.fi/wms"),
        ("x", URL, "--crs", "EPSG:1"),
        ("x", URL, "--name", "fi"),
        ("x", "--remove"),
    ],
)
def test_what_is_no_base_map_is_refused_and_changes_nothing(words: tuple[str, ...]) -> None:
    make_town("testila")
    with pytest.raises(CommandError):
        said(*words)
    assert Municipality.objects.get(slug="testila").base_maps == []


def test_a_base_map_that_is_away_is_no_error_of_ours(
    caplog: pytest.LogCaptureFixture, settings: Any, tmp_path: Any
) -> None:
    settings.BASE_MAP_FOLDER = tmp_path
    basemaps._resting_until.clear()
    make_town("testila")
    said("tausta", "http://127.0.0.1:9/{z}/{x}/{y}.png")
    answer = Client().get("/basemap/testila/tausta/8/147/72")
    assert answer.status_code == 503
    assert [record for record in caplog.records if record.name == "django.request"] == []
