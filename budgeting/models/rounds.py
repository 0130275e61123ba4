"""Rounds (kierrokset) as data: money, pots, phases, who may vote, on what ballot and how it is counted."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Body
from budgeting.querysets import RoundQuerySet
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import Area, Municipality
from participation.models import AgeBand, Process, ResidentType


class BallotKind(models.TextChoices):
    """What a ballot holds (lipuketyyppi); Pabulib calls points cumulative and ranking ordinal."""

    APPROVAL = "approval", _("Choose what you support")
    KNAPSACK = "knapsack", _("Choose within the money")
    POINTS = "points", _("Share out points")
    RANKING = "ranking", _("Put in order")


class TallyRule(models.TextChoices):
    GREEDY = "greedy", _("Most votes first")
    EQUAL_SHARES = "equal-shares", _("Method of equal shares")


class Utility(models.TextChoices):
    """What a supporter gains from a winner (see docs/tally.md)."""

    COST = "cost", _("its cost")
    CARDINALITY = "cardinality", _("one project")
    POINTS = "points", _("the points given to it")


class Completion(models.TextChoices):
    NONE = "none", pgettext_lazy("completion of a count", "none")
    ADD1 = "add1", _("shares are raised step by step")
    ADD1U = "add1u", _("shares are raised step by step, then most votes first")
    ADD1_COMPARISON = "add1-comparison", _("compared with most votes first")


class TieBreak(models.TextChoices):
    CHEAPER = "cheaper", _("the cheaper first, then the smaller number")
    NUMBER = "number", _("the smaller number first")


class VotingWay(models.TextChoices):
    """How a voter shows that the ballot is theirs."""

    CODE = "code", _("A printed code")
    EMAIL = "email", _("A confirmed e-mail address")
    OIDC = "oidc", _("Strong identification")
    COUNCIL = "council", _("Membership of a council")
    PAPER = "paper", _("A paper ballot")


def no_ways() -> list[str]:
    return []


class Round(models.Model):
    """One round of participatory budgeting. Its name, owner and dates are its process's; what it counts by is here.

    Money is in cents. With the first ballot it freezes: money and rule never change again, anything else only with a
    published RoundChange in the same transaction; triggers hold that against raw SQL too.
    """

    class Template(models.TextChoices):
        YEARLY = "yearly", _("Yearly public vote")
        YOUTH = "youth", _("Young people's ideas, all year round")
        COUNCIL = "council", _("A council's round")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    slug = models.SlugField(max_length=80, help_text="its address; the same as its process's")
    process = models.OneToOneField(Process, models.PROTECT, related_name="+")
    template = models.CharField(max_length=10, choices=Template)
    summary = models.JSONField(default=dict, blank=True, help_text="by language: what it is about, plainly")
    money_cents = models.BigIntegerField(help_text="of all pots together")
    # What may be voted on, and how it is counted.
    has_vote = models.BooleanField(default=True, help_text="without one a body decides on the ideas")
    ballot = models.CharField(max_length=10, choices=BallotKind, default=BallotKind.APPROVAL)
    most_choices = models.PositiveSmallIntegerField(null=True, blank=True, help_text="per ballot; null: no limit")
    points_total = models.PositiveSmallIntegerField(null=True, blank=True, help_text="points to share out")
    rule = models.CharField(max_length=15, choices=TallyRule, default=TallyRule.EQUAL_SHARES)
    utility = models.CharField(max_length=12, choices=Utility, default=Utility.COST)
    completion = models.CharField(max_length=16, choices=Completion, default=Completion.ADD1U)
    skips = models.BooleanField(default=True, help_text="greedy: what does not fit is skipped; else counting ends")
    threshold = models.PositiveIntegerField(default=0, help_text="fewer votes (or points) than this cannot win")
    tie_break = models.CharField(max_length=10, choices=TieBreak, default=TieBreak.CHEAPER)
    # Who may vote.
    ways = ArrayField(models.CharField(max_length=10, choices=VotingWay), default=no_ways, blank=True)
    residents = ArrayField(
        models.CharField(max_length=10, choices=ResidentType), default=list, blank=True, help_text="empty: anybody"
    )
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", help_text="only its people")
    claims = models.JSONField(default=dict, blank=True, help_text="what strong identification must say: claim → values")
    council = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    double_entry = models.BooleanField(default=False, help_text="paper: all entered twice; else a sample is checked")
    checked_share = models.PositiveSmallIntegerField(default=10, help_text="paper: per cent checked by a second person")
    minimal_data = models.BooleanField(default=False, help_text="minors: no contact data is asked")
    published_at = models.DateTimeField(null=True, blank=True, help_text="null: only staff see it")
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="the first ballot (by trigger)")
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="the vote was closed and voters and choices parted"
    )
    results_at = models.DateTimeField(null=True, blank=True, help_text="the result was published")
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="grows with each change: its ETag")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="budgeting_round_slug_once"),
            models.CheckConstraint(condition=Q(money_cents__gte=0), name="budgeting_round_money"),
            models.CheckConstraint(
                condition=Q(min_age=None) | Q(max_age=None) | Q(max_age__gte=F("min_age")), name="budgeting_round_ages"
            ),
            models.CheckConstraint(
                condition=~Q(ballot="points") | Q(points_total__gt=0), name="budgeting_round_points_to_share"
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        return self.process.name(language)

    @property
    def is_open_for_ballots(self) -> bool:
        """Has a vote that was not closed; whether today is in its phase is asked of the phases."""
        return self.has_vote and self.closed_at is None


class Pot(models.Model):
    """A part of a round's money (potti): for the whole town, an area, a theme or an age group. None moves between."""

    class Kind(models.TextChoices):
        TOWN = "town", _("Whole town")
        AREA = "area", _("An area")
        THEME = "theme", _("A theme")
        AGE = "age", _("An age group")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="pots")
    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.TOWN)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    age_bands = ArrayField(models.CharField(max_length=5, choices=AgeBand), default=list, blank=True)
    money_cents = models.BigIntegerField()
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="budgeting_pot_code_once"),
            models.CheckConstraint(condition=Q(money_cents__gte=0), name="budgeting_pot_money"),
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code


class RoundTheme(models.Model):
    """A theme of a round's proposals, in the town's words."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="themes")
    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="budgeting_theme_code_once")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code


class RoundPhase(models.Model):
    """What a round allows between two days of the town's calendar, both included. Phases may overlap."""

    class Kind(models.TextChoices):
        COLLECT = "collect", _("Ideas are collected")
        REFINE = "refine", _("Ideas are made into proposals")
        COST = "cost", _("Costs are estimated")
        VOTE = "vote", _("Vote")
        DECIDE = "decide", _("Decision")
        BUILD = "build", _("Things get built")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="phases")
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="the last day; null: until further notice")
    note = models.JSONField(default=dict, blank=True, help_text="by language")

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "starts_on"], name="budgeting_phase_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="budgeting_phase_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_on}"


class IntakeBatch(models.Model):
    """Ideas that came until a day and go together to a council's meeting (Young Mikkeli: about four times a year)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="batches")
    closes_on = models.DateField(help_text="ideas that came until this day are in it")
    meets_on = models.DateField(help_text="the council's meeting")
    handled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["closes_on"]
        constraints = [
            models.UniqueConstraint(fields=["round", "closes_on"], name="budgeting_batch_once"),
            models.CheckConstraint(condition=Q(meets_on__gte=F("closes_on")), name="budgeting_batch_meets_after"),
        ]

    def __str__(self) -> str:
        return f"{self.closes_on}"


class RoundChange(models.Model):
    """A change of a frozen round: what, why and by whom, published. Rows are added, never changed."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="changes")
    reason = models.JSONField(help_text="by language, published")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    transaction = models.BigIntegerField(default=0, editable=False, help_text="filled in")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.at}"
