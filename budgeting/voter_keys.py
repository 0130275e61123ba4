"""What stands for a voter in the database: a keyed hash of a code, an address, a subject or a paper's number.

Keyed with the service's secret and the round, so that a copy of the database alone can neither be searched by address
nor compared between rounds. Keys of earlier secrets still open what they opened.
"""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac

from budgeting.models import Round, Voter, VotingWay

_DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})


def voter_key(round: Round, way: VotingWay, name: str) -> bytes:
    return _keyed(round, way, name, settings.SECRET_KEY)


def known_voter(round: Round, way: VotingWay, name: str) -> Voter | None:
    """Runs inside `in_town`."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = [_keyed(round, way, name, secret) for secret in secrets]
    return Voter.objects.select_related("sheet").filter(round=round, way=way, key_hash__in=keys).first()


def normal_address(email: str) -> str:
    """One form for the ways in which one mailbox can be written: case, "+word", and the dots that Gmail passes over."""
    name, _at, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in _DOTS_DO_NOT_COUNT:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def _keyed(round: Round, way: VotingWay, name: str, secret: str | bytes) -> bytes:
    salt = f"kuuluvuus.voter.{round.public_id}.{way.value}"
    return salted_hmac(salt, name, secret=secret, algorithm="sha256").digest()
