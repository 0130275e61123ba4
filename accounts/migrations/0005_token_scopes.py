"""Tokens are of one town and for some purposes; programs have users of their own."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from geo.migrating import BatchedMigration

SCOPES = ["messages.read", "messages.write", "messages.enter", "coverage.exact"]
# A token that was made before is of the town in which its user works, and may do there what it could
OLD_TOKENS = f"""
UPDATE accounts_apitoken AS token SET scopes = ARRAY{SCOPES}, municipality_id = (
    SELECT municipality_id FROM accounts_membership held WHERE held.user_id = token.user_id ORDER BY held.id LIMIT 1
);
DELETE FROM accounts_apitoken WHERE municipality_id IS NULL;
"""


class Migration(BatchedMigration):
    dependencies = [("accounts", "0004_operators"), ("geo", "0003_dwellings")]

    operations = [
        migrations.AddField(
            "User",
            "is_system",
            models.BooleanField(
                default=False, db_default=False, help_text="a program, not a person: it signs in by its token alone"
            ),
        ),
        migrations.AddField(
            "ApiToken",
            "municipality",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
            ),
        ),
        migrations.AddField(
            "ApiToken",
            "scopes",
            django.contrib.postgres.fields.ArrayField(models.CharField(max_length=20), default=list),
        ),
        migrations.AddField(
            "ApiToken",
            "made_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("ApiToken", "withdrawn_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunSQL(OLD_TOKENS, migrations.RunSQL.noop),
        # What the statement above changed is checked at once, so that the table may be altered after it
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "ApiToken",
            "municipality",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"),
        ),
        migrations.AddConstraint(
            "ApiToken", models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_a_purpose")
        ),
        migrations.AlterField(
            "StaffChange",
            "kind",
            models.CharField(
                choices=[
                    ("invited", "Invited"),
                    ("role_given", "Role given"),
                    ("role_ended", "Role ended"),
                    ("grant_given", "Right to see given"),
                    ("grant_ended", "Right to see ended"),
                    ("token_made", "Token made"),
                    ("token_ended", "Token withdrawn"),
                ],
                max_length=12,
            ),
        ),
    ]
