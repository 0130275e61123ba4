"""What a vote came to, what was decided, and what was built."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from budgeting.models.proposals import Idea, Proposal
from budgeting.models.rounds import Completion, IntakeBatch, Round, TallyRule, Utility
from geo.ids import new_public_id
from geo.models import Municipality


class RoundResult(models.Model):
    """One count of a round's ballots: by its own rule (official), or by another one to be shown beside it."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="results")
    is_official = models.BooleanField()
    rule = models.CharField(max_length=15, choices=TallyRule)
    utility = models.CharField(max_length=12, choices=Utility)
    completion = models.CharField(max_length=16, choices=Completion)
    skips = models.BooleanField(default=True)
    ballots = models.PositiveIntegerField()
    ballots_hash = models.CharField(max_length=64, help_text="sha-256 of the published ballots, choices only")
    detail = models.JSONField(help_text="winners in order, prices, and what each loser lacked; see results.py")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-is_official", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], name="budgeting_one_official_result", condition=Q(is_official=True)
            )
        ]


class GroupShare(models.Model):
    """How many voters of a group won something, under disclosure control: null where a number would tell of a person.

    Computed at closing, before voters and choices part; afterwards nobody could.
    """

    class Dimension(models.TextChoices):
        AREA = "area", _("Area")
        AGE = "age", _("Age")
        CHANNEL = "channel", _("Channel")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    result = models.ForeignKey(RoundResult, models.CASCADE, related_name="groups")
    dimension = models.CharField(max_length=10, choices=Dimension)
    key = models.CharField(max_length=80, help_text="an area's code, an age band, a channel; empty: not told")
    voters = models.PositiveIntegerField(null=True)
    with_win = models.PositiveIntegerField(null=True)
    money_cents = models.BigIntegerField(null=True, help_text="what its voters' winners cost, by equal parts of each")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "dimension", "key"], name="budgeting_group_once")]


class Decision(models.Model):
    """What a body or an office-holder decided of a round or of a batch of ideas, with the document."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="decisions")
    batch = models.ForeignKey(IntakeBatch, models.SET_NULL, null=True, blank=True, related_name="decisions")
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    office_holder = models.JSONField(default=dict, blank=True, help_text="by language: the title, as the city manager")
    case_number = models.CharField(max_length=60, blank=True)
    texts = models.JSONField(default=dict)
    document = models.CharField(max_length=100, blank=True, help_text="name of the stored file")
    document_name = models.CharField(max_length=200, blank=True)
    document_type = models.CharField(max_length=100, blank=True, help_text="media type")
    document_sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-decided_on", "-id"]


class CouncilOpinion(models.Model):
    """What a council says of one idea of a batch: for it or against it, by how many, and why."""

    class Stance(models.TextChoices):
        FOR = "for", _("For it")
        AGAINST = "against", _("Against it")
        LATER = "later", _("To a later meeting")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    batch = models.ForeignKey(IntakeBatch, models.CASCADE, related_name="opinions")
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="opinions")
    stance = models.CharField(max_length=10, choices=Stance)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.JSONField(default=dict, blank=True, help_text="by language; must be given when against")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "idea"], name="budgeting_opinion_once")]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.stance}"


class DecisionItem(models.Model):
    """What a decision says of one proposal."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="items")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="decisions")
    is_funded = models.BooleanField()
    why = models.JSONField(default=dict, blank=True, help_text="by language; must be given when not funded")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "proposal"], name="budgeting_decided_once")]


class BuildingStep(models.Model):
    """A step on the way from a decision to a thing in the park: planned, done, what it cost, a picture."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="steps")
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    cost_cents = models.BigIntegerField(null=True, blank=True)
    photo = models.CharField(max_length=100, blank=True, help_text="name of the stored picture")
    photo_alt = models.JSONField(default=dict, blank=True, help_text="by language; owed when there is a picture")
    photo_sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    photo_width = models.PositiveIntegerField(default=0)
    photo_height = models.PositiveIntegerField(default=0)
    order = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["order", "id"]
