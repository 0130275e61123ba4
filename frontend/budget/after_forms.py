"""The forms of what comes after a vote: decisions, steps of building, working parties, councils' opinions, sign-ups."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from budgeting.models import BuildingStep, CouncilOpinion, Decision, IntakeBatch, Proposal, Round, WorkingParty
from budgeting.services.building import BuiltWords, StepWords
from budgeting.services.council import Opinion
from budgeting.services.deciding import DecisionWords, Ruling
from budgeting.services.parties import PartyWords
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.desk.plan_forms import TownForm, spread
from participation.sign_ups import MOST_TOGETHER, Coming

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_FUNDED, _NOT_FUNDED = "yes", "no"


class DecisionForm(TownForm):
    texts = (
        ("text", _("What was decided, as everybody reads it"), True),
        ("office_holder", _("The office-holder who decided, by title"), False),
    )
    must = "text"
    decided_on = forms.DateField(label=_("Decided on"), widget=_DAY)
    decided_by = forms.ChoiceField(label=_("The body that decided"), required=False)
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    batch = forms.ChoiceField(label=_("Of which batch of ideas"), required=False)
    document = forms.FileField(
        label=_("The document"), required=False, help_text=_("PDF, DOCX or ODT; everybody can download it.")
    )

    def __init__(self, of: Round, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(of.municipality, language, *args, **rest)
        self.of = of
        bodies = Body.objects.filter(municipality=self.town).order_by("code")
        self.bodies = {str(one.pk): one for one in bodies}
        self.batches = {str(one.pk): one for one in IntakeBatch.objects.filter(round=of)}
        offer(
            self,
            "decided_by",
            [NOTHING_CHOSEN, *((key, one.names.get(language) or one.code) for key, one in self.bodies.items())],
        )
        offer(self, "batch", [NOTHING_CHOSEN, *((key, str(one.closes_on)) for key, one in self.batches.items())])
        if not self.batches:
            del self.fields["batch"]

    def words(self) -> DecisionWords:
        said = self.cleaned_data
        return DecisionWords(
            decided_on=said["decided_on"],
            texts=self.said("text"),
            decided_by=self.bodies.get(said["decided_by"]),
            office_holder=self.said("office_holder"),
            case_number=said["case_number"],
            batch=self.batches.get(said.get("batch", "")),
        )


def decision_values(decision: Decision) -> dict[str, Any]:
    return {
        "decided_on": decision.decided_on,
        "decided_by": decision.decided_by_id or "",
        "case_number": decision.case_number,
        "batch": decision.batch_id or "",
        **spread("text", decision.texts),
        **spread("office_holder", decision.office_holder),
    }


class RulingForm(TownForm):
    """What a decision says of one proposal; nothing chosen: it says nothing of it."""

    texts = (("why", _("Why"), False),)
    funded = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        choices=[("", "–"), (_FUNDED, _("Is funded")), (_NOT_FUNDED, _("Is not funded"))],
    )

    def ruling(self, proposal: Proposal) -> Ruling | None:
        chosen = self.cleaned_data["funded"]
        return Ruling(proposal.pk, chosen == _FUNDED, self.said("why")) if chosen else None


def ruling_values(is_funded: bool | None, why: dict[str, str]) -> dict[str, Any]:
    chosen = "" if is_funded is None else _FUNDED if is_funded else _NOT_FUNDED
    return {"funded": chosen, **spread("why", why)}


class StepForm(TownForm):
    texts = (("name", _("Step"), False), ("text", _("More about it"), True))
    must = "name"
    planned_on = forms.DateField(label=_("Planned for"), widget=_DAY, required=False)
    done_on = forms.DateField(label=_("Done on"), widget=_DAY, required=False)
    cost = forms.DecimalField(
        label=_("What it cost, in euros"), required=False, min_value=0, max_digits=12, decimal_places=2
    )

    def words(self) -> StepWords:
        said = self.cleaned_data
        return StepWords(
            names=self.said("name"),
            texts=self.said("text"),
            planned_on=said["planned_on"],
            done_on=said["done_on"],
            cost_cents=None if said["cost"] is None else int(said["cost"] * 100),
        )


def step_values(step: BuildingStep) -> dict[str, Any]:
    return {
        "planned_on": step.planned_on,
        "done_on": step.done_on,
        "cost": None if step.cost_cents is None else f"{step.cost_cents / 100:.2f}",
        **spread("name", step.names),
        **spread("text", step.texts),
    }


class PhotoForm(TownForm):
    texts = (("alt", _("What is seen in it, for those who cannot see it"), False),)
    must = "alt"
    photo = forms.FileField(label=_("Picture"), widget=forms.FileInput(attrs={"accept": "image/*"}))


class BuiltForm(TownForm):
    texts = (("text", _("What was built, and a word of thanks to those who thought of it"), True),)
    must = "text"
    built_on = forms.DateField(label=_("Ready on"), widget=_DAY)

    def words(self) -> BuiltWords:
        return BuiltWords(self.cleaned_data["built_on"], self.said("text"))


class WhyForm(TownForm):
    texts = (("why", _("Why"), False),)
    must = "why"


class PartyForm(TownForm):
    texts = (("name", _("Name"), False), ("text", _("What is done, and what to bring along"), True))
    must = "name"
    starts_at = forms.DateTimeField(label=_("Begins"), widget=_MOMENT)
    ends_at = forms.DateTimeField(label=_("Ends"), widget=_MOMENT, required=False)
    most_people = forms.IntegerField(label=_("How many can take part"), min_value=1, required=False)
    organiser = forms.CharField(label=_("Who arranges it"), max_length=200, required=False)

    def words(self) -> PartyWords:
        said = self.cleaned_data
        return PartyWords(
            names=self.said("name"),
            texts=self.said("text"),
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            most_people=said["most_people"],
            organiser=said["organiser"],
        )


def party_values(party: WorkingParty) -> dict[str, Any]:
    event = party.event
    return {
        "starts_at": _local(event.starts_at),
        "ends_at": _local(event.ends_at),
        "most_people": party.most_people,
        "organiser": event.organiser,
        **spread("name", event.names),
        **spread("text", party.texts),
    }


class OpinionForm(TownForm):
    texts = (("comment", _("Comment, which the sender reads"), False),)
    stance = forms.ChoiceField(label=_("The council is"), choices=CouncilOpinion.Stance, widget=forms.RadioSelect)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=1_000, required=False)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=1_000, required=False)

    def opinion(self) -> Opinion:
        said = self.cleaned_data
        return Opinion(said["stance"], said["votes_for"], said["votes_against"], self.said("comment"))


def opinion_values(opinion: CouncilOpinion | None) -> dict[str, Any]:
    if opinion is None:
        return {}
    said = {name: getattr(opinion, name) for name in ("stance", "votes_for", "votes_against")}
    return {**said, **spread("comment", opinion.comment)}


class ComingForm(forms.Form):
    """Who comes: nothing but how many has to be told."""

    people = forms.IntegerField(
        label=_("How many of you come"),
        min_value=1,
        max_value=MOST_TOGETHER,
        initial=1,
        error_messages={"required": _("Give the number of people, from 1 to 20.")},
    )
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("We write to it if the day or the place changes.")
    )
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    key = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def coming(self, language: str, participant: int | None) -> Coming:
        said = self.cleaned_data
        return Coming(said["people"], said["name"], said["email"], said["phone"], language, participant)


def _local(at: datetime.datetime | None) -> datetime.datetime | None:
    return timezone.localtime(at) if at else None
