""" "This is mine too": one for each person and message. The count is public, who they are is not."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from feedback_map.models import Pin, Support
from feedback_map.services.deriving import derive_pins
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant
from participation.services import participant_by_token, token_hash


@dataclass(frozen=True)
class Supported:
    """`participant_token` is the supporter's own, to be kept by their browser; `is_new` is False for a repeat."""

    participant_token: str
    is_new: bool


def support_pin(*, town: Municipality, pin: Pin, token: str | None) -> Supported:
    """The pin concerns one person more. Its own sender, and whoever said so before, change nothing."""
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        person = participant_by_token(town=town, token=token)
        kept = person.token or ""
        if pin.participant_id == person.id:
            return Supported(kept, is_new=False)
        _support, is_new = Support.objects.get_or_create(
            pin=pin, participant_id=person.id, defaults={"municipality": town, "at": timezone.now()}
        )
        if is_new:
            _publish_count(town, pin)
    return Supported(kept, is_new)


def withdraw_support(*, town: Municipality, pin: Pin, token: str | None) -> bool:
    """Take it back; False when there was nothing to take back."""
    if not token:
        return False
    with in_town(town):
        sql.run("feedback_map/share_derived", {"town": town.pk})
        person = Participant.objects.filter(municipality=town, token_hash=token_hash(token)).first()
        gone, _each = Support.objects.filter(pin=pin, participant=person).delete() if person else (0, {})
        if gone:
            _publish_count(town, pin)
    return bool(gone)


def _publish_count(town: Municipality, pin: Pin) -> None:
    """Of the pin, and of the one it was joined with."""
    together = [pin.pk, *([pin.merged_into_id] if pin.merged_into_id else [])]
    derive_pins(town=town, pins=together, placed=False)
