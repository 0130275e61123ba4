"""Opinions, objections and official statements: a chain of rows that are added and never changed.

What may have to be erased stands apart, in sealed parts: the chain holds sha256(salt ‖ payload) of each, so that an
erased part leaves a link that still verifies, as "erased by rule".
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.ids import new_public_id
from geo.models import SRID, Municipality
from participation.models import Channel, Participant
from zoning.models.hearings import Hearing, StatementRequest
from zoning.models.plans import Plan, PlanVersion


class StatementChannel(models.TextChoices):
    """How it arrived."""

    WEB = Channel.WEB.value, _("Web")
    EMAIL = "email", _("E-mail")
    PAPER = Channel.PAPER.value, _("Paper")
    DESK = Channel.DESK.value, _("Service desk")


class Statement(models.Model):
    """One statement (mielipide, muistutus, lausunto). The database fills in when it came, its number and its link."""

    class Kind(models.TextChoices):
        OPINION = "opinion", _("Opinion")
        OBJECTION = "objection", _("Objection")
        OFFICIAL = "official", _("Official statement")

    class Sender(models.TextChoices):
        PERSON = "person", _("A private person")
        COMPANY = "company", _("A company")
        ASSOCIATION = "association", _("An association")
        AUTHORITY = "authority", _("An authority")
        BODY = "body", _("A council or board of the town")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    number = models.PositiveBigIntegerField(help_text="in the town's chain: 1, 2, 3, … without gaps")
    receipt_code = models.CharField(max_length=20, help_text="vastaanottotunnus: can be said on the phone")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="statements")
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, blank=True, related_name="statements")
    version = models.ForeignKey(PlanVersion, models.PROTECT, null=True, blank=True, related_name="+")
    request = models.ForeignKey(StatementRequest, models.PROTECT, null=True, blank=True, related_name="statements")
    kind = models.CharField(max_length=10, choices=Kind)
    sender = models.CharField(max_length=12, choices=Sender)
    channel = models.CharField(max_length=10, choices=StatementChannel)
    language = models.CharField(max_length=10, default="fi")
    received_at = models.DateTimeField(help_text="by town_clock(), whatever is given")
    arrived_at = models.DateTimeField(null=True, blank=True, help_text="of paper and e-mail, as the registry noted it")
    arrived_where = models.CharField(max_length=200, blank=True)
    claimed_sent_at = models.DateTimeField(null=True, blank=True, help_text="what the sender's device says")
    in_outage = models.BooleanField(default=False, help_text="claimed sending time falls in a known outage")
    deadline = models.DateTimeField(null=True, blank=True, help_text="the instant before which it had to be here")
    is_late = models.BooleanField(help_text="by the database, from the two above")
    geom = gis.GeometryField(srid=SRID, null=True, blank=True, spatial_index=False)
    from_pin = models.CharField(max_length=22, blank=True, help_text="public id of the message it was made from")
    wants_position = models.BooleanField(default=False, help_text="Haluan kannanoton")
    wants_approval_notice = models.BooleanField(default=False, help_text="Haluan tiedon hyväksymisestä")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    content_hash = models.BinaryField(max_length=32, help_text="sha256(salt ‖ payload) of the sealed content")
    sender_hash = models.BinaryField(max_length=32, help_text="the same of the sealed sender")
    previous_hash = models.BinaryField(max_length=32)
    chain_hash = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="zoning_statement_number_once"),
            models.UniqueConstraint(fields=["municipality", "receipt_code"], name="zoning_receipt_code_once"),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True)
                | Q(channel__in=["email", "paper", "desk"])
                | (~Q(from_pin="") & Q(entered_by__isnull=False)),
                name="zoning_arrival_noted_off_line",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "kind", "number"], name="zoning_statement_of_plan"),
            models.Index(fields=["hearing", "number"], name="zoning_statement_of_hearing"),
        ]

    def __str__(self) -> str:
        return self.receipt_code


class SealedPart(models.Model):
    """What a statement says, or who sent it: canonical JSON with its salt, until it is erased by rule.

    content: {"title", "text", "attachments": [{"name", "media_type", "size", "sha256"}]};
    sender: {"name", "organisation", "street", "postcode", "city", "country", "email", "phone"}.
    """

    class Part(models.TextChoices):
        CONTENT = "content", _("Content")
        SENDER = "sender", _("Sender")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="parts")
    part = models.CharField(max_length=8, choices=Part)
    salt = models.BinaryField(max_length=32, null=True)
    payload = models.TextField(null=True)
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="+", help_text="with the sender alone"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_by_rule = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "part"], name="zoning_part_once"),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True, payload__isnull=False, salt__isnull=False)
                | (Q(erased_at__isnull=False, payload__isnull=True, salt__isnull=True) & ~Q(erased_by_rule="")),
                name="zoning_part_kept_or_erased_by_rule",
            ),
        ]


class StatementAttachment(models.Model):
    """A file that came with a statement; its sha-256 is in the sealed content, and staff alone read it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    file = models.CharField(max_length=60, blank=True, help_text="empty when erased")


class StatementEvent(models.Model):
    """What happened to a statement after it came. Rows are added, never changed; the newest of a kind counts."""

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt sent")
        CASE_NUMBER = "case_number", _("Number of the registry")
        HANDED_OVER = "handed_over", _("Handed over to the registry")
        HAND_OVER_FAILED = "hand_over_failed", _("Hand-over failed")
        JUDGED = "judged", _("Judged to be something else")
        WITHDRAWN = "withdrawn", _("Withdrawn by its sender")
        ADDED = "added", _("Completed by its sender")
        TRANSFERRED = "transferred", _("Passed on to another authority")
        POSITION = "position", _("Reasoned position sent")
        APPROVAL = "approval", _("Notice of approval sent")
        NOTE = "note", _("Note inside the house")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(help_text="by town_clock()")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    detail = models.JSONField(default=dict, blank=True, help_text="what the kind needs: codes, never personal data")
    number = models.PositiveIntegerField(default=0, help_text="of the statement: 1, 2, 3, …")
    chain_hash = models.BinaryField(max_length=32, default=b"")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["statement", "number"], name="zoning_event_number_once")]
        indexes = [models.Index(fields=["statement", "id"], name="zoning_statement_events")]


class Outage(models.Model):
    """When the service could not take statements: near a deadline, a claimed sending time is weighed (13/2003 § 10)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="outages")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    note = models.JSONField(default=dict, blank=True, help_text="by language")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-began_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__gt=models.F("began_at")), name="zoning_outage_ends_after_start"
            )
        ]
