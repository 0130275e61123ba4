"""Running an import as a person does, and reading its last line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run() -> Run:
    """Run a command and give its line of JSON."""

    def command(*arguments: object) -> dict[str, Any]:
        out = io.StringIO()
        call_command(*map(str, arguments), stdout=out)
        found: dict[str, Any] = json.loads(out.getvalue().strip().splitlines()[-1])
        return found

    return command


@pytest.fixture
def real() -> Path:
    """The folder of real data beside the project, where there is one."""
    if not REAL.is_dir():
        pytest.skip("the real data (../shared/data) are not here")
    return REAL
