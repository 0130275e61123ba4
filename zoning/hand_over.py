"""The package in which the registry (kirjaamo) gets a statement: a PDF/A of it, its files, and its metadata twice.

The same statement gives the same names each time, so that a package that arrives twice is seen to be one.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from delivery.files import read_file
from geo.models import Municipality
from zoning.models import Statement, StatementAttachment
from zoning.reading import Content, SenderDetails, contents_of, kinds_now, senders_of


@dataclass(frozen=True)
class OnPaper:
    """What the document of a statement shows."""

    town: Municipality
    statement: Statement
    content: Content
    sender: SenderDetails


Writer = Callable[[OnPaper], bytes]
_writers: list[Writer] = []


def draw_statements_with(writer: Writer) -> None:
    """Register who makes the PDF/A of a statement; whoever can lay out a page stands above this app."""
    _writers[:] = [writer]


def package_name(statement: Statement) -> str:
    return f"{statement.receipt_code}-{statement.public_id}.zip"


def package_of(town: Municipality, statement: Statement) -> bytes:
    """Inside the caller's `in_town`."""
    paper = OnPaper(town, statement, contents_of([statement])[statement.pk], senders_of([statement])[statement.pk])
    files = list(StatementAttachment.objects.filter(statement=statement).exclude(file="").order_by("pk"))
    named = [(f"attachments/{number:02}-{each.name}", each) for number, each in enumerate(files, 1)]
    said = metadata_of(paper, [name for name, _each in named])
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(f"{statement.receipt_code}.pdf", _writers[0](paper))
        for name, each in named:
            package.writestr(name, read_file(each.file))
        package.writestr("metadata.json", json.dumps(said, ensure_ascii=False, indent=2))
        package.writestr("metadata.xml", _xml(said))
    return held.getvalue()


def metadata_of(paper: OnPaper, names: list[str]) -> dict[str, Any]:
    row, plan = paper.statement, paper.statement.plan
    files = zip(names, paper.content.attachments, strict=False)
    return {
        "receipt_code": row.receipt_code,
        "id": row.public_id,
        "number": row.number,
        "municipality": paper.town.slug,
        "plan": {"name": plan.name(paper.town.first_language), "case_number": plan.case_number, "slug": plan.slug},
        "kind": kinds_now([row])[row.pk],
        "kind_as_sent": row.kind,
        "channel": row.channel,
        "language": row.language,
        "received_at": row.received_at.isoformat(),
        "arrived_at": row.arrived_at and row.arrived_at.isoformat(),
        "arrived_where": row.arrived_where,
        "claimed_sent_at": row.claimed_sent_at and row.claimed_sent_at.isoformat(),
        "deadline": row.deadline and row.deadline.isoformat(),
        "is_late": row.is_late,
        "in_outage": row.in_outage,
        "wants_position": row.wants_position,
        "wants_approval_notice": row.wants_approval_notice,
        "sender_kind": row.sender,
        "sender": {name: value for name, value in asdict(paper.sender).items() if value and name != "is_erased"},
        "content_hash": bytes(row.content_hash).hex(),
        "chain_hash": bytes(row.chain_hash).hex(),
        "attachments": [{"file": name, **asdict(each)} for name, each in files],
    }


def _xml(said: dict[str, Any]) -> bytes:
    root = Element("statement")
    _fill(root, said)
    made: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _fill(parent: Element, said: dict[str, Any]) -> None:
    for name, value in said.items():
        for each in value if isinstance(value, list) else [value]:
            child = SubElement(parent, name)
            if isinstance(each, dict):
                _fill(child, each)
            elif each is not None:
                child.text = _plain(json.dumps(each) if isinstance(each, bool | int) else str(each))


def _plain(text: str) -> str:
    """XML has no place for control characters."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n\r")
