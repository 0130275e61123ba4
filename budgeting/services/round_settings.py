"""What a round is set to: its words, its ballot and rule, and who may vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from budgeting.models import BallotKind, Completion, Round, TallyRule, TieBreak, Utility, VotingWay
from budgeting.services.round_changes import Change, begin_change, is_frozen, refuse_frozen, tell_change
from budgeting.services.rounds import LONGEST_NAME, LONGEST_TEXT, Texts, keep_round, said, wrong_texts
from geo.models import Area, Municipality
from geo.refusals import FieldError, Refused
from geo.tenancy import in_town
from participation.models import Process, ResidentType

OLDEST, MOST_POINTS, MOST_CHOICES, MOST_THRESHOLD = 120, 1_000, 1_000, 1_000_000
BY_POINTS = (BallotKind.POINTS, BallotKind.RANKING)


@dataclass(frozen=True)
class RoundTexts:
    """By language."""

    names: Texts
    summary: Texts = field(default_factory=dict)
    who_decides: Texts = field(default_factory=dict)
    when_decided: Texts = field(default_factory=dict)
    can_change: Texts = field(default_factory=dict)
    is_fixed: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Counting:
    """What a ballot holds, and how ballots become winners."""

    has_vote: bool = True
    ballot: str = BallotKind.APPROVAL
    most_choices: int | None = None
    points_total: int | None = None
    rule: str = TallyRule.EQUAL_SHARES
    utility: str = Utility.COST
    completion: str = Completion.ADD1U
    skips: bool = True
    threshold: int = 0
    tie_break: str = TieBreak.CHEAPER


@dataclass(frozen=True)
class Electorate:
    """Who may vote, and how they show it."""

    ways: Sequence[str] = ()
    residents: Sequence[str] = ()
    min_age: int | None = None
    max_age: int | None = None
    area: Area | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    council: Body | None = None


@dataclass(frozen=True)
class Care:
    """How paper is checked, and how little is asked of people."""

    double_entry: bool = False
    checked_share: int = 10
    minimal_data: bool = False


@dataclass(frozen=True)
class RoundFacts:
    texts: RoundTexts
    counting: Counting = field(default_factory=Counting)
    electorate: Electorate = field(default_factory=Electorate)
    care: Care = field(default_factory=Care)
    owner: Body | None = None


def edit_round(*, town: Municipality, round: Round, facts: RoundFacts, change: Change) -> Round:
    """Other settings. Once somebody has voted, the ballot, the rule and who may vote stay, and the rest needs a reason.

    Raises Refused or StaleRound.
    """
    _refuse_wrong(town, facts)
    with in_town(town):
        now = begin_change(round, change)
        fixed, free, told = _fixed(facts), _free(facts), _of_process(facts)
        refuse_frozen(now, {name: _plain(getattr(now, name)) for name in fixed}, _plainly(fixed))
        before = {name: getattr(now, name) for name in free}
        before |= {name: _plain(getattr(now.process, name)) for name in told}
        tell_change(now, change, before, {**free, **_plainly(told)})
        _set(now, free if is_frozen(now) else {**fixed, **free})
        _set(now.process, told)
        return keep_round(now)


def facts_of(round: Round) -> RoundFacts:
    """What the round is set to, as it would be edited."""
    process = round.process
    texts = {name: getattr(process, name) for name in ("who_decides", "when_decided", "can_change", "is_fixed")}
    return RoundFacts(
        RoundTexts(process.title, round.summary, **texts),
        Counting(**{name: getattr(round, name) for name in Counting.__dataclass_fields__}),
        Electorate(**{name: getattr(round, name) for name in Electorate.__dataclass_fields__}),
        Care(**{name: getattr(round, name) for name in Care.__dataclass_fields__}),
        process.owner,
    )


def _fixed(facts: RoundFacts) -> dict[str, Any]:
    """What the first ballot fixes for good."""
    who = vars(facts.electorate)
    claims = {
        name: wanted if isinstance(wanted, list) else [wanted] for name, wanted in facts.electorate.claims.items()
    }
    lists = {"ways": list(facts.electorate.ways), "residents": list(facts.electorate.residents)}
    return {**vars(facts.counting), **who, **lists, "claims": claims}


def _free(facts: RoundFacts) -> dict[str, Any]:
    return {"summary": said(facts.texts.summary), **vars(facts.care)}


def _of_process(facts: RoundFacts) -> dict[str, Any]:
    names = ("who_decides", "when_decided", "can_change", "is_fixed")
    texts = {name: said(getattr(facts.texts, name)) for name in names}
    return {"title": said(facts.texts.names), "question": said(facts.texts.summary), **texts, "owner": facts.owner}


def _plain(value: Any) -> Any:
    """As it is written down: a row by its key, several values in one order."""
    if isinstance(value, list):
        return sorted(value)
    return value.pk if isinstance(value, Area | Body) else value


def _plainly(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items()}


def _set(row: Round | Process, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _refuse_wrong(town: Municipality, facts: RoundFacts) -> None:
    errors = [*_wrong_texts(town, facts.texts), *_wrong_counting(facts.counting)]
    errors += _wrong_electorate(facts) if facts.counting.has_vote else []
    errors += _from_elsewhere(town, facts)
    if not 0 <= facts.care.checked_share <= 100:
        errors.append(FieldError("checked_share", "out_of_range", _("Give a share from 0 to 100 per cent.")))
    if errors:
        raise Refused(errors)


def _wrong_texts(town: Municipality, texts: RoundTexts) -> list[FieldError]:
    errors = [
        error
        for name, value in vars(texts).items()
        for error in wrong_texts(name, value, LONGEST_NAME if name == "names" else LONGEST_TEXT)
    ]
    if town.first_language not in said(texts.names):
        errors.append(FieldError("names", "required", _("Give the name in the town's first language.")))
    return errors


def _wrong_counting(counting: Counting) -> list[FieldError]:
    known = {
        "ballot": BallotKind.values,
        "rule": TallyRule.values,
        "utility": Utility.values,
        "completion": Completion.values,
        "tie_break": TieBreak.values,
    }
    unknown = _("Choose one of those that are offered.")
    errors = [
        FieldError(name, "unknown", unknown) for name, values in known.items() if getattr(counting, name) not in values
    ]
    if counting.ballot == BallotKind.POINTS and not 0 < (counting.points_total or 0) <= MOST_POINTS:
        errors.append(FieldError("points_total", "required", _("Say how many points a voter shares out.")))
    if counting.utility == Utility.POINTS and counting.ballot not in BY_POINTS:
        text = _("Points can count only where voters give points or an order.")
        errors.append(FieldError("utility", "no_points", text))
    if counting.most_choices is not None and not 0 < counting.most_choices <= MOST_CHOICES:
        errors.append(FieldError("most_choices", "out_of_range", _("Give a number from 1, or leave it empty.")))
    if not 0 <= counting.threshold <= MOST_THRESHOLD:
        errors.append(FieldError("threshold", "out_of_range", _("Give a number from 0.")))
    return errors


def _wrong_electorate(facts: RoundFacts) -> list[FieldError]:
    who, errors = facts.electorate, []
    if not set(who.ways) <= set(VotingWay.values):
        errors.append(FieldError("ways", "unknown", _("Choose at least one way to vote.")))
    if not set(who.residents) <= set(ResidentType.values):
        errors.append(FieldError("residents", "unknown", _("Choose one of those that are offered.")))
    ages = [age for age in (who.min_age, who.max_age) if age is not None]
    if any(not 0 <= age <= OLDEST for age in ages) or ages != sorted(ages):
        errors.append(FieldError("max_age", "ages", _("The highest age is not below the lowest, and ages are whole.")))
    if VotingWay.COUNCIL in who.ways and who.council is None:
        errors.append(FieldError("council", "required", _("Choose the council whose members vote.")))
    if who.claims and VotingWay.OIDC not in who.ways:
        text = _("Only strong identification can be asked for this.")
        errors.append(FieldError("claims", "no_identification", text))
    return errors


def _from_elsewhere(town: Municipality, facts: RoundFacts) -> list[FieldError]:
    """A body or an area of another town."""
    rows: dict[str, Body | None] = {"owner": facts.owner, "council": facts.electorate.council}
    wrong = [name for name, body in rows.items() if body is not None and body.municipality_id != town.pk]
    area = facts.electorate.area
    if area is not None and area.area_set.municipality_id != town.pk:
        wrong.append("area")
    return [FieldError(name, "elsewhere", _("Choose one of this town.")) for name in wrong]
