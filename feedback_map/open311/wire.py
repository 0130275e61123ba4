"""GeoReport v2 on the wire: lists of flat records as XML or JSON, and errors in the same form.

Source: wiki.open311.org/GeoReport_v2 (an element for each field, `null` fields empty in XML and null in JSON).
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.http import HttpResponse

from geo.api.answers import PRIVATE

CONTENT_TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
FORMATS = tuple(CONTENT_TYPES)
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Record = Mapping[str, Any]


class Open311Error(Exception):
    """What a client did wrong; `code` is the HTTP status too."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


@dataclass(frozen=True)
class Listing:
    """Records with the names of their list and of each in XML; in JSON they are an array."""

    root: str
    item: str
    records: Sequence[Record]


def answer(listing: Listing, fmt: str, *, status: int = 200, public: bool = True) -> HttpResponse:
    response = _response(_xml(listing) if fmt == "xml" else _json(list(listing.records)), fmt, status)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate" if public else PRIVATE
    return response


def one(root: str, record: Record, fmt: str) -> HttpResponse:
    """A single record: in JSON an object, in XML an element."""
    body = _document(_element(root, record)) if fmt == "xml" else _json(record)
    response = _response(body, fmt, 200)
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def refusal(error: Open311Error, fmt: str) -> HttpResponse:
    records = [{"code": error.code, "description": error.description}]
    return answer(Listing("errors", "error", records), fmt, status=error.code, public=False)


def moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _response(body: bytes, fmt: str, status: int) -> HttpResponse:
    return HttpResponse(body, status=status, content_type=CONTENT_TYPES[fmt])


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _xml(listing: Listing) -> bytes:
    root = ET.Element(listing.root)
    for record in listing.records:
        root.append(_element(listing.item, record))
    return _document(root)


def _document(root: ET.Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode()


def _element(name: str, value: Any) -> ET.Element:
    """A record's fields become elements; a list's members are named after it in the singular."""
    element = ET.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, inner) for key, inner in value.items())
    elif isinstance(value, list | tuple):
        singular = name[:-1] if name.endswith("s") else "item"
        element.extend(_element(singular, inner) for inner in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = NOT_IN_XML.sub("\ufffd", str(value))
    return element
