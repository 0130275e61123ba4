"""Letters to the maker of an initiative: that it has come in, and every measure taken, as the law wants it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from delivery.mail import Letter
from delivery.stationery import Facts, Link, Part, Quote, Sheet, Words
from feedback_map.models import Initiative, InitiativeState, InitiativeStep
from feedback_map.services.initiatives import key_of_initiative
from geo.addresses import page_address
from geo.models import Municipality
from geo.tenancy import in_town


def initiative_letter(payload: dict[str, Any]) -> Letter | None:
    """What is so now. Nothing to whoever has had their address erased."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        known = Initiative.objects.filter(municipality=town, public_id=payload["initiative"])
        found = known.exclude(email="").first()
        step = InitiativeStep.objects.filter(initiative=found, public_id=payload["step"]).first() if found else None
    if found is None or (payload["step"] and step is None):
        return None
    with translation.override(found.language):
        return _letter(town, found, step)


def _letter(town: Municipality, found: Initiative, step: InitiativeStep | None) -> Letter:
    language = found.language
    title = _title(step)
    came = date_format(timezone.localtime(found.received_at), "SHORT_DATE_FORMAT")
    state = str(InitiativeState(found.state).label)
    said: tuple[Part, ...] = (Quote(step.text),) if step and step.text else ()
    first = _("Your initiative has come in. The town answers it; you are told of every measure by letter.")
    sheet = Sheet(
        sender=town.name(language),
        language=language,
        title=title,
        parts=(
            *(() if step else (Words(first),)),
            Facts(((_("Initiative"), found.title), (_("Received"), came), (_("State"), state))),
            *said,
            Link(_("Your initiative"), page_address(town, language, f"initiatives/mine/{key_of_initiative(found)}")),
            Words(_("The link is yours alone. There you can also have your name and address erased.")),
        ),
        why=_("You get this letter because this address was given with an initiative."),
    )
    return sheet.letter(to=found.email, subject=f"{town.name(language)} – {title}", reply_to=town.email)


def _title(step: InitiativeStep | None) -> str:
    if step is None:
        return _("Your initiative has come in")
    if step.kind == InitiativeStep.Kind.ANSWER:
        return _("Your initiative has been answered")
    return _("News of your initiative")
