"""Other systems that speak Open311, and what is on its way to them. Keys are looked up before a town is known."""

import django.db.models.deletion
import geo.ids
from django.db import migrations, models
from geo.rls import forced_rls
from geo.migrating import BatchedMigration


class Migration(BatchedMigration):
    dependencies = [
        ("feedback_map", "0012_handling_by_town"),
        ("geo", "0002_current_town"),
    ]

    operations = [
        migrations.CreateModel(
            name="Open311Key",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(help_text="who uses it", max_length=120)),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("may_update", models.BooleanField(default=False, help_text="may also post updates of requests")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Open311Peer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60)),
                ("name", models.CharField(max_length=120)),
                ("endpoint", models.URLField(help_text="the address before services.json")),
                ("jurisdiction_id", models.CharField(blank=True, max_length=120)),
                ("api_key", models.CharField(blank=True, max_length=200)),
                ("format", models.CharField(choices=[("json", "JSON"), ("xml", "XML")], default="json", max_length=4)),
                (
                    "takes_key",
                    models.BooleanField(
                        default=False, help_text="knows Idempotency-Key: a repeat makes no second request"
                    ),
                ),
                (
                    "sends_private",
                    models.BooleanField(default=False, help_text="gets messages too that are not published"),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("updates_until", models.DateTimeField(blank=True, help_text="fetched up to this moment", null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Open311PeerCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service_code", models.CharField(max_length=120)),
                (
                    "category",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="open311", to="feedback_map.category"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="feedback_map.open311peer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Open311Sending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(default=geo.ids.new_secret, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("sent", "Sent"),
                            ("refused", "Refused by the other system"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("remote_id", models.CharField(blank=True, max_length=200)),
                ("remote_token", models.CharField(blank=True, help_text="until the peer gives an id", max_length=200)),
                ("remote_status", models.CharField(blank=True, max_length=60)),
                ("why", models.CharField(blank=True, help_text="what the peer said when it refused", max_length=500)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sendings",
                        to="feedback_map.open311peer",
                    ),
                ),
                (
                    "pin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="feedback_map.pin"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Open311Received",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("update_id", models.CharField(max_length=200)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
                (
                    "sending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="received",
                        to="feedback_map.open311sending",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="open311peer",
            constraint=models.UniqueConstraint(fields=("municipality", "code"), name="feedback_map_peer_once"),
        ),
        migrations.AddIndex(
            model_name="open311sending",
            index=models.Index(fields=["municipality", "state", "-made_at"], name="feedback_map_sendings"),
        ),
        migrations.AddIndex(
            model_name="open311sending",
            index=models.Index(
                condition=models.Q(("remote_id", ""), _negated=True),
                fields=["peer", "remote_id"],
                name="feedback_map_remote",
            ),
        ),
        migrations.AddConstraint(
            model_name="open311sending",
            constraint=models.UniqueConstraint(fields=("peer", "pin"), name="feedback_map_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="open311received",
            constraint=models.UniqueConstraint(fields=("sending", "update_id"), name="feedback_map_received_once"),
        ),
        *(forced_rls(f"feedback_map_open311{table}") for table in ("peer", "peercategory", "sending", "received")),
    ]
