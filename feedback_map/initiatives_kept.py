"""What is kept of a person who made or supports initiatives, how it is told to them, and how it is erased."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from feedback_map.models import Initiative, InitiativeState, InitiativeSupport, Pin
from feedback_map.own_data import register_own_data
from feedback_map.services.erasing import OWNER, Erased, when_erased
from geo import sql
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Participant

NOBODY = {"maker": "", "email": "", "phone": "", "names_maker": False}


def own_initiatives(town: Municipality, person: Participant | None, pins: list[Pin]) -> Any:
    """For the person themselves. Inside `in_town`."""
    if person is None:
        return {"made": [], "supported": []}
    same = Q(participant=person) | Q(participant__merged_into=person)
    plain = ("public_id", "title", "text", "maker", "email", "phone", "state", "answer", "received_at")
    supported = InitiativeSupport.objects.filter(same, municipality=town)
    return {
        "made": list(Initiative.objects.filter(same, municipality=town).order_by("pk").values(*plain)),
        "supported": list(supported.values_list("initiative__public_id", flat=True)),
    }


def erase_from_initiatives(erased: Erased) -> None:
    """The initiative is an official document and stays; who made it and who supports it goes."""
    made = Initiative.objects.using(OWNER).filter(participant__in=erased.persons)
    supports = InitiativeSupport.objects.using(OWNER).filter(participant__in=erased.persons)
    touched = {*made.values_list("pk", flat=True), *supports.values_list("initiative_id", flat=True)}
    made.update(**NOBODY, participant=None)
    supports.delete()
    if touched:
        asked = {"town": erased.town.pk, "initiatives": sorted(touched)}
        sql.row("feedback_map/publish_initiatives", asked, using=OWNER)


def forget_makers(*, town: Municipality, now: datetime.datetime | None = None) -> int:
    """Erase names and addresses of makers some months after the answer; gives how many. Who wants to be named stays so
    in public: it was their choice."""
    months = settings.INITIATIVE_CONTACT_MONTHS
    before = (now or timezone.now()) - datetime.timedelta(days=round(30.44 * months))
    with in_town(town):
        old = Initiative.objects.filter(municipality=town, state=InitiativeState.CLOSED, closed_at__lt=before)
        old = old.exclude(email="", phone="", names_maker=True).exclude(maker="", email="", phone="")
        named, others = old.filter(names_maker=True), old.filter(names_maker=False)
        return others.update(**NOBODY, participant=None) + named.update(email="", phone="", participant=None)


def register_own_initiatives() -> None:
    register_own_data("initiatives", own_initiatives)
    when_erased(erase_from_initiatives)
