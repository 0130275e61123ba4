"""Residents who show who they are by strong identification: what the provider says is used once, and makes no account.

A page that wants it names itself as `next` of the provider's login; its address ends in one of ENDS_AT.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

ENDS_AT = ("/vote/identified",)
KEPT_AS = "identified"
FRESH_S = 300


@dataclass(frozen=True)
class Identified:
    """`subject` is the provider's own name of the person, the same each time."""

    subject: str
    claims: Mapping[str, object]


def page_that_asked(request: HttpRequest, wanted: str) -> str:
    """The page that sent somebody to the provider to be identified, not to sign in; empty when none did."""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours and wanted.startswith("/") and wanted.endswith(ENDS_AT) else ""


def keep_identified(request: HttpRequest, provider: str, subject: str, claims: Mapping[str, Any]) -> None:
    said = {"subject": f"{provider}:{subject}", "claims": dict(claims), "at": time.time()}
    request.session[KEPT_AS] = said


def identified(request: HttpRequest) -> Identified | None:
    """What the provider said a moment ago. Reading takes it away."""
    said = request.session.pop(KEPT_AS, None)
    if said is None or time.time() - said["at"] > FRESH_S:
        return None
    return Identified(said["subject"], said["claims"])
