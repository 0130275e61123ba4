import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

APPEND_ONLY = """
CREATE TRIGGER staffchange_append_only BEFORE UPDATE OR DELETE ON accounts_staffchange
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(BatchedMigration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("geo", "0002_current_town"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("invited", "Invited"),
                            ("role_given", "Role given"),
                            ("role_ended", "Role ended"),
                            ("grant_given", "Right to see given"),
                            ("grant_ended", "Right to see ended"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("admin", "Administrator"),
                            ("planner", "Planner"),
                            ("clerk", "Clerk"),
                            ("moderator", "Moderator"),
                            ("coordinator", "Participation coordinator"),
                            ("board", "Area board member"),
                            ("secretary", "Board secretary"),
                            ("analyst", "Analyst"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=12,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["municipality", "-at"], name="staffchange_newest")],
            },
        ),
        forced_rls("accounts_staffchange"),
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER staffchange_append_only ON accounts_staffchange"),
    ]
