"""What holds for every operation of the API, added to its description in one place."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from accounts.authentication import scope_of_view
from delivery.api import KEY_HEADER

PROBLEM = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
KEY = {
    "in": "header",
    "name": KEY_HEADER,
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
    "description": "one key for one request: sent again, it gets the first answer; with another body it is a 422",
}


class Described(AutoSchema):
    """Keys for repeats on every POST, versions on every GET, the scope that a token needs, what is on its way out."""

    def get_operation(self, *where: Any) -> Any:
        operation = super().get_operation(*where)
        if operation is None:
            return None
        if self.method == "POST":
            _takes_keys(operation)
        if self.method == "GET":
            operation["responses"].setdefault("304", {"description": "as If-None-Match has it already"})
        scope = scope_of_view(self.view, self.method)
        if scope is not None:
            operation["x-scope"] = str(scope.value)
            operation["responses"].setdefault("401", PROBLEM | {"description": ""})
            operation["responses"].setdefault("403", PROBLEM | {"description": ""})
        return operation

    def is_deprecated(self) -> bool:
        return getattr(self.view, "leaving", None) is not None or bool(super().is_deprecated())


def _takes_keys(operation: dict[str, Any]) -> None:
    given = operation.setdefault("parameters", [])
    given[:] = [one for one in given if one.get("name") != KEY_HEADER]
    given.append(KEY)
    operation["responses"].setdefault("422", PROBLEM | {"description": ""})
