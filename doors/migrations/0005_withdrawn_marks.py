"""What is withdrawn marks the files that hold it with its transaction, so that a making under way notices it, too."""

from typing import ClassVar

from django.db import migrations, models
from geo.migrating import BatchedMigration

MARK = """
CREATE FUNCTION mark_files_withdrawn(towns bigint[], of_layer text) RETURNS void LANGUAGE sql AS $$
-- Once a transaction: it holds the row until it ends, and a making begins with that row. So whatever a making does not
-- find withdrawn at its beginning leaves another mark before its end.
    UPDATE doors_layerfiles SET withdrawn = pg_current_xact_id()::text::bigint
    WHERE municipality_id = ANY (towns) AND layer IN (of_layer, 'town')
      AND withdrawn <> pg_current_xact_id()::text::bigint
$$;
CREATE OR REPLACE FUNCTION withdraw_from_files() RETURNS trigger LANGUAGE plpgsql AS $$
-- TG_ARGV[0] is the layer whose rows are gone.
BEGIN
    IF EXISTS (SELECT FROM gone) THEN
        PERFORM mark_files_withdrawn(ARRAY(SELECT DISTINCT municipality_id FROM gone), TG_ARGV[0]);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION withdraw_words_from_files() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mark_files_withdrawn(ARRAY[OLD.municipality_id], TG_ARGV[0]);
    RETURN NULL;
END $$;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("doors", "0004_open_data_views")]
    operations: ClassVar = [
        migrations.RemoveField(model_name="layerfiles", name="withdrawn_at"),
        migrations.AddField(
            model_name="layerfiles",
            name="withdrawn",
            field=models.BigIntegerField(
                db_default=0, default=0, help_text="transaction that withdrew something that the files hold; 0: none"
            ),
        ),
        migrations.RunSQL(MARK, "DROP FUNCTION mark_files_withdrawn(bigint[], text)"),
    ]
