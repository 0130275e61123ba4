"""The letter that asks a body for its statement, with the link by which it answers; sent again as a reminder."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Part, Sheet, Words
from geo.addresses import page_address
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import StatementRequest
from zoning.services.requests import REQUEST_LETTER, is_answered, request_key


def request_letter(payload: dict[str, Any]) -> Letter | None:
    """Nothing when it has answered meanwhile."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        found = StatementRequest.objects.select_related("plan").filter(public_id=payload["request"])
        request = found.exclude(email="").defer("plan__geom").first()
        if request is None or is_answered(request):
            return None
        with translation.override(request.language):
            return _letter(town, request)


def request_address(town: Municipality, request: StatementRequest) -> str:
    path = f"plans/{request.plan.slug}/requests/{request.public_id}/{request_key(request)}"
    return page_address(town, request.language, path)


def _letter(town: Municipality, request: StatementRequest) -> Letter:
    language, plan = request.language, request.plan
    title = _("Request for a statement: %(plan)s") % {"plan": plan.name(language)}
    if request.reminded_at is not None:
        title = _("Reminder: request for a statement: %(plan)s") % {"plan": plan.name(language)}
    facts = [(_("To"), request.name), (_("Plan"), plan.name(language))]
    if plan.case_number:
        facts.append((_("Case number"), plan.case_number))
    facts.append((_("Last day of the statement"), date_format(request.due_on, "SHORT_DATE_FORMAT")))
    parts: list[Part] = [Words(_("The town asks for your statement about this plan.")), Facts(tuple(facts))]
    if request.text:
        parts.append(Words(request.text))
    parts.append(Link(_("The plan, and how to give the statement"), request_address(town, request)))
    parts.append(
        Words(_("The link is yours: whoever has it answers in your name. You may also say that you give none."))
    )
    why = _("You get this letter because you have been asked for an official statement.")
    sheet = Sheet(town.name(language), language, title, tuple(parts), why=why)
    return sheet.letter(to=request.email, subject=f"{town.name(language)} – {title}", reply_to=town.email)


def register_request_letters() -> None:
    register_letter(REQUEST_LETTER, request_letter)
