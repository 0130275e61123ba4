"""What waits for a moderator: new messages, reported ones, edited ones, and waves. Staff see only what is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership, Role
from accounts.permissions import Visitor, memberships_in
from feedback_map.models import (
    AbuseReport,
    Flood,
    Moderation,
    ModeratorCategory,
    Pin,
    PinArea,
    PinEdit,
    Visibility,
    Wave,
)
from geo.models import Municipality

MODERATE = frozenset({Role.ADMIN, Role.MODERATOR, Role.COORDINATOR})
WAITING, REPORTED, EDITED, HIDDEN = "waiting", "reported", "edited", "hidden"


def moderated_by(user: Visitor, town: Municipality) -> Q:
    """Which pins a moderator decides about: of the areas and categories of their memberships, or all."""
    found = Q(pk__in=[])
    for membership in memberships_in(user, town):
        if membership.role in MODERATE:
            found |= _within(membership)
    return found


def may_moderate_pin(user: Visitor, town: Municipality, pin: Pin) -> bool:
    """Inside `in_town`: whether this pin is the moderator's to decide about."""
    return Pin.objects.filter(moderated_by(user, town), municipality=town, pk=pin.pk).exists()


def _within(membership: Membership) -> Q:
    everything = Q(pk__isnull=False)
    codes = ModeratorCategory.objects.filter(membership=membership).values_list("category_id", flat=True)
    by_category = Q(category__in=list(codes)) if codes else everything
    if membership.area is None:
        return by_category
    # In whichever version of the area set: a moderator of Ristiina stays one when the border moves.
    area = membership.area
    inside = PinArea.objects.filter(
        pin=OuterRef("pk"),
        area__code=area.code,
        area__area_set__kind=area.area_set.kind,
        municipality_id=membership.municipality_id,
    )
    return by_category & Q(Exists(inside))


@dataclass(frozen=True)
class Numbers:
    """How much waits under each heading."""

    waiting: int
    reported: int
    edited: int
    waves: int


def waiting_numbers(user: Visitor, town: Municipality) -> Numbers:
    return Numbers(
        waiting=queue(user, town, WAITING).count(),
        reported=queue(user, town, REPORTED).count(),
        edited=queue(user, town, EDITED).count(),
        waves=open_waves(town).count(),
    )


def queue(user: Visitor, town: Municipality, which: str) -> QuerySet[Pin]:
    """The pins of one heading, the longest waiting first. Inside `in_town`."""
    pins = Pin.objects.filter(moderated_by(user, town), municipality=town, is_test=False)
    wanted = {
        WAITING: pins.filter(moderation=Moderation.WAITING, visibility=Visibility.PUBLIC),
        REPORTED: pins.filter(Exists(open_reports())),
        EDITED: pins.filter(Exists(PinEdit.objects.filter(pin=OuterRef("pk"), undone_at__isnull=True))),
        HIDDEN: pins.filter(moderation__in=(Moderation.HIDDEN, Moderation.REJECTED)),
    }[which]
    return wanted.select_related("category", "about_area", "doubt").defer("geom").order_by("received_at", "pk")


def with_what_moderators_read(pins: QuerySet[Pin]) -> QuerySet[Pin]:
    """With open reports and edits, in two more queries whatever their number."""
    return pins.prefetch_related(
        Prefetch("reports", AbuseReport.objects.filter(settled_at__isnull=True), to_attr="open_reports"),
        Prefetch("edits", PinEdit.objects.filter(undone_at__isnull=True), to_attr="open_edits"),
    )


def open_reports() -> QuerySet[AbuseReport]:
    return AbuseReport.objects.filter(pin=OuterRef("pk"), settled_at__isnull=True)


def open_waves(town: Municipality) -> QuerySet[Any]:
    """Waves that nobody of the town has seen, or that grew since; with how many messages and people they have."""
    waves = Wave.objects.filter(municipality=town).filter(Q(settled_at__isnull=True) | Q(settled_at__lt=F("last_at")))
    return counted(waves)


def counted(waves: QuerySet[Wave]) -> QuerySet[Any]:
    return waves.annotate(
        messages=Count("pins"),
        people=Count("pins__pin__participant", distinct=True),
        waiting=Count("pins", filter=Q(pins__pin__moderation=Moderation.WAITING, pins__pin__visibility="public")),
        newest=Max("pins__pin__received_at"),
    )


def flood_in(town: Municipality) -> Flood | None:
    """The flood of messages that is on now, if any."""
    return Flood.objects.filter(municipality=town, until__gt=timezone.now()).first()
