"""What the sender says of the answer, and that a thing is not fixed although it was said to be done."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback_map.models import AnswerRating, Pin, Support, Update
from feedback_map.permissions import may_dispute, may_rate
from feedback_map.services.changing import Change, Entry, Words, enter, locked_pin
from feedback_map.services.handling import checked, reopen_pin
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.services import token_hash

LONGEST_TEXT = 2_000
BY_SUPPORTER = "not_fixed_by"


@dataclass(frozen=True)
class Rating:
    """Was it dealt with, how good was the answer (1–5), and why; each may be left out."""

    dealt_with: bool | None = None
    score: int | None = None
    text: str = ""


def rate_answer(*, town: Municipality, pin: Pin, rating: Rating) -> AnswerRating:
    """Keep what the sender says of the answer; said again, the new words stand. The words are for staff only."""
    if not may_rate(pin):
        raise Refused([FieldError("pin", "not_answered", _("The message has no answer yet."))])
    if rating.score is not None and rating.score not in range(1, 6):
        raise Refused([FieldError("score", "unknown_value", _("Choose a figure from 1 to 5."))])
    if rating.score is None and rating.dealt_with is None:
        raise Refused([FieldError("score", "required", _("Choose at least one of the answers."))])
    text = checked(Words(rating.text)).text
    if len(text) > LONGEST_TEXT:
        raise Refused([FieldError("text", "too_long", _("The text is too long."))])
    said = {"dealt_with": rating.dealt_with, "score": rating.score, "text": text, "at": timezone.now()}
    with in_town(town):
        kept, _is_new = AnswerRating.objects.update_or_create(pin=pin, defaults={"municipality": town, **said})
    return kept


def tell_of_answer(*, town: Municipality, pin: Pin, rating: Rating, language: str = "") -> bool:
    """Keep the rating; "not dealt with" of what was said to be done opens it again. Whether it did."""
    with in_town(town):
        rate_answer(town=town, pin=pin, rating=rating)
        if rating.dealt_with is not False or not may_dispute(pin):
            return False
        return dispute_pin(town=town, pin=pin, text=rating.text, language=language) is not None


def dispute_pin(*, town: Municipality, pin: Pin, text: str, language: str = "") -> Update | None:
    """The sender says that it is not fixed: the pin is open again and waits for its unit. None when it is open already.

    By `may_dispute`: of what was said to be done, within its days, once for each time it was closed.
    """
    with in_town(town):
        now = locked_pin(town, pin.pk)
        if now.closed_at is None:
            return None
        _demand_disputable(now)
        return reopen_pin(
            town=town, pin=now, change=Change(author=Update.Author.RESIDENT), words=Words(text[:LONGEST_TEXT], language)
        )


def say_not_fixed(*, town: Municipality, pin: Pin, token: str | None, text: str) -> Update | None:
    """A supporter says that it is not fixed: staff read it, and they alone open the pin again.

    None when the same person said so before, and when it is open again already. Raises Refused for whoever does not
    support the pin, and for one that was not done or long ago.
    """
    with in_town(town):
        now = locked_pin(town, pin.pk)
        supports = Support.objects.filter(pin=now, participant__token_hash=token_hash(token or ""))
        support = supports.first() if token else None
        if support is None:
            stranger = _("Say first that this concerns you too.")
            raise Refused([FieldError("pin", "not_a_supporter", stranger)])
        if now.closed_at is None:
            return None
        _demand_disputable(now)
        said = Update.objects.filter(pin=now, kind=Update.Kind.NOTE, at__gte=now.closed_at)
        if said.filter(**{f"detail__{BY_SUPPORTER}": support.pk}).exists():
            return None
        entry = Entry(Update.Kind.NOTE, checked(Words(note=text[:LONGEST_TEXT])), detail={BY_SUPPORTER: support.pk})
        return enter(town=town, pin=now, entry=entry, change=Change(author=Update.Author.RESIDENT))


def _demand_disputable(pin: Pin) -> None:
    if not may_dispute(pin):
        late = _("This can no longer be told here. Please leave a new message.")
        raise Refused([FieldError("pin", "not_disputable", late)])
