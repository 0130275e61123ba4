"""Whose ballot this browser has open. One signed cookie per round, for some hours, gone when the voter leaves.

It holds the ticket that voting gives, never what is chosen; after casting also the receipt, so that it stands in no
address and no log. Pages that read it are kept by no cache.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from budgeting.models import Round
from budgeting.services.voters import TICKET_HOURS, Admission, admission_by_ticket, ticket_of

SALT = "budget-voter"


@dataclass(frozen=True)
class VoterCookie:
    """`is_shared`: the device serves many, so nothing stays on it after each."""

    ticket: str = ""
    receipt: str = ""
    is_shared: bool = False

    def admitted(self, admission: Admission) -> VoterCookie:
        return replace(self, ticket=ticket_of(admission), receipt="")

    def cast(self, receipt: str) -> VoterCookie:
        return replace(self, receipt=receipt)

    def left(self) -> VoterCookie:
        return VoterCookie(is_shared=self.is_shared)

    def admission(self, of: Round) -> Admission | None:
        return admission_by_ticket(round=of, ticket=self.ticket) if self.ticket else None


def voter_cookie(request: HttpRequest, of: Round) -> VoterCookie:
    kept = request.COOKIES.get(_name(of), "")
    try:
        said = signing.loads(kept[:2000], salt=SALT, max_age=TICKET_HOURS * 3600) if kept else {}
    except signing.BadSignature:
        said = {}
    return VoterCookie(**said)


def keep_voter(response: HttpResponse, of: Round, voter: VoterCookie) -> None:
    """Until the browser is closed at the latest. One that says nothing is taken away."""
    if voter == VoterCookie():
        response.delete_cookie(_name(of), samesite="Lax")
        return
    said = signing.dumps(asdict(voter), salt=SALT)
    response.set_cookie(_name(of), said, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def _name(of: Round) -> str:
    return f"kuuluvuus_vote_{of.public_id}"
