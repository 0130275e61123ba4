"""Plans, hearings, statements, replies."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import geo.ids
import uuid
from django.conf import settings
from django.db import migrations, models
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    initial = True

    dependencies = [
        ("accounts", "0003_owners_of_messages"),
        ("geo", "0002_current_town"),
        ("participation", "0005_following"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("key", models.UUIDField(default=uuid.uuid4, help_text="interactionEventKey")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("oas", "Participation and assessment scheme on display"),
                            ("preparation", "Preparation material on display"),
                            ("proposal", "Plan proposal on display"),
                            ("changed_proposal", "Changed plan proposal on display"),
                            ("street_plan", "Street plan on display"),
                            ("other", "Other hearing"),
                        ],
                        max_length=20,
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                (
                    "office",
                    models.JSONField(
                        blank=True, default=dict, help_text="by language: where the papers are and its hours"
                    ),
                ),
                (
                    "office_closes",
                    models.TimeField(blank=True, help_text="on the last day; null: no office takes them", null=True),
                ),
                ("postal_address", models.CharField(blank=True, max_length=300)),
                ("email", models.EmailField(blank=True, help_text="the registry's own (kirjaamo)", max_length=254)),
                (
                    "notice",
                    models.JSONField(blank=True, default=dict, help_text="by language: what was published (kuulutus)"),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_why", models.JSONField(blank=True, default=dict)),
                ("national", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "ordering": ["first_day", "id"],
            },
        ),
        migrations.CreateModel(
            name="HearingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.JSONField(default=dict, help_text="by language, published")),
                ("notice", models.JSONField(default=dict, help_text="by language: the notice of the change")),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="zoning.hearing"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("note", models.JSONField(blank=True, default=dict, help_text="by language")),
                ("entered_at", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="outages", to="geo.municipality"
                    ),
                ),
            ],
            options={
                "ordering": ["-began_at"],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("slug", models.SlugField(help_text="its address", max_length=80)),
                (
                    "permanent_identifier",
                    models.CharField(blank=True, help_text="national (pysyvä kaavatunnus)", max_length=60),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("11", "Regional plan"),
                            ("12", "Staged regional plan"),
                            ("21", "Master plan"),
                            ("22", "Staged master plan"),
                            ("23", "Partial master plan"),
                            ("24", "Joint master plan of municipalities"),
                            ("25", "Underground master plan"),
                            ("31", "Local detailed plan"),
                            ("32", "Staged local detailed plan"),
                            ("33", "Shore plan"),
                            ("34", "Staged shore plan"),
                            ("35", "Underground local detailed plan"),
                            ("39", "Local detailed plan with indicative plot division"),
                            ("street", "Street plan"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("01", "Planning initiative"),
                            ("02", "Pending"),
                            ("03", "Preparation"),
                            ("04", "Plan proposal"),
                            ("05", "Changed plan proposal"),
                            ("06", "Approved"),
                            ("07", "Under a rectification reminder"),
                            ("08", "Under appeal"),
                            ("09", "Under a rectification reminder and under appeal"),
                            ("10", "Partly in force"),
                            ("11", "In force before it is final"),
                            ("12", "Final"),
                            ("13", "In force"),
                            ("14", "Repealed"),
                            ("15", "Lapsed"),
                            ("16", "Rejected"),
                            ("17", "Interrupted"),
                        ],
                        default="01",
                        max_length=2,
                    ),
                ),
                ("names", models.JSONField(default=dict)),
                (
                    "summary",
                    models.JSONField(
                        blank=True, default=dict, help_text="by language: what is planned and why, plainly"
                    ),
                ),
                (
                    "case_number",
                    models.CharField(blank=True, help_text="of the town's registry (diaarinumero)", max_length=60),
                ),
                (
                    "initiator",
                    models.CharField(
                        choices=[("town", "The town"), ("landowner", "A landowner"), ("other", "Somebody else")],
                        default="town",
                        max_length=10,
                    ),
                ),
                (
                    "initiator_name",
                    models.CharField(blank=True, help_text="a company or authority, never a person", max_length=200),
                ),
                (
                    "contact",
                    models.JSONField(
                        blank=True, default=dict, help_text="by language: whom to ask, as it is published"
                    ),
                ),
                (
                    "is_minor",
                    models.BooleanField(default=False, help_text="a change of a local detailed plan of minor effect"),
                ),
                ("initiated_on", models.DateField(blank=True, null=True)),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("in_force_on", models.DateField(blank=True, null=True)),
                (
                    "geom",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        blank=True, help_text="the area it is about", null=True, srid=3067
                    ),
                ),
                (
                    "national",
                    models.JSONField(
                        blank=True, default=dict, help_text="what a national message held that has no field"
                    ),
                ),
                ("import_key", models.BinaryField(blank=True, null=True)),
                ("content_hash", models.BinaryField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, help_text="null: only staff see it", null=True)),
                (
                    "version",
                    models.PositiveIntegerField(db_default=1, default=1, help_text="grows with each change: its ETag"),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.body",
                    ),
                ),
                (
                    "planner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participation.process",
                    ),
                ),
            ],
            options={
                "ordering": ["-initiated_on", "slug"],
            },
        ),
        migrations.CreateModel(
            name="ParticipationScheme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("purpose", models.JSONField(blank=True, default=dict, help_text="what is planned and what for")),
                ("area", models.JSONField(blank=True, default=dict, help_text="the area and its surroundings")),
                (
                    "background",
                    models.JSONField(blank=True, default=dict, help_text="earlier plans, reports and decisions"),
                ),
                ("parties", models.JSONField(blank=True, default=list)),
                ("methods", models.JSONField(blank=True, default=list)),
                ("impacts", models.JSONField(blank=True, default=list)),
                ("contacts", models.JSONField(blank=True, default=list)),
                ("timetable", models.JSONField(blank=True, default=list)),
                ("changes", models.JSONField(blank=True, default=dict, help_text="what is new in this version")),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schemes", to="zoning.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Landowner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("property_code", models.CharField(blank=True, help_text="kiinteistötunnus", max_length=30)),
                ("name", models.CharField(max_length=200)),
                ("street", models.CharField(blank=True, max_length=200)),
                ("postcode", models.CharField(blank=True, max_length=20)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("country", models.CharField(blank=True, max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="fi", max_length=10)),
                ("import_key", models.BinaryField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="landowners", to="zoning.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="HearingMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, help_text="interactionEventKey")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="participation.event"
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="meetings",
                        to="zoning.hearing",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="meetings", to="zoning.plan"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="hearing",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="zoning.plan"
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decided_on", models.DateField()),
                (
                    "decided_by",
                    models.JSONField(default=dict, help_text="by language: who decided, and where in its minutes"),
                ),
                ("unanswered", models.JSONField(default=list, help_text="receipt codes of objections without a reply")),
                ("override_reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="zoning.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("key", models.UUIDField(default=uuid.uuid4, help_text="attachmentDocumentKey")),
                ("identifier", models.CharField(blank=True, help_text="of the town's registry", max_length=80)),
                ("type", models.CharField(help_text="code of the national list of documents", max_length=6)),
                ("names", models.JSONField(default=dict)),
                ("language", models.CharField(default="fi", max_length=10)),
                ("dated_on", models.DateField()),
                ("is_accessible", models.BooleanField(default=False)),
                (
                    "publicity",
                    models.CharField(default="1", help_text="category_of_publicity; 1 is public", max_length=2),
                ),
                (
                    "personal_data",
                    models.CharField(default="1", help_text="personal_data_content; 1 is none", max_length=2),
                ),
                ("retention", models.CharField(default="01", help_text="retention_time; 01 is for ever", max_length=8)),
                ("file", models.CharField(max_length=60)),
                ("file_name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="zoning.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["dated_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ImpactAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("children", "Impacts on children"),
                            ("people", "Impacts on people"),
                            ("ex_ante", "Impacts assessed before the decision"),
                            ("other", "Other impacts"),
                        ],
                        max_length=10,
                    ),
                ),
                ("names", models.JSONField(default=dict)),
                ("texts", models.JSONField(blank=True, default=dict)),
                (
                    "geom",
                    django.contrib.gis.db.models.fields.MultiPolygonField(
                        blank=True, help_text="null: the plan's own area", null=True, srid=3067
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="impacts", to="zoning.plan"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="zoning.plandocument",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanDrawing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("file", models.CharField(max_length=60)),
                ("sha256", models.BinaryField(max_length=32)),
                (
                    "corners",
                    django.contrib.gis.db.models.fields.PolygonField(
                        blank=True, help_text="top left, top right, bottom right, left", null=True, srid=3067
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("cutting", "Being cut"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("message", models.CharField(blank=True, max_length=300)),
                ("zoom_from", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("zoom_to", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("tiles", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DrawingTile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grid", models.CharField(help_text="tile matrix set", max_length=20)),
                ("z", models.PositiveSmallIntegerField()),
                ("x", models.PositiveIntegerField()),
                ("y", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "drawing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="zoning.plandrawing",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanPhase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, help_text="planMatterPhaseKey")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("01", "Planning initiative"),
                            ("02", "Pending"),
                            ("03", "Preparation"),
                            ("04", "Plan proposal"),
                            ("05", "Changed plan proposal"),
                            ("06", "Approved"),
                            ("07", "Under a rectification reminder"),
                            ("08", "Under appeal"),
                            ("09", "Under a rectification reminder and under appeal"),
                            ("10", "Partly in force"),
                            ("11", "In force before it is final"),
                            ("12", "Final"),
                            ("13", "In force"),
                            ("14", "Repealed"),
                            ("15", "Lapsed"),
                            ("16", "Rejected"),
                            ("17", "Interrupted"),
                        ],
                        max_length=2,
                    ),
                ),
                ("handling", models.CharField(blank=True, help_text="kaavakastap: what was done", max_length=3)),
                ("decision", models.CharField(blank=True, help_text="kaavpaatnimi: what was decided", max_length=3)),
                ("decided_by", models.JSONField(blank=True, default=dict, help_text="{type, names}")),
                ("on", models.DateField(help_text="the day of the step")),
                ("note", models.JSONField(blank=True, default=dict, help_text="by language, published")),
                ("geom", django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, srid=3067)),
                ("national", models.JSONField(blank=True, default=dict)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="phases", to="zoning.plan"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("oas", "Participation and assessment scheme"),
                            ("draft", "Draft"),
                            ("proposal", "Plan proposal"),
                            ("changed_proposal", "Changed plan proposal"),
                            ("approved", "Approved plan"),
                        ],
                        max_length=20,
                    ),
                ),
                ("option", models.CharField(blank=True, help_text="A, B, … where a draft has options", max_length=2)),
                ("number", models.PositiveSmallIntegerField(default=1, help_text="when a stage came again")),
                ("names", models.JSONField(blank=True, default=dict)),
                ("texts", models.JSONField(blank=True, default=dict, help_text="by language: the description")),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("geom", django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, srid=3067)),
                ("picture", models.CharField(blank=True, help_text="its file", max_length=60)),
                ("picture_sha256", models.BinaryField(blank=True, max_length=32, null=True)),
                ("picture_alt", models.JSONField(blank=True, default=dict)),
                (
                    "national",
                    models.JSONField(
                        blank=True, default=dict, help_text="the national message it came from, as it was"
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="zoning.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="PlanObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=60)),
                (
                    "key",
                    models.CharField(
                        help_text="of the object in its file: the same object in another version", max_length=80
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("names", models.JSONField(blank=True, default=dict)),
                ("properties", models.JSONField(blank=True, default=dict)),
                ("geom", django.contrib.gis.db.models.fields.GeometryField(srid=3067)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objects_drawn",
                        to="zoning.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["layer", "key"],
            },
        ),
        migrations.AddField(
            model_name="plandrawing",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="drawings", to="zoning.planversion"
            ),
        ),
        migrations.AddField(
            model_name="plandocument",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="documents",
                to="zoning.planversion",
            ),
        ),
        migrations.CreateModel(
            name="HearingVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="on_display", to="zoning.hearing"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="zoning.planversion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedPlan",
            fields=[
                ("plan_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                ("slug", models.SlugField(max_length=80)),
                ("permanent_identifier", models.CharField(blank=True, max_length=60)),
                ("case_number", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("11", "Regional plan"),
                            ("12", "Staged regional plan"),
                            ("21", "Master plan"),
                            ("22", "Staged master plan"),
                            ("23", "Partial master plan"),
                            ("24", "Joint master plan of municipalities"),
                            ("25", "Underground master plan"),
                            ("31", "Local detailed plan"),
                            ("32", "Staged local detailed plan"),
                            ("33", "Shore plan"),
                            ("34", "Staged shore plan"),
                            ("35", "Underground local detailed plan"),
                            ("39", "Local detailed plan with indicative plot division"),
                            ("street", "Street plan"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("01", "Planning initiative"),
                            ("02", "Pending"),
                            ("03", "Preparation"),
                            ("04", "Plan proposal"),
                            ("05", "Changed plan proposal"),
                            ("06", "Approved"),
                            ("07", "Under a rectification reminder"),
                            ("08", "Under appeal"),
                            ("09", "Under a rectification reminder and under appeal"),
                            ("10", "Partly in force"),
                            ("11", "In force before it is final"),
                            ("12", "Final"),
                            ("13", "In force"),
                            ("14", "Repealed"),
                            ("15", "Lapsed"),
                            ("16", "Rejected"),
                            ("17", "Interrupted"),
                        ],
                        max_length=2,
                    ),
                ),
                ("names", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("stage", models.CharField(blank=True, help_text="of the version whose area this is", max_length=20)),
                (
                    "geom",
                    django.contrib.gis.db.models.fields.MultiPolygonField(null=True, spatial_index=False, srid=3067),
                ),
                ("area_m2", models.FloatField(null=True)),
                ("initiated_on", models.DateField(null=True)),
                ("approved_on", models.DateField(null=True)),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedHearing",
            fields=[
                ("hearing_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("public_id", models.CharField(max_length=22, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("oas", "Participation and assessment scheme on display"),
                            ("preparation", "Preparation material on display"),
                            ("proposal", "Plan proposal on display"),
                            ("changed_proposal", "Changed plan proposal on display"),
                            ("street_plan", "Street plan on display"),
                            ("other", "Other hearing"),
                        ],
                        max_length=20,
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("notice", models.JSONField(default=dict)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField()),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hearings",
                        to="zoning.publishedplan",
                    ),
                ),
            ],
            options={
                "ordering": ["first_day", "hearing_id"],
            },
        ),
        migrations.CreateModel(
            name="PublishedPlanPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("geom", django.contrib.gis.db.models.fields.PolygonField(spatial_index=False, srid=3067)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="zoning.publishedplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PublishedStatement",
            fields=[
                ("statement_id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opinion", "Opinion"),
                            ("objection", "Objection"),
                            ("official", "Official statement"),
                        ],
                        max_length=10,
                    ),
                ),
                ("themes", models.JSONField(default=list, help_text="public ids")),
                (
                    "geom",
                    django.contrib.gis.db.models.fields.GeometryField(
                        help_text="inside the plan, to the nearest 100 metres", spatial_index=False, srid=3067
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="zoning.publishedplan",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("number", models.PositiveBigIntegerField(help_text="in the town's chain: 1, 2, 3, … without gaps")),
                (
                    "receipt_code",
                    models.CharField(help_text="vastaanottotunnus: can be said on the phone", max_length=20),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opinion", "Opinion"),
                            ("objection", "Objection"),
                            ("official", "Official statement"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "sender",
                    models.CharField(
                        choices=[
                            ("person", "A private person"),
                            ("company", "A company"),
                            ("association", "An association"),
                            ("authority", "An authority"),
                            ("body", "A council or board of the town"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("web", "Web"), ("email", "E-mail"), ("paper", "Paper"), ("desk", "Service desk")],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="fi", max_length=10)),
                ("received_at", models.DateTimeField(help_text="by town_clock(), whatever is given")),
                (
                    "arrived_at",
                    models.DateTimeField(
                        blank=True, help_text="of paper and e-mail, as the registry noted it", null=True
                    ),
                ),
                ("arrived_where", models.CharField(blank=True, max_length=200)),
                (
                    "claimed_sent_at",
                    models.DateTimeField(blank=True, help_text="what the sender's device says", null=True),
                ),
                (
                    "in_outage",
                    models.BooleanField(default=False, help_text="claimed sending time falls in a known outage"),
                ),
                (
                    "deadline",
                    models.DateTimeField(blank=True, help_text="the instant before which it had to be here", null=True),
                ),
                ("is_late", models.BooleanField(help_text="by the database, from the two above")),
                (
                    "geom",
                    django.contrib.gis.db.models.fields.GeometryField(
                        blank=True, null=True, spatial_index=False, srid=3067
                    ),
                ),
                (
                    "from_pin",
                    models.CharField(blank=True, help_text="public id of the message it was made from", max_length=22),
                ),
                ("wants_position", models.BooleanField(default=False, help_text="Haluan kannanoton")),
                ("wants_approval_notice", models.BooleanField(default=False, help_text="Haluan tiedon hyväksymisestä")),
                (
                    "content_hash",
                    models.BinaryField(help_text="sha256(salt ‖ payload) of the sealed content", max_length=32),
                ),
                ("sender_hash", models.BinaryField(help_text="the same of the sealed sender", max_length=32)),
                ("previous_hash", models.BinaryField(max_length=32)),
                ("chain_hash", models.BinaryField(max_length=32)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="zoning.hearing",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="zoning.plan"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="zoning.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="SealedPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(choices=[("content", "Content"), ("sender", "Sender")], max_length=8)),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("payload", models.TextField(null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("erased_by_rule", models.CharField(blank=True, max_length=200)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        help_text="with the sender alone",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="participation.participant",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="zoning.statement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("position", "Reasoned position"), ("approval", "Notice of approval")], max_length=10
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("method", models.CharField(choices=[("email", "By e-mail"), ("post", "By post")], max_length=6)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="positions", to="zoning.statement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementAttachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("file", models.CharField(blank=True, help_text="empty when erased", max_length=60)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="zoning.statement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt sent"),
                            ("case_number", "Number of the registry"),
                            ("handed_over", "Handed over to the registry"),
                            ("hand_over_failed", "Hand-over failed"),
                            ("judged", "Judged to be something else"),
                            ("withdrawn", "Withdrawn by its sender"),
                            ("added", "Completed by its sender"),
                            ("transferred", "Passed on to another authority"),
                            ("position", "Reasoned position sent"),
                            ("approval", "Notice of approval sent"),
                            ("note", "Note inside the house"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(help_text="by town_clock()")),
                (
                    "detail",
                    models.JSONField(
                        blank=True, default=dict, help_text="what the kind needs: codes, never personal data"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="zoning.statement"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StatementRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("key", models.UUIDField(default=uuid.uuid4, help_text="interactionEventKey")),
                ("name", models.CharField(help_text="of the body that is asked", max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="fi", max_length=10)),
                ("text", models.TextField(blank=True, help_text="what is asked")),
                ("asked_at", models.DateTimeField(blank=True, help_text="when it was sent; null: not yet", null=True)),
                ("due_on", models.DateField(help_text="the last day, by itself: not the hearing's")),
                (
                    "token_hash",
                    models.BinaryField(help_text="sha-256 of the key in the body's own link", max_length=32, null=True),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("declined_at", models.DateTimeField(blank=True, help_text="it said that it gives none", null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.body",
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="requests",
                        to="zoning.hearing",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="zoning.plan"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "name"],
            },
        ),
        migrations.AddField(
            model_name="statement",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="zoning.statementrequest",
            ),
        ),
        migrations.CreateModel(
            name="Theme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("names", models.JSONField(default=dict)),
                (
                    "summary",
                    models.JSONField(
                        blank=True, default=dict, help_text="by language: what was said, masked, published"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                (
                    "hearing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="themes",
                        to="zoning.hearing",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="themes", to="zoning.plan"
                    ),
                ),
            ],
            options={
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="StatementPiece",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("starts", models.PositiveIntegerField()),
                ("ends", models.PositiveIntegerField()),
                (
                    "masked_text",
                    models.TextField(blank=True, help_text="what the report shows instead; empty: masked by rule"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="pieces", to="zoning.statement"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pieces",
                        to="zoning.theme",
                    ),
                ),
            ],
            options={
                "ordering": ["statement", "starts"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.CharField(default=geo.ids.new_public_id, max_length=22, unique=True)),
                ("text", models.JSONField(default=dict, help_text="by language")),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("changed", "The plan was changed"),
                            ("partly", "The plan was changed in part"),
                            ("not_changed", "The plan was not changed"),
                            ("not_of_plan", "Not a matter of this plan"),
                        ],
                        max_length=12,
                    ),
                ),
                ("change", models.JSONField(blank=True, default=dict, help_text="by language: what changed and where")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.body",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="replies", to="zoning.plan"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "piece",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="zoning.statementpiece",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="zoning.theme",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LandownerLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("property_code", models.CharField(blank=True, max_length=30)),
                ("method", models.CharField(choices=[("post", "By post"), ("email", "By e-mail")], max_length=6)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="letters", to="zoning.hearing"
                    ),
                ),
                (
                    "landowner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="letters",
                        to="zoning.landowner",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="geo.municipality",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("hearing", "landowner"), name="zoning_letter_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("municipality", "slug"), name="zoning_plan_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("permanent_identifier", ""), _negated=True),
                fields=("municipality", "permanent_identifier"),
                name="zoning_plan_identifier_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("import_key__isnull", False)),
                fields=("municipality", "import_key"),
                name="zoning_plan_import_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="participationscheme",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="zoning_scheme_number_once"),
        ),
        migrations.AddConstraint(
            model_name="landowner",
            constraint=models.UniqueConstraint(
                condition=models.Q(("import_key__isnull", False)),
                fields=("plan", "import_key"),
                name="zoning_landowner_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="hearingmeeting",
            constraint=models.UniqueConstraint(fields=("plan", "event"), name="zoning_meeting_once"),
        ),
        migrations.AddIndex(
            model_name="hearing",
            index=models.Index(fields=["municipality", "last_day"], name="zoning_hearing_last_day"),
        ),
        migrations.AddConstraint(
            model_name="hearing",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="zoning_hearing_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawingtile",
            constraint=models.UniqueConstraint(fields=("drawing", "grid", "z", "x", "y"), name="zoning_tile_once"),
        ),
        migrations.AddConstraint(
            model_name="planphase",
            constraint=models.UniqueConstraint(fields=("plan", "key"), name="zoning_phase_key_once"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                fields=("plan", "stage", "option", "number"), name="zoning_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="planobject",
            constraint=models.UniqueConstraint(fields=("version", "layer", "key"), name="zoning_object_once"),
        ),
        migrations.AddConstraint(
            model_name="hearingversion",
            constraint=models.UniqueConstraint(fields=("hearing", "version"), name="zoning_on_display_once"),
        ),
        migrations.AddIndex(
            model_name="publishedplan",
            index=models.Index(fields=["municipality", "state"], name="zoning_published_state"),
        ),
        migrations.AddIndex(
            model_name="publishedplan",
            index=django.contrib.postgres.indexes.GistIndex(fields=["geom"], name="zoning_published_geom"),
        ),
        migrations.AddConstraint(
            model_name="publishedplan",
            constraint=models.UniqueConstraint(fields=("municipality", "slug"), name="zoning_published_slug"),
        ),
        migrations.AddIndex(
            model_name="publishedhearing",
            index=models.Index(fields=["municipality", "last_day"], name="zoning_published_last_day"),
        ),
        migrations.AddIndex(
            model_name="publishedplanpart",
            index=django.contrib.postgres.indexes.GistIndex(fields=["geom"], name="zoning_published_part_geom"),
        ),
        migrations.AddIndex(
            model_name="publishedstatement",
            index=django.contrib.postgres.indexes.GistIndex(fields=["geom"], name="zoning_published_said_geom"),
        ),
        migrations.AddConstraint(
            model_name="sealedpart",
            constraint=models.UniqueConstraint(fields=("statement", "part"), name="zoning_part_once"),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(fields=("statement", "kind"), name="zoning_position_once"),
        ),
        migrations.AddIndex(
            model_name="statementevent",
            index=models.Index(fields=["statement", "id"], name="zoning_statement_events"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["plan", "kind", "number"], name="zoning_statement_of_plan"),
        ),
        migrations.AddIndex(
            model_name="statement",
            index=models.Index(fields=["hearing", "number"], name="zoning_statement_of_hearing"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(fields=("municipality", "number"), name="zoning_statement_number_once"),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                fields=("municipality", "receipt_code"), name="zoning_receipt_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arrived_at__isnull", True), ("channel__in", ["email", "paper", "desk"]), _connector="OR"
                ),
                name="zoning_arrival_noted_off_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends__gt", models.F("starts"))), name="zoning_piece_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementpiece",
            constraint=models.UniqueConstraint(fields=("statement", "starts"), name="zoning_piece_once"),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("piece__isnull", True), ("theme__isnull", False)),
                    models.Q(("piece__isnull", False), ("theme__isnull", True)),
                    _connector="OR",
                ),
                name="zoning_reply_to_a_theme_or_a_piece",
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("theme__isnull", False)), fields=("theme",), name="zoning_reply_of_theme"
            ),
        ),
        migrations.AddConstraint(
            model_name="reply",
            constraint=models.UniqueConstraint(
                condition=models.Q(("piece__isnull", False)), fields=("piece",), name="zoning_reply_of_piece"
            ),
        ),
    ]
