"""Files of open data that are ready to be taken; what is withdrawn from the public takes its files back at once."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from geo.migrating import BatchedMigration

WITHDRAW = """
CREATE FUNCTION withdraw_from_files() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV[0] is the layer. The row may be gone, or its words changed: files that hold it are not given any more.
BEGIN
    UPDATE doors_layerfiles SET withdrawn_at = clock_timestamp()
    WHERE layer IN (TG_ARGV[0], 'town') AND withdrawn_at IS NULL AND folder <> ''
      AND municipality_id IN (SELECT municipality_id FROM gone);
    RETURN NULL;
END $$;
CREATE FUNCTION withdraw_words_from_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE doors_layerfiles SET withdrawn_at = clock_timestamp()
    WHERE layer IN (TG_ARGV[0], 'town') AND withdrawn_at IS NULL AND folder <> ''
      AND municipality_id = OLD.municipality_id;
    RETURN NULL;
END $$;
CREATE TRIGGER withdraw_from_files AFTER DELETE ON feedback_map_publishedpin
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION withdraw_from_files('pins');
CREATE TRIGGER withdraw_from_files AFTER DELETE ON budgeting_publishedproposal
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION withdraw_from_files('proposals');
CREATE TRIGGER withdraw_words_from_files AFTER UPDATE OF text, place_note, geom ON feedback_map_publishedpin
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.place_note IS DISTINCT FROM NEW.place_note
                       OR OLD.geom::bytea IS DISTINCT FROM NEW.geom::bytea)
    EXECUTE FUNCTION withdraw_words_from_files('pins');
CREATE TRIGGER withdraw_words_from_files AFTER UPDATE OF texts, titles ON budgeting_publishedproposal
    FOR EACH ROW WHEN (OLD.texts IS DISTINCT FROM NEW.texts OR OLD.titles IS DISTINCT FROM NEW.titles)
    EXECUTE FUNCTION withdraw_words_from_files('proposals');
"""
GIVE_BACK = """
DROP TRIGGER withdraw_words_from_files ON budgeting_publishedproposal;
DROP TRIGGER withdraw_words_from_files ON feedback_map_publishedpin;
DROP TRIGGER withdraw_from_files ON budgeting_publishedproposal;
DROP TRIGGER withdraw_from_files ON feedback_map_publishedpin;
DROP FUNCTION withdraw_words_from_files();
DROP FUNCTION withdraw_from_files();
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [
        ("doors", "0002_webhooks"),
        ("feedback_map", "0031_work_link_categories"),
        ("budgeting", "0006_round_guard"),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="LayerFiles",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "layer",
                    models.CharField(
                        help_text="name of the collection without its town; town: all layers", max_length=80
                    ),
                ),
                (
                    "fingerprint",
                    models.CharField(blank=True, help_text="of the rows that were read", max_length=64),
                ),
                (
                    "folder",
                    models.CharField(blank=True, help_text="where the ready files are; empty: nowhere", max_length=40),
                ),
                ("sizes", models.JSONField(default=dict, help_text="bytes of each file by its ending")),
                ("features", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "withdrawn_at",
                    models.DateTimeField(help_text="something in the files is no longer public", null=True),
                ),
                ("started_at", models.DateTimeField(help_text="while files are being made", null=True)),
                ("done", models.BigIntegerField(default=0, help_text="features written so far")),
                ("to_do", models.BigIntegerField(default=0)),
                ("failed_at", models.DateTimeField(null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="geo.municipality"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="layerfiles",
            constraint=models.UniqueConstraint(fields=("municipality", "layer"), name="doors_layer_files_once"),
        ),
        migrations.RunSQL(WITHDRAW, GIVE_BACK),
    ]
