"""Where a list goes on: the place of its last row, sealed.

The place may be a row's number, and numbers tell how many rows there are, unpublished ones too. So it is enciphered,
and always in the same way: the same list must be the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from geo.refusals import FieldError, Refused


def sealed(door: str, place: list[Any]) -> str:
    """The place as a text that only we can read, and only at the same `door`."""
    cipher = _cipher(settings.SECRET_KEY).encrypt(json.dumps(place).encode(), [door.encode()])
    return base64.urlsafe_b64encode(cipher).decode().rstrip("=")


def opened(door: str, text: str) -> list[Any]:
    """The place in a text of ours; Refused for any other."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return list(json.loads(_cipher(secret).decrypt(_bytes(text), [door.encode()])))
        except (InvalidTag, binascii.Error, ValueError):
            continue
    raise Refused([FieldError("cursor", "not_a_cursor", _("Follow the link “next” of a list as it is."))])


def _bytes(text: str) -> bytes:
    """What the text stands for. Only its one spelling is taken: base64 leaves bits of the last letter unread."""
    raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64.urlsafe_b64encode(raw).decode().rstrip("=") != text:
        raise ValueError(text)
    return raw


@cache
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.sha256(f"cursor\0{secret}".encode()).digest())
