"""Whoever had an idea, or writes a proposal, hears what becomes of it: as an answer on their message, and by letter.

Everything goes through the outbox of the transaction in which it happened, so nobody hears of what did not, and nothing
that did happens in silence.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from accounts.models import User
from budgeting.models import Idea, Proposal, ProposalAuthor, ProposalStep
from delivery.mail import post_letter
from feedback_map.models import Pin, Update
from feedback_map.services import Change, Words, answer_pin
from geo.languages import text_in
from geo.models import Municipality

NEWS_LETTER = "budgeting.news"


def tell_makers(*, town: Municipality, step: ProposalStep, by: User | None = None, texts: Mapping[str, str]) -> int:
    """Tell the senders of a proposal's ideas, and those who write it, what was done; gives how many were told.

    Inside `in_town`, in the transaction of the step. A sender is told on the message itself, in its language; who
    follows it hears of it too. Senders of ideas that were joined into the proposal are told like the others.
    """
    told = 0
    for pin in Pin.objects.filter(budget_idea__uses__proposal=step.proposal_id).order_by("pk"):
        told += tell_sender(town=town, pin=pin, texts=texts, by=by) is not None
    return told + tell_writers(town=town, step=step)


def tell_writers(*, town: Municipality, step: ProposalStep) -> int:
    """Tell those who write a proposal what was done; gives how many were told. Inside `in_town`."""
    told = 0
    for author in writing(step.proposal).exclude(email=""):
        payload = {"town": town.pk, "author": author.public_id, "step": step.pk}
        post_letter(kind=NEWS_LETTER, payload=payload, municipality=town, dedupe=f"step:{step.pk}:{author.public_id}")
        told += 1
    return told


def tell_sender(*, town: Municipality, pin: Pin, texts: Mapping[str, str], by: User | None) -> Update | None:
    """An answer on one message, in its own language or the nearest that there is."""
    language = pin.language if texts.get(pin.language) else next((one for one in texts if texts[one]), pin.language)
    words = Words(text_in(texts, language), language)
    author = Update.Author.STAFF if by else Update.Author.SERVICE
    return answer_pin(town=town, pin=pin, words=words, change=Change(by=by, author=author))


def writing(proposal: Proposal | int) -> QuerySet[ProposalAuthor]:
    """Those who agreed to write it and have not left."""
    found = ProposalAuthor.objects.filter(proposal=proposal, agreed_at__isnull=False, left_at=None)
    return found.order_by("pk")


def ideas_of(proposal: Proposal) -> list[Idea]:
    found = Idea.objects.filter(uses__proposal=proposal).select_related("pin").defer("pin__geom")
    return list(found.order_by("pk"))
