"""The desk's forms of a round: a new one from a template, and what one is set to. Services check again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from budgeting.models import BallotKind, Completion, Round, TallyRule, TieBreak, Utility, VotingWay
from budgeting.services.round_settings import (
    Care,
    Counting,
    Electorate,
    RoundFacts,
    RoundTexts,
    facts_of,
)
from budgeting.services.rounds import NewRound
from frontend.choices import NOTHING_CHOSEN, offer
from frontend.desk.plan_forms import TownForm, spread
from frontend.map_settings import home_areas
from geo.models import Municipality
from participation.models import ResidentType

CENTS = 100
TELLING = ("who_decides", "when_decided", "can_change", "is_fixed")
DAY = forms.DateInput(attrs={"type": "date"})


class Euros(forms.DecimalField):
    """Money as it is written; whole cents as they are kept."""

    def __init__(self, **rest: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(min_value=0, max_value=10_000_000_000, decimal_places=2, widget=widget, **rest)

    def to_python(self, value: Any) -> Any:
        """With a comma or a point, and spaces between thousands."""
        return super().to_python("".join(str(value or "").split()).replace(",", "."))

    def clean(self, value: Any) -> Any:
        euros = super().clean(value)
        return None if euros is None else int(euros * CENTS)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{value / CENTS:.2f}" if value % CENTS else str(value // CENTS)
        return value


class Claims(forms.CharField):
    """A line for each claim: its name, a colon, and the values of which one is enough."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000, **rest)

    def clean(self, value: Any) -> Any:
        found: dict[str, list[str]] = {}
        for line in str(super().clean(value)).splitlines():
            name, colon, values = line.partition(":")
            wanted = [one.strip() for one in values.split(",") if one.strip()]
            if line.strip() and (not colon or not name.strip() or not wanted):
                raise ValidationError(_("Write the name of the claim, a colon, and the values that are enough."))
            if line.strip():
                found[name.strip()] = wanted
        return found

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        listed = {name: one if isinstance(one, list) else [one] for name, one in value.items()}
        return "\n".join(f"{name}: {', '.join(map(str, values))}" for name, values in listed.items())


class NewRoundForm(TownForm):
    texts = (("names", _("Name"), False), ("summary", _("What it is about, plainly"), True))
    must = "names"
    template = forms.ChoiceField(
        label=_("Kind of round"), choices=Round.Template, widget=forms.RadioSelect, initial=Round.Template.YEARLY
    )
    money = Euros(label=_("Money, in euros"))
    opens_on = forms.DateField(label=_("First day"), widget=DAY)
    owner = forms.ChoiceField(label=_("Who is in charge"), required=False)
    council = forms.ChoiceField(label=_("Council whose members vote or handle the ideas"), required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self._bodies = _offer_bodies(self, language)
        self.order_fields(["template"])

    @property
    def new(self) -> NewRound:
        said = self.cleaned_data
        return NewRound(
            template=said["template"],
            names=self.said("names"),
            summary=self.said("summary"),
            money_cents=said["money"],
            opens_on=said["opens_on"],
            owner=self._bodies.get(said["owner"]),
            council=self._bodies.get(said["council"]),
        )


class ReasonForm(TownForm):
    """Which version was read, and once somebody has voted the reason of a change."""

    texts: tuple[tuple[str, Promise, bool], ...] = (
        ("reason", _("Why it changes; published once somebody has voted"), True),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SettingsForm(ReasonForm):
    texts = (
        ("names", _("Name"), False),
        ("summary", _("What it is about, plainly"), True),
        ("who_decides", _("Who decides"), True),
        ("when_decided", _("When it is decided"), True),
        ("can_change", _("What you can change"), True),
        ("is_fixed", _("What is already fixed"), True),
        ("reason", _("Why it changes; published once somebody has voted"), True),
    )
    must = "names"
    owner = forms.ChoiceField(label=_("Who is in charge"), required=False)
    has_vote = forms.BooleanField(label=_("There is a vote; without one a body decides on the ideas"), required=False)
    ballot = forms.ChoiceField(label=_("What a ballot holds"), choices=BallotKind)
    most_choices = forms.IntegerField(label=_("Choices on a ballot at most; empty: no limit"), required=False)
    points_total = forms.IntegerField(label=_("Points to share out"), required=False)
    rule = forms.ChoiceField(label=_("How votes are counted"), choices=TallyRule)
    utility = forms.ChoiceField(label=_("What a voter gains from a winner"), choices=Utility)
    completion = forms.ChoiceField(label=_("What is done with money that equal shares leave over"), choices=Completion)
    skips = forms.BooleanField(
        label=_("Most votes first: what is too dear is passed over; else the count ends there"), required=False
    )
    threshold = forms.IntegerField(label=_("Votes or points that a winner needs at least"), min_value=0)
    tie_break = forms.ChoiceField(label=_("When two are level"), choices=TieBreak)
    ways = forms.MultipleChoiceField(
        label=_("How people vote"), choices=VotingWay, widget=forms.CheckboxSelectMultiple, required=False
    )
    residents = forms.MultipleChoiceField(
        label=_("Who may vote; nothing chosen: everybody"),
        choices=ResidentType,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    min_age = forms.IntegerField(label=_("Youngest age"), min_value=0, required=False)
    max_age = forms.IntegerField(label=_("Oldest age"), min_value=0, required=False)
    area = forms.ChoiceField(label=_("Only people of an area"), required=False)
    council = forms.ChoiceField(label=_("Council whose members vote or handle the ideas"), required=False)
    claims = Claims(
        label=_("What strong identification must say"),
        help_text=_("One claim on a line, such as municipality: 491. Several values with commas: one is enough."),
        required=False,
    )
    double_entry = forms.BooleanField(label=_("Every ballot on paper is entered twice"), required=False)
    checked_share = forms.IntegerField(label=_("Ballots on paper that another checks, per cent"), min_value=0)
    minimal_data = forms.BooleanField(label=_("Young people: no contact data is asked"), required=False)

    def __init__(self, town: Municipality, language: str, *args: Any, **rest: Any) -> None:
        super().__init__(town, language, *args, **rest)
        self._bodies = _offer_bodies(self, language)
        self._areas = {area.code: area for area in home_areas(town)}
        offer(self, "area", [NOTHING_CHOSEN, *((code, area.name(language)) for code, area in self._areas.items())])

    @property
    def groups(self) -> list[tuple[Promise, list[forms.BoundField], bool]]:
        """Its fields by what they are about; a group with something wrong is open."""
        words = [f"{name}_{code}" for name in ("names", "summary") for code in self.town.languages]
        telling = [f"{name}_{code}" for name in TELLING for code in self.town.languages]
        counting, electorate = Counting.__dataclass_fields__, Electorate.__dataclass_fields__
        named = (
            (_("Name and summary"), [*words, "owner"], True),
            (_("Who decides, and what can change"), telling, False),
            (_("Ballot and count"), counting, True),
            (_("Who may vote, and how"), electorate, True),
            (_("Paper and personal data"), Care.__dataclass_fields__, False),
        )
        return [
            (title, [self[name] for name in names], is_open or any(name in self.errors for name in names))
            for title, names, is_open in named
        ]

    @property
    def reason_fields(self) -> list[forms.BoundField]:
        return [self[f"reason_{code}"] for code in self.town.languages]

    @property
    def facts(self) -> RoundFacts:
        said = self.cleaned_data
        texts = RoundTexts(**{name: self.said(name) for name in RoundTexts.__dataclass_fields__})
        who = {name: said[name] for name in Electorate.__dataclass_fields__}
        who |= {"area": self._areas.get(said["area"]), "council": self._bodies.get(said["council"])}
        return RoundFacts(
            texts,
            Counting(**{name: said[name] for name in Counting.__dataclass_fields__}),
            Electorate(**who),
            Care(**{name: said[name] for name in Care.__dataclass_fields__}),
            self._bodies.get(said["owner"]),
        )

    @staticmethod
    def values(of: Round) -> dict[str, Any]:
        facts = facts_of(of)
        texts: dict[str, Any] = {}
        for name, value in vars(facts.texts).items():
            texts |= spread(name, value)
        rows = {
            "owner": facts.owner.code if facts.owner else "",
            "area": of.area.code if of.area else "",
            "council": of.council.code if of.council else "",
        }
        own = {**vars(facts.counting), **vars(facts.electorate), **vars(facts.care)}
        return {**texts, **own, **rows, "version": of.version}


def _offer_bodies(form: TownForm, language: str) -> dict[str, Body]:
    """Who is in charge may be any body of the town; who votes is a council or a board."""
    bodies = {one.code: one for one in Body.objects.filter(municipality=form.town).order_by("code")}
    named = [(code, one.names.get(language) or code) for code, one in bodies.items()]
    councils = [pair for pair in named if bodies[pair[0]].kind in (Body.Kind.COUNCIL, Body.Kind.BOARD)]
    offer(form, "owner", [NOTHING_CHOSEN, *named])
    offer(form, "council", [NOTHING_CHOSEN, *councils])
    return bodies
