"""What an owner of land who lives elsewhere is told before a display (decree 895/1999 § 27), on paper or by e-mail."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Part, Sheet, Words
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.models import Hearing, Landowner, LandownerLetter
from zoning.notices import days_of, last_moment
from zoning.services.landowners import OWNER_LETTER


def title_of(hearing: Hearing, language: str) -> str:
    return f"{hearing.get_kind_display()}: {hearing.plan.name(language)}"


def why_of(owner: Landowner) -> str:
    """Why this owner is written to."""
    if owner.property_code:
        return _("You own land in the plan's area (%(property)s).") % {"property": owner.property_code}
    return _("You own land in the plan's area.")


def owner_letter(payload: dict[str, Any]) -> Letter | None:
    """Nothing when the owner was erased meanwhile, or the hearing cancelled."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        rows = LandownerLetter.objects.select_related("landowner", "hearing__plan")
        found = rows.filter(pk=payload["letter"]).defer("hearing__plan__geom").first()
        owner = found.landowner if found else None
        if found is None or owner is None or not owner.email or found.hearing.cancelled_at is not None:
            return None
        with translation.override(owner.language):
            return _letter(town, owner, found.hearing)


def _letter(town: Municipality, owner: Landowner, hearing: Hearing) -> Letter:
    language, plan = owner.language, hearing.plan
    title = title_of(hearing, language)
    facts = [(_("On display"), days_of(hearing))]
    office = text_in(hearing.office, language)
    if office:
        facts.append((_("Where the papers are"), office))
    parts: list[Part] = [
        Words(why_of(owner)),
        Words(text_in(plan.summary, language)) if text_in(plan.summary, language) else Words(plan.name(language)),
        Facts(tuple(facts)),
        Words(last_moment(hearing)),
        Link(_("To the plan"), page_address(town, language, f"plans/{plan.slug}/")),
    ]
    day = date_format(hearing.first_day, "SHORT_DATE_FORMAT")
    why = _("The town writes to landowners who live elsewhere before the display begins on %(day)s.") % {"day": day}
    sheet = Sheet(town.name(language), language, title, tuple(parts), why=why)
    return sheet.letter(to=owner.email, subject=f"{town.name(language)} – {title}", reply_to=town.email)


def register_owner_letters() -> None:
    register_letter(OWNER_LETTER, owner_letter)
