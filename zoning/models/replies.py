"""Replies (vastineet): statements in pieces, pieces in themes, each answered, and what changed because of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import Municipality
from zoning.models.hearings import Hearing
from zoning.models.plans import Plan
from zoning.models.statements import Statement


class Theme(models.Model):
    """What several statements are about, as people decided."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="themes")
    hearing = models.ForeignKey(Hearing, models.CASCADE, null=True, blank=True, related_name="themes")
    names = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, blank=True, help_text="by language: what was said, masked, published")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.public_id

    def name(self, language: str) -> str:
        return text_in(self.names, language)


class StatementPiece(models.Model):
    """A stretch of a statement's text, in characters from `starts` up to `ends`, and the theme it was put in."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="pieces")
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="pieces")
    starts = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    masked_text = models.TextField(blank=True, help_text="what the report shows instead; empty: masked by rule")

    class Meta:
        ordering = ["statement", "starts"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="zoning_piece_not_empty"),
            models.UniqueConstraint(fields=["statement", "starts"], name="zoning_piece_once"),
        ]


class Reply(models.Model):
    """The town's reply to a theme, or to one piece alone, and what changed in the plan because of it."""

    class Effect(models.TextChoices):
        CHANGED = "changed", _("The plan was changed")
        PARTLY = "partly", _("The plan was changed in part")
        NOT_CHANGED = "not_changed", _("The plan was not changed")
        NOT_OF_PLAN = "not_of_plan", _("Not a matter of this plan")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="replies")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="replies")
    piece = models.ForeignKey(StatementPiece, models.CASCADE, null=True, blank=True, related_name="replies")
    text = models.JSONField(default=dict, help_text="by language")
    effect = models.CharField(max_length=12, choices=Effect)
    change = models.JSONField(default=dict, blank=True, help_text="by language: what changed and where")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(theme__isnull=False, piece__isnull=True) | Q(theme__isnull=True, piece__isnull=False),
                name="zoning_reply_to_a_theme_or_a_piece",
            ),
            models.UniqueConstraint(fields=["theme"], condition=Q(theme__isnull=False), name="zoning_reply_of_theme"),
            models.UniqueConstraint(fields=["piece"], condition=Q(piece__isnull=False), name="zoning_reply_of_piece"),
        ]


class Approval(models.Model):
    """That a plan was approved, what was still without a reply then, and why it was approved all the same."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="approvals")
    decided_on = models.DateField()
    decided_by = models.JSONField(default=dict, help_text="by language: who decided, and where in its minutes")
    unanswered = models.JSONField(default=list, help_text="receipt codes of objections without a reply")
    override_reason = models.TextField(blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())


class Position(models.Model):
    """The town's reasoned position (perusteltu kannanotto), or notice of approval, to one who asked for it."""

    class Kind(models.TextChoices):
        POSITION = "position", _("Reasoned position")
        APPROVAL = "approval", _("Notice of approval")

    class Method(models.TextChoices):
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By post")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="positions")
    kind = models.CharField(max_length=10, choices=Kind)
    language = models.CharField(max_length=10)
    text = models.TextField()
    method = models.CharField(max_length=6, choices=Method)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "kind"], name="zoning_position_once")]
