"""Talking to one peer: what is posted, what is asked, and how its answers are read (JSON or XML)."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.dateparse import parse_datetime

from feedback_map.models import Open311Peer
from feedback_map.open311.wire import moment
from geo.outside import Away, Question, ask

WITHIN_S, MOST_BYTES = 20.0, 4_000_000
FORM = "application/x-www-form-urlencoded"
TRY_AGAIN = frozenset({0, 408, 409, 425, 429})


class PeerRefused(Exception):
    """The peer read the request and will not have it: trying again changes nothing."""


class PeerAway(Exception):
    """The peer did not answer in order; whether it took what was sent is not known."""


@dataclass(frozen=True)
class Taken:
    """What a peer gives for a request: an id at once, or a token for which it gives one later."""

    remote_id: str = ""
    token: str = ""


@dataclass(frozen=True)
class RemoteUpdate:
    update_id: str
    request_id: str
    status: str
    text: str
    at: datetime.datetime | None


def post(peer: Open311Peer, form: Mapping[str, str], key: str) -> Taken:
    said = {**form, "jurisdiction_id": peer.jurisdiction_id, "api_key": peer.api_key}
    body = urlencode({name: value for name, value in said.items() if value}).encode()
    headers = (("Content-Type", FORM), *((("Idempotency-Key", key),) if peer.takes_key else ()))
    records = _asked(peer, _address(peer, "requests"), body, headers)
    for record in records:
        taken = Taken(_text(record, "service_request_id"), _text(record, "token"))
        if taken.remote_id or taken.token:
            return taken
    raise PeerAway("the answer names neither a request nor a token")


def id_of_token(peer: Open311Peer, token: str) -> str:
    """The id that the peer gave for a token; empty while it has none."""
    records = _asked(peer, _address(peer, f"tokens/{token}"))
    return next((found for record in records if (found := _text(record, "service_request_id"))), "")


def request_that_says(peer: Open311Peer, words: str, since: datetime.datetime) -> str:
    """The id of a request whose description holds these words; empty when the peer has none since then."""
    records = _asked(peer, _address(peer, "requests", start_date=moment(since)))
    found = (record for record in records if words in _text(record, "description"))
    return next((_text(record, "service_request_id") for record in found), "")


def statuses(peer: Open311Peer, remote_ids: list[str]) -> list[RemoteUpdate]:
    """How requests stand, for peers that tell no updates."""
    records = _asked(peer, _address(peer, "requests", service_request_id=",".join(remote_ids)))
    return [
        RemoteUpdate(
            update_id=f"status {_text(record, 'status')} {_text(record, 'updated_datetime')}",
            request_id=_text(record, "service_request_id"),
            status=_text(record, "status"),
            text=_text(record, "status_notes"),
            at=_moment(record),
        )
        for record in records
    ]


def updates(peer: Open311Peer, since: datetime.datetime, until: datetime.datetime) -> list[RemoteUpdate]:
    span = {"start_date": moment(since), "end_date": moment(until)}
    records = _asked(peer, _address(peer, "servicerequestupdates", **span))
    return [
        RemoteUpdate(
            update_id=_text(record, "update_id"),
            request_id=_text(record, "service_request_id"),
            status=_text(record, "status"),
            text=_text(record, "description"),
            at=_moment(record),
        )
        for record in records
        if _text(record, "update_id")
    ]


def _address(peer: Open311Peer, what: str, **parameters: str) -> str:
    asked = {**parameters, "jurisdiction_id": peer.jurisdiction_id}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{peer.endpoint.rstrip('/')}/{what}.{peer.format}" + (f"?{query}" if query else "")


def _asked(
    peer: Open311Peer, address: str, form: bytes | None = None, headers: tuple[tuple[str, str], ...] = ()
) -> list[dict[str, Any]]:
    accept = "application/json" if peer.format == Open311Peer.Format.JSON else "text/xml"
    try:
        body = ask(Question(address, accept, WITHIN_S, MOST_BYTES, form, headers))
    except Away as away:
        if away.status in TRY_AGAIN or away.status >= 500:
            raise PeerAway(str(away)) from away
        raise PeerRefused(str(away)) from away
    try:
        return _read_json(body) if peer.format == Open311Peer.Format.JSON else _read_xml(body)
    except (ValueError, ParseError, DefusedXmlException) as error:
        raise PeerAway("the answer cannot be read") from error


def _read_json(body: bytes) -> list[dict[str, Any]]:
    told = json.loads(body)
    if isinstance(told, dict):  # some wrap the list in its XML name
        inner = [value for value in told.values() if isinstance(value, list)]
        told = inner[0] if inner else [told]
    if not isinstance(told, list):
        raise ValueError("no list")
    return [record for record in told if isinstance(record, dict)]


def _read_xml(body: bytes) -> list[dict[str, Any]]:
    return [{field.tag: field.text or "" for field in record} for record in fromstring(body)]


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return "" if value is None else str(value).strip()


def _moment(record: Mapping[str, Any]) -> datetime.datetime | None:
    try:
        return parse_datetime(_text(record, "updated_datetime"))
    except ValueError:
        return None
