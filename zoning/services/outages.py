"""When the service could not take statements: noticed by its own pulse, or logged by hand (13/2003 § 10)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from geo import sql
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.clock import town_now
from zoning.models import Outage, Statement

LONGEST_SILENCE = datetime.timedelta(minutes=3)
NOTICED = {
    "fi": "Palvelu ei ollut käytettävissä.",
    "sv": "Tjänsten var inte tillgänglig.",
    "en": "The service was not available.",
}


def log_outage(
    *,
    town: Municipality,
    began_at: datetime.datetime,
    ended_at: datetime.datetime,
    note: dict[str, str] | None = None,
    by: User | None = None,
) -> Outage:
    """The same span again is the same outage."""
    now = town_now()
    if not began_at < ended_at <= now:
        told = _("An outage begins before it ends, and is logged when it is over.")
        raise Refused([FieldError("ended_at", "wrong_span", told)])
    with in_town(town):
        kept, _made = Outage.objects.get_or_create(
            municipality=town,
            began_at=began_at,
            ended_at=ended_at,
            defaults={"note": note or NOTICED, "entered_by": by, "entered_at": now},
        )
    return kept


def beat() -> int:
    """The pulse of the service, each minute; after a silence an outage is logged for every town. Gives how many."""
    before = sql.row("zoning/beat")
    now = town_now()
    if before is None or before[0] is None or now - before[0] <= LONGEST_SILENCE:
        return 0
    towns = list(Municipality.objects.defer("boundary"))
    for town in towns:
        log_outage(town=town, began_at=before[0], ended_at=now)
    return len(towns)


def sent_in_outage(town: Municipality, statements: list[Statement]) -> dict[int, Outage]:
    """By the statements' keys: the outage in which they were claimed to be sent, also one that was logged since."""
    with in_town(town):
        outages = list(Outage.objects.filter(municipality=town))
    return {
        each.pk: outage
        for each in statements
        if each.claimed_sent_at is not None
        for outage in outages
        if outage.began_at <= each.claimed_sent_at <= outage.ended_at
    }
