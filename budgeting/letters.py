"""The letters about proposals: to those who write one, and to units that are asked what it costs."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgeting.models import Costing, Proposal, ProposalAuthor, ProposalStep
from budgeting.services.costing import ASKED_LETTER
from budgeting.services.telling import NEWS_LETTER
from budgeting.services.writing import INVITE_LETTER, author_key
from delivery.mail import Letter, register_letter
from delivery.stationery import Facts, Link, Part, Quote, Sheet, Words
from geo.addresses import page_address
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town


def own_address(town: Municipality, author: ProposalAuthor) -> str:
    """The page of one author, by their own link."""
    path = f"budget/{author.proposal.round.slug}/proposals/{author.proposal.number}/write/{author.public_id}"
    return page_address(town, author.language, path, key=author_key(author.public_id))


def proposal_address(town: Municipality, proposal: Proposal, language: str) -> str:
    return page_address(town, language, f"budget/{proposal.round.slug}/proposals/{proposal.number}")


def invite_letter(payload: dict[str, Any]) -> Letter | None:
    """Nothing once they have left or agreed."""
    town, author = _author(payload)
    if author is None or author.agreed_at is not None:
        return None
    with translation.override(author.language):
        parts = (
            Words(_("You are asked to write a proposal of the participatory budgeting together with others.")),
            Facts(((_("Proposal"), author.proposal.name(author.language)),)),
            Words(_("You are an author only when you agree. Your name is shown only if you want it.")),
            Link(_("Read it and choose"), own_address(town, author)),
        )
        why = _("You get this letter because somebody who keeps or writes the proposal gave this address.")
        return _sheet(town, author, _("Will you write with us?"), parts, why)


def news_letter(payload: dict[str, Any]) -> Letter | None:
    """What was done with a proposal, to those who write it."""
    town, author = _author(payload)
    with in_town(town):
        steps = ProposalStep.objects.filter(pk=payload["step"]).select_related("proposal__round")
        step = steps.defer("proposal__geom").first()
    if author is None or author.agreed_at is None or step is None:
        return None
    language = author.language
    with translation.override(language):
        state = Proposal.State(step.state).label if step.state else ""
        parts: list[Part] = [Facts(((_("Proposal"), step.proposal.name(language)), (_("State"), str(state))))]
        if text := text_in(step.text, language):
            parts.append(Quote(text, language))
        if step.proposal.published_at is not None:
            parts.append(Link(_("To the proposal"), proposal_address(town, step.proposal, language), is_main=False))
        parts.append(Link(_("To your own page"), own_address(town, author)))
        why = _("You get this letter because you write the proposal. On your own page you can stop.")
        return _sheet(town, author, _("There is news of your proposal"), tuple(parts), why)


def costing_letter(payload: dict[str, Any]) -> Letter | None:
    """To a unit: what is asked and until when. Nothing once it has answered."""
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        rows = Costing.objects.select_related("unit", "proposal__round").defer("proposal__geom")
        asked = rows.filter(public_id=payload["costing"], answered_at=None).first()
    if asked is None or not asked.unit.email:
        return None
    language, proposal = town.first_language, asked.proposal
    with translation.override(language):
        facts = [(_("Proposal"), proposal.name(language))]
        if asked.due_on is not None:
            facts.append((_("Answer by"), date_format(asked.due_on, "SHORT_DATE_FORMAT")))
        address = page_address(town, language, f"desk/budget/{proposal.round.slug}/costs/{asked.public_id}")
        title = _("What would this proposal cost?")
        parts = (
            Words(_("Your unit is asked what the proposal costs, whether it can be done, and when.")),
            Facts(tuple(facts)),
            Link(_("To the estimate"), address),
        )
        why = _("You get this letter because your unit estimates costs of the participatory budgeting.")
        sheet = Sheet(town.name(language), language, title, parts, why=why)
        return sheet.letter(to=asked.unit.email, subject=f"{town.name(language)} – {title}", reply_to=town.email)


def _author(payload: dict[str, Any]) -> tuple[Municipality, ProposalAuthor | None]:
    town = Municipality.objects.defer("boundary").get(pk=payload["town"])
    with in_town(town):
        rows = ProposalAuthor.objects.select_related("proposal__round").filter(left_at=None).exclude(email="")
        return town, rows.defer("proposal__geom").filter(public_id=payload["author"]).first()


def _sheet(town: Municipality, author: ProposalAuthor, title: str, parts: tuple[Part, ...], why: str) -> Letter:
    sheet = Sheet(town.name(author.language), author.language, title, parts, why=why)
    subject = f"{town.name(author.language)} – {title}"
    return sheet.letter(to=author.email, subject=subject, reply_to=town.email)


def register_letters() -> None:
    register_letter(INVITE_LETTER, invite_letter)
    register_letter(NEWS_LETTER, news_letter)
    register_letter(ASKED_LETTER, costing_letter)
