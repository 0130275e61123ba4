"""The description of the API as a client gets it, and its operations with addresses of things that are there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from tests.permissions.table import TABLE
from tests.permissions.world import World

# What fills an address stands in the table of permissions, which knows every route
ROW_OF = {(route, row.method): row for row in reversed(TABLE) for route in row.routes if row.who}
REFUSED_TO_ALL = {(route, row.method): row for row in TABLE for route in row.routes}


def _generator() -> Any:
    generator: Any = SchemaGenerator  # the library has no types
    return generator()


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    said: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.said["operationId"])

    def address(self, world: World) -> str:
        route = self.path.replace("{", "<").replace("}", ">")
        row = ROW_OF.get((route, self.method)) or REFUSED_TO_ALL[route, self.method]
        return world.address(route, row)

    def headers(self) -> set[str]:
        return {one["name"] for one in self.said.get("parameters", []) if one["in"] == "header"}


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(_generator().get_schema(public=True), default=str))
    return found


def operations(method: str = "") -> list[Operation]:
    return [
        Operation(name.upper(), path, said)
        for path, item in schema()["paths"].items()
        for name, said in item.items()
        if name in {"get", "post", "put", "patch", "delete"} and method in {"", name.upper()}
    ]


def body_schema(said: dict[str, Any], status: str) -> dict[str, Any]:
    """The schema of an answer, with references followed one step."""
    for content in said["responses"].get(status, {}).get("content", {}).values():
        found: dict[str, Any] = content["schema"]
        if "$ref" in found:
            found = schema()["components"]["schemas"][found["$ref"].rpartition("/")[2]]
        return found
    return {}
