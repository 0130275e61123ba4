"""The smallest valid rows of participatory budgeting. A test sets only what it is about."""

from __future__ import annotations

import datetime
from itertools import count

from django.contrib.gis.geos import GEOSGeometry
from django.utils import timezone

from budgeting.models import Pot, Proposal, Round, RoundPhase
from geo.models import Municipality
from geo.tenancy import in_town
from participation.models import Process
from tests.factories import spot

_numbers = count(1)
EURO = 100


def make_round(town: Municipality, slug: str | None = None, money: int = 100_000, **fields: object) -> Round:
    """A published yearly round in its vote, approval with equal shares, all of its money (euros) in one pot."""
    slug = slug or f"round{next(_numbers)}"
    today = timezone.localdate()
    values: dict[str, object] = {
        "template": Round.Template.YEARLY,
        "ways": ["code", "email", "paper"],
        "published_at": timezone.now(),
        **fields,
    }
    with in_town(town):
        process = Process.objects.create(
            municipality=town,
            slug=slug,
            title={"fi": f"Kierros {slug}", "sv": f"Omgång {slug}", "en": f"Round {slug}"},
            opens_on=today - datetime.timedelta(days=60),
        )
        made = Round.objects.create(municipality=town, slug=slug, process=process, money_cents=money * EURO, **values)
        Pot.objects.create(
            municipality=town, round=made, code="town", names={"fi": "Koko kaupunki"}, money_cents=money * EURO
        )
        if made.has_vote:
            make_phase(
                made, RoundPhase.Kind.VOTE, today - datetime.timedelta(days=1), today + datetime.timedelta(days=9)
            )
    return made


def make_phase(of: Round, kind: str, starts_on: datetime.date, ends_on: datetime.date | None) -> RoundPhase:
    with in_town(of.municipality):
        return RoundPhase.objects.create(
            municipality=of.municipality, round=of, kind=kind, starts_on=starts_on, ends_on=ends_on
        )


def make_proposal(
    of: Round, title: str | None = None, cost: int = 10_000, geom: GEOSGeometry | None = None, **fields: object
) -> Proposal:
    """A published proposal on the ballot, in the first pot, at (2.5, 2.5) km of the test town. Cost in euros."""
    town = of.municipality
    with in_town(town):
        number = Proposal.objects.filter(round=of).count() + 1
        values: dict[str, object] = {
            "pot": of.pots.first(),
            "state": Proposal.State.ACCEPTED,
            "titles": {"fi": title or f"Ehdotus {number}"},
            "texts": {"fi": "Penkki ja kukkia."},
            "geom": geom or spot(2.5, 2.5),
            "cost_cents": cost * EURO,
            "published_at": timezone.now(),
            **fields,
        }
        return Proposal.objects.create(municipality=town, round=of, number=number, **values)


def make_pot(of: Round, code: str, money: int, **fields: object) -> Pot:
    """One more pot (euros); the round's money grows by it, because pots add up to it."""
    with in_town(of.municipality):
        pot = Pot.objects.create(
            municipality=of.municipality, round=of, code=code, names={"fi": code}, money_cents=money * EURO, **fields
        )
        of.money_cents += pot.money_cents
        Round.objects.filter(pk=of.pk).update(money_cents=of.money_cents)
    return pot
