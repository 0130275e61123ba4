"""A round's proposals as somebody reads them: the list by area and theme with sums, and one proposal's own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.http import Http404, QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgeting.looks import Look
from budgeting.models import Costing, Exclusion, Proposal, ProposalStep, PublishedProposal, RoundPhase
from budgeting.services.proposals import makers_shown
from budgeting.shown import NOWHERE, AreaSum, Wanted, home_areas, proposals_shown, sums_by_area
from feedback_map.models import PublishedPin
from frontend.budget.shown import ShownRound
from frontend.map_settings import map_settings, stage_labels
from frontend.place import as_geojson

PER_PAGE = 50
FILTERS = ("area", "theme", "state", "words")
# What can be asked for by its state; drafts are nobody's to read
STATES = tuple(state for state in Proposal.State if state != Proposal.State.DRAFT)


def wanted_in(query: QueryDict) -> Wanted:
    given = {name: query.get(name, "").replace("\x00", "")[:100] for name in FILTERS}
    return Wanted(**{**given, "state": given["state"] if given["state"] in STATES else ""})


@dataclass(frozen=True)
class ProposalList:
    """One page of the list, in the order of numbers, with what it can be narrowed by."""

    shown: ShownRound
    wanted: Wanted
    after: int = 0

    @cached_property
    def _found(self) -> QuerySet[PublishedProposal]:
        return proposals_shown(self.shown.town, self.shown.round, self.wanted)

    @cached_property
    def _page(self) -> list[PublishedProposal]:
        rows = self._found.filter(number__gt=self.after).defer("geom", "texts")
        return list(rows[: PER_PAGE + 1])

    @property
    def rows(self) -> list[dict[str, Any]]:
        areas = {area.pk: area.name(self.shown.page.language) for area in self._areas}
        themes = {theme.code: theme.name(self.shown.page.language) for theme in self.shown.themes}
        return [
            {"proposal": one, "area": areas.get(one.area_id or 0, ""), "theme": themes.get(one.theme, "")}
            for one in self._page[:PER_PAGE]
        ]

    @cached_property
    def _areas(self) -> list[Any]:
        return home_areas(self.shown.town)

    @cached_property
    def sums(self) -> list[AreaSum]:
        """By area, of what was asked for but for the area itself, so that one can choose another."""
        return sums_by_area(self.shown.town, proposals_shown(self.shown.town, self.shown.round, self._of_all_areas))

    @property
    def _of_all_areas(self) -> Wanted:
        return replace(self.wanted, area="")

    @property
    def area_links(self) -> list[dict[str, Any]]:
        language = self.shown.page.language
        return [
            {
                "name": one.area.name(language) if one.area else _("In no area"),
                "sum": one,
                "query": self._query(area=_code(one)),
                "is_current": self.wanted.area == _code(one),
            }
            for one in self.sums
        ]

    @property
    def count(self) -> int:
        return sum(one.proposals for one in self._chosen)

    @property
    def cents(self) -> int:
        return sum(one.cost_cents for one in self._chosen)

    @property
    def _chosen(self) -> list[AreaSum]:
        return [one for one in self.sums if self.wanted.area in ("", _code(one))]

    @property
    def next_query(self) -> str:
        return self._query(after=str(self._page[PER_PAGE - 1].number)) if len(self._page) > PER_PAGE else ""

    @property
    def all_query(self) -> str:
        return self._query(area="")

    @property
    def is_narrow(self) -> bool:
        return self.wanted != Wanted()

    @property
    def states(self) -> list[tuple[str, str]]:
        """Those that some proposal of the round is in."""
        rows = PublishedProposal.objects.filter(municipality=self.shown.town, round_id=self.shown.round.pk)
        there = set(rows.order_by().values_list("state", flat=True).distinct())
        return [(state.value, str(state.label)) for state in STATES if state in there]

    @property
    def settings(self) -> dict[str, Any]:
        """What the map is told: the tiles of this round's proposals, and where one of them is read."""
        url = self.shown.page.url("budget_proposal", slug=self.shown.round.slug, proposal="0")
        return {
            "map": map_settings(self.shown.page),
            "round": self.shown.round.slug,
            "proposalUrl": url.removesuffix("0"),
            "looks": looks_named(),
            "labels": stage_labels(),
        }

    def _query(self, **changed: str) -> str:
        kept = {name: getattr(self.wanted, name) for name in FILTERS} | changed
        return f"?{urlencode({name: value for name, value in kept.items() if value})}"


def _code(one: AreaSum) -> str:
    return one.area.code if one.area else NOWHERE


def looks_named() -> dict[str, str]:
    """What the marks of a map mean, in words."""
    return {
        Look.OPEN.value: _("Open for refining"),
        Look.BALLOT.value: _("On the ballot"),
        Look.WON.value: _("Won the vote"),
        Look.LOST.value: _("Will not be built"),
        Look.BUILDING.value: _("Being built"),
        Look.BUILT.value: _("Built"),
    }


@dataclass(frozen=True)
class ProposalShown:
    """One proposal with everything that is published of it. Runs inside `in_town`."""

    shown: ShownRound
    published: PublishedProposal

    @cached_property
    def proposal(self) -> Proposal:
        rows = Proposal.objects.select_related("pot", "theme", "unit", "merged_into", "split_from", "about_area")
        own: Proposal = rows.defer("geom").get(pk=self.published.pk)
        return own

    def context(self) -> dict[str, Any]:
        own, language = self.proposal, self.shown.page.language
        steps = ProposalStep.objects.filter(proposal=own).exclude(kind=ProposalStep.Kind.ASKED)
        answers = Costing.objects.filter(proposal=own, answered_at__isnull=False).select_related("unit")
        area = next((one for one in home_areas(self.shown.town) if one.pk == self.published.area_id), None)
        return {
            "proposal": own,
            "published": self.published,
            "area": area.name(language) if area else "",
            "makers": makers_shown(own),
            "history": list(steps.select_related("body", "other").order_by("pk")),
            "costings": list(answers.order_by("pk")),
            "ideas": self.ideas,
            "exclusions": list(Exclusion.objects.filter(members__proposal=own).prefetch_related("proposals")),
            "parts": list(own.parts.defer("geom")),
            "next_step": self.next_step,
            "settings": self.settings,
        }

    @property
    def ideas(self) -> list[PublishedPin]:
        """The messages that it was made of, as far as they are public themselves."""
        pins = self.proposal.sources.values_list("idea__pin_id", flat=True)
        return list(PublishedPin.objects.filter(pin_id__in=list(pins)).defer("geom").order_by("received_at"))

    @property
    def next_step(self) -> str:
        """What happens next, from its state and the round's phases."""
        state, votes = self.proposal.state, self._days_of(RoundPhase.Kind.VOTE)
        words = {
            Proposal.State.OPEN: _("It is refined together with residents, and then units estimate what it costs."),
            Proposal.State.COSTING: _("Units estimate what it costs and whether it can be done."),
            Proposal.State.ACCEPTED: _("It can be voted for %(days)s.") % {"days": votes} if votes else "",
            Proposal.State.WON: _("The town makes the decision, and then it is built."),
            Proposal.State.DECIDED: _("It waits to be built."),
            Proposal.State.BUILDING: _("It is being built. The steps are told here."),
            Proposal.State.MERGED: _("It goes on as a part of the proposal that it was joined with."),
            Proposal.State.SPLIT: _("It goes on as the proposals that it was split into."),
        }
        return words.get(Proposal.State(state), "")

    @property
    def settings(self) -> dict[str, Any] | None:
        if self.published.geom is None:
            return None
        return {
            "map": map_settings(self.shown.page),
            "geometry": as_geojson(self.published.geom),
            "labels": stage_labels(),
        }

    def _days_of(self, kind: str) -> str:
        phase = next((one for one in self.shown.phases if one.kind == kind), None)
        if phase is None:
            return ""
        first, last = (date_format(day, "SHORT_DATE_FORMAT") if day else "" for day in (phase.starts_on, phase.ends_on))
        return f"{first} – {last}"


def published_proposal(shown: ShownRound, name: str) -> PublishedProposal:
    """By its number in the round, or by its id."""
    rows = PublishedProposal.objects.filter(municipality=shown.town, round_id=shown.round.pk)
    is_number = name.isascii() and name.isdigit() and len(name) < 10
    found = rows.filter(number=int(name)).first() if is_number else rows.filter(public_id=name).first()
    if found is None:
        raise Http404("No such proposal")
    return found


def proposal_sums(shown: ShownRound) -> dict[str, Any]:
    """For the round's own page: how many proposals there are and what they would cost together."""
    found = proposals_shown(shown.town, shown.round)
    cost = found.order_by().aggregate(cents=Sum("cost_cents", default=0))["cents"]
    collecting = RoundPhase.Kind.COLLECT in shown.allowed
    return {"proposals_count": found.count(), "proposals_cents": cost, "takes_ideas": collecting}
