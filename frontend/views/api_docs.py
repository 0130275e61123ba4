"""/api/v1/docs – the API for people: made from the same description that programs read, as a plain page."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from frontend.pages import show

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Field:
    """A parameter, or a property of what is sent."""

    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of one address."""

    anchor: str
    method: str
    path: str
    title: str
    text: str
    parameters: tuple[Field, ...]
    sent: tuple[Field, ...]
    answers: tuple[tuple[str, str], ...]
    scope: str = ""
    leaves: bool = False


@require_safe
def show_api(request: HttpRequest) -> HttpResponse:
    return show(request, "frontend/api.html", {"operations": operations()})


@cache
def operations() -> tuple[Operation, ...]:
    with translation.override("en"):
        schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return tuple(
        _operation(path, method, item[method], schema)
        for path, item in schema["paths"].items()
        for method in METHODS
        if method in item
    )


def _operation(path: str, method: str, described: dict[str, Any], schema: dict[str, Any]) -> Operation:
    title, _, rest = described.get("description", "").strip().partition("\n")
    return Operation(
        anchor=described["operationId"],
        method=method.upper(),
        path=path,
        title=described.get("summary") or title,
        text=described.get("description", "").strip() if described.get("summary") else rest.strip(),
        parameters=tuple(_parameter(parameter) for parameter in described.get("parameters", ())),
        sent=_sent(described, schema),
        answers=tuple((code, answer.get("description", "")) for code, answer in described["responses"].items()),
        scope=described.get("x-scope", ""),
        leaves=described.get("deprecated", False),
    )


def _parameter(parameter: dict[str, Any]) -> Field:
    return Field(
        name=parameter["name"],
        place=parameter["in"],
        kind=_kind(parameter.get("schema", {})),
        required=parameter.get("required", False),
        text=parameter.get("description", ""),
    )


def _sent(described: dict[str, Any], schema: dict[str, Any]) -> tuple[Field, ...]:
    """The first level of the body; what is inside it is in the schema."""
    content = described.get("requestBody", {}).get("content", {})
    first: dict[str, Any] = next(iter(content.values()), {})
    body = _resolved(first.get("schema", {}), schema)
    required = body.get("required", ())
    return tuple(
        Field(name, "body", _kind(_resolved(part, schema)), name in required, part.get("description", ""))
        for name, part in body.get("properties", {}).items()
    )


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = part.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"][name] if name else part
    return found


def _kind(part: dict[str, Any]) -> str:
    if "enum" in part:
        return " | ".join(str(value) for value in part["enum"])
    return str(part.get("format") or part.get("type") or part.get("$ref", "object").rpartition("/")[2])
