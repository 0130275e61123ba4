"""Statements of a plan under replies, as they come through the one way in."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import Point as Spot

from accounts.models import Role, User
from accounts.services import Post, create_staff
from geo.models import Municipality
from geo.tenancy import in_town
from tests.factories import SOUTH, WEST
from zoning.models import Hearing, Plan, Statement
from zoning.services.statement_checks import SenderInput
from zoning.services.statements import StatementInput, receive_statement

ANNA = SenderInput(
    name="Anna-Liisa Virtanen",
    street="Koivukuja 7",
    postcode="50170",
    city="Mikkeli",
    email="anna.virtanen@posti.example",
    phone="040 765 4321",
)
TEXT = "Korttelin kerrosluku on liian suuri. Naapuri Matti Mäkinen on samaa mieltä.\n\nHulevedet valuvat pihallemme."


@dataclass(frozen=True)
class About:
    """What a statement shall be about, where it matters to the test."""

    plan: Plan
    hearing: Hearing | None = None
    text: str = TEXT
    who: SenderInput = ANNA
    sender: str = Statement.Sender.PERSON
    kind: str = ""
    km: tuple[float, float] | None = None
    wants: tuple[str, ...] = ()
    language: str = "fi"


def say(about: About) -> Statement:
    """One statement about a plan; `km` is its place, from the town's south-west corner."""
    town = about.plan.municipality
    place = None if about.km is None else Spot(WEST + about.km[0] * 1000, SOUTH + about.km[1] * 1000)
    told = receive_statement(
        town=town,
        statement=StatementInput(
            plan=about.plan,
            text=about.text,
            who=about.who,
            sender=about.sender,
            kind=about.kind,
            hearing=about.hearing,
            geometry=place,
            language=about.language,
            wants_position="position" in about.wants,
            wants_approval_notice="approval" in about.wants,
        ),
    )
    with in_town(town):
        return Statement.objects.select_related("hearing", "plan").get(public_id=told.id)


def make_planner(town: Municipality, email: str = "planner@testila.example") -> User:
    return create_staff(email=email, post=Post(town, Role.PLANNER)).user
