"""The words of pins: their base forms, and the squares of 100 m that they lie in, in one index.

A published pin's `words` are always those of the text and the place it has now: a trigger sees to it, whoever writes the
row. They are taken from `PinWords`, which workers fill (feedback_map/services/words.py); until then a pin is found by
its words as they stand.
"""

from typing import ClassVar

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from geo.rls import forced_rls
from geo.migrating import BatchedMigration

FUNCTIONS = """
CREATE FUNCTION place_words(place geometry, about bigint) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- Where a pin is, as words that nobody writes: the squares of 100 m that it touches ("#5144,68394"), the area it is
-- about ("#a17"), or that it is about the whole town ("#0"). Of a long line or a large area some 300 squares.
BEGIN
    IF place IS NULL THEN
        RETURN array_to_tsvector(ARRAY[CASE WHEN about IS NULL THEN '#0' ELSE '#a' || about END]);
    ELSIF ST_GeometryType(place) = 'ST_Point' THEN
        RETURN array_to_tsvector(ARRAY['#' || floor(ST_X(place) / 100) || ',' || floor(ST_Y(place) / 100)]);
    END IF;
    RETURN (
        SELECT array_to_tsvector(array_agg(DISTINCT '#' || floor(ST_X(point) / 100) || ',' || floor(ST_Y(point) / 100)))
        FROM (
            (SELECT (ST_DumpPoints(ST_Segmentize(place, 100))).geom AS point LIMIT 300)
            UNION ALL SELECT ST_PointOnSurface(place)
        ) AS on_it);
END $$;
CREATE FUNCTION words_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := place_words(NEW.geom, NEW.about_area_id) || coalesce((
        SELECT own.lemmas FROM feedback_map_pinwords own
        WHERE own.pin_id = NEW.pin_id AND own.of_text = hashtextextended(NEW.text, 0)), ''::tsvector);
    RETURN NEW;
END $$;
CREATE TRIGGER words_of_a_new_one BEFORE INSERT ON feedback_map_publishedpin
    FOR EACH ROW WHEN (NEW.words = ''::tsvector) EXECUTE FUNCTION words_of_published();
CREATE TRIGGER words_of_a_changed_one BEFORE UPDATE OF text, geom, about_area_id ON feedback_map_publishedpin
    FOR EACH ROW WHEN (NEW.text IS DISTINCT FROM OLD.text OR NEW.geom::bytea IS DISTINCT FROM OLD.geom::bytea
                       OR NEW.about_area_id IS DISTINCT FROM OLD.about_area_id)
    EXECUTE FUNCTION words_of_published();
"""
_DROP = """
DROP TRIGGER words_of_a_changed_one ON feedback_map_publishedpin;
DROP TRIGGER words_of_a_new_one ON feedback_map_publishedpin;
DROP FUNCTION words_of_published();
DROP FUNCTION place_words(geometry, bigint);
"""
# A predicate on words is not leakproof, so a policy in front of it would turn its index off. The desk therefore asks a
# function of the owner, which names the town itself and gives nothing but ids.
FOR_THE_DESK = """
CREATE POLICY feedback_map_pinwords_owner ON feedback_map_pinwords FOR SELECT TO CURRENT_USER USING (true);
CREATE FUNCTION pins_with_words(wanted text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT own.pin_id FROM feedback_map_pinwords own
    WHERE own.words @@ wanted::tsquery AND own.municipality_id = (SELECT current_town())
$$;
"""


class Migration(BatchedMigration):
    dependencies: ClassVar = [("feedback_map", "0020_published_handling")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PinWords",
            fields=[
                (
                    "pin",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="words",
                        serialize=False,
                        to="feedback_map.pin",
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
                ("of_text", models.BigIntegerField()),
                ("lemmas", django.contrib.postgres.search.SearchVectorField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["words"], name="feedback_map_pinwords_words")
                ],
            },
        ),
        forced_rls("feedback_map_pinwords"),
        migrations.AddField(
            model_name="publishedpin",
            name="words",
            field=django.contrib.postgres.search.SearchVectorField(db_default=""),
        ),
        migrations.RemoveIndex(model_name="publishedpin", name="feedback_map_published_words"),
        migrations.AddIndex(
            model_name="publishedpin",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    django.contrib.postgres.search.SearchVector("text", config="simple"),
                    models.F("words"),
                    template="(%(expressions)s)",
                    arg_joiner=" || ",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                name="feedback_map_published_lemmas",
            ),
        ),
        migrations.RunSQL(FUNCTIONS, _DROP),
        migrations.RunSQL(
            FOR_THE_DESK,
            "DROP FUNCTION pins_with_words(text); DROP POLICY feedback_map_pinwords_owner ON feedback_map_pinwords",
        ),
    ]
