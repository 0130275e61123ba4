"""The project for QGIS: every collection is in it, drawn, and QGIS itself opens it where it is installed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from django.conf import LazySettings
from django.conf import settings as configured
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from doors.collections import layers_of_town
from doors.downloads.due import make_due_files
from feedback_map.models import Kind
from geo.models import Municipality
from tests.doors.world import EVERY, items, make_open_town
from tests.factories import SIDE, SOUTH, WEST

PROJECT = "/avoin/data/project.qgs"
QGIS = os.environ.get("KUULUVUUS_TEST_QGIS", "/usr/bin/python3")


@pytest.fixture
def project(town: Municipality) -> Any:
    response = Client().get(PROJECT)
    assert response.headers["Content-Disposition"] == 'attachment; filename="avoin.qgs"'
    return ElementTree.fromstring(response.content)


def test_the_project_holds_every_collection_and_messages_as_tiles(town: Municipality, project: Any) -> None:
    told = {layer.findtext("id"): layer for layer in project.iter("maplayer")}
    assert set(told) == {*(layer.id for layer in layers_of_town(town)), "avoin_pins_tiles"}
    assert {f"avoin_{name}" for name in EVERY} <= set(told)
    for name, layer in told.items():
        source = layer.findtext("datasource")
        if name == "avoin_pins_tiles":
            assert f"url={configured.SITE_ADDRESS}/tiles/avoin/pins/WebMercatorQuad/" in source
            continue
        assert f"typename='{name}'" in source and f"url='{configured.SITE_ADDRESS}/ogc/'" in source
        assert layer.findtext("provider") == "OAPIF" and layer.find("renderer-v2") is not None
        assert layer.findtext("resourceMetadata/license").startswith("https://creativecommons.org/")


def test_messages_are_drawn_by_their_kind_and_coverage_by_its_class_in_words(project: Any) -> None:
    labels = {
        layer.findtext("id"): [one.get("label") for one in layer.iter("category")] for layer in project.iter("maplayer")
    }
    assert labels["avoin_pins"] == [
        str(kind.label) for kind in (Kind.FEEDBACK, Kind.SUGGESTION, Kind.THANKS, Kind.IDEA)
    ]
    assert "Kiitos" in labels["avoin_pins"]
    assert len(labels["avoin_coverage_district"]) == 4 and labels["avoin_plans"] == []


def test_the_project_is_in_metres_over_the_town_and_begins_with_what_is_light(project: Any) -> None:
    assert project.findtext("projectCrs/spatialrefsys/authid") == "EPSG:3067"
    told = [float(project.findtext(f"mapcanvas/extent/{name}")) for name in ("xmin", "ymin", "xmax", "ymax")]
    assert told == pytest.approx([WEST, SOUTH, WEST + SIDE, SOUTH + SIDE], abs=300)
    shown = {one.get("id") for one in project.iter("layer-tree-layer") if one.get("checked") == "Qt::Checked"}
    assert shown == {"avoin_pins_tiles", "avoin_plans", "avoin_places", "avoin_areas_district"}


def _has_qgis() -> bool:
    command = [*shlex.split(QGIS), "-c", "import qgis.core"]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    except OSError:
        return False


@pytest.mark.heavy
@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_qgis_itself_opens_the_project_and_reads_every_feature(live_server: LiveServer, settings: LazySettings) -> None:
    if not _has_qgis():
        pytest.skip("no QGIS here: install python3-qgis and qgis-providers, or name a Python by KUULUVUUS_TEST_QGIS")
    settings.SITE_ADDRESS = live_server.url
    town = make_open_town()
    make_due_files(town)
    script = Path(__file__).with_name("qgis_reads.txt").read_text("utf-8")
    asked = [*shlex.split(QGIS), "-", f"{live_server.url}{PROJECT}", f"{live_server.url}/avoin/data/pins.gpkg"]
    done = subprocess.run(asked, input=script, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.startswith("{"), done.stderr[-2_000:]
    found = json.loads(done.stdout)
    assert found["read"] and found["crs"] == "EPSG:3067"
    assert set(found["layers"]) == {*(layer.id for layer in layers_of_town(town)), "avoin_pins_tiles"}
    assert all(layer["valid"] for layer in found["layers"].values())
    for name in EVERY:
        ours = sorted(one["id"] for one in items(f"avoin_{name}", limit="1000")["features"])
        assert found["layers"][f"avoin_{name}"]["ids"] == ours, name
    assert found["geopackage"]["renderer"] == "QgsCategorizedSymbolRenderer"
    assert len(found["geopackage"]["ids"]) == len(items("avoin_pins", limit="1000")["features"])
