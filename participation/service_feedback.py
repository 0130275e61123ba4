"""Feedback on the service itself: kept, announced to the town, and answered within the time the law gives."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from delivery.mail import Letter, post_letter, register_letter
from delivery.services import claim, remember
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import ServiceFeedback

LETTER = "service_feedback"
_LONGEST = 5_000


@dataclass(frozen=True)
class Remark:
    """What somebody says about the service. `key` makes a form that is sent twice one remark."""

    text: str
    page: str = ""
    email: str = ""
    key: str = ""


def leave_service_feedback(*, town: Municipality, remark: Remark) -> ServiceFeedback:
    """Keep a remark and tell the town; a repeat with the same key gives the first one. Refused when it is empty."""
    if not remark.text.strip():
        raise Refused([FieldError("text", "required", _("Write what was difficult or did not work."))])
    if len(remark.text) > _LONGEST:
        raise Refused([FieldError("text", "too_long", _("The text is too long. Shorten it, please."))])
    with in_town(town):
        claimed = None
        if remark.key:
            scope = f"service_feedback {town.pk}"
            claimed = claim(scope=scope, key=remark.key, fingerprint=remark.key.encode())
            if claimed.answer:
                return ServiceFeedback.objects.get(public_id=claimed.answer.body.decode())
        kept = _kept(town, remark)
        payload = {"town": town.pk, "feedback": kept.public_id}
        post_letter(kind=LETTER, payload=payload, municipality=town, dedupe=f"{LETTER}:{kept.public_id}")
        if claimed:
            remember(claimed, 201, kept.public_id.encode())
        return kept


def mark_answered(*, town: Municipality, public_id: str) -> None:
    """Stop the clock. Again changes nothing."""
    with in_town(town):
        ServiceFeedback.objects.filter(public_id=public_id, answered_at=None).update(answered_at=timezone.now())


def waiting_feedback(town: Municipality) -> list[ServiceFeedback]:
    """Remarks that wait for an answer, the most urgent first."""
    with in_town(town):
        return list(ServiceFeedback.objects.filter(municipality=town, answered_at=None).order_by("due_on", "pk"))


def _kept(town: Municipality, remark: Remark) -> ServiceFeedback:
    now = timezone.now()
    return ServiceFeedback.objects.create(
        municipality=town,
        text=remark.text.strip(),
        page=remark.page[:300],
        email=remark.email,
        received_at=now,
        due_on=timezone.localdate(now) + datetime.timedelta(days=ServiceFeedback.ANSWER_WITHIN_DAYS),
    )


def letter_to_town(payload: dict[str, Any]) -> Letter | None:
    """What the town is told; nothing when it has no address or the remark was answered meanwhile."""
    town = Municipality.objects.get(pk=payload["town"])
    with in_town(town):
        remark = ServiceFeedback.objects.filter(public_id=payload["feedback"], answered_at=None).first()
    if remark is None or not town.email:
        return None
    with translation.override(town.first_language):
        subject = gettext("Feedback on accessibility: answer by %(day)s") % {"day": date_format(remark.due_on)}
    return Letter(to=town.email, subject=subject, text=f"{remark.text}\n\n{remark.page}", reply_to=remark.email)


def register_letters() -> None:
    register_letter(LETTER, letter_to_town)
