"""One accepted write for one key, however often it is sent.

The key is claimed and its answer remembered in the same transaction as the effect. A worker that is killed in between
leaves nothing behind, and the repeat does the work; a repeat that comes while the first still runs waits for it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction
from django.utils.encoding import force_bytes

from delivery.faults import fault_point
from geo import sql

_NONCE_BYTES = 12
LONGEST_KEY = 200


class IdempotencyConflict(Exception):
    """The key was used for another request. Answered with 422."""

    status = 422
    code = "idempotency_key_reused"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


@dataclass(frozen=True)
class Claim:
    """`answer` is what the first request was told; while it is None, this request is the first."""

    id: int
    scope: str
    key: str
    answer: Answer | None


@dataclass(frozen=True)
class Sealed:
    """What the table of keys holds of an answer: whose key, the key's hash, and the answer enciphered under the key."""

    scope: str
    key_hash: str
    body: bytes


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """What makes two requests the same request."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).digest()


def scope_of(route: str, actor: str = "") -> str:
    """Whose keys these are: a route and who calls it (a participant's token, a user); the actor is kept as a hash."""
    return f"{route[:120]} {hashlib.sha256(actor.encode()).hexdigest()[:40] if actor else 'anyone'}"


def claim(*, scope: str, key: str, fingerprint: bytes) -> Claim:
    """Claim a key inside the caller's transaction; waits for a concurrent holder of the same key.

    The table keeps a hash of the key, and the answer enciphered under the key itself: an answer may hold a
    participant's token, and a copy of the database alone must not give it away.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A key is claimed in the transaction of its effect.")
    values = {"scope": scope, "key": _digest(scope, key), "fingerprint": fingerprint}
    claimed = sql.row("delivery/claim_key", values, prepared=True)
    assert claimed is not None
    id_, kept_fingerprint, status, body = claimed
    if not hmac.compare_digest(bytes(kept_fingerprint), fingerprint):
        raise IdempotencyConflict
    fault_point("key.claimed")
    answer = None if status is None else Answer(status, _decipher(scope, key, bytes(body)))
    return Claim(id_, scope, key, answer)


def remember(claim: Claim, status: int, body: bytes) -> None:
    """Keep the answer for repeats, in the same transaction as the claim and the effect."""
    cipher = _encipher(claim.scope, claim.key, body)
    sql.run("delivery/remember_answer", {"id": claim.id, "status": status, "body": cipher}, prepared=True)
    fault_point("key.remembered")


def sealed(*, scope: str, key: str, body: bytes) -> Sealed:
    """An answer made ready for a function of the database, which keeps it in the one call that has the effect."""
    return Sealed(scope, _digest(scope, key), _encipher(scope, key, body))


def opened(*, scope: str, key: str, fingerprint: bytes, kept_fingerprint: bytes, kept: bytes) -> bytes:
    """The answer that was kept under the key, for the same request; IdempotencyConflict for another one."""
    if not hmac.compare_digest(bytes(kept_fingerprint), fingerprint):
        raise IdempotencyConflict
    return _decipher(scope, key, bytes(kept))


def forget(route: str) -> int:
    """Drop all keys of a route at once, in the caller's transaction: repeats are not known any more."""
    return sql.run("delivery/forget_keys", {"scope": f"{route[:120]} "})


def answer_once(*, scope: str, key: str | None, fingerprint: bytes, effect: Callable[[], Answer]) -> Answer:
    """The whole recipe: claim, or repeat the answer; do it, and remember. Without a key it is simply done."""
    with transaction.atomic():
        if key is None:
            return effect()
        claimed = claim(scope=scope, key=key, fingerprint=fingerprint)
        if claimed.answer is not None:
            return claimed.answer
        answer = effect()
        remember(claimed, answer.status, answer.body)
        return answer


def _digest(scope: str, key: str) -> str:
    return hashlib.sha256(f"{scope}\0{key}".encode()).hexdigest()


def _cipher_key(secret: str | bytes, scope: str, key: str) -> bytes:
    return hmac.new(force_bytes(secret), f"idempotency\0{scope}\0{key}".encode(), hashlib.sha256).digest()


def _encipher(scope: str, key: str, body: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_cipher_key(settings.SECRET_KEY, scope, key)).encrypt(nonce, body, None)


def _decipher(scope: str, key: str, cipher: bytes) -> bytes:
    nonce, rest = cipher[:_NONCE_BYTES], cipher[_NONCE_BYTES:]
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_cipher_key(secret, scope, key)).decrypt(nonce, rest, None)
        except InvalidTag:
            continue
    raise IdempotencyConflict
