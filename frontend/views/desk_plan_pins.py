"""/<town>/desk/plans/<slug>/pins – messages left inside a plan on display: a planner decides what they are, and why."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Private
from accounts.services import look_at
from feedback_map.models import Pin, PlanPin
from feedback_map.services.converting import convert_pin, leave_as_feedback, unconverted_pins
from frontend.desk.plan_parts import DeskPlan
from frontend.desk.rights import rights
from frontend.pages import page_of, show_privately
from frontend.views.desk import desk_page
from frontend.views.desk_plans import desk_plan
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from zoning.models import Hearing
from zoning.permissions import may_plan

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page(may_plan)
def plan_pins(request: HttpRequest, town: Municipality, slug: str) -> HttpResponse:
    errors: list[str] = []
    with in_town(town):
        at_desk = desk_plan(request, town, slug)
        if request.method == "POST":
            try:
                messages.success(request, _decide(at_desk))
                return HttpResponseRedirect(page_of(request).url("desk_plan_pins", slug=slug))
            except Refused as refused:
                errors = [str(error.detail) for error in refused.errors]
        hearings = _hearings(at_desk)
        waiting = [(each, list(unconverted_pins(town=town, hearing=each)[:MOST_SHOWN])) for each in hearings]
        decided = PlanPin.objects.filter(hearing__in=hearings).select_related("pin", "user").order_by("-at")
        context = {"plan": at_desk.plan, "waiting": waiting, "decided": decided[:MOST_SHOWN], "errors": errors}
        shown = {**context, **rights(request, town)}
        return show_privately(request, "frontend/desk/statements/pins.html", shown, 422 if errors else 200)


def _hearings(at_desk: DeskPlan) -> list[Hearing]:
    standing = Hearing.objects.filter(plan=at_desk.plan, published_at__isnull=False, cancelled_at__isnull=True)
    return list(standing.select_related("plan").order_by("-last_day"))


def _decide(at_desk: DeskPlan) -> str:
    """What the form says of one message. Who wrote it goes into the statement, so the look is noted down."""
    said, town, by = at_desk.request.POST, at_desk.town, at_desk.user
    hearing = _standing(at_desk).filter(public_id=said.get("hearing", "")[:22]).first()
    waiting = unconverted_pins(town=town, hearing=hearing) if hearing else Pin.objects.none()
    pin = waiting.filter(public_id=said.get("pin", "")[:22]).first()
    if hearing is None or pin is None:
        raise Refused([FieldError("pin", "not_waiting", _("This message no longer waits for a decision."))])
    reason = said.get("reason", "")
    if said.get("decision") == PlanPin.Decision.STATEMENT:
        look_at(user=by, town=town, what=Private.CONTACT, subjects=[pin.public_id], why="statement")
        receipt = convert_pin(town=town, hearing=hearing, pin=pin, by=by, reason=reason)
        return _("It is a statement now: %(code)s.") % {"code": receipt.code}
    leave_as_feedback(town=town, hearing=hearing, pin=pin, by=by, reason=reason)
    return _("It stays feedback, and why is written down.")


def _standing(at_desk: DeskPlan) -> QuerySet[Hearing]:
    return Hearing.objects.filter(plan=at_desk.plan, published_at__isnull=False).select_related("plan")
