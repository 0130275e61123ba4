"""Voters, ballots and turnouts. A ballot is tied to its voter only while the round is open."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from budgeting.models.rounds import Round, VotingWay
from geo.ids import new_public_id
from geo.models import Area, Municipality
from participation.models import AgeBand, Channel, Event, Participant, ParticipantHome, ResidentType


class CodeSheet(models.Model):
    """A batch of voting codes that was printed for a school, an event or a mailing. Only hashes of codes are kept."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="code_sheets")
    label = models.CharField(max_length=120, help_text="for whom: a school's class, an event")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PAPER)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    codes = models.PositiveIntegerField()
    age_bands = ArrayField(
        models.CharField(max_length=5, choices=AgeBand),
        default=list,
        blank=True,
        help_text="of those whom the codes are for; empty: not known",
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="its unused codes open nothing any more")

    class Meta:
        ordering = ["-id"]


class Voter(models.Model):
    """Somebody who may cast one ballot in a round: a printed code, an address, a person signed in, a sheet of paper.

    `key_hash` is a keyed hash: of the code, the normal form of the address, the identity provider's subject, the
    council member's id or the number on the paper. That somebody voted is the Turnout; what they chose is the Ballot.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="voters", db_index=False)
    way = models.CharField(max_length=10, choices=VotingWay)
    key_hash = models.BinaryField(max_length=32)
    sheet = models.ForeignKey(CodeSheet, models.CASCADE, null=True, blank=True, related_name="voters")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    link_hash = models.BinaryField(max_length=32, null=True, blank=True, help_text="sha-256 of the key in the letter")
    link_until = models.DateTimeField(null=True, blank=True)
    age_bands = ArrayField(
        models.CharField(max_length=5, choices=AgeBand),
        default=list,
        blank=True,
        help_text="what is known of the voter's age; empty: nothing",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "way", "key_hash"], name="budgeting_voter_once"),
            models.UniqueConstraint(
                fields=["round", "link_hash"], name="budgeting_voter_link_once", condition=Q(link_hash__isnull=False)
            ),
        ]


class Ballot(models.Model):
    """A cast ballot, while the round is open: one row with all choices, so that its limits hold under any race.

    `choices` are ids of proposals (in order of preference for a ranking), `points` runs along it for points, else it
    is empty. A trigger checks round, phase, limits and proposals on every write; closing deletes the row.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="ballots")
    voter = models.OneToOneField(Voter, models.CASCADE, related_name="ballot")
    choices = ArrayField(models.BigIntegerField(), default=list)
    points = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    receipt_hash = models.BinaryField(max_length=32, unique=True)
    version = models.PositiveIntegerField(default=1, help_text="grows with each change: its ETag")
    cast_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())


class Turnout(models.Model):
    """That somebody voted, and nothing of what: what engagement reads. The day alone, never the time."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="turnouts")
    voter = models.OneToOneField(Voter, models.SET_NULL, null=True, blank=True, related_name="turnout")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="turnouts")
    home = models.ForeignKey(ParticipantHome, models.SET_NULL, null=True, blank=True, related_name="+")
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+", help_text="of home")
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True)
    resident_type = models.CharField(max_length=10, choices=ResidentType, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["participant"], name="budgeting_turnout_person")]


class PaperBallot(models.Model):
    """A ballot on paper: where it came, who entered it, and whether a second person agrees with what was entered."""

    class State(models.TextChoices):
        ENTERED = "entered", _("Entered")
        TO_CHECK = "to_check", _("Waiting for a second person")
        AGREED = "agreed", _("Both agree")
        DIFFERS = "differs", _("The two entries differ")
        SPOILED = "spoiled", _("Spoiled: it cannot be counted")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    round = models.ForeignKey(Round, models.CASCADE, related_name="paper_ballots")
    voter = models.OneToOneField(Voter, models.SET_NULL, null=True, blank=True, related_name="paper")
    number = models.CharField(max_length=40, help_text="as written on the paper")
    place = models.CharField(max_length=200, blank=True, help_text="where the box stood")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ENTERED)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    second_choices = ArrayField(models.BigIntegerField(), null=True, blank=True, help_text="emptied at closing")
    second_points = ArrayField(models.PositiveIntegerField(), null=True, blank=True, help_text="emptied at closing")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="budgeting_paper_once"),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=models.F("entered_by")),
                name="budgeting_checked_by_another",
            ),
        ]


class CountedBallot(models.Model):
    """What one ballot chose, after closing: without voter, time, channel or sequence. Added at closing only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="counted")
    choices = ArrayField(models.BigIntegerField(), default=list)
    points = ArrayField(models.PositiveIntegerField(), default=list, blank=True)


class CountedReceipt(models.Model):
    """That the ballot of a receipt was counted, not what it chose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="receipts")
    receipt_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "receipt_hash"], name="budgeting_receipt_once")]
