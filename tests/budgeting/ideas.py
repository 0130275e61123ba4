"""Ideas for tests of proposals: placed by the one way there is, in a round that takes them."""

from __future__ import annotations

import datetime
from typing import Any

import shapely
from django.utils import timezone

from accounts.models import Role, User
from budgeting.models import Idea, Proposal, Round, RoundPhase
from budgeting.services.ideas import IdeaInput, place_idea
from budgeting.services.proposals import ProposalInput, make_proposal, open_proposal
from feedback_map.models import Pin, Update
from feedback_map.services import PinInput
from geo.models import Municipality
from geo.tenancy import in_town
from tests.budgeting.factories import make_phase, make_round
from tests.factories import SOUTH, WEST
from tests.feedback_map.handling import make_clerk


def collecting(town: Municipality, **fields: object) -> Round:
    """A round that takes ideas from yesterday on."""
    made = make_round(town, **fields)  # type: ignore[arg-type]
    make_phase(made, RoundPhase.Kind.COLLECT, timezone.localdate() - datetime.timedelta(days=1), None)
    return made


def keeper(town: Municipality) -> User:
    return make_clerk(town, f"keeper@{town.slug}.example", role=Role.COORDINATOR)


def make_idea(of: Round, text: str = "Penkki rantaan", *, may_be_merged: bool = True, **said: Any) -> Idea:
    at = shapely.Point(WEST + 2_000, SOUTH + 2_000)
    pin = PinInput(kind="idea", text=text, geometry=at, **said)
    placed = place_idea(town=of.municipality, idea=IdeaInput(of, pin, "Penkki", may_be_merged))
    with in_town(of.municipality):
        return Idea.objects.select_related("pin", "batch").get(pin__public_id=placed.id)


def drafted(of: Round, *ideas: Idea, title: str = "Penkkejä") -> Proposal:
    words = ProposalInput({"fi": title}, {"fi": "Kaksi penkkiä."})
    return make_proposal(town=of.municipality, round=of, proposal=words, ideas=ideas)


def opened(of: Round, *ideas: Idea, title: str = "Penkkejä") -> Proposal:
    return open_proposal(town=of.municipality, proposal=drafted(of, *ideas, title=title))


def told(pin: Pin) -> list[str]:
    """What the sender of a message was told, oldest first."""
    with in_town(pin.municipality_id):
        answers = Update.objects.filter(pin=pin, kind=Update.Kind.ANSWER).order_by("at", "pk")
        return list(answers.values_list("public_text", flat=True))


def again(proposal: Proposal) -> Proposal:
    """The proposal as it is now."""
    with in_town(proposal.municipality_id):
        now: Proposal = Proposal.objects.select_related("round", "pot", "merged_into").get(pk=proposal.pk)
        return now


def steps(proposal: Proposal) -> list[str]:
    """The kinds of its steps, oldest first."""
    with in_town(proposal.municipality_id):
        return list(proposal.history.values_list("kind", flat=True))
