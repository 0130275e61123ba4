"""What of participatory budgeting can be followed – a round, one proposal – and what is news of them.

Only what is published is read, when something is noticed and again when it is told. News never tells of ballots.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgeting.models import (
    BuildingStep,
    Decision,
    ProposalStep,
    PublishedProposal,
    Round,
    RoundChange,
    RoundPhase,
    WorkingParty,
)
from geo import sql
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from participation.topics import Entry, FollowTopic, NewsSource, register_follow_topic, register_news
from zoning.clock import town_today

ROUND, PROPOSAL = "round", "proposal"
NOTICED_DAYS = 60
# By source: the rows, the column that names one, and the way to its proposal (none: it is of the round) and its round.
_SOURCES: dict[str, tuple[type[Model], str, str, str]] = {
    "budgetphase": (RoundPhase, "pk", "", "round"),
    "roundchange": (RoundChange, "pk", "", "round"),
    "budgetresult": (Round, "public_id", "", "pk"),
    "proposalstep": (ProposalStep, "pk", "proposal", "proposal__round"),
    "budgetdecision": (Decision, "public_id", "items__proposal", "round"),
    "buildingstep": (BuildingStep, "public_id", "proposal", "proposal__round"),
    "workingparty": (WorkingParty, "pk", "proposal", "proposal__round"),
}


def notice(town: Municipality) -> int:
    return sql.run("budgeting/notice_news", {"town": town.pk, "days": NOTICED_DAYS, "today": town_today()})


def _rows(town: Municipality, source: str, items: Sequence[str], **wanted: Any) -> list[Any]:
    """The rows of a source that are asked about and wanted, by the name of the item."""
    model, name, _proposal, _round = _SOURCES[source]
    values = [int(item) for item in items if item.isdecimal()] if name == "pk" else list(items)
    return list(model._default_manager.filter(municipality=town, **{f"{name}__in": values}, **wanted).distinct())


def _named(source: str, row: Any) -> str:
    return str(getattr(row, _SOURCES[source][1]))


def _round_check(town: Municipality, reference: str) -> str | None:
    with in_town(town):
        return reference if Round.objects.of(town).published().filter(slug=reference).exists() else None


def _round_name(town: Municipality, reference: str, language: str) -> str:
    with in_town(town):
        found = Round.objects.of(town).published().filter(slug=reference).select_related("process").first()
    return found.name(language) if found else _("A round that is no longer shown")


def _round_news(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    """Everything of the round itself; of its proposals what was decided, and working parties."""
    if source not in _SOURCES or source in ("proposalstep", "buildingstep"):
        return set()
    with in_town(town):
        found = Round.objects.of(town).published().filter(slug=reference).first()
        if found is None:
            return set()
        rows = _rows(town, source, items, **{_SOURCES[source][3]: found.pk})
        return {_named(source, row) for row in rows}


def _shown(town: Municipality, reference: str) -> PublishedProposal | None:
    known = PublishedProposal.objects.filter(municipality=town, public_id=reference[:22])
    return known.defer("geom").first()


def _proposal_check(town: Municipality, reference: str) -> str | None:
    return reference if _shown(town, reference) else None


def _proposal_name(town: Municipality, reference: str, language: str) -> str:
    found = _shown(town, reference)
    return found.name(language) if found else _("A proposal that is no longer shown")


def _proposal_path(town: Municipality, reference: str) -> str:
    found = _shown(town, reference)
    return f"budget/{found.round_slug}/proposals/{found.number}" if found else "budget/"


def _proposal_news(town: Municipality, reference: str, source: str, items: Sequence[str]) -> set[str]:
    """What happened to the proposal itself; of the round also that its vote or result has come."""
    found = _shown(town, reference)
    if found is None or source not in _SOURCES:
        return set()
    with in_town(town):
        way = _SOURCES[source][2]
        wanted = {way: found.proposal_id} if way else {_SOURCES[source][3]: found.round_id}
        return {_named(source, row) for row in _rows(town, source, items, **wanted)}


def _entries(source: str, tell: Callable[[Any, str], tuple[str, str]]) -> NewsSource:
    """A source whose rows tell a title and a text; each leads to its proposal's page or to its round's."""

    def entries(town: Municipality, items: Sequence[str], language: str) -> dict[str, Entry]:
        with in_town(town):
            told = {}
            for row in _rows(town, source, items):
                path = _path_of(town, source, row)
                if path:
                    title, text = tell(row, language)
                    told[_named(source, row)] = Entry(title=title, text=text, path=path)
            return told

    return NewsSource(source, notice if source == "budgetphase" else (lambda town: 0), entries)


def _path_of(town: Municipality, source: str, row: Any) -> str:
    """Where one reads it; nowhere when it is not shown any more."""
    if _SOURCES[source][2] == "proposal":
        shown = PublishedProposal.objects.filter(municipality=town, proposal_id=row.proposal_id).defer("geom").first()
        return f"budget/{shown.round_slug}/proposals/{shown.number}" if shown else ""
    of = row if isinstance(row, Round) else row.round
    if of.published_at is None or (isinstance(row, Decision) and row.published_at is None):
        return ""
    if isinstance(row, Decision):
        return f"budget/{of.slug}/decisions/{row.public_id}"
    return f"budget/{of.slug}/results" if source == "budgetresult" and of.results_at else f"budget/{of.slug}/"


def _phase(row: RoundPhase, language: str) -> tuple[str, str]:
    until = _("until %(day)s") % {"day": date_format(row.ends_on, "SHORT_DATE_FORMAT")} if row.ends_on else ""
    return f"{row.round.name(language)}: {row.get_kind_display()}", until


def _change(row: RoundChange, language: str) -> tuple[str, str]:
    return _("%(round)s: its rules were changed") % {"round": row.round.name(language)}, text_in(row.reason, language)


def _result(row: Round, language: str) -> tuple[str, str]:
    return _("%(round)s: the result of the vote") % {"round": row.name(language)}, ""


def _state(row: ProposalStep, language: str) -> tuple[str, str]:
    return f"{row.proposal.name(language)}: {row.get_state_display()}", text_in(row.text, language)


def _decision(row: Decision, language: str) -> tuple[str, str]:
    return _("%(round)s: a decision") % {"round": row.round.name(language)}, text_in(row.texts, language)


def _built(row: BuildingStep, language: str) -> tuple[str, str]:
    return f"{row.proposal.name(language)}: {text_in(row.names, language)}", text_in(row.texts, language)


def _party(row: WorkingParty, language: str) -> tuple[str, str]:
    when = date_format(row.event.starts_at, "SHORT_DATETIME_FORMAT")
    return _("Working party: %(name)s") % {"name": row.event.name(language)}, when


def register_following() -> None:
    register_follow_topic(
        FollowTopic(ROUND, _round_check, _round_name, lambda town, slug: f"budget/{slug}/", _round_news)
    )
    register_follow_topic(FollowTopic(PROPOSAL, _proposal_check, _proposal_name, _proposal_path, _proposal_news))
    for source, tell in (
        ("budgetphase", _phase),
        ("roundchange", _change),
        ("budgetresult", _result),
        ("proposalstep", _state),
        ("budgetdecision", _decision),
        ("buildingstep", _built),
        ("workingparty", _party),
    ):
        register_news(_entries(source, tell))
