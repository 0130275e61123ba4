"""Files that staff send, carried by the worker's own function."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from geo.models import Municipality, Upload
from geo.services import SentGround, bring_in_upload, receive_upload, undo_upload
from geo.tenancy import in_town
from geo.uploads.wishes import UploadWishes
from geo.uploads.working import carry
from tests.factories import make_town
from tests.geo.files import makers

Send = Callable[..., Upload]


def town_of_degrees(slug: str = "here") -> Municipality:
    """A town around 27.2–27.4° E, 61.6–61.8° N."""
    shape = Polygon.from_bbox((27.2, 61.6, 27.4, 61.8))
    shape.srid = 4326
    boundary = MultiPolygon(shape.transform(3067, clone=True), srid=3067)
    return make_town(slug, boundary=boundary, names={"fi": "Tässä"}, code="999", home_set="district")


@pytest.fixture
def town() -> Municipality:
    return town_of_degrees()


@pytest.fixture
def send(town: Municipality, tmp_path: Path) -> Send:
    """Send a copy of a file and let the worker look at it (and try it, when nothing need be asked)."""

    def sent(path: Path, what: str, **wishes: Any) -> Upload:
        copy = tmp_path / f"sent-{path.name}"
        shutil.copyfile(path, copy)
        upload = receive_upload(
            town=town, sent=SentGround(path.name, copy, "user 7"), wishes=UploadWishes(what, **wishes)
        )
        return carried(upload)

    return sent


def carried(upload: Upload) -> Upload:
    """The upload after the worker was there."""
    carry(upload.municipality_id, upload.public_id)
    return now(upload)


def now(upload: Upload) -> Upload:
    with in_town(upload.municipality_id):
        return Upload.objects.get(pk=upload.pk)


def brought_in(upload: Upload, **how: Any) -> Upload:
    return carried(bring_in_upload(town=upload.municipality, upload=upload, **how))


def taken_back(upload: Upload) -> Upload:
    return carried(undo_upload(town=upload.municipality, upload=upload))


def west_and_east(folder: Path, *more: dict[str, Any], border: float = 27.3) -> Path:
    """A file of two areas with a border between them, and more rows."""
    features = [
        makers.feature(_box(27.2, border), tunnus="1", nimi_fi="Länsi"),
        makers.feature(_box(border, 27.4), tunnus="2", nimi_fi="Itä"),
    ]
    return makers.write_geojson(folder / f"areas-{border}.geojson", [*features, *more])


def _box(west: float, east: float) -> dict[str, Any]:
    ring = [[west, 61.6], [east, 61.6], [east, 61.8], [west, 61.8], [west, 61.6]]
    return {"type": "Polygon", "coordinates": [ring]}
