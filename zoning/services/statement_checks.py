"""What a statement must hold to be taken. Being late is no reason to refuse one, and neither is an odd form."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

import shapely
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo.refusals import FieldError, Refused
from zoning.attachments import MOST_ATTACHMENTS, attachment_refused
from zoning.models import Plan, PlanVersion, Statement, StatementChannel
from zoning.planned import area_of

if TYPE_CHECKING:
    from zoning.services.statements import StatementInput

TEXT_LENGTH = 50_000
TITLE_LENGTH = 200
SENDER_LENGTHS = {
    "name": 120,
    "organisation": 200,
    "street": 200,
    "postcode": 20,
    "city": 100,
    "country": 60,
    "email": 254,
    "phone": 40,
}


@dataclass(frozen=True)
class SenderInput:
    """Who states it and how they are reached; sealed apart from the rest, and never published."""

    name: str = ""
    organisation: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""
    email: str = ""
    phone: str = ""

    def tidy(self) -> SenderInput:
        return SenderInput(**{each.name: " ".join(getattr(self, each.name).split()) for each in fields(self)})

    @property
    def has_address(self) -> bool:
        return bool(self.email or (self.street and self.city))


def check_statement(given: StatementInput, kind: str) -> None:
    """Refused with every reason why a statement cannot be taken."""
    if errors := wrong_in_statement(given, kind):
        raise Refused(errors)
    if len(given.attachments) > MOST_ATTACHMENTS:
        raise attachment_refused("too_many")


def wrong_in_statement(given: StatementInput, kind: str) -> list[FieldError]:
    errors = [*_of_text(given), *_of_sender(given, kind), *_of_arrival(given), *_of_place(given)]
    if kind not in Statement.Kind.values:
        errors.append(FieldError("kind", "unknown_kind", _("Choose opinion, objection or official statement.")))
    return errors


def _of_text(given: StatementInput) -> list[FieldError]:
    errors = []
    if not given.text.strip() and not given.attachments:
        errors.append(FieldError("text", "required", _("Write what you want to state, or add it as a file.")))
    for name, value, limit in (("text", given.text, TEXT_LENGTH), ("title", given.title, TITLE_LENGTH)):
        if len(value) > limit:
            errors.append(_too_long(name, limit))
        if "\x00" in value:
            errors.append(_not_text(name))
    return errors


def _of_sender(given: StatementInput, kind: str) -> list[FieldError]:
    errors, who = [], given.who.tidy()
    was_entered = given.arrival.entered_by is not None  # what came is kept, also without a name
    if given.sender not in Statement.Sender.values:
        errors.append(FieldError("sender", "unknown_sender", _("Choose as whom you write.")))
    elif given.sender != Statement.Sender.PERSON:
        if not who.organisation:
            errors.append(FieldError("organisation", "required", _("Write whom you write for.")))
    elif kind == Statement.Kind.OBJECTION and not who.name and not was_entered:
        errors.append(FieldError("name", "required", _("Write your name: an objection needs to say whose it is.")))
    if kind == Statement.Kind.OBJECTION and not who.has_address and not was_entered:
        told = _("Give an e-mail address, or a street address and town, by which you can be reached.")
        errors.append(FieldError("email", "address_needed", told))
    elif (given.wants_position or given.wants_approval_notice) and not who.has_address:
        told = _("Give an e-mail address, or a street address and town, to which the answer is sent.")
        errors.append(FieldError("email", "address_needed", told))
    return errors + _of_fields(who)


def _of_fields(who: SenderInput) -> list[FieldError]:
    errors = []
    if who.email:
        try:
            validate_email(who.email)
        except ValidationError:
            errors.append(FieldError("email", "not_an_address", _("This is not an e-mail address.")))
    for name, value in asdict(who).items():
        if len(value) > SENDER_LENGTHS[name]:
            errors.append(_too_long(name, SENDER_LENGTHS[name]))
        if "\x00" in value:
            errors.append(_not_text(name))
    return errors


def _of_arrival(given: StatementInput) -> list[FieldError]:
    arrival = given.arrival
    if arrival.channel not in StatementChannel.values:
        return [FieldError("channel", "unknown_channel", _("The channel is not known."))]
    if arrival.channel == StatementChannel.WEB or arrival.arrived_at is not None:
        return []
    return [FieldError("arrived_at", "required", _("Give the day and time at which it arrived."))]


def _of_place(given: StatementInput) -> list[FieldError]:
    """A place must touch the plan, as far as the plan's area is known."""
    if given.geometry is None:
        return []
    area = _area(given.version, given.plan)
    if area is None or area.intersects(given.geometry):
        return []
    return [FieldError("geometry", "outside_plan", _("The place is outside the plan. Choose a place inside it."))]


def _area(version: PlanVersion | None, plan: Plan) -> BaseGeometry | None:
    found = version.geom if version is not None and version.geom is not None else area_of(plan)
    return None if found is None else shapely.from_wkb(bytes(found.wkb))


def _too_long(field: str, limit: int) -> FieldError:
    told = format_lazy(_("The text is longer than {limit} characters."), limit=limit)
    return FieldError(field, "too_long", told)


def _not_text(field: str) -> FieldError:
    return FieldError(field, "not_text", _("The text has a character that cannot be stored."))
