"""`receive_statement` is the one way in for an opinion, an objection or an official statement."""

from __future__ import annotations

import datetime
import hmac
import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from delivery.faults import fault_point
from delivery.files import keep_file, new_name
from delivery.services import claim, enqueue, remember
from geo.ids import derived_secret
from geo.models import SRID, Municipality
from geo.tenancy import in_town
from participation.services import participant_by_token
from zoning.attachments import Attachment
from zoning.models import (
    Hearing,
    Plan,
    PlanVersion,
    SealedPart,
    Statement,
    StatementAttachment,
    StatementChannel,
    StatementEvent,
    StatementRequest,
)
from zoning.sealing import Seal, seal
from zoning.services.requests import note_answered
from zoning.services.statement_checks import SenderInput, check_statement
from zoning.statement_kinds import kind_of

STATEMENT_RECEIVED = "statement.received"
Files = list[tuple[str, Attachment]]


@dataclass(frozen=True)
class Arrival:
    """How it came. `arrived_at` and `arrived_where` are noted for what came on paper or by e-mail; the rest is the
    sender's own device's claim of when it was sent."""

    channel: str = StatementChannel.WEB
    arrived_at: datetime.datetime | None = None
    arrived_where: str = ""
    claimed_sent_at: datetime.datetime | None = None
    entered_by: User | None = None


@dataclass(frozen=True)
class StatementInput:
    """What somebody states about a plan. `geometry` is in EPSG:3067. `kind` is for those who judge; else it follows."""

    plan: Plan
    text: str
    who: SenderInput
    sender: str = Statement.Sender.PERSON
    title: str = ""
    kind: str = ""
    hearing: Hearing | None = None
    version: PlanVersion | None = None
    request: StatementRequest | None = None
    language: str = "fi"
    geometry: BaseGeometry | None = None
    attachments: tuple[Attachment, ...] = ()
    wants_position: bool = False
    wants_approval_notice: bool = False
    from_pin: str = ""
    participant_token: str | None = None
    arrival: Arrival = field(default_factory=Arrival)


@dataclass(frozen=True)
class StatementOnce:
    """The idempotency key of a statement: whose and which key, and what makes a repeat the same request."""

    scope: str
    key: str
    fingerprint: bytes


@dataclass(frozen=True)
class Receipt:
    """What the sender is told at once, and told again when the same request is repeated."""

    id: str
    code: str
    kind: str
    received_at: str
    deadline: str | None
    is_late: bool
    in_outage: bool
    hash: str
    key: str
    participant_token: str | None = None
    files: list[list[str]] = field(default_factory=list)
    replayed: bool = False


def receive_statement(*, town: Municipality, statement: StatementInput, once: StatementOnce | None = None) -> Receipt:
    """Accept one statement with its attachments, or nothing: numbered, sealed, chained and announced in one commit.

    When it came, whether it is late and its place in the chain are the database's to say (migration 0005). A repeat
    with the same key gives the first answer; another request under it raises IdempotencyConflict. Raises Refused.
    """
    with in_town(town):
        claimed = claim(scope=once.scope, key=once.key, fingerprint=once.fingerprint) if once else None
        if claimed is not None and claimed.answer is not None:
            return replace(Receipt(**json.loads(claimed.answer.body)), replayed=True)
        check_statement(statement, judged_kind(statement))
        files = [(new_name(each.ending), each) for each in statement.attachments]
        for name, each in files:
            keep_file(name, each.content)
        person = participant_by_token(town=town, token=statement.participant_token)
        told = replace(_receipt(_store(town, statement, files, person.id), files), participant_token=person.token)
        enqueue(
            topic=STATEMENT_RECEIVED,
            payload={"statement": told.id},
            municipality=town,
            dedupe=f"{STATEMENT_RECEIVED}:{told.id}",
        )
        if claimed is not None:
            remember(claimed, 201, json.dumps(asdict(told)).encode())
        fault_point("statement.stored")
    fault_point("statement.received")
    return told


def note_event(
    *, statement: Statement, kind: str, user: User | None = None, detail: dict[str, Any] | None = None
) -> StatementEvent:
    """Add to what happened to a statement; nothing that was written before changes. Runs inside `in_town`."""
    return StatementEvent.objects.create(
        municipality_id=statement.municipality_id,
        statement=statement,
        kind=kind,
        at=statement.received_at,  # the database puts its own time here
        user=user,
        detail=detail or {},
    )


def own_key(public_id: str) -> str:
    """The key of the receipt's own page; made again when a letter must carry it, and kept nowhere."""
    return derived_secret("statement", public_id)


def is_own_key(public_id: str, key: str) -> bool:
    return hmac.compare_digest(own_key(public_id).encode(), key[:100].encode())


def judged_kind(statement: StatementInput) -> str:
    """As whoever enters it says; else by phase and sender."""
    asked = statement.request is not None
    return statement.kind or kind_of(hearing=statement.hearing, sender=statement.sender, asked=asked)


def _store(town: Municipality, given: StatementInput, files: Files, person: int) -> Statement:
    content, sender = seal(_content(given)), seal(asdict(given.who.tidy()))
    row = _row(town, given, content, sender)
    row.save(force_insert=True)
    fault_point("statement.chained")
    SealedPart.objects.bulk_create(
        SealedPart(
            municipality=town, statement=row, part=part, salt=kept.salt, payload=kept.payload, participant_id=whose
        )
        for part, kept, whose in (
            (SealedPart.Part.CONTENT, content, None),
            (SealedPart.Part.SENDER, sender, person),
        )
    )
    StatementAttachment.objects.bulk_create(
        StatementAttachment(
            municipality=town,
            statement=row,
            name=each.name,
            media_type=each.media_type,
            size=len(each.content),
            sha256=each.sha256,
            file=name,
        )
        for name, each in files
    )
    row.refresh_from_db()
    if given.request is not None:
        note_answered(request=given.request, at=row.received_at)
    return row


def _content(given: StatementInput) -> dict[str, Any]:
    return {
        "title": given.title.strip(),
        "text": given.text.strip(),
        "attachments": [
            {
                "name": each.name,
                "media_type": each.media_type,
                "size": len(each.content),
                "sha256": each.sha256.hex(),
            }
            for each in given.attachments
        ],
    }


def _row(town: Municipality, given: StatementInput, content: Seal, sender: Seal) -> Statement:
    """What is ours to say; time, number, code, deadline and links are placeholders that the database overwrites."""
    arrival = given.arrival
    return Statement(
        municipality=town,
        number=0,
        plan=given.plan,
        hearing=given.hearing,
        version=given.version,
        request=given.request,
        kind=judged_kind(given),
        sender=given.sender,
        channel=arrival.channel,
        language=given.language,
        received_at=datetime.datetime.now(datetime.UTC),
        arrived_at=arrival.arrived_at,
        arrived_where=arrival.arrived_where.strip(),
        claimed_sent_at=arrival.claimed_sent_at,
        entered_by=arrival.entered_by,
        is_late=False,
        geom=_geos(given.geometry),
        from_pin=given.from_pin,
        wants_position=given.wants_position,
        wants_approval_notice=given.wants_approval_notice,
        content_hash=content.digest,
        sender_hash=sender.digest,
        previous_hash=b"",
        chain_hash=b"",
    )


def _geos(shape: BaseGeometry | None) -> GEOSGeometry | None:
    return None if shape is None else GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=SRID)


def _receipt(row: Statement, files: Files) -> Receipt:
    return Receipt(
        id=row.public_id,
        code=row.receipt_code,
        kind=row.kind,
        received_at=row.received_at.isoformat(),
        deadline=row.deadline.isoformat() if row.deadline else None,
        is_late=row.is_late,
        in_outage=row.in_outage,
        hash=bytes(row.chain_hash).hex(),
        key=own_key(row.public_id),
        files=[[each.name, each.sha256.hex()] for _name, each in files],
    )
