"""Secrets of webhooks and the signatures made with them, as standardwebhooks.com has it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.encoding import force_bytes

PREFIX = "whsec_"
_SECRET_BYTES, _NONCE_BYTES = 32, 12


def new_webhook_secret() -> str:
    """A secret as the standard writes it. The subscriber keeps it too: it is shown when it is made."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signature(secret: str, telling_id: str, at: int, body: bytes) -> str:
    """The value of `webhook-signature`: over the id, the moment and the body, so that none of them can be changed."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((telling_id.encode(), str(at).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def enciphered(secret: str, webhook_id: str) -> bytes:
    """How the database keeps a secret: a copy of it alone signs nothing."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_cipher_key(settings.SECRET_KEY)).encrypt(nonce, secret.encode(), webhook_id.encode())


def deciphered(kept: bytes | memoryview, webhook_id: str) -> str:
    nonce, rest = bytes(kept[:_NONCE_BYTES]), bytes(kept[_NONCE_BYTES:])
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_cipher_key(key)).decrypt(nonce, rest, webhook_id.encode()).decode()
        except InvalidTag:
            continue
    raise SecretLost(webhook_id)


class SecretLost(RuntimeError):
    """The service's own key was changed without keeping the old one: the webhook needs a new secret."""


def _cipher_key(secret: str | bytes) -> bytes:
    return hashlib.sha256(b"webhook\0" + force_bytes(secret)).digest()
