"""What a form notices of programs that fill in everything, at once. Nothing is refused: such a message is looked at.

No script, no puzzle, no third party; somebody with an old phone, a screen reader or a slow line is never slower than
the few seconds asked for. A form without the stamp (kept open for long, made by hand) raises no doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.core import signing

from feedback_map.models import Doubt

TRAP, BEGUN = "website", "begun"
LONGEST_S = 24 * 3600
_signer = signing.TimestampSigner(salt="form begun")


def stamp() -> str:
    """When the form was first opened, signed; carried through its steps."""
    return _signer.sign("form")


def doubts_of(data: Mapping[str, str]) -> list[str]:
    noticed = [Doubt.Reason.FILLED.value] if data.get(TRAP, "").strip() else []
    return [*noticed, Doubt.Reason.QUICK.value] if _was_quick(data.get(BEGUN, "")) else noticed


def _was_quick(begun: str) -> bool:
    try:
        _signer.unsign(begun, max_age=LONGEST_S)
    except signing.BadSignature:
        return False
    try:
        _signer.unsign(begun, max_age=settings.FORM_LEAST_SECONDS)
    except signing.SignatureExpired:
        return False
    return True
