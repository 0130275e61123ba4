"""How a message stands, and everything that was done about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from feedback_map.models.pins import Category, Pin
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import Municipality
from participation.models import Participant


class StateType(models.TextChoices):
    """What a state means for counts and clocks, whatever the town calls it."""

    OPEN = "open", _("Open")
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    NOT_DONE = "closed_not_done", _("Closed, not done")
    NOT_OURS = "not_ours", _("Not the town's to do")
    DUPLICATE = "duplicate", _("Told before")


CLOSED = (StateType.DONE, StateType.NOT_DONE, StateType.NOT_OURS, StateType.DUPLICATE)


class State(models.Model):
    """A state of the town's own; its type says how it counts. A pin without one was just received."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="states")
    code = models.SlugField(max_length=60)
    type = models.CharField(max_length=20, choices=StateType)
    names = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="feedback_map_state_once")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code


class Update(models.Model):
    """One entry in a pin's history (käsittelyvaihe), which is the list of these. Rows are added, never changed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ROUTED = "routed", _("Sent to the unit in charge")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        STATE = "state", _("State changed")
        ANSWER = "answer", _("Answered")
        NOTE = "note", _("Note inside the house")
        ASSIGNED = "assigned", _("Given to a person")
        MERGED = "merged", _("Joined with another message")
        PARTED = "parted", _("Parted again")
        MODERATED = "moderated", _("Moderated")
        EDITED = "edited", _("Text edited")
        DISPUTED = "disputed", _("The sender says it is not fixed")
        REOPENED = "reopened", _("Opened again")
        OUTCOME = "outcome", _("Cited in an outcome")
        UNDONE = "undone", _("Taken back")

    class Author(models.TextChoices):
        STAFF = "staff", _("the town")
        RESIDENT = "resident", _("the sender")
        SERVICE = "service", _("the service")
        PEER = "peer", _("another system")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="updates", db_index=False)
    kind = models.CharField(max_length=15, choices=Kind)
    author = models.CharField(max_length=10, choices=Author, default=Author.STAFF)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    state_before = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    state = models.ForeignKey(State, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    owner_before = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    public_text = models.TextField(max_length=10_000, blank=True)
    language = models.CharField(max_length=10, blank=True)
    internal_note = models.TextField(max_length=10_000, blank=True)
    detail = models.JSONField(default=dict, blank=True, help_text="what the kind needs more: ids and codes, no texts")
    batch = models.CharField(max_length=22, blank=True, help_text="the bulk action it belongs to")

    class Meta:
        indexes = [
            models.Index(fields=["pin", "at", "id"], name="feedback_map_history"),
            models.Index(fields=["batch"], name="feedback_map_update_batch", condition=~Q(batch="")),
        ]


class ResponseTemplate(models.Model):
    """A ready text for answers of a category (null: any) and a state (null: any), by language."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="response_templates")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="+")
    state = models.ForeignKey(State, models.CASCADE, null=True, blank=True, related_name="+")
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class Contact(models.Model):
    """The contact data of a pin's sender, apart from everything else: one row, in no history, erased when due."""

    pin = models.OneToOneField(Pin, models.CASCADE, primary_key=True, related_name="contact")
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="fi")
    verified_at = models.DateTimeField(null=True, blank=True, help_text="the address was confirmed by its holder")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text="wants no more letters")
    confirm_hash = models.BinaryField(max_length=32, null=True, blank=True)
    confirm_until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="when last asked whether it was dealt with")


class Support(models.Model):
    """ "This is mine too": one a participant. Supporters are told what the sender is told."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="supports", db_index=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pin", "participant"], name="feedback_map_support_once")]


class AnswerRating(models.Model):
    """What the sender says of the answer: was it dealt with, and how good was the answer (1–5)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    pin = models.OneToOneField(Pin, models.CASCADE, related_name="rating")
    dealt_with = models.BooleanField(null=True)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=2_000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5), name="feedback_map_score_one_to_five"
            )
        ]
