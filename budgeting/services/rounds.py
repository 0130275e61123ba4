"""A round is made from a template, shown to everybody, and taken back while nothing rests on it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Body, User
from budgeting.models import Idea, IntakeBatch, Pot, Proposal, Round, RoundPhase
from budgeting.services.publishing import publish_proposals
from budgeting.services.round_templates import TEMPLATES, RoundTemplate, in_languages
from geo.models import Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Process

LONGEST_NAME, LONGEST_TEXT, LONGEST_SLUG = 200, 10_000, 80
RESERVED = frozenset({"new", "earlier", "sheets", "costing"})
WHOLE_TOWN = _("Whole town")
Texts = Mapping[str, str]


@dataclass(frozen=True)
class NewRound:
    """What has to be said of a round before there is one. Texts are by language, money is in cents."""

    template: str
    names: Texts
    money_cents: int
    opens_on: datetime.date
    owner: Body | None = None
    council: Body | None = None
    summary: Texts = field(default_factory=dict)


class StaleRound(Exception):
    """The round changed after it was read; nothing was written."""

    def __init__(self, current: Round) -> None:
        super().__init__(f"version {current.version} is current")
        self.current = current


def make_round(*, town: Municipality, new: NewRound, user: User | None = None) -> Round:
    """A round that only staff see, with its process, all of its money in one pot, and its template's phases.

    Raises Refused.
    """
    _refuse_wrong(town, new)
    template = TEMPLATES[new.template]
    with in_town(town):
        process = _process(town, new, template)
        made: Round = Round.objects.create(
            municipality=town,
            slug=process.slug,
            process=process,
            template=new.template,
            summary=said(new.summary),
            money_cents=new.money_cents,
            council=new.council,
            made_by=user,
            **template.settings,
        )
        _parts(made, template, new.opens_on)
        return made


def publish_round(*, town: Municipality, round: Round, version: int | None = None) -> Round:
    """Everybody sees it and its process from now on. A vote needs a way to vote and days to do it. Raises Refused."""
    with in_town(town):
        now = locked_round(round, version)
        _refuse_unready(now)
        if now.published_at is None:
            now.published_at = timezone.now()
            return keep_round(now)
        return now


def withdraw_round(*, town: Municipality, round: Round, version: int | None = None) -> Round:
    """Only staff see it again. Once somebody has sent an idea, proposed or voted, it stays: they rely on it."""
    with in_town(town):
        now = locked_round(round, version)
        published = Proposal.objects.filter(round=now).published()
        if now.frozen_at or published.exists() or Idea.objects.filter(round=now).exists():
            reason = _("Somebody has taken part in the round already, so it stays published.")
            raise Refused([FieldError("round", "in_use", reason)])
        if now.published_at is not None:
            now.published_at = None
            return keep_round(now)
        return now


def locked_round(round: Round, version: int | None = None) -> Round:
    """The round as it is, locked until the transaction ends; StaleRound when another version was read."""
    now: Round = Round.objects.select_for_update(of=("self",)).select_related("process").get(pk=round.pk)
    if version not in (None, now.version):
        raise StaleRound(now)
    return now


def keep_round(round: Round) -> Round:
    """Save a locked round as its next version; its process runs while its phases do, and is as public as it is."""
    round.version += 1
    round.save()
    process, phases = round.process, list(round.phases.all())
    if phases:
        ends = [phase.ends_on for phase in phases]
        process.opens_on = min(phase.starts_on for phase in phases)
        process.closes_on = None if None in ends else max(day for day in ends if day)
    process.is_public = round.published_at is not None
    process.save()
    publish_proposals(town=round.municipality, round=round)
    return round


def said(texts: Texts) -> dict[str, str]:
    """Texts without those that are empty."""
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def wrong_texts(name: str, texts: Texts, most: int) -> list[FieldError]:
    if any(len(text) > most or "\x00" in text for text in texts.values()):
        return [FieldError(name, "too_long", _("The text is too long."))]
    return []


def free_slug(town: Municipality, names: Texts) -> str:
    """An address that no process of the town has: from the name in the town's first language."""
    name = names.get(town.first_language) or next(iter(names.values()), "")
    stem = slugify(name)[: LONGEST_SLUG - 6].strip("-_") or "round"
    known = Process.objects.filter(municipality=town, slug__startswith=stem)
    taken = RESERVED | set(known.values_list("slug", flat=True))
    return stem if stem not in taken else next(one for n in range(2, 10_000) if (one := f"{stem}-{n}") not in taken)


def _process(town: Municipality, new: NewRound, template: RoundTemplate) -> Process:
    ends = [last for _kind, _first, last in template.phases(new.opens_on)]
    return Process.objects.create(
        municipality=town,
        slug=free_slug(town, new.names),
        title=said(new.names),
        question=said(new.summary),
        opens_on=new.opens_on,
        closes_on=None if None in ends else max(day for day in ends if day),
        owner=new.owner,
        forms=list(template.forms),
        is_public=False,
        **template.said(town.languages),
    )


def _parts(made: Round, template: RoundTemplate, opens_on: datetime.date) -> None:
    own: dict[str, Any] = {"municipality": made.municipality, "round": made}
    names = in_languages(WHOLE_TOWN, made.municipality.languages)
    Pot.objects.create(**own, code="town", names=names, money_cents=made.money_cents)
    RoundPhase.objects.bulk_create(
        RoundPhase(**own, kind=kind, starts_on=first, ends_on=last) for kind, first, last in template.phases(opens_on)
    )
    IntakeBatch.objects.bulk_create(
        IntakeBatch(**own, closes_on=closes, meets_on=meets) for closes, meets in template.meetings(opens_on)
    )


def _refuse_wrong(town: Municipality, new: NewRound) -> None:
    names = said(new.names)
    errors = wrong_texts("names", names, LONGEST_NAME) + wrong_texts("summary", new.summary, LONGEST_TEXT)
    if town.first_language not in names:
        errors.append(FieldError("names", "required", _("Give the name in the town's first language.")))
    if new.template not in TEMPLATES:
        errors.append(FieldError("template", "unknown_template", _("Choose the kind of round.")))
    if new.money_cents <= 0:
        errors.append(FieldError("money", "no_money", _("Give the money of the round.")))
    if new.template == Round.Template.COUNCIL and new.council is None:
        errors.append(FieldError("council", "required", _("Choose the council whose members vote.")))
    for name, body in (("owner", new.owner), ("council", new.council)):
        if body is not None and body.municipality_id != town.pk:
            errors.append(FieldError(name, "elsewhere", _("Choose a body of this town.")))
    if errors:
        raise Refused(errors)


def _refuse_unready(round: Round) -> None:
    if not round.has_vote:
        return
    errors = []
    if not round.ways:
        errors.append(FieldError("ways", "required", _("Choose at least one way to vote.")))
    votes = list(round.phases.filter(kind=RoundPhase.Kind.VOTE))
    if not votes:
        errors.append(FieldError("phases", "no_vote", _("Give the days of the vote.")))
    elif any(phase.ends_on is None for phase in votes):
        errors.append(FieldError("phases", "endless_vote", _("Give the last day of the vote.")))
    if errors:
        raise Refused(errors)
