"""What statements say and who sent them, out of their sealed parts. Whoever shows it has logged the look before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from zoning.models import SealedPart, Statement


@dataclass(frozen=True)
class Attached:
    """A file that came with a statement, as its sealed content names it."""

    name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True)
class Content:
    """What a statement says. `is_erased`: it was erased by rule, and nothing is left to read."""

    title: str = ""
    text: str = ""
    attachments: tuple[Attached, ...] = ()
    is_erased: bool = False


@dataclass(frozen=True)
class SenderDetails:
    """Who sent a statement, and where an answer goes."""

    name: str = ""
    organisation: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""
    is_erased: bool = False

    @property
    def has_postal_address(self) -> bool:
        return bool(self.street and self.city)


def contents_of(statements: Iterable[Statement]) -> dict[int, Content]:
    """By the statements' keys; inside the caller's `in_town`."""
    found = _payloads(statements, SealedPart.Part.CONTENT)
    return {pk: Content(is_erased=True) if said is None else _content(said) for pk, said in found.items()}


def senders_of(statements: Iterable[Statement]) -> dict[int, SenderDetails]:
    """By the statements' keys; inside the caller's `in_town`."""
    found = _payloads(statements, SealedPart.Part.SENDER)
    return {
        pk: SenderDetails(is_erased=True) if said is None else SenderDetails(**_known(SenderDetails, said))
        for pk, said in found.items()
    }


def _payloads(statements: Iterable[Statement], part: str) -> dict[int, dict[str, Any] | None]:
    """A part that is not there reads as one that was erased."""
    found: dict[int, dict[str, Any] | None] = dict.fromkeys(statement.pk for statement in statements)
    rows = SealedPart.objects.filter(statement__in=found, part=part, payload__isnull=False)
    return found | {pk: json.loads(payload) for pk, payload in rows.values_list("statement_id", "payload")}


def _content(said: dict[str, Any]) -> Content:
    attached = tuple(Attached(**_known(Attached, one)) for one in said.get("attachments") or ())
    return Content(str(said.get("title") or ""), str(said.get("text") or ""), attached)


def _known(shape: type[Any], said: dict[str, Any]) -> dict[str, Any]:
    """The fields that the shape has; whatever a later version may add is left out."""
    return {field.name: said[field.name] for field in fields(shape) if said.get(field.name) is not None}
