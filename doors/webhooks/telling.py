"""What a telling says: names of public things and where to read them, looked up when it is sent. Never a resident's
words: whoever wants them reads them where they are public, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Q

from budgeting.models import Round
from doors.models import Event, WebhookDelivery
from doors.models.webhooks import TEST
from feedback_map.models import InitiativeState, PublishedInitiative, PublishedOutcome, PublishedPin, PublishedUpdate
from geo.addresses import page_address
from geo.models import Municipality
from neighbourhoods.models import Release
from zoning.models import PublishedHearing, PublishedPlan

Told = dict[str, Any]


def told_of(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    """The body of a telling; None when what it is about is not, or again, public."""
    data = _ABOUT[delivery.event](delivery, town)
    if data is None:
        return None
    return {"type": delivery.event, "timestamp": _moment(delivery.made_at), "town": town.slug, "data": data}


def _pin(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    plain = ("kind", "category", "state", "state_type", "owner")
    found = (
        PublishedPin.objects.of(town).filter(public_id=delivery.subject).values("code", "received_at", *plain).first()
    )
    if found is None:
        return None
    received = {"received_at": _moment(found["received_at"])}
    return {"id": delivery.subject, **found, **received, **_links(town, "pins", delivery.subject)}


def _pin_update(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    pin, update_id = _pin(delivery, town), delivery.occasion.partition(":")[2]
    updates = PublishedUpdate.objects.filter(municipality=town, public_id=update_id)
    found = updates.values("kind", "at", "state", "state_type", "owner").first()
    if pin is None or found is None:
        return None
    return {**pin, "update": {"id": update_id, **found, "at": _moment(found["at"])}}


def _pin_gone(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    is_back = PublishedPin.objects.of(town).filter(public_id=delivery.subject).exists()
    return None if is_back else {"id": delivery.subject}


def _outcome(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    rows = PublishedOutcome.objects.filter(municipality=town, public_id=delivery.subject)
    found = rows.values("titles", "decided_on").first()
    if found is None:
        return None
    told = {"id": delivery.subject, "titles": found["titles"], "decided_on": found["decided_on"].isoformat()}
    return told | _links(town, "outcomes", delivery.subject)


def _plan(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    rows = PublishedPlan.objects.filter(municipality=town, public_id=delivery.subject)
    found = rows.values("slug", "names", "kind", "state").first()
    return None if found is None else {"id": delivery.subject, **found, **_links(town, "plans", found["slug"])}


def _plan_gone(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    is_back = PublishedPlan.objects.filter(municipality=town, public_id=delivery.subject).exists()
    return None if is_back else {"id": delivery.subject}


def _hearing(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    rows = PublishedHearing.objects.filter(municipality=town, public_id=delivery.subject).select_related("plan")
    found = rows.defer("plan__geom").first()
    if found is None:
        return None
    days = {"first_day": found.first_day.isoformat(), "last_day": found.last_day.isoformat()}
    plan = {"slug": found.plan.slug, "names": found.plan.names}
    page = page_address(town, town.first_language, f"plans/{found.plan.slug}/hearings/{found.public_id}")
    api = f"{_api(town)}/plans/{found.plan.slug}/hearings"
    return {"id": found.public_id, "kind": found.kind, **days, "plan": plan, "page": page, "api": api}


def _initiative(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    """Without its title: that is its maker's own words."""
    rows = PublishedInitiative.objects.filter(municipality=town, public_id=delivery.subject)
    found = rows.values("state", "result", "owner", "published_at").first()
    if found is None:
        return None
    published = {"published_at": _moment(found["published_at"])}
    return {"id": delivery.subject, **found, **published, **_links(town, "initiatives", delivery.subject)}


def _initiative_answered(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    """Of one that was opened again meanwhile nothing is told."""
    told = _initiative(delivery, town)
    return told if told is not None and told["state"] == InitiativeState.CLOSED else None


def _initiative_gone(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    is_back = PublishedInitiative.objects.filter(municipality=town, public_id=delivery.subject).exists()
    return None if is_back else {"id": delivery.subject}


def _result(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    known = Round.objects.of(town).published().filter(public_id=delivery.subject, results_at__isnull=False)
    found = known.values("slug", "results_at").first()
    if found is None:
        return None
    page = page_address(town, town.first_language, f"budget/{found['slug']}/results")
    api = f"{_api(town)}/budget/rounds/{found['slug']}/results"
    told = {"slug": found["slug"], "results_at": _moment(found["results_at"])}
    return {"id": delivery.subject, **told, "page": page, "api": api}


def _release(delivery: WebhookDelivery, town: Municipality) -> Told | None:
    """Of a consultation that is not public, or no longer, nothing is told."""
    open_to_all = Q(process=None) | Q(process__is_public=True)
    known = Release.objects.filter(open_to_all, municipality=town, public_id=delivery.subject)
    found = known.values("made_at", "window_from", "window_to", "process__slug").first()
    if found is None:
        return None
    moments = {name: _moment(found[name]) for name in ("made_at", "window_from", "window_to")}
    slug = found["process__slug"]
    where = f"processes/{slug}" if slug else "coverage"
    links = {"page": page_address(town, town.first_language, where), "api": f"{_api(town)}/{where}"}
    return {"id": delivery.subject, **moments, "process": slug, **links}


def _test(_delivery: WebhookDelivery, town: Municipality) -> Told:
    return {"page": page_address(town, town.first_language)}


_ABOUT: dict[str, Callable[[WebhookDelivery, Municipality], Told | None]] = {
    Event.PIN_PUBLISHED: _pin,
    Event.PIN_UPDATED: _pin_update,
    Event.PIN_WITHDRAWN: _pin_gone,
    Event.OUTCOME_PUBLISHED: _outcome,
    Event.PLAN_PUBLISHED: _plan,
    Event.PLAN_CHANGED: _plan,
    Event.PLAN_WITHDRAWN: _plan_gone,
    Event.HEARING_PUBLISHED: _hearing,
    Event.HEARING_CANCELLED: _hearing,
    Event.INITIATIVE_PUBLISHED: _initiative,
    Event.INITIATIVE_ANSWERED: _initiative_answered,
    Event.INITIATIVE_WITHDRAWN: _initiative_gone,
    Event.RESULT_PUBLISHED: _result,
    Event.COVERAGE_RELEASED: _release,
    TEST: _test,
}


def _links(town: Municipality, what: str, name: str) -> Told:
    last = "/" if what == "plans" else ""
    return {
        "page": page_address(town, town.first_language, f"{what}/{name}{last}"),
        "api": f"{_api(town)}/{what}/{name}",
    }


def _api(town: Municipality) -> str:
    return f"{settings.SITE_ADDRESS}/api/v1/towns/{town.slug}"


def _moment(at: Any) -> str:
    return str(at.isoformat()).replace("+00:00", "Z")
