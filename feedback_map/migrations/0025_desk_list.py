"""What the desk's list rests on: an index for each filter, and functions for what row-level security keeps indexes from."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from geo.migrating import BatchedMigration

PLACE_KEY = """
CREATE FUNCTION place_key(place geometry) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
-- Where a point is, as a number: its row of 1 km, and in it its metre from the west. Lines and areas all have -1.
SELECT CASE WHEN place IS NULL THEN NULL
            WHEN ST_GeometryType(place) = 'ST_Point'
                THEN (floor(ST_Y(place) / 1000)::bigint << 32) + floor(ST_X(place))::bigint
            ELSE -1 END
$$
"""
WORDS = """
CREATE FUNCTION pins_with_words(wanted text, most integer) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
-- Pins of the town with these words, counted no further than `most`. A predicate on words is not leakproof, so the
-- policy of the table would turn its index off; the town is therefore named here.
-- Index: feedback_map_pinwords_words (GIN).
BEGIN
    RETURN QUERY
    SELECT own.pin_id FROM feedback_map_pinwords own
    WHERE own.words @@ wanted::tsquery AND own.municipality_id = (SELECT current_town())
    LIMIT most;
END $$
"""


def _newest(first: list[str], name: str, condition: models.Q) -> migrations.AddIndex:
    index = models.Index(fields=[*first, "-received_at", "-id"], name=f"feedback_map_pin_{name}", condition=condition)
    return migrations.AddIndex(model_name="pin", index=index)


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0024_published_outcomes")]
    operations: ClassVar = [
        migrations.RunSQL(PLACE_KEY, "DROP FUNCTION place_key(geometry)"),
        migrations.RunSQL(WORDS, "DROP FUNCTION pins_with_words(text, integer)"),
        migrations.AddField(
            "pin",
            "place_key",
            models.GeneratedField(
                expression=models.Func("geom", function="place_key"),
                output_field=models.BigIntegerField(),
                db_persist=True,
            ),
        ),
        migrations.AlterField(
            "pin",
            "category",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="feedback_map.category",
            ),
        ),
        migrations.AddIndex(
            "pin", models.Index(fields=["category", "-received_at", "-id"], name="feedback_map_pin_category")
        ),
        migrations.AddIndex("pin", models.Index(fields=["municipality", "place_key"], name="feedback_map_pin_placed")),
        _newest(["owner"], "closed", models.Q(closed_at__isnull=False)),
        _newest(["state"], "state", models.Q(state__isnull=False)),
        _newest(["municipality"], "shortlisted", models.Q(is_shortlisted=True)),
        _newest(["municipality"], "waiting", models.Q(moderation="waiting")),
    ]
