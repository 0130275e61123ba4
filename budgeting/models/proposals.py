"""From ideas to proposals (äänestyskohteet): merged, split, written together, costed, judged; each step is kept."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast, Now, Upper
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from budgeting.models.rounds import IntakeBatch, Pot, Round, RoundTheme
from budgeting.querysets import ProposalQuerySet
from feedback_map.models import Outcome, Pin
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import SRID, Area, Municipality
from participation.models import Event, Participant


class Idea(models.Model):
    """A budget-idea pin that belongs to a round. It waits, is taken into proposals, or is not taken, with a reason."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be handled")
        TAKEN = "taken", _("Taken into a proposal")
        NOT_TAKEN = "not_taken", _("Not taken further")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="ideas")
    pin = models.OneToOneField(Pin, models.CASCADE, related_name="budget_idea")
    batch = models.ForeignKey(IntakeBatch, models.SET_NULL, null=True, blank=True, related_name="ideas")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.JSONField(
        default=dict, blank=True, help_text="by language: why it was not taken; the sender sees it"
    )
    may_be_merged = models.BooleanField(default=True, help_text="the sender agreed to its being joined with others")
    title = models.CharField(max_length=120, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["round", "state"], name="budgeting_idea_state")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.pin_id}"


class Proposal(models.Model):
    """Something that can be voted on and built (äänestyskohde), with a place as point, line or area, or none."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        OPEN = "open", _("Open for refining")
        COSTING = "costing", _("Costs are being estimated")
        ACCEPTED = "accepted", _("On the ballot")
        NOT_FEASIBLE = "not_feasible", _("Cannot be done")
        WITHDRAWN = "withdrawn", _("Withdrawn by its makers")
        MERGED = "merged", _("Joined into another proposal")
        SPLIT = "split", _("Split into several proposals")
        WON = "won", _("Won the vote")
        NOT_WON = "not_won", _("Did not win")
        DECIDED = "decided", _("Decided to be built")
        DECLINED = "declined", _("Decided not to be built")
        BUILDING = "building", _("Being built")
        BUILT = "built", _("Built")
        DROPPED = "dropped", _("Will not be built after all")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="proposals")
    pot = models.ForeignKey(Pot, models.PROTECT, null=True, blank=True, related_name="proposals")
    theme = models.ForeignKey(RoundTheme, models.PROTECT, null=True, blank=True, related_name="+")
    batch = models.ForeignKey(IntakeBatch, models.SET_NULL, null=True, blank=True, related_name="proposals")
    number = models.PositiveIntegerField(help_text="in its round, from 1; ties go to the smaller one")
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="fi", help_text="in which it was written")
    geom = gis.GeometryField(srid=SRID, null=True, blank=True, spatial_index=False)
    about_area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    cost_cents = models.BigIntegerField(null=True, blank=True, help_text="investment, as it will be on the ballot")
    yearly_cents = models.BigIntegerField(null=True, blank=True, help_text="what keeping it costs in a year")
    timetable = models.JSONField(default=dict, blank=True)
    reason = models.JSONField(default=dict, blank=True, help_text="why it cannot be done, was withdrawn or dropped")
    unit = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", help_text="who builds it")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_from")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    outcome = models.ForeignKey(Outcome, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, help_text="null: only staff and its makers see it")
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="grows with each change: its ETag")
    import_key = models.BinaryField(null=True, blank=True)
    content_hash = models.BinaryField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="budgeting_proposal_number_once"),
            models.UniqueConstraint(
                fields=["round", "import_key"],
                name="budgeting_proposal_import_once",
                condition=Q(import_key__isnull=False),
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(cost_cents__gt=0, pot__isnull=False),
                name="budgeting_on_the_ballot_has_cost_and_pot",
            ),
        ]
        indexes = [models.Index(fields=["round", "state"], name="budgeting_proposal_state")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or str(self.number)


class ProposalSource(models.Model):
    """An idea that a proposal was made of. One idea may be in several after a split; its sender is told of each."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="sources")
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "idea"], name="budgeting_source_once")]


class ProposalAuthor(models.Model):
    """Somebody who writes a proposal: the maker of an idea, or one invited. Only who agreed counts as an author."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="authors")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    shown_name = models.CharField(max_length=80, blank=True, help_text="as the author wants it shown; may be empty")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="fi")
    key_hash = models.BinaryField(
        max_length=32, null=True, blank=True, help_text="sha-256 of the key of their own link"
    )
    invited_at = models.DateTimeField(db_default=Now())
    agreed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "participant"],
                name="budgeting_author_once",
                condition=Q(participant__isnull=False),
            )
        ]


class ProposalStep(models.Model):
    """One entry in a proposal's history, with what it said before. Rows are added, never changed."""

    class Kind(models.TextChoices):
        MADE = "made", _("Made")
        EDITED = "edited", _("Text or place changed")
        MERGED = "merged", _("Joined")
        PARTED = "parted", _("Joining undone")
        SPLIT = "split", _("Split")
        ASKED = "asked", _("Sent for an estimate of costs")
        COSTED = "costed", _("Costs estimated")
        COMMENTED = "commented", _("Comment of a board")
        STATE = "state", _("New state")
        AUTHOR = "author", _("An author joined or left")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="history")
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=15, choices=Proposal.State, blank=True)
    text = models.JSONField(default=dict, blank=True, help_text="by language, published with the proposal")
    note = models.TextField(blank=True, help_text="for staff only")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    other = models.ForeignKey(Proposal, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict, blank=True, help_text="what the change replaced")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    author = models.ForeignKey(ProposalAuthor, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class Costing(models.Model):
    """A unit's estimate of a proposal: what it costs, whether it can be done, when. Asked once per unit."""

    class Feasibility(models.TextChoices):
        YES = "yes", _("Can be done")
        CHANGED = "changed", _("Can be done when changed")
        NO = "no", _("Cannot be done")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="costings")
    unit = models.ForeignKey(Body, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    cost_cents = models.BigIntegerField(null=True, blank=True)
    yearly_cents = models.BigIntegerField(null=True, blank=True)
    feasibility = models.CharField(max_length=10, choices=Feasibility, blank=True)
    reason = models.JSONField(default=dict, blank=True, help_text="by language; the sender sees it")
    timetable = models.JSONField(default=dict, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "unit"], name="budgeting_costing_once"),
            models.CheckConstraint(
                condition=Q(cost_cents=None) | Q(cost_cents__gte=0), name="budgeting_costing_not_negative"
            ),
        ]


class Exclusion(models.Model):
    """Proposals of which at most one can win: they need one place (incompatible) or do one thing (alternative)."""

    class Kind(models.TextChoices):
        INCOMPATIBLE = "incompatible", _("Cannot both be built")
        ALTERNATIVE = "alternative", _("Alternatives to each other")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="exclusions")
    kind = models.CharField(max_length=15, choices=Kind)
    reason = models.JSONField(default=dict, blank=True)
    proposals = models.ManyToManyField(Proposal, through="ExclusionMember", related_name="exclusions")


class ExclusionMember(models.Model):
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    exclusion = models.ForeignKey(Exclusion, models.CASCADE, related_name="members")
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exclusion", "proposal"], name="budgeting_excluded_once")]


def _said(field: str) -> OpClass:
    return OpClass(Upper(Cast(field, models.TextField())), name="gin_trgm_ops")


class PublishedProposal(models.Model):
    """What maps, lists, feeds and tiles may show of a proposal: derived, without row-level security."""

    proposal_id = models.BigIntegerField(primary_key=True)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    round_id = models.BigIntegerField()
    round_slug = models.SlugField(max_length=80)
    public_id = models.CharField(max_length=22, unique=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=15, choices=Proposal.State)
    titles = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    pot = models.SlugField(max_length=60, blank=True)
    theme = models.SlugField(max_length=60, blank=True)
    area_id = models.BigIntegerField(null=True, help_text="of the town's home set, by place or as named")
    cost_cents = models.BigIntegerField(null=True)
    yearly_cents = models.BigIntegerField(null=True)
    geom = gis.GeometryField(srid=SRID, null=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["round_id", "number"]
        indexes = [
            models.Index(fields=["municipality", "round_id", "number"], name="budgeting_published_listed"),
            models.Index(fields=["round_id", "area_id", "number"], name="budgeting_published_area"),
            models.Index(fields=["round_id", "theme", "number"], name="budgeting_published_theme"),
            # as `proposals_shown` asks for words
            GinIndex(_said("titles"), name="budgeting_published_titles"),
            GinIndex(_said("texts"), name="budgeting_published_texts"),
        ]

    def name(self, language: str) -> str:
        return text_in(self.titles, language) or str(self.number)


class PublishedBudget(models.Model):
    """Grows whenever something published of a town's rounds changes: the version of its tiles."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    version = models.BigIntegerField(default=1)


class WorkingParty(models.Model):
    """An event at which residents help to build a proposal (talkoot)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="working_parties")
    event = models.OneToOneField(Event, models.CASCADE, related_name="+")
    texts = models.JSONField(default=dict, blank=True, help_text="by language: what is done, what to bring")
    most_people = models.PositiveSmallIntegerField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_why = models.JSONField(default=dict, blank=True, help_text="by language; whoever signed up is told")
