"""How often somebody may knock. Small for one person, generous for an address: a whole school may stand behind it.

Counted in one statement on an unlogged table. Call it before the transaction of the write: a count is then committed
at once without waiting for the disk, and writers from one address do not queue behind each other's transactions.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from geo import sql

SECRET_LIFETIME_S = 48 * 3600
_CACHED_FOR_S = 60.0
_cached: tuple[float, bytes] | None = None


@dataclass(frozen=True)
class Limit:
    """At most `most` knocks in `window_s` seconds for one `actor` (a token, an address, an e-mail) at one `door`."""

    door: str
    actor: str
    most: int
    window_s: int = 600


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    retry_after_s: int = 0
    door: str = ""


class RateLimited(Exception):
    """Too many requests. Answered with 429 and Retry-After."""

    status = 429
    code = "too_many_requests"

    def __init__(self, retry_after_s: int) -> None:
        super().__init__(f"try again in {retry_after_s} s")
        self.retry_after_s = retry_after_s


def address_bucket(address: str) -> str:
    """What counts as one address: all of an IPv4 address, the /64 that one IPv6 connection is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return (
            parsed.ipv4_mapped.exploded if parsed.ipv4_mapped else str(ipaddress.ip_network((parsed, 64), strict=False))
        )
    return str(parsed)


def address_of(request: HttpRequest) -> str:
    """The bucket of the caller's address: what our own proxy saw, where there is one; what a caller claims never."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_PROXY else ""
    return address_bucket(forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", ""))


def allow(*limits: Limit) -> Verdict:
    """Count one knock at every door named, in one statement, and say whether all of them let it in.

    Should the connection be gone, it is counted on a new one: at worst twice.
    """
    by_key = {_key(limit): limit for limit in limits}
    counted = sql.ask(
        "delivery/count_knocks", {"keys": list(by_key), "windows": _windows(list(by_key.values()))}, prepared=True
    )
    refused = [
        Verdict(False, max(1, math.ceil(left_s)), by_key[bytes(key)].door)
        for key, count, left_s in counted
        if count > by_key[bytes(key)].most
    ]
    return max(refused, key=lambda verdict: verdict.retry_after_s, default=Verdict(True))


def demand(*limits: Limit) -> None:
    """`allow`, or RateLimited."""
    verdict = allow(*limits)
    if not verdict.allowed:
        raise RateLimited(verdict.retry_after_s)


def _windows(limits: Sequence[Limit]) -> list[int]:
    return [limit.window_s for limit in limits]


def _key(limit: Limit) -> bytes:
    return hmac.new(_secret(), f"{limit.door}\0{limit.actor}".encode(), hashlib.sha256).digest()


def _secret() -> bytes:
    """The secret of these 48 hours. It is random and deleted afterwards, so old keys can be tied to nobody."""
    global _cached  # noqa: PLW0603  one value per process, asked for on each request
    now = time.monotonic()
    if _cached is None or now - _cached[0] > _CACHED_FOR_S:
        found = sql.row("delivery/rate_secret", {"lifetime_s": SECRET_LIFETIME_S, "fresh": secrets.token_bytes(32)})
        assert found is not None
        _cached = (now, bytes(found[0]))
    return _cached[1]
