"""What participatory budgeting keeps about a person: told to them, and erased with them.

What somebody chose on a ballot is never told by name: while the vote is open only their own code or link opens it, and
after closing nobody can tell any more.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from budgeting.models import Idea, ProposalAuthor, Turnout
from feedback_map.models import Pin
from feedback_map.own_data import register_own_data
from feedback_map.services import Erased, when_erased
from geo.models import Municipality
from participation.models import Participant

OWNER = "owner"


def budget_data(town: Municipality, person: Participant | None, pins: list[Pin]) -> dict[str, Any]:
    """Ideas, proposals that they write, and that they voted. Inside `in_town`."""
    ideas = Idea.objects.filter(pin__in=pins).select_related("round", "pin").order_by("pk")
    same = Q(participant=person) | Q(participant__merged_into=person)
    authors = ProposalAuthor.objects.filter(same, municipality=town) if person else ProposalAuthor.objects.none()
    votes = Turnout.objects.filter(same, municipality=town) if person else Turnout.objects.none()
    return {
        "ideas": [
            {
                "round": idea.round.slug,
                "message": idea.pin.public_id,
                "title": idea.title,
                "state": idea.state,
                "reason": idea.reason,
                "may_be_joined": idea.may_be_merged,
                "proposals": [use.proposal.public_id for use in idea.uses.select_related("proposal")],
            }
            for idea in ideas
        ],
        "writes": [
            {
                "proposal": author.proposal.public_id,
                "shown_name": author.shown_name,
                "email": author.email,
                "invited_at": author.invited_at,
                "agreed_at": author.agreed_at,
                "left_at": author.left_at,
            }
            for author in authors.select_related("proposal").order_by("pk")
        ],
        "voted": [
            {
                "round": one.round.slug,
                "day": one.day,
                "channel": one.channel,
                "area": one.area.code if one.area else "",
                "age": one.age_band,
                "tie": one.resident_type,
                "age_known": list(one.voter.age_bands) if one.voter else [],
            }
            for one in votes.select_related("round", "area", "voter").order_by("pk")
        ],
    }


def erase_from_budgets(erased: Erased) -> None:
    """Names, addresses and keys of who writes proposals; titles of ideas when their words go too.

    A proposal is the town's and stays. That somebody voted stays as a number, without the person: its ties are cut when
    the participant goes.
    """
    authors = ProposalAuthor.objects.using(OWNER).filter(participant__in=erased.persons)
    authors.update(shown_name="", email="", key_hash=None)
    if erased.words_too:
        Idea.objects.using(OWNER).filter(pin__in=erased.pins).update(title="")


def register_persons() -> None:
    register_own_data("budgets", budget_data)
    when_erased(erase_from_budgets)
