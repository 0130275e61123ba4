"""The national system's own description of its messages, as JSON Schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker  # type: ignore[import-untyped]

OPENAPI = Path(__file__).resolve().parents[4] / "shared/reference/ryhti-openapi/planService-OpenApi.json"


def assert_valid(message: Any, name: str) -> None:
    """The message is what the schema of this name describes: its members, no others, their codes, dates and keys."""
    if not OPENAPI.is_file():
        pytest.skip("the national OpenAPI description (../shared/reference) is not here")
    problems = [f"{list(error.absolute_path)}: {error.message}" for error in _validator(name).iter_errors(message)]
    assert not problems, problems


@cache
def _validator(name: str) -> Draft4Validator:
    described = _as_json_schema(json.loads(OPENAPI.read_text("utf-8")))
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return Draft4Validator(schema, format_checker=_formats())


def _formats() -> FormatChecker:
    checker = FormatChecker(["date", "uuid"])

    @checker.checks("date-time")  # type: ignore[untyped-decorator]
    def _is_instant(value: object) -> bool:
        import re

        return not isinstance(value, str) or bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value))

    return checker


def _as_json_schema(value: Any) -> Any:
    """OpenAPI 3.0 writes `nullable` where JSON Schema adds null to the types."""
    if isinstance(value, list):
        return [_as_json_schema(item) for item in value]
    if not isinstance(value, dict):
        return value
    said = {name: _as_json_schema(item) for name, item in value.items() if name != "nullable"}
    return {"anyOf": [{"type": "null"}, said]} if value.get("nullable") is True else said
