"""What the rows about replies need: a statement that is divided and answered, and a letter that waits to be posted."""

from __future__ import annotations

import datetime

from accounts.models import User
from geo.models import Municipality
from geo.tenancy import in_town
from tests.zoning.factories import make_plan
from tests.zoning.replying import TEXT, About, say
from zoning.models import Plan
from zoning.services.approval import Decision, approve_plan
from zoning.services.replies import Stretch, divide_statement, make_theme
from zoning.services.statement_checks import SenderInput

ON_PAPER = SenderInput(name="Aino Laine", street="Rantatie 3", postcode="50100", city="Mikkeli")


def replied(plan: Plan) -> dict[str, str]:
    """A statement, a theme and a piece of the plan."""
    town, statement = plan.municipality, say(About(plan))
    theme = make_theme(town=town, plan=plan, names={"fi": "Hulevedet"})
    with in_town(town):
        (piece,) = divide_statement(town=town, statement=statement, stretches=[Stretch(0, len(TEXT), theme)])
    values = {"statement": statement.public_id, "theme": theme.public_id, "piece": piece.public_id}
    return {**values, "slug": plan.slug}


def letters_to_post(town: Municipality, by: User) -> dict[str, str]:
    """A plan that was approved, one of whose objectors gave a postal address alone."""
    plan = make_plan(town, "hyvaksytty", state="04")
    say(About(plan, who=ON_PAPER, wants=("approval",)))
    decision = Decision(datetime.date(2026, 6, 13), {"fi": "Valtuusto"})
    approve_plan(town=town, plan=plan, decision=decision, by=by)
    return {"slug": plan.slug}
