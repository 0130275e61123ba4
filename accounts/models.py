"""Users, the bodies they work for, and what each may do in which town."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import MembershipQuerySet


def normal_email(email: str) -> str:
    """One spelling for one address, so that nobody can be entered twice."""
    return email.strip().lower()


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=normal_email(username or ""))


class User(AbstractBaseUser):
    """A person who signs in. Rights in a town come from memberships alone; an operator can only make new towns."""

    email = models.EmailField(_("E-mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(_("Language"), max_length=10, default="fi")
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False, db_default=False, help_text="makes new towns")
    is_system = models.BooleanField(
        default=False, db_default=False, help_text="a program, not a person: it signs in by its token alone"
    )
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.email


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


class Body(models.Model):
    """Who must answer or decide: a unit, an area board, a council. May be outside the town's own organisation."""

    class Kind(models.TextChoices):
        UNIT = "unit", _("Unit")
        BOARD = "board", _("Area board")
        COUNCIL = "council", _("Council")
        OTHER = "other", _("Other body")

    class Outside(models.TextChoices):
        STATE_ROAD = "state_road", _("State road authority")
        ROAD_ASSOCIATION = "tiekunta", _("Private road association")
        POWER = "power", _("Power company")
        CONTRACTOR = "contractor", _("Contractor")
        OTHER = "other", _("Another authority or company")

    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="bodies")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    area = models.ForeignKey("geo.Area", models.SET_NULL, null=True, blank=True, related_name="bodies")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    url = models.URLField(blank=True, help_text="where residents reach it")
    is_external = models.BooleanField(default=False)
    outside = models.CharField(max_length=16, choices=Outside, blank=True, help_text="what kind of external owner")
    working_days = ArrayField(
        models.PositiveSmallIntegerField(), default=monday_to_friday, help_text="ISO weekdays: 1 is Monday"
    )
    promise_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="working days within which it promises to answer; null: it promises nothing"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="one_body_per_code")]

    def __str__(self) -> str:
        return self.code


class Role(models.TextChoices):
    ADMIN = "admin", _("Administrator")
    PLANNER = "planner", _("Planner")
    CLERK = "clerk", _("Clerk")
    MODERATOR = "moderator", _("Moderator")
    COORDINATOR = "coordinator", _("Participation coordinator")
    BOARD = "board", _("Area board member")
    SECRETARY = "secretary", _("Board secretary")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Auditor")


class Membership(models.Model):
    """One role of one user in one town, perhaps for one body or one area, from a day until a day (exclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="memberships")
    area = models.ForeignKey("geo.Area", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(default=timezone.localdate)
    valid_to = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality", "role", "body", "area"],
                condition=Q(valid_to=None),
                nulls_distinct=False,
                name="one_open_membership",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="membership_has_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.municipality_id}"

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None


class Private(models.TextChoices):
    """The two things that a town does not show its boards unless it says so."""

    CONTACT = "contact", _("Contact data")
    UNPUBLISHED = "unpublished", _("Unpublished messages")


class Grant(models.Model):
    """A town lets the members of a body (or all holders of a role) see something private. Each look is logged."""

    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="grants")
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="grants")
    role = models.CharField(max_length=12, choices=Role, default=Role.BOARD)
    what = models.CharField(max_length=12, choices=Private)
    reason = models.TextField(blank=True)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "body", "role", "what"], nulls_distinct=False, name="one_grant"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.what}"


class AccessLog(models.Model):
    """Who looked at what private thing, when and why. Rows are added and never changed; users are never deleted."""

    municipality = models.ForeignKey("geo.Municipality", models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role)
    what = models.CharField(max_length=12, choices=Private)
    subject = models.CharField(max_length=120)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["municipality", "-at"], name="accesslog_newest")]

    def __str__(self) -> str:
        return f"{self.at} {self.user_id} {self.subject}"


class StaffChange(models.Model):
    """Who gave or took which right, and when. Rows are added and never changed; `by` is empty for the command line."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        ROLE_GIVEN = "role_given", _("Role given")
        ROLE_ENDED = "role_ended", _("Role ended")
        GRANT_GIVEN = "grant_given", _("Right to see given")
        GRANT_ENDED = "grant_ended", _("Right to see ended")
        TOKEN_MADE = "token_made", _("Token made")
        TOKEN_ENDED = "token_ended", _("Token withdrawn")

    municipality = models.ForeignKey("geo.Municipality", models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    role = models.CharField(max_length=12, choices=Role)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["municipality", "-at"], name="staffchange_newest")]

    def __str__(self) -> str:
        return f"{self.at} {self.kind} {self.user_id}"


class Scope(models.TextChoices):
    """What a token may be used for, of what its user may do. A route that takes tokens names one of these."""

    READ = "messages.read", _("Read messages at the desk, unpublished ones too")
    WRITE = "messages.write", _("Handle messages: answer, change state, hand on")
    ENTER = "messages.enter", _("Enter messages that came by phone, on paper or at a desk")
    EXACT = "coverage.exact", _("Read exact numbers of participation")
    WEBHOOKS = "webhooks", _("Manage webhooks")


class ApiToken(models.Model):
    """A key that lets a program act for a user in one town, for some purposes. Only its hash is kept."""

    municipality = models.ForeignKey("geo.Municipality", models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    digest = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=80)
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    last_used_on = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_a_purpose")]

    def __str__(self) -> str:
        return self.label
