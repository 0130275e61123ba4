"""Whether nobody touched what was received: every link, sealed part, attachment and event is computed anew.

A part that was erased by rule leaves its hash, and the chain verifies without it. What the newest link holds cannot be
told from the chain alone, so its hash is printed too: whoever keeps it elsewhere sees when the end was cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from delivery.files import read_file
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import SealedPart, StatementAttachment
from zoning.sealing import digest

BEGINNING = hashlib.sha256(b"kuuluvuus statements").digest()


@dataclass(frozen=True)
class Fault:
    """A row that is not what was received: which statement, and what of it."""

    number: int
    code: str
    what: str


@dataclass(frozen=True)
class ChainReport:
    """`head` is the hash of the newest link, which holds all before it."""

    statements: int
    head: str
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Link:
    id: int
    number: int
    code: str
    previous: bytes
    chained: bytes
    content: bytes
    sender: bytes
    text: str


def verify_chain(*, town: Municipality) -> ChainReport:
    with in_town(town):
        links = [_link(row) for row in sql.rows("zoning/statement_links", {"town": town.pk})]
        parts = list(SealedPart.objects.filter(municipality=town))
        faults = [*_of_links(links), *_of_parts(links, parts), *_of_attachments(links, parts), *_of_events(town)]
    head = links[-1].chained.hex() if links else BEGINNING.hex()
    erased = sum(1 for part in parts if part.erased_at)
    return ChainReport(len(links), head, erased, sorted(faults, key=lambda fault: fault.number))


def _link(row: tuple[Any, ...]) -> _Link:
    id_, number, code, *hashes, text = row
    previous, chained, content, sender = (bytes(each) for each in hashes)
    return _Link(id_, number, code, previous, chained, content, sender, text)


def _of_links(links: list[_Link]) -> Iterator[Fault]:
    before, expected = BEGINNING, 1
    for link in links:
        if link.number != expected:
            yield Fault(link.number, link.code, f"numbers from {expected} to {link.number - 1} are missing")
        if link.previous != before:
            yield Fault(link.number, link.code, "it does not follow the statement before it")
        if hashlib.sha256(link.text.encode()).digest() != link.chained:
            yield Fault(link.number, link.code, "the statement was changed")
        before, expected = link.chained, link.number + 1


def _of_parts(links: list[_Link], parts: list[SealedPart]) -> Iterator[Fault]:
    found = {(part.statement_id, part.part): part for part in parts}
    for link in links:
        for name, sealed in ((SealedPart.Part.CONTENT, link.content), (SealedPart.Part.SENDER, link.sender)):
            part = found.get((link.id, name.value))
            if part is None:
                yield Fault(link.number, link.code, f"its {name.value} is missing")
            elif part.erased_at is None and digest(bytes(part.salt or b""), part.payload or "") != sealed:
                yield Fault(link.number, link.code, f"its {name.value} was changed")


def _of_attachments(links: list[_Link], parts: list[SealedPart]) -> Iterator[Fault]:
    """Rows and files against what the sealed content names; of an erased content nothing is left to compare."""
    kept: dict[int, list[StatementAttachment]] = {}
    for row in StatementAttachment.objects.filter(statement__in=[link.id for link in links]):
        kept.setdefault(row.statement_id, []).append(row)
    contents = {part.statement_id: part for part in parts if part.part == SealedPart.Part.CONTENT}
    for link in links:
        part = contents.get(link.id)
        if part is None or part.payload is None:
            continue
        named = sorted(each["sha256"] for each in json.loads(part.payload).get("attachments", []))
        rows = kept.get(link.id, [])
        if named != sorted(bytes(row.sha256).hex() for row in rows):
            yield Fault(link.number, link.code, "its attachments are not those that came")
        yield from (Fault(link.number, link.code, "a file of it was changed or is gone") for row in rows if _lost(row))


def _lost(row: StatementAttachment) -> bool:
    try:
        return hashlib.sha256(read_file(row.file)).digest() != bytes(row.sha256)
    except (FileNotFoundError, ValueError):
        return True


def _of_events(town: Municipality) -> Iterator[Fault]:
    for number, code, event, chained, link in sql.rows("zoning/statement_event_links", {"town": town.pk}):
        if hashlib.sha256(link.encode()).digest() != bytes(chained):
            yield Fault(number, code, f"what happened to it was changed: event {event}")
