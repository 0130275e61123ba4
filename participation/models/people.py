"""Participants are pseudonymous persons; where they live is kept apart from where their pins are."""

from __future__ import annotations

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.contrib.gis.geos import Point
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import SRID, Area, AreaSet, GridCell, Municipality, Place
from participation.querysets import EventQuerySet


class Channel(models.TextChoices):
    """How an input came in (kanava)."""

    WEB = "web", _("Web")
    PHONE = "phone", _("Phone")
    DESK = "desk", _("Service desk")
    PAPER = "paper", _("Paper form")
    EVENT = "event", _("Event")
    SCHOOL = "school", _("School")
    OPEN311 = "open311", _("Another service")


class AgeBand(models.TextChoices):
    """Unions of Paavo's age bands, so that numerators and denominators match."""

    AGE_0_12 = "0-12", _("0–12 years")
    AGE_13_17 = "13-17", _("13–17 years")
    AGE_18_29 = "18-29", _("18–29 years")
    AGE_30_44 = "30-44", _("30–44 years")
    AGE_45_64 = "45-64", _("45–64 years")
    AGE_65_74 = "65-74", _("65–74 years")
    AGE_75 = "75+", _("75 years or more")


class ResidentType(models.TextChoices):
    """What ties a person to the area they name as home."""

    PERMANENT = "permanent", _("I live here")
    SEASONAL = "seasonal", _("I have a holiday home here")
    WORK = "work", _("I work or go to school here")
    OTHER = "other", _("Something else")


class FormOfParticipation(models.TextChoices):
    """The forms of the towns' programmes (tieto-, suunnittelu-, päätös-, toiminta-, arviointiosallisuus)."""

    INFORMATION = "information", _("Getting information")
    PLANNING = "planning", _("Planning together")
    DECISION = "decision", _("Taking part in decisions")
    ACTION = "action", _("Doing together")
    EVALUATION = "evaluation", _("Evaluating")


class Participant(models.Model):
    """A pseudonymous person (osallistuja): the unit of engagement, however many pins they place."""

    class Identity(models.TextChoices):
        LOGIN = "login", "signed in"
        EMAIL = "email", "verified e-mail"
        TOKEN = "token", "random token of a browser or client"
        STAFF = "staff", "named by staff who entered the input"
        SHARED = "shared", "one entry on a shared device"
        IMPORT = "import", "named by an imported file"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id)
    identity = models.CharField(max_length=10, choices=Identity, default=Identity.TOKEN)
    token_hash = models.BinaryField(null=True, blank=True, help_text="sha-256 of the token")
    import_key = models.BinaryField(null=True, blank=True, help_text="keyed hash of the name in an imported file")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    is_test = models.BooleanField(default=False, help_text="staff trying things out; never counted")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "token_hash"], name="participation_token_once_in_a_town"),
            models.UniqueConstraint(fields=["public_id"], name="participation_participant_public_id"),
            # Most have neither of these: an index of those alone costs the others nothing
            models.UniqueConstraint(
                fields=["municipality", "import_key"],
                name="participation_import_once_in_a_town",
                condition=Q(import_key__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "municipality"],
                name="participation_user_once_in_a_town",
                condition=Q(user__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["merged_into"], name="participation_merged", condition=Q(merged_into__isnull=False))
        ]


class ParticipantHome(models.Model):
    """Where a participant said they live, from a moment on. A tap on the map is kept as a 1 km cell, never a point."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="homes")
    valid_from = models.DateTimeField()
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    cell = models.ForeignKey(GridCell, models.PROTECT, null=True, blank=True, related_name="+")
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True)
    resident_type = models.CharField(max_length=10, choices=ResidentType, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "valid_from"], name="participation_one_home_at_a_time"),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(cell__isnull=True), name="participation_home_is_an_area_or_a_cell"
            ),
        ]


class HomeAssignment(models.Model):
    """Derived: the area of each set in which a home lies; no area means unknown at that level."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    home = models.ForeignKey(ParticipantHome, models.CASCADE, related_name="assignments")
    area_set = models.ForeignKey(AreaSet, models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home", "area_set"], name="participation_one_area_in_a_set")]
        indexes = [models.Index(fields=["area", "home"], name="participation_home_area")]


class Process(models.Model):
    """A consultation (osallistumisprosessi): its question, dates and owner, and what it can change."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="processes")
    slug = models.SlugField(max_length=80)
    title = models.JSONField(default=dict)
    question = models.JSONField(default=dict)
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="+")
    opens_on = models.DateField()
    closes_on = models.DateField(null=True, blank=True, help_text="the last day")
    owner = models.ForeignKey("accounts.Body", models.PROTECT, null=True, blank=True, related_name="+")
    themes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    forms = ArrayField(models.CharField(max_length=20, choices=FormOfParticipation), default=list, blank=True)
    who_decides = models.JSONField(default=dict)
    when_decided = models.JSONField(default=dict)
    can_change = models.JSONField(default=dict)
    is_fixed = models.JSONField(default=dict)
    is_public = models.BooleanField(default=True)

    class Meta:
        ordering = ["-opens_on", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="participation_process_slug_once"),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=models.F("opens_on")),
                name="participation_process_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        return text_in(self.title, language) or self.slug


class Event(models.Model):
    """A meeting, a workshop, a working party (tilaisuus, talkoot) whose inputs and attendance count."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting of residents")
        WORKSHOP = "workshop", _("Workshop")
        WALK = "walk", _("Walk through the area")
        WORKING_PARTY = "working_party", _("Working party")
        VISIT = "visit", _("We come to you")
        OTHER = "other", _("Other event")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="events")
    code = models.SlugField(max_length=80)
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.MEETING)
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True, help_text="what is done, what to bring, by language")
    process = models.ForeignKey(Process, models.SET_NULL, null=True, blank=True, related_name="events")
    place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    point = gis.PointField(srid=SRID, null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    organiser = models.CharField(max_length=200, blank=True)
    website = models.URLField(blank=True, help_text="where one takes part from afar, or reads more")
    takes_sign_ups = models.BooleanField(default=False)
    most_people = models.PositiveIntegerField(null=True, blank=True, help_text="how many may sign up")
    is_public = models.BooleanField(default=True, help_text="false: a draft that only the desk sees")
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_why = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="participation_event_code_once"),
            models.CheckConstraint(
                condition=Q(most_people__isnull=True) | Q(most_people__gte=1), name="participation_event_for_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.code

    @property
    def where(self) -> Point | None:
        """Its own point, else its place's."""
        return self.point or (self.place.point if self.place else None)


class Attendance(models.Model):
    """Who came: one participant, or a headcount by home area, age band and resident type, and how it is known."""

    class Basis(models.TextChoices):
        SIGNED = "signed", _("a list that people signed")
        COUNTED = "counted", _("heads counted at the door")
        ASKED = "asked", _("a show of hands")
        ESTIMATED = "estimated", _("an estimate of the organiser")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="attendance")
    participant = models.ForeignKey(Participant, models.CASCADE, null=True, blank=True, related_name="attendance")
    headcount = models.PositiveIntegerField(default=1)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+")
    age_band = models.CharField(max_length=5, choices=AgeBand, blank=True)
    resident_type = models.CharField(max_length=10, choices=ResidentType, blank=True)
    basis = models.CharField(max_length=10, choices=Basis)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | Q(headcount=1), name="participation_a_person_counts_as_one"
            ),
            models.UniqueConstraint(fields=["event", "participant"], name="participation_a_person_attends_once"),
        ]


class EventSignUp(models.Model):
    """That somebody means to come to an event: a name and an address if they want to give them, kept a short while.

    Their own link takes it back; of its key only a hash is kept. Who came is Attendance, kept apart.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    event = models.ForeignKey(Event, models.CASCADE, related_name="sign_ups")
    participant = models.ForeignKey(Participant, models.SET_NULL, null=True, blank=True, related_name="+")
    people = models.PositiveSmallIntegerField(default=1, help_text="with those who come along")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, default="fi")
    key_hash = models.BinaryField(max_length=32, help_text="sha-256 of the key in their own link")
    signed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attendance = models.ForeignKey(
        Attendance, models.SET_NULL, null=True, blank=True, related_name="+", help_text="they came"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "key_hash"], name="participation_sign_up_key"),
            models.CheckConstraint(condition=Q(people__gte=1), name="participation_sign_up_of_somebody"),
        ]

    def __str__(self) -> str:
        return self.public_id


class ServiceFeedback(models.Model):
    """Feedback on the accessibility of the service itself, which the law wants answered within 14 days (306/2019)."""

    ANSWER_WITHIN_DAYS = 14

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    text = models.TextField(max_length=5_000)
    page = models.CharField(max_length=300, blank=True, help_text="the page it is about, in the sender's words")
    email = models.EmailField(blank=True, help_text="where the answer goes, if the sender wants one")
    received_at = models.DateTimeField()
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["municipality", "due_on"], name="participation_feedback_due")]
