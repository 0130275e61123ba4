"""Hearing of what became public, or is public no more, and writing down whom to tell.

It runs in the transaction of the message that brought the news, in its town. The same news twice is told once.
"""

from __future__ import annotations

from collections.abc import Iterable

from budgeting.models import Round
from delivery.services import enqueue
from doors.models import Event, Webhook, WebhookDelivery
from feedback_map.models import (
    Initiative,
    InitiativeState,
    Outcome,
    Pin,
    PublishedInitiative,
    PublishedOutcome,
    PublishedPin,
    PublishedUpdate,
    Update,
)
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town
from neighbourhoods.models import Release
from zoning.models import Plan, PublishedHearing, PublishedPlan

DELIVER = "webhooks.deliver"
WITHDRAWN = (Event.PIN_WITHDRAWN, Event.PLAN_WITHDRAWN, Event.INITIATIVE_WITHDRAWN)


def tell(webhook: Webhook, event: str, subject: str, occasion: str) -> WebhookDelivery | None:
    """Have a subscriber told once for an occasion; None when it was before. Runs inside `in_town`."""
    values = {"municipality_id": webhook.municipality_id, "event": event, "subject": subject}
    made, is_new = WebhookDelivery.objects.get_or_create(webhook=webhook, occasion=occasion, defaults=values)
    if not is_new:
        return None
    send(made)
    return made


def send(delivery: WebhookDelivery) -> None:
    dedupe = f"{DELIVER}:{delivery.public_id}:{delivery.tries}"
    enqueue(topic=DELIVER, payload={"delivery": delivery.pk}, municipality=delivery.municipality_id, dedupe=dedupe)


def note_pin(pin: Pin) -> None:
    """A message came, or a moderator decided about it."""
    is_public = PublishedPin.objects.filter(pk=pin.pk).exists()
    _note(pin.municipality_id, pin.public_id, is_public, (Event.PIN_PUBLISHED, Event.PIN_WITHDRAWN))


def note_update(update: Update) -> None:
    """An entry in a message's history, where the public reads it."""
    pin = update.pin
    note_pin(pin)
    if PublishedUpdate.objects.filter(public_id=update.public_id, pin_id=pin.pk).exists():
        occasion = f"{Event.PIN_UPDATED}:{update.public_id}"
        for webhook in _listening(pin.municipality_id, [Event.PIN_UPDATED]):
            tell(webhook, Event.PIN_UPDATED, pin.public_id, occasion)


def note_outcome(outcome: Outcome) -> None:
    if PublishedOutcome.objects.filter(pk=outcome.pk).exists():
        _once(outcome.municipality_id, Event.OUTCOME_PUBLISHED, outcome.public_id)


def note_plan(plan: Plan) -> None:
    """A plan was published, changed or withdrawn; its hearings come and go with it."""
    town, published = plan.municipality_id, PublishedPlan.objects.filter(pk=plan.pk).exists()
    newly = _note(town, plan.public_id, published, (Event.PLAN_PUBLISHED, Event.PLAN_WITHDRAWN))
    if published:
        for webhook in _listening(town, [Event.PLAN_CHANGED]):
            if webhook.pk not in newly:
                times = webhook.deliveries.filter(subject=plan.public_id, event=Event.PLAN_CHANGED).count()
                tell(webhook, Event.PLAN_CHANGED, plan.public_id, f"{Event.PLAN_CHANGED}:{plan.public_id}:{times}")
    for hearing in PublishedHearing.objects.filter(plan_id=plan.pk):
        event = Event.HEARING_CANCELLED if hearing.cancelled_at else Event.HEARING_PUBLISHED
        for webhook in _listening(town, [event]):
            tell(webhook, event, hearing.public_id, f"{event}:{hearing.public_id}")


def note_initiative(initiative: Initiative) -> None:
    """An initiative was shown, hidden or carried on; each answer that closes it is told once."""
    town, subject = initiative.municipality_id, initiative.public_id
    shown = PublishedInitiative.objects.filter(pk=initiative.pk).defer("place").first()
    _note(town, subject, shown is not None, (Event.INITIATIVE_PUBLISHED, Event.INITIATIVE_WITHDRAWN))
    if shown is not None and shown.state == InitiativeState.CLOSED and shown.closed_at is not None:
        _once(town, Event.INITIATIVE_ANSWERED, subject, f"{subject}:{shown.closed_at.isoformat()}")


def note_result(round: Round) -> None:
    if round.published_at is not None and round.results_at is not None:
        _once(round.municipality_id, Event.RESULT_PUBLISHED, round.public_id)


def note_release(release: Release) -> None:
    _once(release.municipality_id, Event.COVERAGE_RELEASED, release.public_id)


def note_what_is_gone(town: Municipality) -> int:
    """Whoever was told of a message, plan or initiative hears that it is public no more, whatever made it so."""
    with in_town(town):
        gone = sql.rows("doors/told_and_gone", {"town": town.pk, "withdrawn": list(WITHDRAWN)})
        for event, subject in gone:
            kind = str(event).partition(".")[0]
            _note(town.pk, subject, False, (Event(f"{kind}.published"), Event(f"{kind}.withdrawn")))
    return len(gone)


def _once(town: int, event: Event, subject: str, occasion: str = "") -> None:
    for webhook in _listening(town, [event]):
        tell(webhook, event, subject, f"{event}:{occasion or subject}")


def _note(town: int, subject: str, is_public: bool, events: tuple[Event, Event]) -> set[int]:
    """Told when it becomes public, and when it is no more, if it was told of before; gives which webhooks were told."""
    told = set()
    kind = events[0].partition(".")[0]
    for webhook in _listening(town, events):
        before = webhook.deliveries.filter(subject=subject, event__startswith=f"{kind}.").order_by("-pk")
        was_public = before.exclude(event=events[1]).exists() and before[0].event != events[1]
        event = events[0] if is_public else events[1]
        if is_public == was_public or event not in webhook.events:
            continue
        if tell(webhook, event, subject, f"{event}:{subject}:{before.filter(event=event).count()}"):
            told.add(webhook.pk)
    return told


def _listening(town: int, events: Iterable[Event]) -> list[Webhook]:
    """Subscribers to any of these, locked: two who bring news of one thing tell it one after the other."""
    wanted = Webhook.objects.filter(
        municipality_id=town, is_active=True, events__overlap=[str(event) for event in events]
    )
    return list(wanted.select_for_update(no_key=True).order_by("pk"))
