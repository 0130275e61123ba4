"""From a decision to a thing in the park: steps with days, costs and pictures; at the end “built”, and an outcome.

A proposal is built when everybody can use it. Then an Outcome names the ideas it came from, their senders are told, and
it stays on the map. What is not built after all says why.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from budgeting.models import BuildingStep, Decision, Idea, Proposal, ProposalStep
from budgeting.services.proposals import end_proposal
from budgeting.services.publishing import publish_proposals
from budgeting.services.stepping import By, Entry, in_languages, locked, refuse, said, step_locked
from budgeting.services.telling import tell_makers, tell_writers
from delivery.files import keep_picture, new_name, read_file, remove_files
from delivery.pictures.cleaning import clean_picture
from feedback_map.models import Outcome, OutcomeInput, Photo
from feedback_map.services import (
    Answered,
    OutcomeWords,
    SentPhoto,
    add_outcome_photo,
    answer_inputs,
    decide_photo,
    make_outcome,
    publish_outcome,
    upload_photo,
)
from geo.languages import text_in
from geo.models import Municipality
from geo.tenancy import in_town
from zoning.clock import town_today

State = Proposal.State
UNDER_WAY = frozenset({State.DECIDED.value, State.BUILDING.value})
MOST_STEPS = 100


@dataclass(frozen=True)
class StepWords:
    """A step: what it is, when it is meant to be done and was, and what it cost."""

    names: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    planned_on: datetime.date | None = None
    done_on: datetime.date | None = None
    cost_cents: int | None = None


@dataclass(frozen=True)
class BuiltWords:
    """What everybody reads when a thing is ready."""

    built_on: datetime.date
    texts: Mapping[str, str]


def plan_step(*, town: Municipality, proposal: Proposal, words: StepWords, by: User | None) -> BuildingStep:
    """Add a step to what is decided. The first one that is done says that the building has begun."""
    values = _checked(words)
    with in_town(town):
        now = _under_way(proposal)
        steps = BuildingStep.objects.filter(proposal=now)
        if steps.count() >= MOST_STEPS:
            raise refuse("names", "too_many", _("A proposal can have 100 steps."))
        last = steps.aggregate(last=Max("order"))["last"] or 0
        made: BuildingStep = BuildingStep.objects.create(municipality=town, proposal=now, order=last + 1, **values)
        _begin_when_done(town, now, made, by)
        return made


def change_step(*, town: Municipality, step: BuildingStep, words: StepWords, by: User | None) -> BuildingStep:
    """Other words, days or costs, also after it was done."""
    values = _checked(words)
    with in_town(town):
        proposal = locked([step.proposal_id])[step.proposal_id]
        now: BuildingStep = BuildingStep.objects.select_for_update().get(pk=step.pk)
        for name, value in values.items():
            setattr(now, name, value)
        now.save(update_fields=list(values))
        _begin_when_done(town, proposal, now, by)
        return now


def drop_step(*, town: Municipality, step: BuildingStep) -> None:
    """Take away a step that was not done, with its picture. Refused for what is done: that is history."""
    with in_town(town):
        now = BuildingStep.objects.select_for_update().filter(pk=step.pk).first()
        if now is None:
            return
        if now.done_on is not None:
            raise refuse("step", "done", _("A step that was done stays in the history."))
        remove_files(town=town, names=[now.photo] if now.photo else [])
        now.delete()


def add_step_photo(*, town: Municipality, step: BuildingStep, data: bytes, alt: Mapping[str, str]) -> BuildingStep:
    """A picture of a step, made anew, in place of the one before. What is seen in it has to be told."""
    words = said(alt, "alt", _("Tell what is seen in the picture, for those who cannot see it."))
    picture = clean_picture(data)
    name = new_name()
    digest = keep_picture(name, picture.main, picture.small)
    with in_town(town):
        now: BuildingStep = BuildingStep.objects.select_for_update().get(pk=step.pk)
        remove_files(town=town, names=[now.photo] if now.photo else [])
        now.photo, now.photo_sha256, now.photo_alt = name, digest, words
        now.photo_width, now.photo_height = picture.width, picture.height
        now.save(update_fields=["photo", "photo_sha256", "photo_alt", "photo_width", "photo_height"])
        return now


def begin_building(*, town: Municipality, proposal: Proposal, by: User | None) -> Proposal:
    """Work has begun: its makers are told. Again: nothing happens."""
    with in_town(town):
        now = _under_way(proposal)
        _begin(town, now, by)
        return now


def finish_building(*, town: Municipality, proposal: Proposal, words: BuiltWords, by: User) -> Outcome:
    """It is there: “built” on the map, an outcome that names its ideas, and news to everybody who made it."""
    texts = said(words.texts, "text", _("Tell what was built."))
    if words.built_on > town_today():
        raise refuse("built_on", "in_future", _("It is built on a day that has come."))
    with in_town(town):
        now = _under_way(proposal)
        outcome = _outcome(town, now, BuiltWords(words.built_on, texts), by)
        sets = {"state": State.BUILT.value, "outcome": outcome}
        made = step_locked(now, Entry(ProposalStep.Kind.STATE, sets, text=texts), By(by))
        assert made is not None  # its state changed
        tell_writers(town=town, step=made)  # senders are told by the outcome
        publish_proposals(town=town, proposals=[now])
        return outcome


def drop_proposal(*, town: Municipality, proposal: Proposal, why: Mapping[str, str], by: User | None) -> Proposal:
    """It will not be built after all: said with the reason, to everybody and to its makers. Its money is free again."""
    return end_proposal(town=town, proposal=proposal, state=State.DROPPED, reason=why, by=By(by))


def _checked(words: StepWords) -> dict[str, Any]:
    if words.done_on is not None and words.done_on > town_today():
        raise refuse("done_on", "in_future", _("A step is done on a day that has come."))
    if words.cost_cents is not None and words.cost_cents < 0:
        raise refuse("cost", "negative", _("What it cost cannot be less than nothing."))
    return {
        "names": said(words.names, "name", _("Give the step a name.")),
        "texts": said(words.texts, "text"),
        "planned_on": words.planned_on,
        "done_on": words.done_on,
        "cost_cents": words.cost_cents,
    }


def _under_way(proposal: Proposal) -> Proposal:
    """Locked. Refused for what was not decided to be built, or is ready."""
    now = locked([proposal])[proposal.pk]
    if now.state not in UNDER_WAY:
        raise refuse("proposal", "not_decided", _("Only what was decided to be built, and is not ready, is built."))
    return now


def _begin_when_done(town: Municipality, proposal: Proposal, step: BuildingStep, by: User | None) -> None:
    if step.done_on is not None and proposal.state == State.DECIDED:
        _begin(town, proposal, by)


def _begin(town: Municipality, proposal: Proposal, by: User | None) -> None:
    sets = {"state": State.BUILDING.value}
    made = step_locked(proposal, Entry(ProposalStep.Kind.STATE, sets), By(by)) if proposal.state in UNDER_WAY else None
    if made is not None:
        sentence = in_languages(town, _("The building of your proposal has begun."))
        texts = {language: f"{proposal.name(language)}. {words}" for language, words in sentence.items()}
        tell_makers(town=town, step=made, by=by, texts=texts)
        publish_proposals(town=town, proposals=[proposal])


def _outcome(town: Municipality, proposal: Proposal, words: BuiltWords, by: User) -> Outcome:
    """What followed from the ideas that the proposal was made of, with its last picture."""
    first = town.first_language
    decision = Decision.objects.filter(items__proposal=proposal, items__is_funded=True).first()
    outcome = make_outcome(
        town=town,
        by=by,
        words=OutcomeWords(
            titles={**proposal.titles, first: text_in(proposal.titles, first)},
            texts={**words.texts, first: text_in(words.texts, first)},
            decided_on=words.built_on,
            decided_by=decision.decided_by if decision else None,
            about_area=proposal.about_area,
            place=proposal.geom,
            process=proposal.round.process,
        ),
    )
    pins = Idea.objects.filter(uses__proposal=proposal).values_list("pin_id", flat=True).distinct()
    answer_inputs(
        town=town, outcome=outcome, answers=[Answered(pin, OutcomeInput.Response.DONE) for pin in sorted(pins)]
    )
    _show_last_picture(town, proposal, outcome, by)
    publish_outcome(town=town, outcome=outcome, by=by, version=None)
    return outcome


def _show_last_picture(town: Municipality, proposal: Proposal, outcome: Outcome, by: User) -> None:
    """Whoever added it to the steps has looked at it and told what is seen in it."""
    steps = BuildingStep.objects.filter(proposal=proposal, done_on__isnull=False).exclude(photo="")
    last = steps.order_by(F("done_on").desc(), "-order").first()
    if last is None:
        return
    first = town.first_language
    token = upload_photo(town=town, data=read_file(last.photo)).token
    sent = SentPhoto(token, text_in(last.photo_alt, first))
    kept = add_outcome_photo(town=town, outcome=outcome, photo=sent, stage=Photo.Stage.AFTER, language=first)
    decide_photo(town=town, photo=kept.public_id, shown=Photo.Shown.SHOWN, by=by, alt=dict(last.photo_alt))
