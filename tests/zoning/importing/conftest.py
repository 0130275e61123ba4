"""Bringing plans in as a person does, into the square town of the factories or one that is somewhere else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import call_command

from geo.models import Municipality
from tests.factories import make_town

SHARED = Path(__file__).resolve().parents[4] / "shared"
FINLAND = MultiPolygon(Polygon.from_bbox((50_000, 6_600_000, 760_000, 7_780_000)), srid=3067)
Run = Callable[..., dict[str, Any]]
Written = Callable[[Any], Path]


@pytest.fixture
def town(db: None) -> Municipality:
    return make_town("kaavala", code="999")


@pytest.fixture
def finland(db: None) -> Municipality:
    """A town as large as the country: national examples lie anywhere in it."""
    return make_town("suomela", boundary=FINLAND)


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the national examples (../shared) are not here")
    return SHARED


@pytest.fixture
def run() -> Run:
    """`import_plans` with the line of JSON it prints last; what it printed before is under "said"."""

    def command(file: Path, town: Municipality, *arguments: object) -> dict[str, Any]:
        out = io.StringIO()
        call_command("import_plans", str(file), "--town", town.slug, *map(str, arguments), stdout=out)
        *said, last = out.getvalue().strip().splitlines()
        found: dict[str, Any] = {**json.loads(last), "said": "\n".join(said)}
        return found

    return command


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A file that holds this text, or this value as JSON."""

    def write(value: Any, name: str = "kaava.json") -> Path:
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
        return path

    return write
