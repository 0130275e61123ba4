"""What statements say and who sent them, out of their sealed parts. Whoever shows it has logged the look before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from zoning.masking import Person
from zoning.models import SealedPart, Statement, StatementEvent


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
    return found | {pk: json.loads(payload or "{}") for pk, payload in rows.values_list("statement_id", "payload")}


def _content(said: dict[str, Any]) -> Content:
    attached = tuple(Attached(**_known(Attached, one)) for one in said.get("attachments") or ())
    return Content(str(said.get("title") or ""), str(said.get("text") or ""), attached)


def _known(shape: type[Any], said: dict[str, Any]) -> dict[str, Any]:
    """The fields that the shape has; whatever a later version may add is left out."""
    return {field.name: said[field.name] for field in fields(shape) if said.get(field.name) is not None}


def persons_of(statements: Iterable[Statement]) -> dict[int, Person]:
    """Who of the senders is to be kept out of what is published: persons, and those who signed for an organisation."""
    listed = list(statements)
    found = senders_of(listed)
    return {
        each.pk: Person(sender.name, sender.street, sender.postcode, sender.email, sender.phone)
        for each in listed
        for sender in [found[each.pk]]
        if not sender.is_erased
    }


def kinds_now(statements: Iterable[Statement]) -> dict[int, str]:
    """What each statement is held to be: as it came, or as somebody judged it since. Content decides, not the form."""
    listed = list(statements)
    judged = StatementEvent.objects.filter(
        statement__in=listed, kind=StatementEvent.Kind.JUDGED, detail__has_key="kind"
    )
    return {each.pk: each.kind for each in listed} | dict(
        judged.order_by("id").values_list("statement_id", "detail__kind")
    )


def withdrawn_of(statements: Iterable[Statement]) -> set[int]:
    gone = StatementEvent.objects.filter(statement__in=list(statements), kind=StatementEvent.Kind.WITHDRAWN)
    return set(gone.values_list("statement_id", flat=True))
