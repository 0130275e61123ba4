"""The facts: what was said, about where, by whom, and whether it may be shown."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import SRID, Area, AreaSet, Municipality
from participation.models import Channel, Event, Participant, Process

TEXT_LENGTH = 5_000


class Kind(models.TextChoices):
    FEEDBACK = "feedback", _("Feedback")
    SUGGESTION = "suggestion", _("Suggestion")
    THANKS = "thanks", _("Thanks")
    IDEA = "idea", _("Budget idea")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Published on the map")
    PRIVATE = "private", _("Not published – only those who handle it see it")


class Moderation(models.TextChoices):
    WAITING = "waiting", _("Waiting for a moderator")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden")
    REJECTED = "rejected", _("Rejected")


class ShownPlace(models.TextChoices):
    """How exactly the public sees the place of a pin; staff see it as it is."""

    EXACT = "exact", _("as it is")
    NEAR = "near", _("to the nearest hundred metres")
    AREA = "area", _("only the part of the town")


def every_kind() -> list[str]:
    return [kind.value for kind in Kind]


class Category(models.Model):
    """What a pin is about, in the town's own words."""

    class ShownWhen(models.TextChoices):
        AT_ONCE = "at_once", _("at once")
        TRUSTED = (
            "trusted",
            _("at once from senders known to the moderators, else after one has looked"),
        )
        MODERATED = "moderated", _("after a moderator has looked")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=60)
    kinds = ArrayField(models.CharField(max_length=15, choices=Kind), default=every_kind)
    names = models.JSONField(default=dict)
    group = models.JSONField(default=dict, blank=True)
    icon = models.SlugField(max_length=40, blank=True)
    shown_when = models.CharField(max_length=10, choices=ShownWhen, default=ShownWhen.MODERATED)
    trusted_after = models.PositiveSmallIntegerField(
        default=3, db_default=3, help_text="so many shown messages, none hidden, make a sender trusted"
    )
    needs_place = models.BooleanField(default=False)
    is_sensitive = models.BooleanField(default=False, help_text="its places are shown to the public coarsely only")
    stop_text = models.JSONField(default=dict, blank=True, help_text="by language: what to do instead of writing")
    questions = models.JSONField(default=list, blank=True, help_text="what its form asks more")
    is_answered = models.BooleanField(default=True, help_text="whether its messages get an answer at all")
    contact_months = models.PositiveSmallIntegerField(default=24, help_text="then contact data is erased")
    anonymise_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="then pin and sender are parted; null: never"
    )
    is_active = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="feedback_map_category_once")]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code


def _where_given(name: str) -> models.Index:
    """Few pins have one: an index of those alone costs the others nothing."""
    return models.Index(fields=[name], name=f"feedback_map_pin_{name}", condition=Q(**{f"{name}__isnull": False}))


def _newest(first: list[str], name: str, **condition: object) -> models.Index:
    """An index of some pins, the newest first."""
    return models.Index(
        fields=[*first, "-received_at", "-id"], name=f"feedback_map_pin_{name}", condition=Q(**condition)
    )


class Pin(models.Model):
    """A message on the map (merkintä): a point, a line, an area, a named area of the town, or the whole town."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id)
    code = models.CharField(max_length=40, help_text="can be said on the phone")
    follow_hash = models.BinaryField(null=True, help_text="sha-256 of the key in the sender's own link")
    kind = models.CharField(max_length=15, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    text = models.TextField(max_length=TEXT_LENGTH)
    # No spatial index: behind row-level security it is never used (see published.py).
    geom = gis.GeometryField(srid=SRID, null=True, blank=True, spatial_index=False)
    # The row of 1 km and the metre in it: a box is a few ranges, which row-level security lets an index find.
    place_key = models.GeneratedField(
        expression=models.Func("geom", function="place_key"), output_field=models.BigIntegerField(), db_persist=True
    )
    about_area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    place_note = models.CharField(max_length=200, blank=True, help_text="the place in the sender's words")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    visibility = models.CharField(max_length=10, choices=Visibility)
    moderation = models.CharField(max_length=10, choices=Moderation)
    language = models.CharField(max_length=10, default="fi")
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, blank=True, related_name="pins")
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    shown_place = models.CharField(
        max_length=5, choices=ShownPlace, default=ShownPlace.EXACT, db_default=ShownPlace.EXACT.value
    )
    attributes = models.JSONField(default=dict, blank=True, db_default={}, help_text="answers to its questions")
    # How it is handled; each change has its row in Update.
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    state = models.ForeignKey(
        "State",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="null: received",
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    is_shortlisted = models.BooleanField(default=False, db_default=False)
    due_on = models.DateField(null=True, blank=True, help_text="the last day of the promise to answer; null: none")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="since when its state is a closed one")
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="grows with each change: its ETag")
    is_test = models.BooleanField(default=False)
    import_key = models.BinaryField(null=True, blank=True, help_text="hash of the row's key in an imported file")
    content_hash = models.BinaryField(null=True, blank=True, help_text="hash of the imported row's content")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="feedback_map_pin_public_id"),
            models.UniqueConstraint(fields=["municipality", "code"], name="feedback_map_pin_code_once_in_a_town"),
            models.UniqueConstraint(
                fields=["municipality", "import_key"],
                name="feedback_map_pin_import_once",
                condition=Q(import_key__isnull=False),
            ),
            models.CheckConstraint(
                condition=Q(geom__isnull=True) | Q(about_area__isnull=True), name="feedback_map_pin_one_place"
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-received_at", "-id"], name="feedback_map_pin_newest"),
            *(_where_given(name) for name in ("about_area", "process", "event", "merged_into")),
            # The desk's queue: what is open, by its owner, newest first or by promise.
            models.Index(
                fields=["municipality", "owner", "-received_at", "-id"],
                name="feedback_map_pin_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["municipality", "due_on"],
                name="feedback_map_pin_due",
                condition=Q(closed_at__isnull=True, answered_at__isnull=True, due_on__isnull=False),
            ),
            # The other filters of the desk. Most of them hold no pin that has just come in.
            models.Index(fields=["category", "-received_at", "-id"], name="feedback_map_pin_category"),
            models.Index(fields=["municipality", "place_key"], name="feedback_map_pin_placed"),
            _newest(["owner"], "closed", closed_at__isnull=False),
            _newest(["state"], "state", state__isnull=False),
            _newest(["municipality"], "shortlisted", is_shortlisted=True),
            _newest(["municipality"], "nobodys", owner__isnull=True),
            _newest(["assignee"], "assigned", assignee__isnull=False),
            models.Index(
                fields=["municipality", "moderation", "-received_at", "-id"],
                name="feedback_map_pin_not_shown",
                condition=~Q(moderation="shown"),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_published(self) -> bool:
        return self.visibility == Visibility.PUBLIC and self.moderation == Moderation.SHOWN and not self.is_test


class PinArea(models.Model):
    """Derived: the one area of each set that a pin belongs to; no area means outside the set.

    A pin about the whole town has no rows: it is in "no place". As in all derived tables, the database does not check
    foreign keys: rows are written by the million from rows that were checked, and a rebuild leaves no stray ones.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    pin = models.ForeignKey(Pin, models.CASCADE, related_name="areas", db_constraint=False, db_index=False)
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pin", "area_set"], name="feedback_map_one_area_in_a_set")]
        indexes = [models.Index(fields=["area_set", "area"], name="feedback_map_pinarea_area")]
