"""What was changed, what was erased and by which rule, and who asks to be erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from feedback_map.models.pins import Pin
from geo.ids import new_public_id
from geo.models import Municipality
from participation.models import Participant


class RowChange(models.Model):
    """One change of a row, written by triggers of the database, so that no statement slips past it.

    Added and never changed; only the owner's routine of erasing empties `before` and `after`, and says by which rule.
    Contact data and homes have no history. Table and row are plain values: what they name may be gone.
    """

    class Act(models.TextChoices):
        CHANGED = "changed", _("Changed")
        DELETED = "deleted", _("Deleted")

    municipality = models.ForeignKey(
        Municipality, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    table = models.CharField(max_length=40)
    row = models.BigIntegerField()
    act = models.CharField(max_length=7, choices=Act)
    before = models.JSONField(null=True, help_text="the values that changed, as they were; of a deleted row all")
    after = models.JSONField(null=True, help_text="the same, as they became")
    at = models.DateTimeField(db_default=Now())
    actor = models.CharField(max_length=60, blank=True, help_text='what the service said: "user 7", "job retention"')
    role = models.CharField(max_length=63, help_text="the database's role; somebody at the console has no actor")
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=30, blank=True, db_default="", help_text="the rule")

    class Meta:
        indexes = [
            models.Index(fields=["municipality", "table", "row", "at"], name="feedback_map_changes_of_row"),
            models.Index(fields=["municipality", "-at", "-id"], name="feedback_map_changes_newest"),
        ]


class ErasureRequest(models.Model):
    """A sender asks that what is known of them is erased. There are some days to take it back."""

    class Texts(models.TextChoices):
        UNDECIDED = "", _("Not decided yet")
        KEEP = "keep", _("The texts stay, without their sender")
        BLANK = "blank", _("The texts are erased too")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    pin = models.ForeignKey(Pin, models.CASCADE, null=True, blank=True, related_name="+", help_text="this one alone")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="until then it can be taken back")
    texts = models.CharField(max_length=5, choices=Texts, blank=True, help_text="what the town decided about the texts")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(participant__isnull=False) | Q(pin__isnull=False),
                name="feedback_map_erasure_of_somebody",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                name="feedback_map_one_open_erasure",
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True, pin__isnull=True),
            ),
        ]


class Erasure(models.Model):
    """What was erased, when and by which rule: numbers only, added and never changed."""

    class Rule(models.TextChoices):
        CONTACT_MONTHS = "contact_months", _("Contact data after the category's months")
        ANONYMISE_MONTHS = "anonymise_months", _("Sender and message parted after the category's months")
        ASKED = "asked", _("The sender asked")

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", db_index=False)
    rule = models.CharField(max_length=30, choices=Rule)
    category = models.CharField(max_length=60, blank=True)
    counts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["municipality", "-at"], name="feedback_map_erasures_newest")]
