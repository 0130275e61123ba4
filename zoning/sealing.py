"""Sealed parts of a statement: canonical JSON under a salt, of which the chain holds the hash alone."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

SALT_BYTES = 32


@dataclass(frozen=True)
class Seal:
    """What is stored of a part, and the hash that its statement keeps for ever."""

    salt: bytes
    payload: str
    digest: bytes


def seal(part: dict[str, Any]) -> Seal:
    """The same content under another salt gives another hash, so that a short content cannot be guessed from it."""
    salt, payload = secrets.token_bytes(SALT_BYTES), canonical(part)
    return Seal(salt, payload, digest(salt, payload))


def canonical(part: dict[str, Any]) -> str:
    """One text for one content: sorted keys, no spaces, letters as they are."""
    return json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(salt: bytes, payload: str) -> bytes:
    return hashlib.sha256(salt + payload.encode()).digest()
