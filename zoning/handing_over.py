"""Statements go to the town's registry by themselves, through the outbox: by mail, into a folder, or to an interface.

At least once: the name of the package and the key of the request are the same each time.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage

from delivery.faults import fault_point
from delivery.mail import message_id
from delivery.services import enqueue
from delivery.topics import Message, Topic, register
from geo.models import Municipality
from geo.outside import Question, ask
from geo.tenancy import in_town
from zoning.hand_over import package_name, package_of
from zoning.models import Registry, Statement, StatementEvent
from zoning.services.statement_acts import LONGEST_NUMBER
from zoning.services.statements import note_event

HAND_OVER = "statement.hand_over"
ATTEMPTS = 12
WITHIN_S, MOST_BYTES = 60.0, 100_000
_Kind = StatementEvent.Kind


class NoWay(RuntimeError):
    """The town's registry has no address, folder or interface as it is configured."""


def hand_over(statement: Statement, *, again: bool = False) -> bool:
    """Have a statement handed over, if the town's registry takes them by itself. `again`: a person asks for it."""
    registry = Registry.objects.filter(municipality=statement.municipality).first()
    if registry is None or registry.method == Registry.Method.NONE:
        return False
    dedupe = None if again else f"{HAND_OVER}:{statement.public_id}"
    payload = {"statement": statement.public_id}
    return enqueue(topic=HAND_OVER, payload=payload, municipality=statement.municipality_id, dedupe=dedupe)


def carry(message: Message) -> None:
    assert message.municipality_id is not None
    town = Municipality.objects.defer("boundary").get(pk=message.municipality_id)
    with in_town(town):
        statement = Statement.objects.select_related("plan").get(public_id=message.payload["statement"])
        registry = Registry.objects.filter(municipality=town).first()
    if registry is None or registry.method == Registry.Method.NONE:
        return
    try:
        with in_town(town):
            package = package_of(town, statement)
        fault_point("hand_over.made")
        number = _send(town, registry, statement, package)
    except Exception as error:
        if message.attempt >= ATTEMPTS:
            _note(town, statement, _Kind.HAND_OVER_FAILED, {"method": registry.method, "why": type(error).__name__})
        raise
    fault_point("hand_over.sent")
    sha256 = hashlib.sha256(package).hexdigest()
    _note(town, statement, _Kind.HANDED_OVER, {"method": registry.method, "sha256": sha256})
    if number:
        _note(town, statement, _Kind.CASE_NUMBER, {"case_number": number})


def _send(town: Municipality, registry: Registry, statement: Statement, package: bytes) -> str:
    """Gives the registry's own number, where its interface answers with one."""
    name = package_name(statement)
    if registry.method == Registry.Method.API:
        return _to_interface(registry, statement, package)
    if registry.method == Registry.Method.FOLDER:
        _into_folder(town, name, package)
    else:
        _by_mail(town, registry, statement, package)
    return ""


def _to_interface(registry: Registry, statement: Statement, package: bytes) -> str:
    headers = [("Content-Type", "application/zip"), ("Idempotency-Key", statement.public_id)]
    headers += [("X-Receipt-Code", statement.receipt_code)]
    headers += [("Authorization", f"Bearer {registry.api_key}")] if registry.api_key else []
    question = Question(registry.url, "application/json", WITHIN_S, MOST_BYTES, package, tuple(headers))
    try:
        told = json.loads(ask(question))
    except ValueError:  # it took the package and says nothing that we read
        return ""
    number = told.get("case_number") if isinstance(told, dict) else None
    return number.strip()[:LONGEST_NUMBER] if isinstance(number, str) else ""


def _into_folder(town: Municipality, name: str, package: bytes) -> None:
    """Whole or not there: whoever empties the folder never takes half a package."""
    if not settings.HAND_OVER_FOLDER:
        raise NoWay("no folder is set")
    place = Path(settings.HAND_OVER_FOLDER) / town.slug
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place / f".{name}.part"
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(package)
        file.flush()
        os.fsync(file.fileno())
    beside.rename(place / name)


def _by_mail(town: Municipality, registry: Registry, statement: Statement, package: bytes) -> None:
    if not registry.email:
        raise NoWay("no address is set")
    mail = EmailMessage(
        f"{statement.receipt_code} – {town.name(town.first_language)}",
        f"{statement.receipt_code}\n{statement.plan.case_number}\n",
        to=[registry.email],
        headers={"Message-ID": message_id(f"{HAND_OVER}:{statement.public_id}"), "Auto-Submitted": "auto-generated"},
    )
    mail.attach(package_name(statement), package, "application/zip")
    mail.send()


def _note(town: Municipality, statement: Statement, kind: str, detail: dict[str, str]) -> None:
    with in_town(town):
        note_event(statement=statement, kind=kind, detail=detail)


def register_handing_over() -> None:
    register(Topic(HAND_OVER, carry, outside=True, attempts=ATTEMPTS, lease=timedelta(minutes=3)))
