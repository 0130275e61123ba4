"""The desk's queue of ideas of a round, beside a map; and ideas on the map that belong to no round yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgeting.models import Costing, Idea, Proposal
from budgeting.services.ideas import ask_to_join, leave_idea, take_into_round
from budgeting.services.proposals import ProposalInput, add_ideas, make_proposal, refuse_unless_joinable
from budgeting.services.stepping import By, refuse
from budgeting.services.telling import ideas_of
from feedback_map.models import Kind, Moderation, Pin
from frontend.budget.proposal_forms import said_in
from frontend.budget.shown import DeskRound
from frontend.map_settings import map_settings, stage_labels
from frontend.place import as_geojson

PER_PAGE = 50
STATES = tuple(Idea.State)


@dataclass(frozen=True)
class IdeaQueue:
    """Ideas in one state, oldest first. Made inside `in_town`."""

    at_desk: DeskRound
    state: str
    after: int = 0

    def context(self) -> dict[str, Any]:
        rows = Idea.objects.filter(round=self.at_desk.round, state=self.state, pk__gt=self.after)
        found = list(rows.select_related("pin", "batch").order_by("pk")[: PER_PAGE + 1])
        ideas = found[:PER_PAGE]
        counts = {one.value: 0 for one in STATES}
        for state in Idea.objects.filter(round=self.at_desk.round).values_list("state", flat=True):
            counts[state] += 1
        proposals = Proposal.objects.filter(round=self.at_desk.round, state__in=("draft", "open", "costing"))
        return {
            "ideas": ideas,
            "chips": [(one.value, one.label, counts[one.value], one.value == self.state) for one in STATES],
            "next": ideas[-1].pk if len(found) > PER_PAGE else None,
            "proposals": list(proposals.defer("geom", "texts").order_by("number")),
            "without_round": self._without_round() if self.state == Idea.State.WAITING else [],
            "settings": self._settings(ideas),
        }

    def _without_round(self) -> list[Pin]:
        pins = Pin.objects.filter(municipality=self.at_desk.town, kind=Kind.IDEA, budget_idea=None, is_test=False)
        shown = pins.exclude(moderation=Moderation.REJECTED).filter(merged_into=None, closed_at=None)
        return list(shown.order_by("-received_at", "-pk")[:PER_PAGE])

    def _settings(self, ideas: list[Idea]) -> dict[str, Any]:
        features = [
            {
                "type": "Feature",
                "geometry": as_geojson(idea.pin.geom),
                "properties": {"id": idea.pin.public_id, "kind": "idea", "url": f"#{idea.pin.public_id}"},
            }
            for idea in ideas
            if idea.pin.geom is not None
        ]
        pins = {"type": "FeatureCollection", "features": features}
        labels = {**stage_labels(), "drawn": ""}
        return {"map": map_settings(self.at_desk.page), "labels": labels, "pins": pins}


def act_on_ideas(at_desk: DeskRound, said: QueryDict) -> tuple[str, Proposal | None]:
    """What the form says of the chosen ideas; gives what is said afterwards, and the proposal that was made."""
    act = said.get("act", "")
    if act == "take":
        return _take(at_desk, said), None
    ideas = _chosen(at_desk, said)
    if act == "make":
        made = _make(at_desk, ideas, said)
        return _("A draft was made. Write it out, and publish it."), made
    if act == "add":
        return _add(at_desk, ideas, said), None
    if act == "leave":
        for idea in ideas:
            leave_idea(town=at_desk.town, idea=idea, reason=said_in(at_desk.town, said, "reason"), by=at_desk.user)
        return _("Not taken further. The senders are told why."), None
    if act == "ask":
        for idea in ideas:
            ask_to_join(town=at_desk.town, idea=idea, by=at_desk.user)
        return _("The senders are asked whether their ideas may be joined with others."), None
    raise refuse("act", "unknown_act", gettext_lazy("This cannot be done."))


def _make(at_desk: DeskRound, ideas: list[Idea], said: QueryDict) -> Proposal:
    """The first idea's place and words are where the draft begins; without a title its own."""
    first, town = ideas[0], at_desk.town
    title = said.get("title", "").strip() or first.title or first.pin.text[:100]
    language = first.pin.language if first.pin.language in town.languages else town.first_language
    words = ProposalInput(
        titles={language: title[:120]},
        texts={language: "\n\n".join(idea.pin.text for idea in ideas)},
        place=first.pin.geom,
        about_area=first.pin.about_area,
        language=language,
    )
    return make_proposal(town=town, round=at_desk.round, proposal=words, ideas=ideas, by=By(at_desk.user))


def _add(at_desk: DeskRound, ideas: list[Idea], said: QueryDict) -> str:
    """Into a proposal that there is already: its ideas and these must all have agreed to joining."""
    known = Proposal.objects.filter(round=at_desk.round, public_id=said.get("proposal", "")[:22]).first()
    if known is None:
        raise refuse("proposal", "unknown_proposal", gettext_lazy("Choose the proposal."))
    refuse_unless_joinable([*ideas_of(known), *ideas])
    add_ideas(known, ideas, By(at_desk.user))
    return _("The ideas are part of the proposal now.")


def _take(at_desk: DeskRound, said: QueryDict) -> str:
    pins = Pin.objects.filter(municipality=at_desk.town, public_id__in=said.getlist("pin")[:PER_PAGE])
    for pin in pins.order_by("pk"):
        take_into_round(town=at_desk.town, round=at_desk.round, pin=pin)
    return _("Taken into the round. The senders are told.")


def _chosen(at_desk: DeskRound, said: QueryDict) -> list[Idea]:
    rows = Idea.objects.select_related("pin__about_area", "batch").filter(round=at_desk.round)
    found = list(rows.filter(pin__public_id__in=said.getlist("pin")[:PER_PAGE]).order_by("pk"))
    if not found:
        raise refuse("pin", "required", gettext_lazy("Choose at least one idea."))
    return found


def proposals_at_desk(at_desk: DeskRound) -> dict[str, Any]:
    """For the desk's page of the round: what waits for somebody."""
    costs = Costing.objects.filter(proposal__round=at_desk.round, answered_at=None)
    ideas = Idea.objects.filter(round=at_desk.round, state=Idea.State.WAITING)
    return {"ideas_waiting": ideas.count(), "costs_waiting": costs.count()}
