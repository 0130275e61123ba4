"""A message left inside a plan on display is not an objection by itself: its sender is asked, and a planner decides.

Content, not the form used, decides what a message is. What a planner takes for a statement arrived when the message
did, so nobody loses a deadline by having pressed the wrong button.
"""

from __future__ import annotations

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from accounts.models import User
from feedback_map.models import Contact, Moderation, Pin, PlanPin
from geo.models import SRID, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.clock import town_today
from zoning.deadlines import deadline_of, opens_at
from zoning.models import Hearing, PublishedPlan, Statement
from zoning.planned import area_of
from zoning.services.statement_checks import SenderInput
from zoning.services.statements import Arrival, Receipt, StatementInput, StatementOnce, receive_statement

LONGEST = 2_000


def plan_on_display_at(town: Municipality, shape: BaseGeometry | GEOSGeometry | None) -> PublishedPlan | None:
    """The published plan on display whose area a place touches; of several the one that ends first."""
    if shape is None:
        return None
    place = shape if isinstance(shape, GEOSGeometry) else GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=SRID)
    found = PublishedPlan.objects.of(town).at(place).open_on(town_today()).defer("geom")
    return found.order_by("hearings__last_day", "pk").first()


def unconverted_pins(*, town: Municipality, hearing: Hearing) -> QuerySet[Pin]:
    """Messages of the hearing's days inside its plan that are no statement, and of which nobody has decided yet.

    Runs inside `in_town`; oldest first.
    """
    area = area_of(hearing.plan)
    if area is None:
        return Pin.objects.none()
    made = Statement.objects.filter(plan=hearing.plan).exclude(from_pin="").values("from_pin")
    pins = Pin.objects.filter(municipality=town, is_test=False, geom__intersects=area)
    span = pins.filter(received_at__gte=opens_at(hearing.first_day), received_at__lt=deadline_of(hearing.last_day))
    open_ones = span.exclude(public_id__in=made).exclude(plan_decisions__hearing=hearing)
    return open_ones.exclude(moderation=Moderation.REJECTED).order_by("received_at", "pk")


def leave_as_feedback(*, town: Municipality, hearing: Hearing, pin: Pin, by: User, reason: str) -> PlanPin:
    """It is handled as any other message, and why is written down."""
    with in_town(town):
        return _decided(town, hearing, pin, PlanPin(decision=PlanPin.Decision.FEEDBACK, user=by, reason=_why(reason)))


def convert_pin(*, town: Municipality, hearing: Hearing, pin: Pin, by: User, reason: str) -> Receipt:
    """The planner takes it for a statement: words, place and contact are its own, nobody types them again."""
    why = _why(reason)
    with in_town(town):
        contact = Contact.objects.filter(pin=pin).first()
        who = SenderInput(contact.name, email=contact.email, phone=contact.phone) if contact else SenderInput()
        given = StatementInput(
            plan=hearing.plan,
            hearing=hearing,
            text=pin.text,
            who=who,
            language=pin.language,
            geometry=_shape(pin),
            from_pin=pin.public_id,
            arrival=Arrival(arrived_at=pin.received_at, arrived_where=pin.code, entered_by=by),
        )
        once = StatementOnce("converted", f"{hearing.public_id}:{pin.public_id}", bytes(32))
        receipt = receive_statement(town=town, statement=given, once=once)
        decision = PlanPin(decision=PlanPin.Decision.STATEMENT, user=by, reason=why, statement=receipt.id)
        _decided(town, hearing, pin, decision)
    return receipt


def _decided(town: Municipality, hearing: Hearing, pin: Pin, decision: PlanPin) -> PlanPin:
    """Once for each message and hearing: the first decision stands."""
    found = PlanPin.objects.filter(hearing=hearing, pin=pin).first()
    if found is not None:
        return found
    decision.municipality, decision.hearing, decision.pin = town, hearing, pin
    decision.save()
    return decision


def _why(reason: str) -> str:
    reason = reason.replace("\x00", "").strip()
    if not reason:
        raise Refused([FieldError("reason", "required", _("Write why, in a few words."))])
    return reason[:LONGEST]


def _shape(pin: Pin) -> BaseGeometry | None:
    return None if pin.geom is None else shapely.from_wkb(bytes(pin.geom.wkb))
