"""Plans (kaavat), their versions, and what belongs to each: drawn objects, documents, drawings, impacts."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.gis.db import models as gis
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Body
from geo.ids import new_public_id
from geo.languages import text_in
from geo.models import SRID, Municipality
from participation.models import Process
from zoning.codes import Lifecycle, PlanKind
from zoning.querysets import DocumentQuerySet, PlanQuerySet, PublishableQuerySet


class Plan(models.Model):
    """A plan matter from its initiative to its force: the registry's row. Statements and hearings point here."""

    class Initiator(models.TextChoices):
        TOWN = "town", _("The town")
        LANDOWNER = "landowner", _("A landowner")
        OTHER = "other", _("Somebody else")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    slug = models.SlugField(max_length=80, help_text="its address")
    permanent_identifier = models.CharField(max_length=60, blank=True, help_text="national (pysyvä kaavatunnus)")
    kind = models.CharField(max_length=6, choices=PlanKind)
    state = models.CharField(max_length=2, choices=Lifecycle, default=Lifecycle.INITIATIVE)
    names = models.JSONField(default=dict)
    summary = models.JSONField(default=dict, blank=True, help_text="by language: what is planned and why, plainly")
    case_number = models.CharField(max_length=60, blank=True, help_text="of the town's registry (diaarinumero)")
    initiator = models.CharField(max_length=10, choices=Initiator, default=Initiator.TOWN)
    initiator_name = models.CharField(max_length=200, blank=True, help_text="a company or authority, never a person")
    planner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.JSONField(default=dict, blank=True, help_text="by language: whom to ask, as it is published")
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+")
    is_minor = models.BooleanField(default=False, help_text="a change of a local detailed plan of minor effect")
    initiated_on = models.DateField(null=True, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    in_force_on = models.DateField(null=True, blank=True)
    geom = gis.MultiPolygonField(srid=SRID, null=True, blank=True, help_text="the area it is about")
    national = models.JSONField(default=dict, blank=True, help_text="what a national message held that has no field")
    import_key = models.BinaryField(null=True, blank=True)
    content_hash = models.BinaryField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="null: only staff see it")
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="grows with each change: its ETag")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now(), help_text="when what is published of it changed last")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-initiated_on", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="zoning_plan_slug_once"),
            models.UniqueConstraint(
                fields=["municipality", "permanent_identifier"],
                name="zoning_plan_identifier_once",
                condition=~Q(permanent_identifier=""),
            ),
            models.UniqueConstraint(
                fields=["municipality", "import_key"],
                name="zoning_plan_import_once",
                condition=Q(import_key__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.slug


class PlanPhase(models.Model):
    """A step of a plan's life: the state it came to, by which handling or decision. Rows are added, never changed."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="phases")
    key = models.UUIDField(default=uuid.uuid4, help_text="planMatterPhaseKey")
    state = models.CharField(max_length=2, choices=Lifecycle)
    handling = models.CharField(max_length=3, blank=True, help_text="kaavakastap: what was done")
    decision = models.CharField(max_length=3, blank=True, help_text="kaavpaatnimi: what was decided")
    decided_by = models.JSONField(default=dict, blank=True, help_text="{type, names}")
    on = models.DateField(help_text="the day of the step")
    note = models.JSONField(default=dict, blank=True, help_text="by language, published")
    geom = gis.MultiPolygonField(srid=SRID, null=True, blank=True)
    national = models.JSONField(default=dict, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="zoning_phase_key_once")]

    def __str__(self) -> str:
        return f"{self.state} {self.on}"


class PlanVersion(models.Model):
    """What the plan looked like at a stage: the scheme's area, a draft option A or B, a proposal, what was approved."""

    class Stage(models.TextChoices):
        SCHEME = "oas", _("Participation and assessment scheme")
        DRAFT = "draft", _("Draft")
        PROPOSAL = "proposal", _("Plan proposal")
        CHANGED_PROPOSAL = "changed_proposal", _("Changed plan proposal")
        APPROVED = "approved", _("Approved plan")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="versions")
    stage = models.CharField(max_length=20, choices=Stage)
    option = models.CharField(max_length=2, blank=True, help_text="A, B, … where a draft has options")
    number = models.PositiveSmallIntegerField(default=1, help_text="when a stage came again")
    names = models.JSONField(default=dict, blank=True)
    texts = models.JSONField(default=dict, blank=True, help_text="by language: the description")
    dated_on = models.DateField(null=True, blank=True)
    geom = gis.MultiPolygonField(srid=SRID, null=True, blank=True)
    picture = models.CharField(max_length=60, blank=True, help_text="its file")
    picture_sha256 = models.BinaryField(max_length=32, null=True, blank=True)
    picture_alt = models.JSONField(default=dict, blank=True)
    national = models.JSONField(default=dict, blank=True, help_text="the national message it came from, as it was")
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "stage", "option", "number"], name="zoning_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.option}{self.number}"

    def name(self, language: str) -> str:
        return text_in(self.names, language) or f"{self.get_stage_display()} {self.option}".strip()


class PlanObject(models.Model):
    """One drawn object of a version: an area, a line or a point, in a layer, with its code (such as AK, VP)."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="objects_drawn")
    layer = models.CharField(max_length=60)
    key = models.CharField(max_length=80, help_text="of the object in its file: the same object in another version")
    code = models.CharField(max_length=40, blank=True)
    names = models.JSONField(default=dict, blank=True)
    properties = models.JSONField(default=dict, blank=True)
    geom = gis.GeometryField(srid=SRID)

    class Meta:
        ordering = ["layer", "key"]
        constraints = [models.UniqueConstraint(fields=["version", "layer", "key"], name="zoning_object_once")]

    def __str__(self) -> str:
        return f"{self.layer} {self.key}"


class PlanDocument(models.Model):
    """A document of a plan or of one version; code lists as the national system wants them."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="documents")
    version = models.ForeignKey(PlanVersion, models.CASCADE, null=True, blank=True, related_name="documents")
    key = models.UUIDField(default=uuid.uuid4, help_text="attachmentDocumentKey")
    identifier = models.CharField(max_length=80, blank=True, help_text="of the town's registry")
    type = models.CharField(max_length=6, help_text="code of the national list of documents")
    names = models.JSONField(default=dict)
    language = models.CharField(max_length=10, default="fi")
    dated_on = models.DateField()
    is_accessible = models.BooleanField(default=False)
    publicity = models.CharField(max_length=2, default="1", help_text="category_of_publicity; 1 is public")
    personal_data = models.CharField(max_length=2, default="1", help_text="personal_data_content; 1 is none")
    retention = models.CharField(max_length=8, default="01", help_text="retention_time; 01 is for ever")
    file = models.CharField(max_length=60)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["dated_on", "id"]

    def __str__(self) -> str:
        return self.file_name

    def name(self, language: str) -> str:
        return text_in(self.names, language) or self.file_name


class PlanDrawing(models.Model):
    """A plan drawing laid over the map: a GeoTIFF, or a picture with its four corners; cut into tiles here."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        CUTTING = "cutting", _("Being cut")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="drawings")
    file = models.CharField(max_length=60)
    sha256 = models.BinaryField(max_length=32)
    corners = gis.PolygonField(srid=SRID, null=True, blank=True, help_text="top left, top right, bottom right, left")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    message = models.CharField(max_length=300, blank=True)
    zoom_from = models.PositiveSmallIntegerField(null=True, blank=True)
    zoom_to = models.PositiveSmallIntegerField(null=True, blank=True)
    tiles = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.public_id


class DrawingTile(models.Model):
    """Derived: one tile of a drawing."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    drawing = models.ForeignKey(PlanDrawing, models.CASCADE, related_name="+", db_index=False)
    grid = models.CharField(max_length=20, help_text="tile matrix set")
    z = models.PositiveSmallIntegerField()
    x = models.PositiveIntegerField()
    y = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["drawing", "grid", "z", "x", "y"], name="zoning_tile_once")]


class ImpactAssessment(models.Model):
    """An assessment of a plan's impacts, with the area it is about and who lives there."""

    class Kind(models.TextChoices):
        CHILDREN = "children", _("Impacts on children")
        PEOPLE = "people", _("Impacts on people")
        EX_ANTE = "ex_ante", _("Impacts assessed before the decision")
        OTHER = "other", _("Other impacts")

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    public_id = models.CharField(max_length=22, default=new_public_id, unique=True)
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="impacts")
    kind = models.CharField(max_length=10, choices=Kind)
    names = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    document = models.ForeignKey(PlanDocument, models.SET_NULL, null=True, blank=True, related_name="+")
    geom = gis.MultiPolygonField(srid=SRID, null=True, blank=True, help_text="null: the plan's own area")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PublishableQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.public_id
