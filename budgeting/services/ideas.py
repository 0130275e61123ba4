"""Ideas for a round: a message of the kind “idea” that belongs to it. None is left without an answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.allowing import allows
from budgeting.models import Idea, IntakeBatch, Round, RoundPhase
from budgeting.services.stepping import in_languages, refuse, said
from budgeting.services.telling import tell_sender
from feedback_map.models import Kind, Pin
from feedback_map.services.placing import Once, PinInput, PlacedPin, Sender, place_pin, place_pin_from_home
from geo.models import Municipality
from geo.tenancy import in_town
from participation.services import Home
from zoning.deadlines import local_day

TITLE_LENGTH = 120


@dataclass(frozen=True)
class IdeaInput:
    """What somebody proposes: the message itself, what it is called, and whether it may be joined with others."""

    round: Round
    pin: PinInput
    title: str = ""
    may_be_merged: bool = True


@dataclass(frozen=True)
class From:
    """Who sends it, under which key of repetition, and where they say they live."""

    sender: Sender | None = None
    once: Once | None = None
    home: Home | None = None


def place_idea(*, town: Municipality, idea: IdeaInput, sent: From | None = None) -> PlacedPin:
    """Place the message and enter it for the round, both or neither. A repeat gives the first answer.

    Refused when the round takes no ideas today. A round with minimal data keeps no contact and no home.
    """
    sent = sent or From()
    with in_town(town):
        bare = idea.round.minimal_data
        pin = replace(
            idea.pin,
            kind=Kind.IDEA.value,
            process=idea.round.process,
            contact=None if bare else idea.pin.contact,
            must_answer=False,
        )
        if bare or sent.home is None:
            placed = place_pin(town=town, pin=pin, sender=sent.sender, once=sent.once)
        else:
            placed = place_pin_from_home(town=town, pin=pin, home=sent.home, sender=sent.sender, once=sent.once)
        if placed.replayed:  # also after the last day: whoever repeats gets the answer of then
            return placed
        if not allows(idea.round, RoundPhase.Kind.COLLECT):
            raise refuse("round", "not_collecting", _("This round takes no ideas today."))
        received = datetime.datetime.fromisoformat(placed.received_at)
        _enter(town, idea.round, Pin.objects.get(public_id=placed.id), idea, received)
        return placed


def take_into_round(*, town: Municipality, round: Round, pin: Pin, title: str = "") -> Idea:
    """Enter an idea that was left on the map earlier. Again, the same row; Refused when another round has it."""
    with in_town(town):
        known = Idea.objects.filter(pin=pin).first()
        if known is not None and known.round_id != round.pk:
            raise refuse("pin", "in_another_round", _("The idea belongs to another round already."))
        if pin.kind != Kind.IDEA:
            raise refuse("pin", "not_an_idea", _("Only budget ideas are taken into a round."))
        if known is not None:
            return known
        idea = IdeaInput(round, PinInput(Kind.IDEA, pin.text), title, may_be_merged=True)
        made = _enter(town, round, pin, idea, pin.received_at)
        named = in_languages(town, _("Your idea takes part in this year's participatory budgeting."))
        tell_sender(town=town, pin=pin, texts=named, by=None)
        return made


def leave_idea(*, town: Municipality, idea: Idea, reason: Mapping[str, str], by: User) -> Idea:
    """Do not take it further, and say why: the sender is told. The same decision again changes nothing."""
    with in_town(town):
        now = Idea.objects.select_for_update(of=("self",)).select_related("pin").get(pk=idea.pk)
        why = said(reason, "reason", _("Write why the idea is not taken further: its sender is told."))
        if now.state == Idea.State.NOT_TAKEN and now.reason == why:
            return now
        if now.state == Idea.State.TAKEN:
            raise refuse("idea", "taken", _("The idea is in a proposal already."))
        now.state, now.reason, now.decided_by, now.decided_at = Idea.State.NOT_TAKEN, why, by, timezone.now()
        now.save(update_fields=["state", "reason", "decided_by", "decided_at"])
        tell_sender(town=town, pin=now.pin, texts=why, by=by)
        return now


def agree_to_joining(*, town: Municipality, idea: Idea, agrees: bool) -> Idea:
    """The sender says whether the idea may be joined with others; what was joined already stays until it is parted."""
    with in_town(town):
        Idea.objects.filter(pk=idea.pk).update(may_be_merged=agrees)
        idea.may_be_merged = agrees
        return idea


def ask_to_join(*, town: Municipality, idea: Idea, by: User) -> None:
    """Ask a sender who did not agree to joining: the question comes as an answer on their message."""
    question = _("May we join your idea with a similar one? Open your own link to the message and choose.")
    with in_town(town):
        tell_sender(town=town, pin=idea.pin, texts=in_languages(town, question), by=by)


def batch_for(round: Round, day: datetime.date) -> IntakeBatch | None:
    """The batch that an idea of a day goes into: the first that closes on that day or later and was not handled."""
    waiting = IntakeBatch.objects.filter(round=round, closes_on__gte=day, handled_at=None)
    return waiting.order_by("closes_on").first()


def _enter(town: Municipality, round: Round, pin: Pin, idea: IdeaInput, received: datetime.datetime) -> Idea:
    return Idea.objects.create(
        municipality=town,
        round=round,
        pin=pin,
        batch=batch_for(round, local_day(received)),
        may_be_merged=idea.may_be_merged,
        title=idea.title.replace("\x00", "").strip()[:TITLE_LENGTH],
    )
